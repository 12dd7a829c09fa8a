from django.db import migrations, models


class Migration(migrations.Migration):
    """What reports say is kept as codes with values; older reports keep their words."""

    dependencies = [("articles", "0009_erasures_blank_their_own_texts")]
    operations = [
        migrations.AddField(
            model_name="importitem",
            name="notices",
            field=models.JSONField(editable=False, null=True, verbose_name="notices"),
        ),
        migrations.AlterField(
            model_name="importitem",
            name="message",
            field=models.TextField(blank=True, editable=False, verbose_name="message"),
        ),
        migrations.AlterField(
            model_name="importitem",
            name="outcome",
            field=models.CharField(
                choices=[
                    ("created", "New article"),
                    ("revised", "New revision"),
                    ("unchanged", "Already here"),
                    ("failed", "Refused"),
                    ("left_out", "Left out"),
                ],
                max_length=10,
                verbose_name="outcome",
            ),
        ),
    ]
