"""The worker leaves no task lying: not when it is stopped, not when it is killed, not when the database goes."""

from __future__ import annotations

import ast
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

import psycopg
import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.test import Client
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from newsdesk.apps import NewsdeskConfig
from newsdesk.database import locks
from newsdesk.history import chain
from newsdesk.history.recording import record
from newsdesk.models import Event, Seal
from newsdesk.running.places import ROOT
from newsdesk.signals import housekeeping, looking
from newsdesk.upkeep import background, worker
from newsdesk.upkeep.worker import MOST_ATTEMPTS, key_of, take_up_abandoned_tasks
from tests.factories import an_administrator, an_analyst

pytestmark = pytest.mark.django_db(transaction=True)
Status = TaskResultStatus
done: list[str] = []
SECRET = "a text that nobody is to find"


@pytest.fixture(autouse=True)
def _signals_as_they_were(settings: Any) -> Iterator[None]:
    """A worker takes the signals of its process, which here is pytest's. It is no night for a backup."""
    settings.BACKUPS = replace(settings.BACKUPS, at=None)
    with mock.patch.object(NewsdeskConfig, "background_tasks", (*NewsdeskConfig.background_tasks, __name__)):
        yield from _signals()


def _signals() -> Iterator[None]:
    done.clear()
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@task
def note(word: str) -> None:
    done.append(word)


@task
def stop_in_the_midst(word: str) -> None:
    """The first time, somebody stops the worker while it is at this."""
    if not done:
        done.append("begun")
        os.kill(os.getpid(), signal.SIGTERM)
        threading.Event().wait()
    done.append(word)


@task
def wait_in_the_database(word: str) -> None:
    """The first time it waits without end for what it has asked of the database, until somebody stops the worker."""
    if not done:
        done.append("begun")
        threading.Thread(target=stop_us_once_it_waits, daemon=True).start()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(600)")
    done.append(word)


def stop_us_once_it_waits() -> None:
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"
    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as session:
        while session.execute(waiting).fetchone() == (0,):
            pass
    os.kill(os.getpid(), signal.SIGTERM)


@task
def lose_the_database(word: str) -> None:
    if not done:
        done.append("begun")
        raise OperationalError("gone") from psycopg.OperationalError("gone")
    done.append(word)


@task
def write_until_it_is_sealed(word: str) -> None:
    """A long task: what happens meanwhile is sealed before it ends."""
    person = an_analyst()
    with transaction.atomic():
        record("account.greeted", person, by=None)
    written, deadline = Event.objects.latest("pk").pk, time.monotonic() + 30
    while not Seal.objects.filter(up_to__gte=written).exists() and time.monotonic() < deadline:
        threading.Event().wait(0.02)
    done.append(word if Seal.objects.filter(up_to__gte=written).exists() else "never")


@task
def fail() -> None:
    raise ValueError(SECRET)


def work() -> None:
    call_command("db_worker", batch=True, interval=0)


def abandoned(attempts: int) -> DBTaskResult:
    """A task at which a worker was that is gone."""
    result = DBTaskResult.objects.get(pk=note.enqueue("word").id)
    result.status, result.worker_ids = Status.RUNNING, [f"worker{number}" for number in range(attempts)]
    result.save()
    return result


@contextmanager
def living(worker_id: str) -> Iterator[None]:
    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as session:
        session.execute("SELECT pg_advisory_lock(%s, %s)", locks.WORKER.of(key_of(worker_id)).numbers)
        yield
        session.execute("SELECT pg_advisory_unlock_all()")


def test_it_does_what_waits() -> None:
    note.enqueue("word")
    work()
    assert done == ["word"]
    assert DBTaskResult.objects.get().status == Status.SUCCESSFUL


def test_a_worker_that_is_stopped_hands_its_task_back_and_the_next_ends_it() -> None:
    stop_in_the_midst.enqueue("word")
    work()
    handed_back = DBTaskResult.objects.get()
    assert (handed_back.status, handed_back.worker_ids, handed_back.started_at) == (Status.READY, [], None)
    work()
    assert done == ["begun", "word"]


def test_a_task_that_waits_for_the_database_is_handed_back_at_once() -> None:
    wait_in_the_database.enqueue("word")
    work()
    assert DBTaskResult.objects.get().status == Status.READY
    work()
    assert done == ["begun", "word"]


def test_a_task_of_a_worker_that_was_killed_is_taken_up_again() -> None:
    abandoned(attempts=1)
    work()
    assert done == ["word"]
    assert len(DBTaskResult.objects.get().worker_ids) == 2


def test_a_task_of_a_worker_that_lives_is_left_alone() -> None:
    abandoned(attempts=2)
    with living("worker1"):
        assert take_up_abandoned_tasks() == 0
    assert take_up_abandoned_tasks() == 1


def test_a_task_that_kills_its_workers_is_given_up() -> None:
    abandoned(attempts=MOST_ATTEMPTS)
    work()
    given_up = DBTaskResult.objects.get()
    assert (given_up.status, given_up.exception_class_path) == (Status.FAILED, "newsdesk.upkeep.worker.GivenUp")
    assert done == []


def test_a_task_during_which_the_database_went_is_taken_up_again() -> None:
    lose_the_database.enqueue("word")
    work()
    assert DBTaskResult.objects.get().status == Status.RUNNING
    work()
    assert done == ["begun", "word"]


def test_an_error_is_kept_by_kind_and_place_without_its_message() -> None:
    fail.enqueue()
    work()
    failed = DBTaskResult.objects.get()
    assert (failed.status, failed.exception_class_path) == (Status.FAILED, "builtins.ValueError")
    assert "test_worker.py" in failed.traceback
    assert SECRET not in failed.traceback


def test_an_app_that_fails_at_its_housekeeping_stops_nothing() -> None:
    def broken(**_kwargs: object) -> None:
        raise ValueError

    housekeeping.connect(broken)
    try:
        note.enqueue("word")
        work()
    finally:
        housekeeping.disconnect(broken)
    assert done == ["word"]


def test_a_worker_looks_about_while_it_is_at_a_long_task(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "LOOK_EVERY", 0.05)
    monkeypatch.setattr(chain, "SEAL_AFTER", 1)
    write_until_it_is_sealed.enqueue("sealed")
    work()
    assert done == ["sealed"]


def test_an_app_that_fails_at_looking_keeps_no_other_from_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor does it end the looking, whether it is at fault itself or the database."""

    def broken(**_kwargs: object) -> None:
        raise errors.pop() if errors else ValueError

    errors: list[Exception] = [OperationalError("gone"), ValueError("a text")]
    monkeypatch.setattr(worker, "LOOK_EVERY", 0.05)
    monkeypatch.setattr(chain, "SEAL_AFTER", 1)
    looking.connect(broken)
    try:
        write_until_it_is_sealed.enqueue("sealed")
        work()
    finally:
        looking.disconnect(broken)
    assert done == ["sealed"]


def test_a_task_that_no_app_declares_fails_and_is_not_even_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The queue lies in the database: whoever writes there must not choose what runs here."""
    (tmp_path / "planted.py").write_text("raise SystemExit('imported')", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    queued = note.enqueue("never")
    for path in ("planted.task", "os.system", f"{__name__}.nothing", "newsdesk.upkeep.backups.write", "", "x"):
        DBTaskResult.objects.update(status=Status.READY, task_path=path)
        work()
        found = DBTaskResult.objects.get(pk=queued.id)
        assert (found.status, found.exception_class_path.rpartition(".")[2]) == (Status.FAILED, "UnknownTask"), path
    assert not done
    assert "planted" not in sys.modules


def test_the_page_of_the_queue_imports_nothing_that_a_row_names(client: Client) -> None:
    note.enqueue("never")
    DBTaskResult.objects.update(task_path="antigravity.fly_to")
    client.force_login(an_administrator())
    page = client.get("/admin/django_tasks_database/dbtaskresult/")
    assert (page.status_code, "antigravity.fly_to" in page.text) == (200, True)
    assert "antigravity" not in sys.modules


def test_the_page_of_the_queue_is_in_the_readers_language(client: Client) -> None:
    note.enqueue("never")
    client.force_login(an_administrator(language="ar"))
    page = client.get("/admin/django_tasks_database/dbtaskresult/").text
    main = page[page.index('id="changelist"') :]
    assert all(word in main for word in ("العمل", "الحالة", "تنتظر", "فشلت"))
    assert not any(word in main for word in ("Ready", "Failed", "By status", "Enqueued", "queue name"))


def test_what_an_earlier_version_has_queued_under_another_path_still_runs() -> None:
    chain.ask_for_verification()
    for old, new in background.MOVED.items():
        assert background.path_of(old) == new
    DBTaskResult.objects.update(task_path="newsdesk.chain.verify_in_the_background")
    work()
    assert [task.status for task in DBTaskResult.objects.all()] == [Status.SUCCESSFUL]


def test_every_task_of_ours_is_in_a_module_that_an_app_declares() -> None:
    written = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts) + f".{node.name}"
        for app in ("newsdesk", "articles", "annotations", "seeds")
        for path in (ROOT / app).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and any("task" in ast.unparse(one) for one in node.decorator_list)
    }
    declared = {task.module_path for task in background.tasks() if not task.module_path.startswith(__name__)}
    assert written == declared
    assert len(written) >= 4


def test_nothing_is_unpickled_from_the_database() -> None:
    assert cache.add("seen", "once")
    assert not cache.add("seen", "twice")
    for read in (cache.get, cache.get_many, cache.incr, cache.get_or_set):
        with pytest.raises(NotImplementedError):
            read(["seen"] if read == cache.get_many else "seen", *([1] if read == cache.get_or_set else []))  # type: ignore[operator]
