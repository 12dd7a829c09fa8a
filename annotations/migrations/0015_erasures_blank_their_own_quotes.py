from django.db import migrations

ANCHOR = """
CREATE OR REPLACE FUNCTION annotations_anchor_lies_in_its_text() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan TO off AS $$
DECLARE
    text_length integer;
    article bigint;
BEGIN
    SELECT revision.length, revision.article_id INTO text_length, article
        FROM annotations_annotation annotation
        JOIN annotations_reading reading ON reading.id = annotation.reading_id
        JOIN articles_revision revision ON revision.id = reading.revision_id
        WHERE annotation.id = NEW.annotation_id;
    {ERASURE}
    IF NEW."end" > text_length OR char_length(NEW.exact) <> NEW."end" - NEW.start THEN
        RAISE EXCEPTION 'anchor [%, %) does not lie in its text of % characters', NEW.start, NEW."end", text_length
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""
OF_ANY = """IF TG_OP = 'UPDATE' AND NEW.exact = '' AND newsdesk_erasure_now() IS NOT NULL THEN
        RETURN NEW;
    END IF;"""
OF_THIS = """IF TG_OP = 'UPDATE' AND NEW.exact = '' AND EXISTS (
        SELECT FROM newsdesk_erasure WHERE id = newsdesk_erasure_now() AND stream = 'article/' || article
    ) THEN
        OLD.exact := '';
        IF NEW IS NOT DISTINCT FROM OLD THEN
            RETURN NEW;
        END IF;
    END IF;"""


class Migration(migrations.Migration):
    """The erasure of one article lets its own quotes be blanked, and no anchor be moved."""

    dependencies = [
        ("annotations", "0014_last_use_of_tokens"),
        ("articles", "0009_erasures_blank_their_own_texts"),
        ("newsdesk", "0014_only_real_erasures"),
    ]
    operations = [migrations.RunSQL(ANCHOR.replace("{ERASURE}", OF_THIS), ANCHOR.replace("{ERASURE}", OF_ANY))]
