from django.db import migrations, models


class Migration(migrations.Migration):
    """Each row carries a keyed digest of itself; what is there already is adopted as it is, when all is migrated."""

    adopts = "everything"
    dependencies = [("annotations", "0013_erased_sources"), ("newsdesk", "0015_keep_states")]
    operations = [
        migrations.AddField(model_name=name, name="digest", field=models.BinaryField(null=True, editable=False))
        for name in ("annotation", "relation", "articlelabel")
    ]
