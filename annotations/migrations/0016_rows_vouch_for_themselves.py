from django.db import migrations, models


class Migration(migrations.Migration):
    """Each row carries a keyed digest of itself; what is there already is adopted as it is, when all is migrated."""

    adopts = "everything"
    dependencies = [("annotations", "0015_erasures_blank_their_own_quotes"), ("newsdesk", "0015_keep_states")]
    operations = [
        migrations.AddField(model_name=name, name="digest", field=models.BinaryField(null=True, editable=False))
        for name in ("annotation", "relation", "articlelabel")
    ]
