from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("annotations", "0013_erased_sources"),
    ]

    operations = [
        migrations.AddField(
            model_name="apitoken",
            name="last_used_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="last used"),
        ),
    ]
