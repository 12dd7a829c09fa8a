"""The nightly backup: when it is due, that it comes back whole, what is kept, what is told when it fails."""

from __future__ import annotations

import stat
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from newsdesk.history import chain, witnessing
from newsdesk.history.recording import record
from newsdesk.models import Backup, Event
from newsdesk.running import backups, witness
from newsdesk.running.backup_tables import LEFT_OUT
from newsdesk.running.saying import Refusal
from newsdesk.upkeep import backups as backing_up
from newsdesk.upkeep.backup_plan import BackupPlan, kept, plan_from
from tests.factories import an_administrator, an_article
from tests.newsdesk.history.test_chain import tamper

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
AN_HOUR = timedelta(hours=1)
A_DAY = 24 * AN_HOUR


def a_plan(folder: Path = Path("/nowhere"), **fields: Any) -> BackupPlan:
    return BackupPlan(**{"at": time(2, 30), "folder": folder, "daily": 7, "weekly": 4, "check_url": ""} | fields)


@pytest.mark.parametrize(
    ("before", "is_due"),
    [
        (NOON - A_DAY, True),
        (NOON - 9 * AN_HOUR - 31 * timedelta(minutes=1), True),
        (NOON - 9 * AN_HOUR, False),
        (NOON, False),
        (NOON + 30 * A_DAY, True),
    ],
    ids=["yesterday", "just before", "just after", "now", "by a clock that was put back"],
)
def test_it_is_due_once_the_time_of_day_has_come_since_the_last(before: datetime, is_due: bool) -> None:
    assert a_plan().is_due(NOON, before) is is_due


def test_before_its_time_the_day_before_counts() -> None:
    early = NOON.replace(hour=1)
    assert a_plan().is_due(early, early - A_DAY)
    assert not a_plan().is_due(early, early - 20 * AN_HOUR)


def test_off_means_never() -> None:
    assert not a_plan(at=None).is_due(NOON, NOON - 100 * A_DAY)


def test_the_environment_says_when_where_and_for_how_long() -> None:
    environ = {
        "NEWSDESK_BACKUP_AT": "04:15",
        "NEWSDESK_BACKUP_DIR": "/safe",
        "NEWSDESK_BACKUP_DAILY": "3",
        "NEWSDESK_BACKUP_WEEKLY": "9",
    }
    assert plan_from(environ, Path("/data")) == a_plan(Path("/safe"), at=time(4, 15), daily=3, weekly=9)
    assert plan_from({}, Path("/data")) == a_plan(Path("/data/backups"))
    assert plan_from({"NEWSDESK_BACKUP_AT": "off"}, Path("/data")).at is None


@pytest.mark.parametrize("name", ["NEWSDESK_BACKUP_AT", "NEWSDESK_BACKUP_DAILY", "NEWSDESK_BACKUP_WEEKLY"])
def test_what_makes_no_sense_is_refused_at_the_start(name: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=name):
        plan_from({name: "soon"}, Path("/data"))


def test_the_newest_of_each_day_and_week_are_kept() -> None:
    moments = [NOON - number * A_DAY for number in range(60)] + [NOON - AN_HOUR]
    staying = kept(moments, daily=7, weekly=4)
    days = [(NOON - moment).days for moment in sorted(staying, reverse=True)]
    assert days == [0, 1, 2, 3, 4, 5, 6, 9, 16]
    assert NOON - AN_HOUR not in staying


@pytest.fixture
def folder(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where backups go."""
    place = tmp_path / "نسخ"
    settings.BACKUPS = a_plan(place)
    media = tmp_path / "data" / "media"
    media.mkdir(parents=True)
    (media / "ملف.txt").write_text("نص", encoding="utf-8")
    return place


@pytest.fixture
def rows(folder: Path) -> None:
    """Something to back up."""
    with transaction.atomic():
        record("x.made", an_article(), by=None)


def actions() -> list[str]:
    return list(Event.objects.filter(stream__startswith="backup/").order_by("id").values_list("action", flat=True))


@pytest.mark.django_db(transaction=True)
class TestOnADatabase:
    def test_it_is_written_and_comes_back_whole(self, folder: Path, rows: None) -> None:
        backup = backing_up.ask()
        backing_up.back_up.call(backup.pk)
        backup.refresh_from_db()
        (file,) = folder.iterdir()
        assert (str(file), file.stat().st_size) == (backup.path, backup.size)
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert backup.rows["articles_article"] == 1
        assert backup.failure == ""
        assert backup.is_checked
        assert actions() == ["backup.asked", "backup.written", "backup.checked"]
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_database WHERE datname = current_database() || '_newsdesk_trial'")
            assert cursor.fetchone() == (0,)

    def test_who_is_signed_in_is_not_in_it(self, folder: Path, rows: None) -> None:
        client = Client()
        client.force_login(an_administrator())
        backup = backing_up.ask()
        backing_up.back_up.call(backup.pk)
        backup.refresh_from_db()
        assert Session.objects.count() == 1
        assert (backup.rows["django_session"], backup.rows["newsdesk_browsersession"]) == (0, 0)
        assert backup.is_checked

    def test_one_that_holds_a_session_all_the_same_is_found(
        self, folder: Path, rows: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write = backups.write

        def write_whole(url: str, target: Path) -> dict[str, int]:
            with monkeypatch.context() as patched:
                patched.setattr(backups, "LEFT_OUT", {})
                return write(url, target) | dict.fromkeys(LEFT_OUT, 0)

        monkeypatch.setattr(backups, "write", write_whole)
        Client().force_login(an_administrator())
        backup = backing_up.ask()
        backing_up.back_up.call(backup.pk)
        backup.refresh_from_db()
        assert (backup.failure, backup.is_checked) == ("rows_differ", False)

    def test_trying_it_out_leaves_alone_what_was_seen_of_the_sites_own_seals(self, folder: Path, rows: None) -> None:
        chain.seal()
        witnessing.remember()
        file = witness.place()
        assert file
        backup = backing_up.ask()
        backing_up._write(backup)
        chain.seal()
        witnessing.remember()
        before = file.read_bytes()
        backing_up.back_up.call(backup.pk)
        backup.refresh_from_db()
        assert (backup.failure, backup.is_checked) == ("", True)
        assert file.read_bytes() == before
        assert len(witness.memory(file).seen) == 2

    def test_what_is_done_is_not_done_again(self, folder: Path, rows: None) -> None:
        backup = backing_up.ask()
        backing_up.back_up.call(backup.pk)
        backing_up.back_up.call(backup.pk)
        assert actions() == ["backup.asked", "backup.written", "backup.checked"]

    def test_one_that_broke_off_is_made_anew_and_leaves_nothing_behind(
        self, folder: Path, rows: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        class Killed(BaseException):
            pass

        def die(*_arguments: object, **_options: object) -> None:
            raise Killed

        backup = backing_up.ask()
        with monkeypatch.context() as patched:
            patched.setattr(backups, "_pack", die)
            with pytest.raises(Killed):
                backing_up.back_up.call(backup.pk)
        path = folder / f"nightly-{backup.asked_at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{backup.pk}.tar"
        (folder / f".{path.name}.123").write_bytes(b"half")
        backing_up.back_up.call(backup.pk)
        assert list(folder.iterdir()) == [path]
        backup.refresh_from_db()
        assert backup.is_checked

    def test_a_damaged_one_is_found(self, folder: Path, rows: None, monkeypatch: pytest.MonkeyPatch) -> None:
        write = backups.write

        def write_damaged(url: str, target: Path) -> dict[str, int]:
            counted = write(url, target)
            data = bytearray(target.read_bytes())
            place = data.index(b"PGDMP") + 2000
            data[place : place + 3000] = bytes(3000)
            target.write_bytes(data)
            return counted

        monkeypatch.setattr(backups, "write", write_damaged)
        backup = backing_up.ask()
        backing_up.back_up.call(backup.pk)
        backup.refresh_from_db()
        assert (backup.failure, backup.is_checked) == ("restore_failed", False)
        assert actions()[-1] == "backup.failed"

    def test_one_that_lacks_a_row_is_found(self, folder: Path, rows: None, monkeypatch: pytest.MonkeyPatch) -> None:
        write = backups.write
        monkeypatch.setattr(backups, "write", lambda *there: write(*there) | {"articles_article": 2})
        backup = backing_up.ask()
        backing_up.back_up.call(backup.pk)
        backup.refresh_from_db()
        assert (backup.failure, backup.is_checked) == ("rows_differ", False)

    def test_a_history_that_was_tampered_with_is_found(self, folder: Path, rows: None) -> None:
        with transaction.atomic():
            record("x.done", an_article(), by=None, data={"what": "this"})
        with transaction.atomic():
            tamper("UPDATE newsdesk_event SET data = '{}' WHERE action = 'x.done'")
        backup = backing_up.ask()
        backing_up.back_up.call(backup.pk)
        backup.refresh_from_db()
        assert (backup.failure, backup.is_checked) == ("history_broken", False)

    def test_a_folder_that_cannot_be_written_to_is_told(self, folder: Path, settings: Any, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("", encoding="utf-8")
        settings.BACKUPS = a_plan(tmp_path / "file" / "folder")
        backup = backing_up.ask()
        backing_up.back_up.call(backup.pk)
        backup.refresh_from_db()
        assert (backup.failure, backup.written_at) == ("write_failed", None)

    def test_a_role_that_may_make_no_database_is_told(
        self, folder: Path, rows: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(url: str) -> None:
            raise psycopg.errors.InsufficientPrivilege("permission denied to create database")

        monkeypatch.setattr(backups, "scratch_database", refuse)
        backup = backing_up.ask()
        backing_up.back_up.call(backup.pk)
        backup.refresh_from_db()
        assert backup.failure == "no_scratch"
        assert Path(backup.path).exists()

    def test_old_files_go_and_the_newest_whole_one_stays(self, folder: Path, settings: Any) -> None:
        settings.BACKUPS = a_plan(folder, daily=2, weekly=1)
        folder.mkdir()
        for number in range(5):
            file = folder / f"nightly-20260101T000000Z-{number}.tar"
            file.write_bytes(b"")
            made = timezone.now() - number * A_DAY
            Backup.objects.create(path=str(file), written_at=made, checked_at=made if number == 4 else None)
        backing_up._remove_old()
        assert sorted(file.name[-6:] for file in folder.iterdir()) == ["-0.tar", "-1.tar", "-4.tar"]
        assert Backup.objects.written().count() == 3
        assert actions() == ["backup.removed"] * 2

    def test_it_is_asked_for_once_a_night(self, folder: Path, settings: Any) -> None:
        an_hour_ago = (timezone.localtime() - AN_HOUR).time()
        settings.BACKUPS = a_plan(folder, at=an_hour_ago)
        Backup.objects.create(asked_at=timezone.now() - A_DAY)
        assert backing_up.ask_if_due() is not None
        assert backing_up.ask_if_due() is None


def test_a_file_that_is_no_backup_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.tar"
    other.write_bytes(b"not a tar")
    with pytest.raises(Refusal, match="is not a backup"):
        backups.try_out(other, "postgresql:///nowhere")
