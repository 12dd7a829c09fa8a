"""A legal erasure: what was written is nowhere any more, that it was there is still told, the history holds."""

from __future__ import annotations

import io
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django_tasks_db.models import DBTaskResult

from annotations.datasets import making
from annotations.datasets.making import ask_for
from annotations.models import Annotation, ConfidentialNote, Export, Project, Reading, Source
from annotations.readings.erasing import erase_article
from annotations.readings.submitting import submit
from annotations.sources.confiding import confide, notes_of, take_notes
from annotations.sources.merging import merge_sources
from annotations.writing.door import apply
from articles.importing.batches import import_files
from articles.importing.folders import Incoming
from articles.importing.reports import Outcome
from articles.models import Article, ImportBatch, Revision
from newsdesk.errors import Invalid, NotAllowed
from newsdesk.history import chain
from newsdesk.history.erasing import Erased
from newsdesk.history.recording import record
from newsdesk.models import Erasure, Event, User
from tests.annotations.saying import say
from tests.factories import TEXT, a_project, a_reading, an_administrator, an_analyst, an_article, an_editor, keep_all
from tests.newsdesk.history.test_chain import tamper

pytestmark = pytest.mark.django_db
REASON = "By order of the court of Amman, 17 of 2026."
SECRETS = ("الفرطوسي", "سر مكتوم", "خبر عاجل", "secret-address")


@pytest.fixture(autouse=True)
def _own_media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def administrator() -> User:
    return an_administrator(language="en")


@pytest.fixture
def analyst() -> User:
    return an_analyst(language="en")


@pytest.fixture
def project() -> Project:
    return a_project(key="iraq")


@pytest.fixture
def article(project: Project) -> Article:
    return an_article(project=project, headline="خبر عاجل", url="https://example.com/secret-address")


@pytest.fixture
def reading(article: Article, project: Project, analyst: User) -> Reading:
    reading = a_reading(revision=article.current_revision, project=project, analyst=analyst)
    (result,) = apply(reading, [operation()], by=analyst)
    assert result.status == "applied"
    return reading


def operation(object: str = "", base_version: int = 0) -> dict[str, Any]:
    """A claim with a quote and a note."""
    return {
        "id": str(uuid.uuid4()),
        "object": object or str(uuid.uuid4()),
        "target": "annotation",
        "action": "create",
        "base_version": base_version,
        "state": {
            "kind": "claim",
            "label": "event",
            "attributes": {},
            "note": "سر مكتوم",
            "source": None,
            "anchors": [{"role": "claim", "start": 0, "end": 19, "exact": TEXT[0:19]}],
        },
    }


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def everything() -> str:
    """All rows of all tables, as text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        rows = []
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            rows += [row for (row,) in cursor.fetchall()]
    return "\n".join(rows)


def test_nothing_of_it_is_left_in_the_database(reading: Reading, article: Article, administrator: User) -> None:
    record("article.changed", article, by=None, data={"before": {"headline": "خبر عاجل"}, "after": {"headline": "آخر"}})
    before = everything()
    assert all(secret in before for secret in SECRETS)
    erase_article(article, by=administrator, reason=REASON)
    after = everything()
    assert [secret for secret in SECRETS if secret in after] == []


def test_confidential_notes_about_its_annotations_go_and_others_stay(
    reading: Reading, article: Article, administrator: User, analyst: User
) -> None:
    source = Source.objects.create(name_ar="كاظم", kind="person")
    said = say(reading, source=source)
    about_it = confide(source, SECRETS[1], readers=["administrator"], annotation=said.pk, by=analyst)
    general = confide(source, "رقمه عندي", by=analyst)
    shown = signed_in(administrator).get(f"/articles/{article.pk}/erasure/").text
    assert "1 confidential note" in shown
    assert SECRETS[1] not in shown
    erase_article(article, by=administrator, reason=REASON)
    assert SECRETS[1] not in everything()
    assert ConfidentialNote.objects.values_list("author", "written_at").get(pk=about_it.pk) == (
        analyst.pk,
        about_it.written_at,
    )
    assert list(notes_of(source, analyst)) == [general]
    assert Event.objects.get(action="article.erased").data["extent"]["notes"] == 1
    for user in (analyst, administrator):
        assert signed_in(user).post(f"/confidential-notes/{about_it.pk}/reading").status_code == 404
    assert SECRETS[1] not in take_notes(by=administrator)


def test_all_confidential_notes_about_a_source_are_erased_by_an_administrator(
    administrator: User, analyst: User, reading: Reading
) -> None:
    source, merged, other = (
        Source.objects.create(name_ar=name, kind="person") for name in ("كاظم", "كاظم علي", "ليلى")
    )
    keep_all(Source, [source, merged, other])
    notes = [confide(one, SECRETS[1], by=analyst) for one in (source, merged)]
    kept = confide(other, "رقمها عندي", by=analyst)
    merge_sources(source, [merged], by=administrator)
    for refused in ({"username": analyst.username, "reason": REASON}, {"username": "nobody", "reason": REASON}):
        with pytest.raises(CommandError):
            call_command("erase_confidential_notes", merged.pk, **refused)
    with pytest.raises(CommandError):
        call_command("erase_confidential_notes", merged.pk, username=administrator.username, reason="why")
    out = io.StringIO()
    call_command("erase_confidential_notes", merged.pk, username=administrator.username, reason=REASON, stdout=out)
    call_command("erase_confidential_notes", merged.pk, username=administrator.username, reason=REASON, stdout=out)
    assert out.getvalue() == "Notes erased: 2.\nNotes erased: 0.\n"
    assert list(notes_of(source, analyst)) == []
    assert list(notes_of(other, analyst)) == [kept]
    event = Event.objects.get(action="source.erased")
    assert (event.by, event.data["notes"], event.data["reason"]) == (administrator, [note.pk for note in notes], REASON)
    assert chain.verify().breaks == []


def test_only_those_who_may_erase_are_offered_it(article: Article, administrator: User) -> None:
    offered = {
        user.username: [
            path
            for path in (f"/admin/articles/article/{article.pk}/change/", f"/articles/{article.pk}/read/", "/articles/")
            if "/erasure/" in signed_in(user).get(path, follow=True).text
        ]
        for user in (administrator, an_editor(username="editor", language="en"))
    }
    assert offered == {administrator.username: [f"/admin/articles/article/{article.pk}/change/"], "editor": []}


def test_ids_times_and_who_did_what_stay(reading: Reading, article: Article, administrator: User) -> None:
    kept = ("id", "stream", "number", "action", "by", "at", "operation", "hash")
    before = list(Event.objects.order_by("id").values_list(*kept))
    revision = article.current_revision
    erase_article(article, by=administrator, reason=REASON)
    assert list(Event.objects.order_by("id").values_list(*kept))[: len(before)] == before
    assert Revision.objects.values_list("length", "sha256", "created_at").get(pk=revision.pk) == (
        revision.length,
        revision.sha256,
        revision.created_at,
    )
    assert reading.annotations.count() == 1


def test_who_and_why_is_on_record(reading: Reading, article: Article, administrator: User) -> None:
    erasure = erase_article(article, by=administrator, reason=REASON)
    event = Event.objects.get(action="article.erased")
    assert (event.stream, event.by, event.data["reason"]) == (f"article/{article.pk}", administrator, REASON)
    assert (erasure.by, erasure.reason) == (administrator, REASON)


def test_the_history_is_whole_afterwards(reading: Reading, article: Article, administrator: User) -> None:
    chain.seal()
    erase_article(article, by=administrator, reason=REASON)
    chain.seal()
    assert chain.verify().breaks == []


def test_words_put_where_something_was_erased_are_found(
    reading: Reading, article: Article, administrator: User
) -> None:
    erase_article(article, by=administrator, reason=REASON)
    erased = Event.objects.get(action="annotation.create")
    tamper('UPDATE newsdesk_event SET data = \'{"note": "forged"}\' WHERE id = %s', erased.pk)
    assert chain.verify().breaks[0]["event"] == erased.pk


def test_the_door_is_shut_before_and_after(reading: Reading, article: Article, administrator: User) -> None:
    def is_refused(statement: str) -> bool:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
        except IntegrityError:
            return True
        return False

    statements = (
        "UPDATE newsdesk_event SET data = '{}', salt = NULL",
        "UPDATE articles_revision SET text = ''",
        "UPDATE annotations_anchor SET exact = ''",
        "DELETE FROM newsdesk_event",
    )
    other = a_reading()
    (result,) = apply(other, [operation()], by=other.analyst or administrator)
    assert result.status == "applied"
    assert all(is_refused(statement) for statement in statements)
    erase_article(article, by=administrator, reason=REASON)
    assert all(is_refused(statement) for statement in statements)


def test_an_erasure_lets_nothing_pass_but_blanking(article: Article, administrator: User) -> None:
    with transaction.atomic():
        Erasure.objects.create(stream="article/1", by=administrator, reason=REASON)
        for change in ({"action": "other"}, {"data": {"note": "forged"}}, {"by": None}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Event.objects.filter(pk=record("article.changed", article, by=administrator).pk).update(**change)
        with pytest.raises(IntegrityError), transaction.atomic():
            article.revisions.update(text="other")
        with pytest.raises(IntegrityError), transaction.atomic():
            article.revisions.all().delete()


def test_only_an_administrator_erases_and_with_a_reason(article: Article, administrator: User) -> None:
    with pytest.raises(NotAllowed):
        erase_article(article, by=an_editor(), reason=REASON)
    with pytest.raises(Invalid):
        erase_article(article, by=administrator, reason="  why ")
    assert not Erasure.objects.exists()


def test_it_is_erased_once(article: Article, administrator: User) -> None:
    erase_article(article, by=administrator, reason=REASON)
    with pytest.raises(Erased):
        erase_article(article, by=administrator, reason=REASON)


def test_files_that_hold_it_are_withdrawn(
    reading: Reading,
    article: Article,
    project: Project,
    administrator: User,
    django_capture_on_commit_callbacks: Any,
) -> None:
    export = made(project)
    other = made(a_project(key="other"))
    path = Path(export.file.path)
    assert path.exists()
    with django_capture_on_commit_callbacks(execute=True):
        erase_article(article, by=administrator, reason=REASON)
    export.refresh_from_db()
    other.refresh_from_db()
    assert (export.state, bool(export.file), other.state) == (Export.State.WITHDRAWN, False, Export.State.DONE)
    assert not path.exists()
    assert signed_in(administrator).get(f"/exports/{export.pk}/file").status_code == 404
    assert "the law" not in signed_in(administrator).get("/exports/").text
    assert SECRETS[0] not in Path(made(project).file.path).read_text(encoding="utf-8")


def test_a_file_that_was_being_made_meanwhile_is_not_offered(
    reading: Reading, article: Article, project: Project, administrator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = making._write

    def and_erase(export: Export, name: str) -> Any:
        written = write(export, name)
        erase_article(article, by=administrator, reason=REASON)
        return written

    monkeypatch.setattr(making, "_write", and_erase)
    export = made(project)
    assert export.state == Export.State.WITHDRAWN
    assert list(Path(making.default_storage.path("exports")).iterdir()) == []


def made(project: Project) -> Export:
    export = ask_for(project, "jsonl", by=an_administrator())
    for waiting in DBTaskResult.objects.ready():
        waiting.task.call(*waiting.args_kwargs["args"])
        waiting.delete()
    export.refresh_from_db()
    return export


def test_where_it_was_a_page_says_so(reading: Reading, article: Article, administrator: User, analyst: User) -> None:
    erase_article(article, by=administrator, reason=REASON)
    client = signed_in(analyst)
    for path in (f"/articles/{article.pk}/read/", f"/readings/{reading.pk}/", f"/readings/{reading.pk}/print/"):
        response = client.get(path)
        assert response.status_code == 410
        assert f"Article {article.pk} was erased for legal reasons." in response.text
        assert REASON not in response.text
    assert f"Article {article.pk}" in client.get("/articles/").text
    assert client.get("/").status_code == 200
    assert signed_in(administrator).get(f"/articles/{article.pk}/erasure/").status_code == 410


def test_nobody_is_asked_to_go_on_with_it(
    reading: Reading, article: Article, administrator: User, analyst: User, project: Project
) -> None:
    other = a_reading(project=project, analyst=analyst)
    unread = an_article(project=project)
    for erased in (article, unread):
        erase_article(erased, by=administrator, reason=REASON)
    work = signed_in(analyst).get("/").context
    assert [one.pk for one in work["in_progress"].rows] == [other.pk]
    assert work["unread"].rows == []


def test_programs_are_told_so_too(reading: Reading, article: Article, administrator: User, analyst: User) -> None:
    revision = article.current_revision.pk
    erase_article(article, by=administrator, reason=REASON)
    client = signed_in(analyst)
    paths = ("", "/annotations", "/events", "/operations", "/submission")
    answers = [client.get(f"/api/v1/articles/{article.pk}"), client.get(f"/api/v1/revisions/{revision}")]
    answers += [client.get(f"/api/v1/readings/{reading.pk}{path}") for path in paths[:3]]
    answers += [
        client.post(f"/api/v1/readings/{reading.pk}{path}", {"operations": [operation()]}, "application/json")
        for path in paths[3:]
    ]
    answers.append(client.post("/api/v1/readings", {"revision": revision}, "application/json"))
    assert [(answer.status_code, answer.json()["code"]) for answer in answers if answer.status_code != 410] == []
    assert {answer.json()["type"] for answer in answers} == {"urn:newsdesk:erased"}
    (listed,) = client.get("/api/v1/articles").json()["results"]
    assert (listed["id"], listed["headline"]) == (article.pk, "")
    assert listed["erased_at"]


def test_what_a_browser_still_sends_is_refused_by_the_domain_too(
    reading: Reading, article: Article, administrator: User, analyst: User
) -> None:
    erase_article(article, by=administrator, reason=REASON)
    with pytest.raises(Erased):
        apply(reading, [operation()], by=analyst)
    with pytest.raises(Erased):
        submit(reading, by=analyst)
    assert Annotation.objects.count() == 1


def test_the_same_text_does_not_come_back_by_an_import(administrator: User) -> None:
    files = [Incoming("خبر.txt", lambda: "Title: خبر\n\nنص الخبر كله هنا.".encode())]
    first = import_files(files, kind=ImportBatch.Kind.COMMAND, by=None).results[0]
    assert first.article
    erase_article(Article.objects.get(pk=first.article), by=administrator, reason=REASON)
    again = import_files(files, kind=ImportBatch.Kind.COMMAND, by=None).results[0]
    assert (again.outcome, again.code) == (Outcome.FAILED, "erased")


def test_the_form_shows_what_goes_and_asks_for_a_reason_and_the_number(
    reading: Reading, article: Article, administrator: User
) -> None:
    client = signed_in(administrator)
    url = f"/articles/{article.pk}/erasure/"
    shown = client.get(url).text
    assert article.headline in shown
    assert reading.analyst
    assert reading.analyst.username in shown
    for wrong in ({"reason": REASON, "number": article.pk + 1}, {"reason": "why", "number": article.pk}, {}):
        assert client.post(url, wrong).status_code == 200
    assert not Erasure.objects.exists()
    assert client.post(url, {"reason": REASON, "number": article.pk}).status_code == 302
    article.refresh_from_db()
    assert article.erasure


def test_the_form_is_for_administrators(article: Article) -> None:
    assert signed_in(an_editor()).get(f"/articles/{article.pk}/erasure/").status_code == 403


def test_the_preview_takes_as_many_queries_for_many_as_for_few(
    article: Article, project: Project, administrator: User, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(administrator)
    for _round in range(2):
        with django_assert_max_num_queries(22):
            client.get(f"/articles/{article.pk}/erasure/")
        for _number in range(8):
            reading = a_reading(revision=article.current_revision, project=project, analyst=an_analyst())
            apply(reading, [operation()], by=reading.analyst)  # type: ignore[arg-type]
