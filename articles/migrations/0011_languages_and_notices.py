from django.db import migrations, models


class Migration(migrations.Migration):
    """How a language is known, NULL for the articles that are there: theirs was told by another rule, and is not
    changed, but not yet checked. And what is to be said of a text."""

    dependencies = [("articles", "0010_notices_of_imports")]

    operations = [
        migrations.AddField(
            model_name="article",
            name="language_from",
            field=models.CharField(
                blank=True,
                choices=[
                    ("recognised", "Recognised from the text"),
                    ("doubtful", "Recognised, but not surely"),
                    ("editor", "Said by an editor"),
                ],
                max_length=12,
                null=True,
                verbose_name="how the language is known",
            ),
        ),
        migrations.AddField(
            model_name="revision",
            name="notices",
            field=models.JSONField(editable=False, null=True, verbose_name="notices"),
        ),
    ]
