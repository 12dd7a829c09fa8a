import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("newsdesk", "0012_sign_everybody_out"),
    ]

    operations = [
        migrations.CreateModel(
            name="KnownBrowser",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(editable=False, max_length=64, unique=True)),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("expires_at", models.DateTimeField()),
                (
                    "session",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="known_browser",
                        to="newsdesk.browsersession",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="known_browsers",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="signinguard",
            name="spent",
            field=models.BigIntegerField(db_default=0, default=0),
        ),
        migrations.AlterField(
            model_name="signinguard",
            name="kind",
            field=models.CharField(
                choices=[
                    ("name", "Password, from one network address"),
                    ("browser", "Password, in a browser known to the account"),
                    ("account", "Password and code, from all unknown browsers"),
                    ("address", "Network address"),
                    ("code", "Code of the second step"),
                    ("reset", "Forgotten password"),
                ],
                max_length=8,
            ),
        ),
    ]
