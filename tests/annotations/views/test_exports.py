"""The page of downloads: who may use it, what a worker makes of what was asked for, and what is on record."""

from __future__ import annotations

import hashlib
import os
import stat
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from annotations.datasets import making
from annotations.datasets.formats import FORMATS
from annotations.datasets.making import ask_again, ask_for, make
from annotations.models import Export, Project
from newsdesk import file_digests
from newsdesk.database import locks
from newsdesk.errors import Conflict
from newsdesk.models import Event, User
from tests.annotations.saying import say, tamper
from tests.factories import a_project, a_reading, an_administrator, an_analyst, an_editor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    file_digests._digests.clear()


@pytest.fixture
def editor() -> User:
    return an_editor(language="en")


@pytest.fixture
def client(editor: User) -> Client:
    return signed_in(editor)


@pytest.fixture
def project() -> Project:
    project = a_project(key="iraq")
    say(a_reading(project=project), [(0, 5), (6, 10)])
    return project


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def work() -> None:
    """Do what a worker does with what is in the queue."""
    for waiting in DBTaskResult.objects.ready():
        waiting.task.call(*waiting.args_kwargs["args"])
        waiting.set_successful(None)


def ask(client: Client, project: Project, form: str = "jsonl") -> Export:
    response = client.post("/exports/", {"project": project.pk, "format": form})
    assert response.url == "/exports/"  # type: ignore[attr-defined]
    return Export.objects.latest("pk")


def actions() -> list[tuple[str, str]]:
    events = Event.objects.filter(stream__startswith="export/").order_by("pk")
    return [(event.action, event.by.username if event.by else "") for event in events]


def page(client: Client) -> str:
    return client.get("/exports/").content.decode()


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_an_editor_asks_and_downloads(
    client: Client, editor: User, project: Project, form: str, tmp_path: Path
) -> None:
    export = ask(client, project, form)
    assert "Waiting for the worker" in page(client)
    work()
    export.refresh_from_db()
    assert f"/exports/{export.pk}/file" in page(client)
    response = client.get(f"/exports/{export.pk}/file")
    data = b"".join(response)  # type: ignore[arg-type]
    assert data == Path(export.file.path).read_bytes()
    assert len(data) == export.size
    assert response["Content-Disposition"] == f'attachment; filename="iraq-{export.pk}.{form}"'
    assert response["Content-Type"] == FORMATS[form].media_type
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]
    assert response.streaming
    assert [action for action, _by in actions()] == ["export.asked", "export.made", "export.downloaded"]
    assert export.counts["anchors"] == 2
    assert [path.name for path in (tmp_path / "exports").iterdir()] == [export.file_name]


def test_only_the_owner_of_the_process_can_read_the_file(client: Client, project: Project) -> None:
    export = ask(client, project)
    work()
    export.refresh_from_db()
    path = Path(export.file.path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_every_download_is_on_record(client: Client, project: Project) -> None:
    export, other = ask(client, project), an_administrator()
    work()
    for each in (client, client, signed_in(other)):
        assert b"".join(each.get(f"/exports/{export.pk}/file"))  # type: ignore[arg-type]
    assert [action for action, _ in actions()] == ["export.asked", "export.made"] + ["export.downloaded"] * 3
    assert actions()[-1][1] == other.username


def test_analysts_get_a_refusal(client: Client, project: Project) -> None:
    export = ask(client, project)
    work()
    analyst = signed_in(an_analyst(language="en"))
    for response in (
        analyst.get("/exports/"),
        analyst.post("/exports/", {"project": project.pk, "format": "jsonl"}),
        analyst.get(f"/exports/{export.pk}/file"),
        analyst.post(f"/exports/{export.pk}/attempts"),
    ):
        assert response.status_code == 403
        assert "This page is for editors" in response.content.decode()
    assert Export.objects.count() == 1


def test_a_stranger_is_asked_to_sign_in() -> None:
    assert Client().get("/exports/").url.startswith("/sign-in/")  # type: ignore[attr-defined]
    assert Client().get("/exports/1/file").url.startswith("/sign-in/")  # type: ignore[attr-defined]


def test_a_file_is_not_offered_before_it_is_ready(client: Client, project: Project) -> None:
    export = ask(client, project)
    assert client.get(f"/exports/{export.pk}/file").status_code == 404


def test_an_unknown_format_is_refused_by_the_form(client: Client, project: Project) -> None:
    response = client.post("/exports/", {"project": project.pk, "format": "docx"})
    assert response.status_code == 200
    assert "docx" in response.content.decode()
    assert not Export.objects.exists()


def test_asking_twice_while_it_waits_is_asking_once(client: Client, project: Project) -> None:
    assert ask(client, project) == ask(client, project)
    assert DBTaskResult.objects.count() == 1


def test_a_quote_that_does_not_fit_is_told_and_nothing_is_offered(
    client: Client, project: Project, tmp_path: Path
) -> None:
    tamper("UPDATE annotations_anchor SET exact = 'سواه' WHERE start = 0")
    export = ask(client, project)
    work()
    export.refresh_from_db()
    assert export.state == "failed"
    assert "quotes “\u2068سواه\u2069”, but the text there is “\u2068واتهم\u2069”" in page(client)
    assert list((tmp_path / "exports").iterdir()) == []
    assert client.get(f"/exports/{export.pk}/file").status_code == 404


def test_whoever_is_no_longer_an_editor_gets_nothing(client: Client, editor: User, project: Project) -> None:
    export = ask(client, project)
    editor.groups.clear()
    work()
    export.refresh_from_db()
    assert (export.state, export.failure["code"]) == ("failed", "asker_left")


def test_a_failed_one_can_be_tried_again(client: Client, editor: User, project: Project) -> None:
    export = ask(client, project)
    export.fail({"code": "unexpected", "reason": "OSError"})
    assert "Try again" in page(client)
    assert client.post(f"/exports/{export.pk}/attempts").url == "/exports/"  # type: ignore[attr-defined]
    work()
    export.refresh_from_db()
    assert (export.state, export.failure) == ("done", None)
    assert [action for action, _ in actions()] == ["export.asked", "export.asked_again", "export.made"]


def test_an_unexpected_error_is_told_and_logged(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    export = ask_for(project, "jsonl", by=an_editor())
    monkeypatch.setattr(making, "write_file", lambda *_arguments, **_options: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        work()
    export.refresh_from_db()
    assert export.failure == {"code": "unexpected", "reason": "ZeroDivisionError"}


def test_one_that_is_ready_or_on_its_way_cannot_be_tried_again(project: Project) -> None:
    editor = an_editor()
    export = ask_for(project, "jsonl", by=editor)
    with pytest.raises(Conflict):
        ask_again(export, by=editor)
    work()
    with pytest.raises(Conflict):
        ask_again(export, by=editor)


def test_a_worker_that_is_late_is_told(client: Client, project: Project) -> None:
    export = ask(client, project)
    assert "No worker has taken it up yet" not in page(client)
    Export.objects.update(queued_at=timezone.now() - timedelta(minutes=3))
    assert "No worker has taken it up yet" in page(client)
    client.post(f"/exports/{export.pk}/attempts")
    assert "No worker has taken it up yet" not in page(client)


def test_a_dead_worker_is_told_and_a_living_one_is_left_alone(client: Client, project: Project) -> None:
    export = ask(client, project)
    export.begin()
    assert "Interrupted" in page(client)
    with another_connection() as worker:
        worker.execute("SELECT pg_advisory_lock(%s, %s)", locks.EXPORT.of(export.pk).numbers)
        assert "Being made" in page(client)
        assert client.post(f"/exports/{export.pk}/attempts").status_code == 409
        make.call(export.pk)
        export.refresh_from_db()
        assert export.state == "running"
    assert "Interrupted" in page(client)
    client.post(f"/exports/{export.pk}/attempts")
    work()
    assert Export.objects.done().count() == 1


def test_what_a_dead_worker_left_is_swept_away(client: Client, project: Project, tmp_path: Path) -> None:
    export = ask(client, project)
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / f".{export.file_name}.0123abcd.part").touch()
    work()
    assert [path.name for path in (tmp_path / "exports").iterdir()] == [export.file_name]


def test_a_task_that_comes_twice_changes_nothing(client: Client, project: Project) -> None:
    export = ask(client, project)
    work()
    finished = Export.objects.get().finished_at
    make.call(export.pk)
    assert Export.objects.get().finished_at == finished


def test_a_file_that_is_gone_is_told(client: Client, project: Project) -> None:
    export = ask(client, project)
    work()
    export.refresh_from_db()
    Path(export.file.path).unlink()
    response = client.get(f"/exports/{export.pk}/file")
    assert response.status_code == 409
    assert "no longer on this machine" in response.content.decode()


def test_a_file_that_is_no_longer_the_one_that_was_made_is_not_handed_out(client: Client, project: Project) -> None:
    export = ask(client, project)
    work()
    export.refresh_from_db()
    made = Path(export.file.path).read_bytes()
    for changed in (made[:-1] + b" ", b"", made + b"\n"):
        Path(export.file.path).write_bytes(changed)
        response = client.get(f"/exports/{export.pk}/file")
        assert response.status_code == 409
        assert "was changed since it was made" in response.content.decode()
    assert not Event.objects.filter(action="export.downloaded").exists()
    Path(export.file.path).write_bytes(made)
    response = client.get(f"/exports/{export.pk}/file")
    assert b"".join(response) == made  # type: ignore[arg-type]


def test_a_file_of_a_format_that_is_gone_is_still_handed_out(
    client: Client, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = ask(client, project)
    work()
    export.refresh_from_db()
    monkeypatch.delitem(FORMATS, "jsonl")
    response = client.get(f"/exports/{export.pk}/file")
    assert response["Content-Type"] == "application/octet-stream"
    assert b"".join(response) == Path(export.file.path).read_bytes()  # type: ignore[arg-type]


def test_a_format_that_goes_before_its_file_is_made_is_told(
    client: Client, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(client, project)
    monkeypatch.delitem(FORMATS, "jsonl")
    work()
    assert "Files of the format \u2066jsonl\u2069 are no longer made." in page(client)


def test_a_file_is_read_whole_once_and_then_again_when_it_was_touched(
    client: Client, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    digest = hashlib.file_digest

    def counted(*asked: Any) -> Any:
        read.append(1)
        return digest(*asked)

    monkeypatch.setattr(hashlib, "file_digest", counted)
    export = ask(client, project)
    work()
    export.refresh_from_db()
    path = Path(export.file.path)
    made = path.read_bytes()
    monkeypatch.setattr(file_digests, "SETTLED", 0)
    for _ in range(3):
        assert b"".join(client.get(f"/exports/{export.pk}/file")) == made  # type: ignore[arg-type]
    assert len(read) == 1
    before = path.stat()
    path.write_bytes(made[:-2] + b" }")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (path.stat().st_size, path.stat().st_ino) == (before.st_size, before.st_ino)
    assert client.get(f"/exports/{export.pk}/file").status_code == 409
    assert len(read) == 2


def test_a_file_of_a_moment_ago_is_read_again(client: Client, project: Project) -> None:
    """Its times may be too coarse to tell a change from what was there a moment before."""
    export = ask(client, project)
    work()
    assert client.get(f"/exports/{export.pk}/file").status_code == 200
    assert file_digests._digests == {}


def test_what_csv_cannot_carry_is_on_the_page(client: Client, project: Project) -> None:
    ask(client, project, "csv")
    work()
    assert "What the format cannot carry" in page(client)
    assert "Article texts" in page(client)


def test_the_number_of_queries_does_not_grow_with_the_list(client: Client, project: Project) -> None:
    def queries(exports: int) -> int:
        for _ in range(exports):
            Export.objects.create(project=project, format="jsonl", requested_by=an_editor())
        with CaptureQueriesContext(connection) as captured:
            client.get("/exports/")
        return len(captured)

    page(client)
    assert queries(2) == queries(12)


def another_connection() -> psycopg.Connection[Any]:
    return psycopg.connect(
        **connection.get_connection_params() | {"cursor_factory": None, "context": None}, autocommit=True
    )
