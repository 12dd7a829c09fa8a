"""Until now every analyst saw every project. Whoever could work in one goes on doing so."""

from typing import Any

from django.db import migrations
from django.db.models import Max


def enrol_analysts(apps: Any, _schema_editor: Any) -> None:
    user, event = apps.get_model("newsdesk", "User"), apps.get_model("newsdesk", "Event")
    project, membership = apps.get_model("annotations", "Project"), apps.get_model("annotations", "Membership")
    analysts = list(user.objects.filter(groups__name="analyst").order_by("pk"))
    for one in project.objects.order_by("pk") if analysts else ():
        membership.objects.bulk_create(
            [membership(project=one, user=analyst, role="analyst") for analyst in analysts], ignore_conflicts=True
        )
        stream = f"project/{one.pk}"
        last = event.objects.filter(stream=stream).aggregate(last=Max("number"))["last"] or 0
        data = {"users": [analyst.username for analyst in analysts], "role": "analyst"}
        event.objects.create(stream=stream, number=last + 1, action="project.members_kept", data=data)


class Migration(migrations.Migration):
    dependencies = [("annotations", "0009_memberships"), ("newsdesk", "0003_roles")]
    operations = [migrations.RunPython(enrol_analysts, migrations.RunPython.noop)]
