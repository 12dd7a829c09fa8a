from django.db import migrations

FORWARD = """
CREATE TRIGGER revision_is_immutable BEFORE UPDATE OR DELETE ON articles_revision
    FOR EACH ROW EXECUTE FUNCTION newsdesk_refuse_change();

CREATE FUNCTION articles_block_lies_in_its_text() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan TO off AS $$
BEGIN
    IF NEW."end" > (SELECT length FROM articles_revision WHERE id = NEW.revision_id) THEN
        RAISE EXCEPTION 'block [%, %) ends after the text of revision %', NEW.start, NEW."end", NEW.revision_id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER block_lies_in_its_text BEFORE INSERT OR UPDATE ON articles_block
    FOR EACH ROW EXECUTE FUNCTION articles_block_lies_in_its_text();
"""
BACKWARD = """
DROP TRIGGER block_lies_in_its_text ON articles_block;
DROP FUNCTION articles_block_lies_in_its_text();
DROP TRIGGER revision_is_immutable ON articles_revision;
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0002_initial"), ("newsdesk", "0002_events_are_append_only")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
