from django.contrib.postgres.indexes import HashIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """An import asks which articles bear a headline or an address."""

    atomic = False

    dependencies = [("articles", "0013_offers")]

    operations = [
        AddIndexConcurrently(
            model_name="article",
            index=models.Index(
                models.F("headline_key"), models.OrderBy(models.F("id"), descending=True), name="article_headline"
            ),
        ),
        AddIndexConcurrently(
            model_name="article",
            index=HashIndex(fields=["url"], name="article_address", condition=models.Q(("url", ""), _negated=True)),
        ),
    ]
