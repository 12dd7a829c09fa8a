from django.db import migrations

STAYS = """
CREATE OR REPLACE FUNCTION articles_revision_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.erasure_id IS NULL AND EXISTS (
        SELECT FROM newsdesk_erasure erasure WHERE erasure.id = newsdesk_erasure_now() AND {OPEN}
    ) THEN
        OLD.text := '';
        OLD.erasure_id := newsdesk_erasure_now();
        IF NEW IS NOT DISTINCT FROM OLD THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""
OF_THIS = "erasure.stream = 'article/' || OLD.article_id"
OR_A_COPY = f"""({OF_THIS} OR EXISTS (
            SELECT FROM articles_offer offer
            WHERE offer.revision_id = OLD.id AND erasure.stream = 'article/' || offer.article_id
        ))"""


class Migration(migrations.Migration):
    """The erasure of an article blanks its text in other articles, too, which have it as a revision, or had."""

    dependencies = [("articles", "0014_articles_by_headline_and_address")]
    operations = [migrations.RunSQL(STAYS.replace("{OPEN}", OR_A_COPY), STAYS.replace("{OPEN}", OF_THIS))]
