from django.db import migrations, models


class Migration(migrations.Migration):
    """Words of further roles may name entries of the registry."""

    dependencies = [("annotations", "0019_erasures_blank_quotes_of_further_copies")]

    operations = [
        migrations.AddField(
            model_name="annotation",
            name="links",
            field=models.JSONField(
                blank=True,
                db_default=models.Value({}, models.JSONField()),
                default=dict,
                verbose_name="sources by role",
            ),
        ),
    ]
