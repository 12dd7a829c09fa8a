from django.db import migrations

ANCHOR = """
CREATE OR REPLACE FUNCTION annotations_anchor_lies_in_its_text() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan TO off AS $$
DECLARE
    text_length integer;
    article bigint;
    read_text bigint;
    digest text;
BEGIN
    SELECT revision.length, revision.article_id, revision.id, revision.sha256
        INTO text_length, article, read_text, digest
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
OR_A_COPY = """(erasure.stream = 'article/' || article OR EXISTS (
            SELECT FROM articles_offer offer
            WHERE offer.revision_id = read_text AND erasure.stream = 'article/' || offer.article_id
        ))"""
OR_A_COPY_OF_ONE = """(erasure.stream = 'article/' || article OR EXISTS (
            SELECT FROM articles_offer offer
            WHERE offer.revision_id = read_text AND (
                erasure.stream = 'article/' || offer.article_id OR offer.decision = 'apart' AND EXISTS (
                    SELECT FROM articles_revision own
                    WHERE own.sha256 = digest AND erasure.stream = 'article/' || own.article_id
                )
            )
        ))"""


class Migration(migrations.Migration):
    """The erasure of an article blanks what was quoted from copies of copies of its text, too."""

    dependencies = [
        ("annotations", "0018_erasures_blank_quotes_of_copies"),
        ("articles", "0017_texts_joined_again"),
    ]
    operations = [migrations.RunSQL(ANCHOR.replace("{OPEN}", OR_A_COPY_OF_ONE), ANCHOR.replace("{OPEN}", OR_A_COPY))]
