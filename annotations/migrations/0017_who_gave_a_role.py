"""A role that somebody gave himself opens no confidential note: until now, who gave it stood in the history alone."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FILL = """
UPDATE annotations_membership member SET given_by_id = given.by_id
FROM (
    SELECT DISTINCT ON (stream, data->>'user') stream, data->>'user' AS username, by_id FROM newsdesk_event
    WHERE action IN ('project.member_added', 'project.member_changed') ORDER BY stream, data->>'user', number DESC
) given
JOIN newsdesk_user person ON person.username = given.username
WHERE member.user_id = person.id AND given.stream = 'project/' || member.project_id
"""

safe_because = "A project has few members: the index over all of them is built in a moment."


class Migration(migrations.Migration):
    dependencies = [
        ("annotations", "0016_rows_vouch_for_themselves"),
        ("newsdesk", "0011_audit_newest_first"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="given_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
