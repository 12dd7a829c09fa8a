"""Files of a dataset made in the background: asked for on a page, made by a worker (`manage.py db_worker`).

A worker holds a lock of the database's session while it makes a file. A worker that dies loses it at that moment,
so "being made" by nobody is seen at once and needs no guess about time.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from annotations.access import projects_edited_by
from annotations.datasets.dataset import Dataset
from annotations.datasets.failures import ExportFailed
from annotations.datasets.files import PRIVATE, Written, remove_parts, write_file
from annotations.datasets.formats import FORMATS
from annotations.datasets.scope import Scope
from annotations.models import Export, Project
from newsdesk.database import locks
from newsdesk.errors import Conflict, NotAllowed
from newsdesk.history.recording import NOTHING, record
from newsdesk.models import User
from newsdesk.upkeep import metrics
from newsdesk.upkeep.outages import Unavailable, outage

logger = logging.getLogger("newsdesk.exports")
FOLDER = "exports"
PATIENCE = timedelta(minutes=2)
OVER = (Export.State.DONE, Export.State.WITHDRAWN)


@transaction.atomic
def ask_for(project: Project, form: str, *, by: User) -> Export:
    """The export that a worker will make. One's own that still waits is given back: it will hold what is new, too.

    Raises `NotAllowed` for people who may not take the project's work away.
    """
    refuse_but_its_editors(by, project)
    waiting = Export.objects.waiting().filter(project=project, format=form, requested_by=by)
    if export := waiting.select_for_update().first():
        return export
    export = Export.objects.create(project=project, format=form, requested_by=by)
    record("export.asked", export, by=by, data={"project": project.key, "format": form})
    make.enqueue(export.pk)
    return export


@transaction.atomic
def ask_again(export: Export, *, by: User) -> None:
    """Queue an export that failed, or that nobody is making. Raises `Conflict` for any other."""
    refuse_but_its_editors(by, export.project)
    export = Export.objects.select_for_update().get(pk=export.pk)
    if not may_be_asked_again(export, being_made([export])):
        raise Conflict(_("This export is ready or on its way already."), code="export_on_its_way")
    export.queue()
    record("export.asked_again", export, by=by, changed=NOTHING)
    make.enqueue(export.pk)


def may_take(user: User, project: Project) -> bool:
    """Whether somebody may take a project's whole work away."""
    return projects_edited_by(user).filter(pk=project.pk).exists()


def refuse_but_its_editors(user: User, project: Project) -> None:
    if not may_take(user, project):
        raise NotAllowed(_("Only editors of the project take its work away."), code="not_an_editor_of_it")


def may_be_asked_again(export: Export, made_now: set[int]) -> bool:
    """`made_now` is what `being_made` says. Of one that waits: whether the worker is overdue."""
    if export.state == Export.State.WAITING:
        return timezone.now() - export.queued_at > PATIENCE
    return export.state == Export.State.FAILED or is_abandoned(export, made_now)


def is_abandoned(export: Export, made_now: set[int]) -> bool:
    """Whether its worker died."""
    return export.state == Export.State.RUNNING and export.pk not in made_now


def being_made(exports: Iterable[Export]) -> set[int]:
    """The ids of those exports at which a worker is at this moment."""
    return {export.pk for export in exports} & locks.EXPORT.holders().keys()


@task
def make(pk: int) -> None:
    """Make the file, unless it is there already or another worker is at it."""
    with locks.EXPORT.of(pk).held_if_free() as mine:
        export = Export.objects.exclude(state__in=OVER).filter(pk=pk).first() if mine else None
        if export:
            _make(export)


def _make(export: Export) -> None:
    export.begin()
    name = f"{FOLDER}/{export.file_name}"
    try:
        written = _write(export, name)
    except ExportFailed as failure:
        logger.error("an export was stopped", extra={"fields": {"export": export.pk, "code": failure.code}})
        export.fail(failure.as_json())
        metrics.export_ended("refused")
    except Exception as error:
        if isinstance(outage(error), Unavailable):
            raise  # Whoever takes the task up again begins anew.
        metrics.export_ended("failed")
        export.fail({"code": "unexpected", "reason": type(error).__name__})
        raise
    else:
        facts = {"size": written.size, "sha256": written.sha256, "counts": written.counts}
        if export.finish(file=name, losses=written.lost.as_json(), **facts):
            metrics.export_ended("done")
        else:
            default_storage.delete(name)


def _write(export: Export, name: str) -> Written:
    if not may_take(export.requested_by, export.project):
        raise ExportFailed("asker_left", name=export.requested_by.username)
    if export.format not in FORMATS:
        raise ExportFailed("format_gone", format=export.format)
    path = Path(default_storage.path(name))
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    remove_parts(path)
    dataset = Dataset.of(Scope.of(export))
    return write_file(dataset, FORMATS[export.format], path, mode=PRIVATE)
