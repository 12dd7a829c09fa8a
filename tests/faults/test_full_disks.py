"""Disks that are full: told as what they are, nothing stored by halves, and all is well once there is room."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.test import Client
from django.utils import translation
from psycopg.conninfo import make_conninfo

from annotations.datasets.making import ask_again, ask_for, make
from annotations.models import Export
from articles.importing.batches import import_files
from articles.importing.folders import Incoming
from articles.models import Article, ImportBatch, ImportItem, Revision
from newsdesk.running.backups import LIBPQ_VARIABLES
from newsdesk.running.places import ROOT, make_data_dir
from newsdesk.running.postgres.cluster import Cluster
from newsdesk.running.postgres.embedded import database
from tests.annotations.writing.test_door import operation
from tests.factories import TEXT, a_project, a_reading, an_analyst, an_article, an_editor
from tests.newsdesk.running.running import remove_what_root_made, wait_for

pytestmark = pytest.mark.django_db(transaction=True)
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk")


@contextmanager
def a_disk_of(size: str, place: Path) -> Iterator[Path]:
    place.mkdir(exist_ok=True)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", place], capture_output=True)
    if mounted.returncode:
        pytest.skip("nothing can be mounted here")
    try:
        yield place
    finally:
        subprocess.run(["umount", place], check=True)


@pytest.mark.long
@needs_root
def test_an_export_on_a_full_disk_says_so_leaves_nothing_and_is_made_when_there_is_room(
    tmp_path: Path, settings: Any
) -> None:
    project, editor = a_project(), an_editor()
    for number in range(20):
        an_article(f"{TEXT} {number}\n" * 40, project=project)
    with a_disk_of("64k", tmp_path / "small") as disk:
        settings.MEDIA_ROOT = str(disk)
        export = ask_for(project, "jsonl", by=editor)
        make.call(export.pk)
        export.refresh_from_db()
        assert (export.state, export.failure["code"]) == (Export.State.FAILED, "cannot_write")
        assert "No space left" in export.failure["reason"]
        assert list((disk / "exports").iterdir()) == []
        subprocess.run(["mount", "-o", "remount,size=8m", disk], check=True)
        ask_again(export, by=editor)
        make.call(export.pk)
        export.refresh_from_db()
        assert export.state == Export.State.DONE
        assert len((disk / export.file.name).read_text(encoding="utf-8").splitlines()) >= 20


@pytest.mark.long
def test_a_dataset_that_may_not_grow_leaves_no_file(tmp_path: Path) -> None:
    """The same by a limit of the process, which needs no root."""
    for number in range(20):
        an_article(f"{TEXT} {number}\n" * 40)
    target = tmp_path / "dataset.jsonl"
    parameters = connection.get_connection_params()
    url = make_conninfo("", **{name: parameters[name] for name in LIBPQ_VARIABLES if name in parameters})
    told = subprocess.run(
        [sys.executable, ROOT / "manage.py", "export_dataset", "--format", "jsonl", "--output", target],
        env=os.environ | {"DATABASE_URL": url, "SECRET_KEY": "x"},
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)),
    )
    assert told.returncode == 1
    assert "cannot be written: " in told.stderr
    assert "File too large" in told.stderr
    assert "Traceback" not in told.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.long
@needs_root
def test_a_database_whose_disk_was_full_keeps_what_it_acknowledged_and_comes_back_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the log of changes finds no room, PostgreSQL ends; no start succeeds before there is some."""
    monkeypatch.setenv("NEWSDESK_DATA_DIR", str(tmp_path / "data"))
    cluster = Cluster.of(make_data_dir())
    with a_disk_of("110m", cluster.place) as disk, database() as url:
        acknowledged = _fill(url)
        assert acknowledged
        subprocess.run(["mount", "-o", "remount,size=400m", disk], check=True)
        wait_for(lambda: _rows(url) is not None)
        assert set(acknowledged) <= set(_rows(url) or ())
    remove_what_root_made(tmp_path / "data")


def _fill(url: str) -> list[int]:
    """Write until not even the log of changes finds room; the numbers of the rows that were acknowledged."""
    acknowledged = []
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE filled (number int)")
        for number in range(1000):
            with suppress(psycopg.Error):
                connection.execute("INSERT INTO filled VALUES (%s)", [number])
                acknowledged.append(number)
                connection.execute("SELECT pg_logical_emit_message(false, 'filler', repeat('x', 1000000))")
            if connection.closed:
                return acknowledged
    raise AssertionError("The disk did not fill.")


def _rows(url: str) -> list[int] | None:
    with suppress(psycopg.OperationalError), psycopg.connect(url) as connection:
        return [number for (number,) in connection.execute("SELECT DISTINCT number FROM filled")]
    return None


def full(*_arguments: object, **_options: object) -> None:
    raise OperationalError("could not extend file") from psycopg.errors.DiskFull("could not extend file")


def test_an_import_into_a_full_database_names_each_file_and_the_same_again_brings_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    texts = [f"خبر {number}\n\n{TEXT} {number}".encode() for number in range(3)]
    files = [Incoming(f"{number}.txt", partial(bytes, text)) for number, text in enumerate(texts)]
    with monkeypatch.context() as patched:
        patched.setattr(type(Revision.objects), "add", full)
        report = import_files(files, kind=ImportBatch.Kind.UPLOAD, by=None)
    assert [result.code for result in report.results] == ["no_room"] * 3
    assert Article.objects.count() == 0
    assert ImportItem.objects.filter(code="no_room").count() == 3
    again = import_files(files, kind=ImportBatch.Kind.UPLOAD, by=None)
    assert again.totals["created"] == 3


@pytest.mark.parametrize(
    ("options", "what_now"), [((), "What is listed above is stored"), (("--dry-run",), "nothing was stored")]
)
def test_an_import_that_cannot_even_be_reported_ends_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, options: tuple[str, ...], what_now: str
) -> None:
    (tmp_path / "1.txt").write_text(f"خبر\n\n{TEXT}", encoding="utf-8")
    monkeypatch.setattr("articles.importing.storing.keep_results", full)
    with translation.override("en"), pytest.raises(CommandError, match=what_now):
        call_command("import_articles", str(tmp_path), *options)
    monkeypatch.undo()
    assert not Article.objects.exists()
    call_command("import_articles", str(tmp_path))
    assert Article.objects.count() == 1


def test_an_operation_on_a_full_database_is_answered_with_507_and_a_time_to_wait(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    analyst = an_analyst()
    reading = a_reading(analyst=analyst)
    client = Client(raise_request_exception=False)
    client.force_login(analyst)
    address = f"/api/v1/readings/{reading.pk}/operations"
    body = json.dumps({"operations": [operation()]})
    with monkeypatch.context() as patched:
        patched.setattr("annotations.writing.door._apply", full)
        answer = client.post(address, body, content_type="application/json")
    assert answer.status_code == 507
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["type"] == "urn:newsdesk:no_room"
    assert int(answer["Retry-After"]) > 0
    assert reading.annotations.count() == 0
    assert client.post(address, body, content_type="application/json").json()["results"][0]["status"] == "applied"


def test_an_upload_that_finds_no_room_is_told_on_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(an_editor())

    def no_room(*_arguments: object, **_options: object) -> None:
        raise OSError(28, "No space left on device", "/a/secret/place")

    monkeypatch.setattr("articles.views.importing.import_files", no_room)
    answer = client.post("/articles/upload/", {"texts": SimpleUploadedFile("1.txt", TEXT.encode())})
    assert answer.status_code == 507
    assert "secret" not in answer.content.decode()
    assert int(answer["Retry-After"]) > 0
