from django.db import migrations

from articles.arabic import search_key

LENGTH = 400


def fill(apps, schema_editor):
    """Names are compared one by one from now on, and without the white space around them."""
    Source = apps.get_model("annotations", "Source")
    for source in Source.objects.iterator():
        source.name_key = search_key(f"{source.name_ar} {source.name_en}")[:LENGTH]
        source.ar_key, source.en_key = search_key(source.name_ar)[:LENGTH], search_key(source.name_en)[:LENGTH]
        source.save(update_fields=["name_key", "ar_key", "en_key"])


class Migration(migrations.Migration):
    dependencies = [("annotations", "0004_merged_sources")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
