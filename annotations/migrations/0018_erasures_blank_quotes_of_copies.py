from django.db import migrations

ANCHOR = """
CREATE OR REPLACE FUNCTION annotations_anchor_lies_in_its_text() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan TO off AS $$
DECLARE
    text_length integer;
    article bigint;
    read_text bigint;
BEGIN
    SELECT revision.length, revision.article_id, revision.id INTO text_length, article, read_text
        FROM annotations_annotation annotation
        JOIN annotations_reading reading ON reading.id = annotation.reading_id
        JOIN articles_revision revision ON revision.id = reading.revision_id
        WHERE annotation.id = NEW.annotation_id;
    IF TG_OP = 'UPDATE' AND NEW.exact = '' AND EXISTS (
        SELECT FROM newsdesk_erasure erasure WHERE erasure.id = newsdesk_erasure_now() AND {OPEN}
    ) THEN
        OLD.exact := '';
        IF NEW IS NOT DISTINCT FROM OLD THEN
            RETURN NEW;
        END IF;
    END IF;
    IF NEW."end" > text_length OR char_length(NEW.exact) <> NEW."end" - NEW.start THEN
        RAISE EXCEPTION 'anchor [%, %) does not lie in its text of % characters', NEW.start, NEW."end", text_length
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""
OF_THIS = "erasure.stream = 'article/' || article"
OR_A_COPY = f"""({OF_THIS} OR EXISTS (
            SELECT FROM articles_offer offer
            WHERE offer.revision_id = read_text
                AND erasure.stream = 'article/' || offer.article_id
        ))"""


class Migration(migrations.Migration):
    """The erasure of an article blanks what was quoted from its text where other articles have it, or had."""

    dependencies = [("annotations", "0017_who_gave_a_role"), ("articles", "0015_erasures_blank_copies")]
    operations = [migrations.RunSQL(ANCHOR.replace("{OPEN}", OR_A_COPY), ANCHOR.replace("{OPEN}", OF_THIS))]
