from django.db import migrations

# The table that `createcachetable` makes: a code of the second step is remembered here once it is used.
MAKE = """
CREATE TABLE newsdesk_cache (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamp with time zone NOT NULL
);
CREATE INDEX newsdesk_cache_expires ON newsdesk_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("newsdesk", "0005_guards_sessions_invitations")]

    operations = [migrations.RunSQL(MAKE, "DROP TABLE newsdesk_cache")]
