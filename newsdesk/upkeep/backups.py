"""The nightly backup: asked for by whichever worker keeps house first, written, restored on trial, kept for a while.

A backup that nobody has restored is a hope. So each is read back into a scratch database, its rows are counted table
by table, and the history is verified there. What came of it is on record, in the metrics and in `/health/ready`.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from django.conf import settings
from django.core.management import get_commands
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from django_tasks import task
from psycopg.conninfo import make_conninfo

from newsdesk.database import locks
from newsdesk.history.recording import record
from newsdesk.models import Backup
from newsdesk.running import backups, witness
from newsdesk.running.places import ROOT
from newsdesk.running.saying import Refusal
from newsdesk.upkeep.backup_plan import kept
from newsdesk.upkeep.logs import named
from newsdesk.upkeep.outages import NoRoom, outage

VERIFY = "verify_history"
OURS = r"nightly-\d{8}T\d{6}Z-\d+\.tar"

logger = logging.getLogger("newsdesk.backups")


class Failed(Exception):
    """A backup that is not what it should be; `code` is kept with it.

    write_failed, no_room: there is no file. restore_failed, rows_differ, history_broken: the file is of no use.
    no_scratch: it could not be tried out, as the database's role may not make a database.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def ask_if_due() -> Backup | None:
    """Queue tonight's backup, if it is time and nobody has."""
    plan = settings.BACKUPS
    if not plan.is_due(timezone.localtime(), timezone.localtime(_last_asked())):
        return None
    with transaction.atomic():
        is_mine = locks.BACKUP_ASKING.take_for_transaction_if_free()
        if not is_mine or not plan.is_due(timezone.localtime(), timezone.localtime(_last_asked())):
            return None
        return ask()


@transaction.atomic
def ask() -> Backup:
    backup = Backup.objects.create()
    record("backup.asked", backup, by=None)
    back_up.enqueue(backup.pk)
    return backup


@task
def back_up(pk: int) -> None:
    """Write the backup, try it out, remove what was kept long enough. What is done already is not done again."""
    with locks.BACKUP_MAKING.held_if_free() as mine:
        backup = Backup.objects.filter(pk=pk, checked_at=None, failure="").first() if mine else None
        if backup is None:
            return
        try:
            if backup.written_at is None:
                _write(backup)
            _try_out(backup)
        except Failed as failure:
            _fail(backup, failure.code)
        _remove_old()


def _last_asked() -> datetime:
    """When the last backup was asked for, or else since when there is a site to back up."""
    newest = Backup.objects.order_by("-pk").values_list("asked_at", flat=True).first()
    return newest or MigrationRecorder.Migration.objects.earliest("applied").applied


def _write(backup: Backup) -> None:
    folder: Path = settings.BACKUPS.folder
    path = folder / f"nightly-{backup.asked_at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{backup.pk}.tar"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        backups.remove_leavings(path)
        rows = backups.write(_url(), path)
        digest = _sha256(path)
    except (Refusal, OSError, psycopg.Error) as error:
        raise _failed("write_failed", error) from error
    with transaction.atomic():
        backup.path, backup.size, backup.sha256, backup.rows = str(path), path.stat().st_size, digest, rows
        backup.written_at = timezone.now()
        backup.save()
        record("backup.written", backup, by=None, data={"file": path.name, "size": backup.size, "sha256": digest})


def _try_out(backup: Backup) -> None:
    """Restore it elsewhere and compare. Raises `Failed`."""
    with _scratch() as url:
        try:
            place = _place(backup)
            if place is None:
                raise Failed("restore_failed")
            backups.remove_leavings(place)
            rows = backups.try_out(place, url)
        except (Refusal, OSError, psycopg.Error) as error:
            raise _failed("restore_failed", error) from error
        if rows != backup.rows:
            raise Failed("rows_differ")
        if not _history_is_whole(url):
            raise Failed("history_broken")
    with transaction.atomic():
        backup.checked_at = timezone.now()
        backup.save(update_fields=["checked_at"])
        record("backup.checked", backup, by=None, data={"tables": len(rows), "rows": sum(rows.values())})


@contextmanager
def _scratch() -> Iterator[str]:
    """An empty database to restore into."""
    with ExitStack() as stack:
        try:
            url = stack.enter_context(backups.scratch_database(settings.BACKUPS.check_url or _url()))
        except psycopg.Error as error:
            raise _failed("no_scratch", error) from error
        yield url


def _history_is_whole(url: str) -> bool:
    if VERIFY not in get_commands():
        return True
    # It is a copy from a while ago: what was seen of the site's own seals since is no business of it.
    environment = os.environ | {"DATABASE_URL": url, witness.VARIABLE: witness.OFF}
    command = [sys.executable, str(ROOT / "manage.py"), VERIFY]
    verified = subprocess.run(command, env=environment, capture_output=True, text=True)
    if verified.returncode:
        # It names streams and numbers, never what an event holds.
        reason = verified.stderr.strip().splitlines()[-1:]
        logger.error("the history in the nightly backup", extra={"fields": {"reason": " ".join(reason)}})
    return verified.returncode == 0


def _failed(code: str, error: Exception) -> Failed:
    reason = str(error) if isinstance(error, Refusal) else named(error)
    logger.error("the nightly backup failed", extra={"fields": {"code": code, "reason": reason}})
    return Failed("no_room" if isinstance(outage(error), NoRoom) else code)


@transaction.atomic
def _fail(backup: Backup, code: str) -> None:
    backup.failure = code
    backup.save(update_fields=["failure"])
    record("backup.failed", backup, by=None, data={"reason": code})


def _remove_old() -> None:
    """Remove the files that the plan no longer keeps; never the newest that came back whole."""
    written = {moment: backup for backup in Backup.objects.written() if (moment := backup.written_at)}
    plan = settings.BACKUPS
    in_zone = {timezone.localtime(moment): moment for moment in written}
    staying = {in_zone[moment] for moment in kept(in_zone, daily=plan.daily, weekly=plan.weekly)}
    whole = [moment for moment, backup in written.items() if backup.is_checked]
    staying |= {max(whole)} if whole else set()
    for moment in written.keys() - staying:
        _remove(written[moment])


@transaction.atomic
def _remove(backup: Backup) -> None:
    place = _place(backup)
    if place is None:
        return
    backup.removed_at = timezone.now()
    backup.save(update_fields=["removed_at"])
    record("backup.removed", backup, by=None, data={"file": place.name})
    place.unlink(missing_ok=True)


def _place(backup: Backup) -> Path | None:
    """Where its file lies: in the folder of backups, under a name of ours; None where the database says otherwise.

    Whoever rules over the database would have us remove any file else, and what remembers its seals first.
    """
    place = settings.BACKUPS.folder / Path(backup.path).name
    is_ours = re.fullmatch(OURS, place.name) and Path(backup.path) == place and not place.is_symlink()
    return place if is_ours else None


def _url() -> str:
    """Where this very process has its data."""
    parameters = connection.get_connection_params()
    return make_conninfo("", **{name: parameters[name] for name in backups.LIBPQ_VARIABLES if name in parameters})


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
