from django.db import migrations

ANCHOR = """
CREATE OR REPLACE FUNCTION annotations_anchor_lies_in_its_text() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan TO off AS $$
DECLARE
    text_length integer;
BEGIN
    {ERASURE}SELECT revision.length INTO text_length
        FROM annotations_annotation annotation
        JOIN annotations_reading reading ON reading.id = annotation.reading_id
        JOIN articles_revision revision ON revision.id = reading.revision_id
        WHERE annotation.id = NEW.annotation_id;
    IF NEW."end" > text_length OR char_length(NEW.exact) <> NEW."end" - NEW.start THEN
        RAISE EXCEPTION 'anchor [%, %) does not lie in its text of % characters', NEW.start, NEW."end", text_length
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""
BLANK = """IF TG_OP = 'UPDATE' AND NEW.exact = '' AND newsdesk_erasure_now() IS NOT NULL THEN
        RETURN NEW;
    END IF;
    """


class Migration(migrations.Migration):
    """An erasure blanks quotes; without one, a quote is as long as its span."""

    dependencies = [("annotations", "0007_erasures"), ("newsdesk", "0009_chain_the_history")]
    operations = [migrations.RunSQL(ANCHOR.replace("{ERASURE}", BLANK), ANCHOR.replace("{ERASURE}", ""))]
