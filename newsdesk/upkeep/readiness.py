"""Whether the site can do its work: what `/health/ready` and the metrics tell. Each answer costs a query or two."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Count, Min
from django.db.models.functions import Now
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from newsdesk.database import locks
from newsdesk.models import Backup
from newsdesk.running.places import data_dir
from newsdesk.running.postgres.cluster import place_of
from newsdesk.running.postgres.locks import is_held

BEAT = 5  # seconds between two signs of life
SILENCE = timedelta(seconds=12 * BEAT)
OVERDUE = timedelta(hours=36)
SCARCE = 1_000_000_000  # bytes
OK, LATE, MISSING, PENDING = "ok", "late", "missing", "pending"


@dataclass(frozen=True)
class LastBackup:
    """The newest nightly backup that was written; `age_seconds` is None where there is none."""

    age_seconds: float | None = None
    is_checked: bool = False
    has_failed_since: bool = False


def checks() -> dict[str, str]:
    """What the site cannot do without, each "ok" or what is wrong. Raises what Django raises without a database."""
    return {"database": _database(), "migrations": _migrations(), "worker": _worker()} | watchers()


def watchers() -> dict[str, str]:
    """Who starts again what ends, where `make run` serves the site: without them the next fault would be the last."""
    return {name: OK if is_held(lock) else MISSING for name, lock in settings.WATCHERS.items()}


def warnings() -> list[str]:
    """What somebody should look at, although the site works."""
    backup = last_backup()
    found = {
        "backup_failed": backup.has_failed_since,
        "backup_overdue": backup.age_seconds is not None and backup.age_seconds > OVERDUE.total_seconds(),
        "backup_not_checked": backup.age_seconds is not None and not backup.is_checked,
        "disk_nearly_full": _room() < SCARCE,
    }
    return [name for name, is_so in found.items() if is_so]


def _room() -> int:
    """Bytes left where the data are, or an embedded database, or will be once their folders are made."""
    places = (settings.DATA_DIR, place_of(data_dir()))
    return min(shutil.disk_usage(_nearest(place)).free for place in places)


def _nearest(place: Path) -> Path:
    return next(one for one in (place, *place.parents) if one.exists())


def workers_alive() -> int:
    return sum(silence < SILENCE for silence in _silences())


def queue() -> tuple[int, float]:
    """How many tasks wait for a worker, and for how many seconds the oldest has. They have a small index."""
    waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY).order_by()
    found = waiting.aggregate(number=Count("pk"), oldest=Now() - Min("enqueued_at"))
    return found["number"], max(found["oldest"] or timedelta(), timedelta()).total_seconds()


def last_backup() -> LastBackup:
    newest = Backup.objects.order_by("-pk").first()
    written = Backup.objects.written().order_by("-pk").first()
    if written is None:
        return LastBackup(has_failed_since=newest is not None and newest.has_failed)
    return LastBackup(
        age_seconds=written.age.total_seconds(),
        is_checked=written.is_checked,
        has_failed_since=newest is not None and newest.has_failed,
    )


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return OK


def _migrations() -> str:
    """A database that is ahead of this code is fine: that is how one version follows another without a pause."""
    return OK if _wanted() <= MigrationRecorder(connection).applied_migrations().keys() else PENDING


@cache
def _wanted() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None).graph.leaf_nodes())


def _worker() -> str:
    silences = _silences()
    return MISSING if not silences else OK if min(silences) < SILENCE else LATE


def _silences() -> list[timedelta]:
    """How long ago each worker gave a sign of life, by the database's clock alone."""
    return list(locks.WORKER.holders().values())
