from django.db import migrations

FORWARD = """
CREATE FUNCTION annotations_published_codebook_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.published_at IS NULL THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    RAISE EXCEPTION 'codebook % version % is published: make a new version', OLD.key, OLD.version
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER published_codebook_is_frozen BEFORE UPDATE OR DELETE ON annotations_codebook
    FOR EACH ROW EXECUTE FUNCTION annotations_published_codebook_is_frozen();

-- Its plan is made once and kept: while tables are still empty, only this keeps it from reading them whole for ever.
CREATE FUNCTION annotations_anchor_lies_in_its_text() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan TO off AS $$
DECLARE
    text_length integer;
BEGIN
    SELECT revision.length INTO text_length
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
CREATE TRIGGER anchor_lies_in_its_text BEFORE INSERT OR UPDATE ON annotations_anchor
    FOR EACH ROW EXECUTE FUNCTION annotations_anchor_lies_in_its_text();

CREATE FUNCTION annotations_relation_stays_in_its_reading() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan TO off AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM annotations_annotation
        WHERE id IN (NEW.from_annotation_id, NEW.to_annotation_id) AND reading_id <> NEW.reading_id
    ) THEN
        RAISE EXCEPTION 'relation % ties annotations of another reading', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER relation_stays_in_its_reading BEFORE INSERT OR UPDATE ON annotations_relation
    FOR EACH ROW EXECUTE FUNCTION annotations_relation_stays_in_its_reading();

-- Unique among what is not deleted, and judged at the end, so that one batch may delete one and make another:
-- a unique index cannot be both partial and deferrable, an exclusion constraint over a B-tree can.
ALTER TABLE annotations_relation ADD CONSTRAINT relation_once
    EXCLUDE USING btree (label WITH =, from_annotation_id WITH =, to_annotation_id WITH =)
    WHERE (deleted_at IS NULL) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE annotations_articlelabel ADD CONSTRAINT article_label_once
    EXCLUDE USING btree (reading_id WITH =, label WITH =)
    WHERE (deleted_at IS NULL) DEFERRABLE INITIALLY DEFERRED;
"""
BACKWARD = """
ALTER TABLE annotations_articlelabel DROP CONSTRAINT article_label_once;
ALTER TABLE annotations_relation DROP CONSTRAINT relation_once;
DROP TRIGGER relation_stays_in_its_reading ON annotations_relation;
DROP FUNCTION annotations_relation_stays_in_its_reading();
DROP TRIGGER anchor_lies_in_its_text ON annotations_anchor;
DROP FUNCTION annotations_anchor_lies_in_its_text();
DROP TRIGGER published_codebook_is_frozen ON annotations_codebook;
DROP FUNCTION annotations_published_codebook_is_frozen();
"""


class Migration(migrations.Migration):
    dependencies = [("annotations", "0001_initial"), ("articles", "0003_texts_never_change")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
