from django.db import migrations

FORWARD = """
CREATE VIEW annotations_sourcename AS
SELECT named.id, named.source_id, named.standing_id, named.name, named.key, named.is_alias,
    array_to_string(ARRAY(SELECT unnest(string_to_array(named.key, ' ')) AS word ORDER BY word), ' ') AS sorted_words
FROM (
    SELECT 'ar/' || id AS id, id AS source_id, COALESCE(merged_into_id, id) AS standing_id,
        name_ar AS name, ar_key AS key, 0 AS is_alias
        FROM annotations_source WHERE ar_key <> ''
    UNION ALL
    SELECT 'en/' || id, id, COALESCE(merged_into_id, id), name_en, en_key, 0
        FROM annotations_source WHERE en_key <> ''
    UNION ALL
    SELECT 'alias/' || alias.id, source.id, COALESCE(source.merged_into_id, source.id), alias.name, alias.name_key, 1
        FROM annotations_sourcealias alias JOIN annotations_source source ON source.id = alias.source_id
) named;
"""
BACKWARD = "DROP VIEW annotations_sourcename;"


class Migration(migrations.Migration):
    dependencies = [("annotations", "0005_fill_keys_of_sources")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
