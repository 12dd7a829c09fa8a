"""What is done in the background."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django_tasks_db.admin import DBTaskResultAdmin
from django_tasks_db.models import DBTaskResult

from newsdesk.admin.pages import DeskAdmin, administrators


class StateFilter(admin.ChoicesFieldListFilter):
    """By how a task stands, under a name of ours: the column has none but its own."""

    def __init__(self, field: Any, *args: Any, **named: Any) -> None:
        super().__init__(field, *args, **named)
        self.title = _("state")


class TaskAdmin(DeskAdmin, DBTaskResultAdmin):
    """The work done in the background, for whoever runs the house.

    What the package calls its columns is translated by nobody: those of the list have names of ours.
    """

    viewers = staticmethod(administrators)
    section, rank = "house", 4
    list_display: Any = ("what", "state", "asked_at", "begun_at", "done_at")
    list_filter: ClassVar[Any] = (("status", StateFilter),)

    # As the row tells it: to find a task's name their page imports whatever module the row names.
    @admin.display(description=_("work"))
    def what(self, task: DBTaskResult) -> str:
        return task.task_path

    @admin.display(description=_("state"), ordering="status")
    def state(self, task: DBTaskResult) -> str:
        return task.get_status_display()

    @admin.display(description=_("queued"), ordering="enqueued_at")
    def asked_at(self, task: DBTaskResult) -> Any:
        return task.enqueued_at

    @admin.display(description=_("begun"), ordering="started_at")
    def begun_at(self, task: DBTaskResult) -> Any:
        return task.started_at

    @admin.display(description=_("done"), ordering="finished_at")
    def done_at(self, task: DBTaskResult) -> Any:
        return task.finished_at
