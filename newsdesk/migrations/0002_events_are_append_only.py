from django.db import migrations

FORWARD = """
CREATE FUNCTION newsdesk_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER event_is_append_only BEFORE UPDATE OR DELETE ON newsdesk_event
    FOR EACH ROW EXECUTE FUNCTION newsdesk_refuse_change();
"""
BACKWARD = """
DROP TRIGGER event_is_append_only ON newsdesk_event;
DROP FUNCTION newsdesk_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("newsdesk", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
