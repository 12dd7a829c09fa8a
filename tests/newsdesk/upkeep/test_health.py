"""What machines may ask: alive, ready, figures. Without an account, without a secret, without waiting."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from newsdesk.database import locks
from newsdesk.models import Backup
from newsdesk.running.postgres.locks import locked
from newsdesk.upkeep import readiness

TOKEN = "a token of the machines"


@contextmanager
def a_worker() -> Iterator[None]:
    """A session that holds what a worker holds while it lives."""
    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as session:
        session.execute("SELECT pg_advisory_lock(%s, %s)", locks.WORKER.of(7).numbers)
        yield
        session.execute("SELECT pg_advisory_unlock_all()")


@pytest.fixture
def without_database(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: BaseDatabaseWrapper) -> None:
        raise psycopg.OperationalError("connection failed: a secret place")

    connection.close()
    monkeypatch.setattr(BaseDatabaseWrapper, "connect", fail)


def test_a_process_that_answers_is_alive_without_a_database(client: Client) -> None:
    assert client.get("/health/live").json() == {"status": "live"}


@pytest.mark.django_db
def test_with_database_tables_and_worker_the_site_is_ready(client: Client) -> None:
    with a_worker():
        answer = client.get("/health/ready")
    assert answer.status_code == 200
    assert answer.json()["status"] == "ready"
    assert answer.json()["checks"] == {"database": "ok", "migrations": "ok", "worker": "ok"}
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_a_missing_worker_is_told_and_may_be_left_out(client: Client) -> None:
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["checks"]["worker"] == "missing"
    assert client.get("/health/ready?without=worker").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["supervisor", "keeper"])
def test_who_starts_again_what_ends_is_missed_where_make_run_serves_the_site(
    client: Client, settings: Any, tmp_path: Path, name: str
) -> None:
    settings.WATCHERS = {name: tmp_path / "its.lock"}
    with a_worker():
        with locked(tmp_path / "its.lock"):
            there = client.get("/health/ready")
        gone, left_out = client.get("/health/ready"), client.get(f"/health/ready?without={name}")
    assert (there.status_code, there.json()["checks"][name]) == (200, "ok")
    assert (gone.status_code, gone.json()["checks"][name]) == (503, "missing")
    assert left_out.status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_missing_keeper_is_told_also_when_the_database_is_down(
    client: Client, without_database: None, settings: Any, tmp_path: Path
) -> None:
    settings.WATCHERS = {"keeper": tmp_path / "keeper.lock"}
    assert client.get("/health/ready").json()["checks"] == {"database": "down", "keeper": "missing"}
    with locked(tmp_path / "keeper.lock"):
        assert client.get("/health/ready").json()["checks"] == {"database": "down"}


@pytest.mark.django_db
def test_tables_that_lag_behind_the_code_are_told(client: Client) -> None:
    newest = MigrationRecorder.Migration.objects.filter(app="newsdesk").order_by("-name").first()
    assert newest is not None
    newest.delete()
    answer = client.get("/health/ready?without=worker")
    assert answer.status_code == 503
    assert answer.json()["checks"]["migrations"] == "pending"


@pytest.mark.django_db(transaction=True)
def test_without_a_database_it_says_so_and_nothing_about_where_it_was(client: Client, without_database: None) -> None:
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["checks"] == {"database": "down"}
    assert "secret" not in answer.content.decode()


@pytest.mark.django_db
def test_asking_costs_a_handful_of_questions(client: Client) -> None:
    client.get("/health/ready")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get("/health/ready")
    assert len(asked) <= 6


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("age", "fields", "warning"),
    [
        (timedelta(hours=40), {"checked_at": timezone.now()}, "backup_overdue"),
        (timedelta(hours=1), {}, "backup_not_checked"),
        (timedelta(hours=1), {"failure": "restore_failed"}, "backup_failed"),
    ],
)
def test_backups_are_warned_about_while_the_site_is_ready(
    client: Client, age: timedelta, fields: dict[str, object], warning: str
) -> None:
    Backup.objects.create(path="x.tar", written_at=timezone.now() - age, **fields)
    answer = client.get("/health/ready?without=worker")
    assert answer.status_code == 200
    assert warning in answer.json()["warnings"]


@pytest.mark.django_db
def test_without_a_token_of_its_own_there_are_no_figures(client: Client) -> None:
    assert client.get("/metrics").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("sent", ["", "Bearer", "Bearer ", "Bearer wrong", f"Basic {TOKEN}", "Bearer \u0639"])
def test_figures_are_for_those_who_have_the_token(client: Client, settings: object, sent: str) -> None:
    settings.METRICS_TOKEN = TOKEN  # type: ignore[attr-defined]
    answer = client.get("/metrics", headers={"Authorization": sent})
    assert answer.status_code == 401
    assert answer.content == b""


@pytest.mark.django_db
def test_figures_tell_of_requests_queue_workers_and_backups(client: Client, settings: object) -> None:
    settings.METRICS_TOKEN = TOKEN  # type: ignore[attr-defined]
    Backup.objects.create(path="x.tar", written_at=timezone.now() - timedelta(hours=2), checked_at=timezone.now())
    client.get("/preferences/")
    client.get("/no/such/place/of-somebody/")
    with a_worker():
        answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    told = answer.content.decode()
    assert re.search(r'newsdesk_request_seconds_count\{route="preferences",status="302"\} \d', told)
    assert re.search(r'newsdesk_request_seconds_count\{route="unknown",status="404"\} \d', told)
    assert "of-somebody" not in told
    for figure in (
        "newsdesk_queue_tasks 0.0",
        "newsdesk_queue_oldest_seconds 0.0",
        "newsdesk_workers 1.0",
        "newsdesk_backup_restores 1.0",
    ):
        assert figure in told
    age = re.search(r"newsdesk_backup_age_seconds ([\d.]+)", told)
    assert age is not None
    assert 7100 < float(age[1]) < 7400
    assert "newsdesk_connections{" in told


@pytest.mark.django_db
def test_a_data_folder_that_is_not_made_yet_breaks_nothing(client: Client, settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path / "not" / "yet"
    with a_worker():
        assert client.get("/health/ready").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("which", ["data folder", "embedded database"])
def test_a_disk_that_is_nearly_full_is_warned_about(
    client: Client, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, which: str
) -> None:
    places = {"data folder": tmp_path / "data", "embedded database": tmp_path / "database"}
    for place in places.values():
        place.mkdir()
    settings.DATA_DIR = places["data folder"]
    monkeypatch.setattr(readiness, "place_of", lambda _data: places["embedded database"])
    sizes = {place: shutil.disk_usage(tmp_path)._replace(free=2 * readiness.SCARCE) for place in places.values()}
    monkeypatch.setattr(readiness.shutil, "disk_usage", sizes.__getitem__)
    assert "disk_nearly_full" not in client.get("/health/ready").json()["warnings"]
    sizes[places[which]] = sizes[places[which]]._replace(free=readiness.SCARCE - 1)
    assert "disk_nearly_full" in client.get("/health/ready").json()["warnings"]
