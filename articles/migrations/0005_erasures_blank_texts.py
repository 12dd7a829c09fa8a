from django.db import migrations

FORWARD = """
CREATE FUNCTION articles_revision_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.erasure_id IS NULL AND newsdesk_erasure_now() IS NOT NULL THEN
        OLD.text := '';
        OLD.erasure_id := newsdesk_erasure_now();
        IF NEW IS NOT DISTINCT FROM OLD THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
DROP TRIGGER revision_is_immutable ON articles_revision;
CREATE TRIGGER revision_is_immutable BEFORE UPDATE OR DELETE ON articles_revision
    FOR EACH ROW EXECUTE FUNCTION articles_revision_stays();
"""
BACKWARD = """
DROP TRIGGER revision_is_immutable ON articles_revision;
CREATE TRIGGER revision_is_immutable BEFORE UPDATE OR DELETE ON articles_revision
    FOR EACH ROW EXECUTE FUNCTION newsdesk_refuse_change();
DROP FUNCTION articles_revision_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0004_erasures"), ("newsdesk", "0009_chain_the_history")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
