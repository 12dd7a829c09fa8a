from django.db import migrations

# Sessions were kept under their cookies' own values: whoever read the table was let in. They are kept under digests
# now, and of the old values nothing may stay, not even in the table's file; so everybody signs in anew, once.
EMPTY = "TRUNCATE django_session, newsdesk_browsersession"


class Migration(migrations.Migration):
    dependencies = [
        ("newsdesk", "0011_audit_newest_first"),
        ("sessions", "0001_initial"),
    ]

    operations = [migrations.RunSQL(EMPTY, migrations.RunSQL.noop)]
