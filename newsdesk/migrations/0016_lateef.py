from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("newsdesk", "0015_keep_states")]

    operations = [
        migrations.AlterField(
            model_name="user",
            name="typeface",
            field=models.CharField(
                choices=[
                    ("plex", "IBM Plex Sans Arabic"),
                    ("almarai", "Almarai"),
                    ("tajawal", "Tajawal"),
                    ("lateef", "Lateef (Naskh)"),
                    ("device", "The device's own"),
                ],
                default="plex",
                max_length=8,
                verbose_name="typeface",
            ),
        ),
    ]
