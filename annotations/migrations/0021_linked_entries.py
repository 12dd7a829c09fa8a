from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

from annotations.models.annotations import LinkedEntries


class Migration(migrations.Migration):
    """The page of a source asks which annotations name it in whatever role."""

    atomic = False

    dependencies = [("annotations", "0020_links")]

    operations = [
        AddIndexConcurrently(
            model_name="annotation",
            index=GinIndex(
                LinkedEntries("links"), condition=models.Q(("links", {}), _negated=True), name="annotation_linked"
            ),
        ),
    ]
