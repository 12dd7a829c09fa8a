from django.db import migrations, models

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
OR_A_COPY = """(erasure.stream = 'article/' || OLD.article_id OR EXISTS (
            SELECT FROM articles_offer offer
            WHERE offer.revision_id = OLD.id AND erasure.stream = 'article/' || offer.article_id
        ))"""
OR_A_COPY_OF_ONE = """(erasure.stream = 'article/' || OLD.article_id OR EXISTS (
            SELECT FROM articles_offer offer
            WHERE offer.revision_id = OLD.id AND (
                erasure.stream = 'article/' || offer.article_id OR offer.decision = 'apart' AND EXISTS (
                    SELECT FROM articles_revision own
                    WHERE own.sha256 = OLD.sha256 AND erasure.stream = 'article/' || own.article_id
                )
            )
        ))"""

safe_because = "Only what editors decide is held up while the index over their offers, a few thousand, is built."


class Migration(migrations.Migration):
    """Two articles that are joined again have an offer of their own where the newer one says something else by then.

    And an erasure reaches copies of copies: by way of an article to which it was joined, a text may have come to others.
    """

    dependencies = [("articles", "0016_no_publishers")]
    operations = [
        migrations.RemoveConstraint(model_name="offer", name="one_offer_for_two_articles"),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("revision", None)), fields=("article", "older"), name="one_open_offer_for_two_articles"
            ),
        ),
        migrations.RunSQL(STAYS.replace("{OPEN}", OR_A_COPY_OF_ONE), STAYS.replace("{OPEN}", OR_A_COPY)),
    ]
