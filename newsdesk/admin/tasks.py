"""What is done in the background."""

from __future__ import annotations

from typing import Any

from django_tasks_db.admin import DBTaskResultAdmin

from newsdesk.admin.pages import DeskAdmin, administrators


class TaskAdmin(DeskAdmin, DBTaskResultAdmin):
    """The work done in the background, for whoever runs the house."""

    viewers = staticmethod(administrators)
    section, rank = "house", 4
    # As the row tells it: to find a task's name their page imports whatever module the row names.
    list_display: Any = tuple("task_path" if one == "task_name" else one for one in DBTaskResultAdmin.list_display)
