from django.db import migrations

STAYS = """
CREATE OR REPLACE FUNCTION articles_revision_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.erasure_id IS NULL AND {OPEN} THEN
        OLD.text := '';
        OLD.erasure_id := newsdesk_erasure_now();
        IF NEW IS NOT DISTINCT FROM OLD THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""
OF_ANY = "newsdesk_erasure_now() IS NOT NULL"
OF_THIS = """EXISTS (
        SELECT FROM newsdesk_erasure WHERE id = newsdesk_erasure_now() AND stream = 'article/' || OLD.article_id
    )"""


class Migration(migrations.Migration):
    """The erasure of one article lets the texts of no other be blanked."""

    dependencies = [("articles", "0008_blocks_looked_at_together"), ("newsdesk", "0014_only_real_erasures")]
    operations = [migrations.RunSQL(STAYS.replace("{OPEN}", OF_THIS), STAYS.replace("{OPEN}", OF_ANY))]
