"""The API as programs and the review page meet it."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from annotations.models import ApiToken, Reading, Source
from newsdesk.models import User
from tests.annotations.saying import call_all
from tests.annotations.writing.test_door import attribution, claim, operation, owner
from tests.factories import (
    TEXT,
    a_codebook,
    a_project,
    a_reading,
    a_revision,
    a_user,
    an_analyst,
    an_article,
    an_editor,
)

pytestmark = pytest.mark.django_db

VECTORS = Path(__file__).resolve().parents[2] / "vectors"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def bearer(user: User, scope: str = "write", days: int = 1) -> dict[str, str]:
    _token, secret = ApiToken.issue(user, scope=scope, lifetime=timedelta(days=days))
    return {"HTTP_AUTHORIZATION": f"Bearer {secret}"}


def post(client: Client, path: str, body: Any, **extra: Any) -> Any:
    data = body if isinstance(body, (str, bytes)) else json.dumps(body)
    return client.post(f"/api/v1/{path}", data, content_type="application/json", **extra)


def assert_problem(response: Any, status: int, code: str = "") -> dict[str, Any]:
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert body["status"] == status
    assert body["title"]
    if code:
        assert body["type"] == f"urn:newsdesk:{code}"
    return body


def test_articles_are_listed_and_found_whatever_the_spelling() -> None:
    project = a_project()
    an_article(project=project, headline="أحمد إلى بغداد")
    an_article(project=project, headline="خبر آخر")
    client = signed_in(an_analyst())
    assert client.get("/api/v1/articles").json()["count"] == 2
    assert [a["headline"] for a in client.get("/api/v1/articles?q=احمد الى").json()["results"]] == ["أحمد إلى بغداد"]
    assert client.get("/api/v1/articles", {"q": "\u064b"}).json()["count"] == 0


def test_the_list_of_articles_says_whether_there_are_more() -> None:
    project, client = a_project(), signed_in(an_analyst())
    for _ in range(3):
        an_article(project=project)
    told = [client.get("/api/v1/articles", {"limit": 2, "offset": offset}).json() for offset in (0, 2)]
    assert [(page["count"], len(page["results"]), page["more"]) for page in told] == [(3, 2, True), (3, 1, False)]


@pytest.mark.parametrize("count", [2, 20])
def test_the_list_of_articles_takes_as_many_queries_for_many_as_for_few(
    count: int, django_assert_num_queries: Any
) -> None:
    project, client = a_project(), signed_in(an_analyst())
    for _ in range(count):
        an_article(project=project)
    with django_assert_num_queries(5):
        assert len(client.get("/api/v1/articles").json()["results"]) == count


def test_a_revision_is_told_with_its_text_and_blocks() -> None:
    revision = a_revision(project=a_project())
    told = signed_in(an_analyst()).get(f"/api/v1/revisions/{revision.pk}").json()
    [block] = told["blocks"]
    assert (told["text"], told["sha256"], told["length"]) == (TEXT, revision.sha256, len(TEXT))
    assert block.keys() == {"id", "kind", "start", "end", "direction"}
    assert block["direction"] == "rtl"


def test_a_block_tells_its_own_direction() -> None:
    revision = a_revision("نص\nThe minister denied that.", project=a_project())
    told = signed_in(an_analyst()).get(f"/api/v1/revisions/{revision.pk}").json()
    assert [block["direction"] for block in told["blocks"]] == ["rtl", "ltr"]


def test_opening_a_reading_twice_gives_the_same_one() -> None:
    revision, client = a_revision(project=a_project()), signed_in(an_analyst())
    first, second = (post(client, "readings", {"revision": revision.pk}) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["id"] == second.json()["id"]
    assert first.json()["codebook"]["key"] == "newsroom"


def test_an_article_of_no_project_is_unknown_to_an_analyst() -> None:
    revision = a_revision()
    assert_problem(post(signed_in(an_analyst()), "readings", {"revision": revision.pk}), 404)
    assert_problem(post(signed_in(an_editor()), "readings", {"revision": revision.pk}), 422, "no_project")


def test_operations_come_back_with_one_result_each_in_order() -> None:
    reading = a_reading()
    client = signed_in(owner(reading))
    good, bad = operation(), operation(state=claim(kind="rumour"))
    answer = post(client, f"readings/{reading.pk}/operations", {"operations": [good, bad, good]})
    assert answer.status_code == 200
    results = answer.json()["results"]
    assert [result["status"] for result in results] == ["applied", "refused", "duplicate"]
    assert results[0].keys() == {"id", "status", "version", "event", "problems", "errors", "current"}
    assert [result["id"] for result in results] == [good["id"], bad["id"], good["id"]]


def test_what_was_sent_is_read_back_and_told_as_events() -> None:
    reading = a_reading()
    client = signed_in(owner(reading))
    post(client, f"readings/{reading.pk}/operations", {"operations": [operation(), operation()]})
    content = client.get(f"/api/v1/readings/{reading.pk}/annotations").json()
    assert [a["anchors"][0]["exact"] for a in content["annotations"]] == ["قوات جديدة"] * 2
    events = client.get(f"/api/v1/readings/{reading.pk}/events?after=1&limit=1").json()
    assert (events["events"][0]["number"], events["more"], events["last_event"]) == (2, True, 2)
    rest = client.get(f"/api/v1/readings/{reading.pk}/events?after=2").json()
    assert ([event["number"] for event in rest["events"]], rest["more"]) == ([3], False)
    assert content["last_event"] == 3


def test_linked_sources_are_told_by_their_numbers_as_text() -> None:
    reading = a_reading()
    client = signed_in(owner(reading))
    source = Source.objects.create(name_ar="كاظم الفرطوسي", kind="person")
    linked = attribution(source=source.pk)
    post(client, f"readings/{reading.pk}/operations", {"operations": [operation(state=linked)]})
    answer = client.get(f"/api/v1/readings/{reading.pk}/annotations")
    assert answer.status_code == 200
    assert answer.json()["sources"] == {str(source.pk): source.as_dict()}


def test_a_submission_is_refused_with_the_list_of_problems() -> None:
    reading = call_all(a_reading())
    client = signed_in(owner(reading))
    post(client, f"readings/{reading.pk}/operations", {"operations": [made := operation(state={"kind": "claim"})]})
    body = assert_problem(post(client, f"readings/{reading.pk}/submission", {}), 422, "reading_has_problems")
    assert {problem["object"] for problem in body["problems"]} == {made["object"]}


def test_a_submission_is_refused_while_something_is_to_be_said_of_the_article() -> None:
    source = (VECTORS / "codebook.yaml").read_text(encoding="utf-8")
    codebook = a_codebook("vectors", source=source)
    reading = a_reading(project=a_project(codebook=codebook))
    client = signed_in(owner(reading))
    body = assert_problem(post(client, f"readings/{reading.pk}/submission", {}), 422, "reading_has_problems")
    [problem] = body["problems"]
    assert (problem["target"], problem["object"], problem["path"]) == ("article_label", None, "article_labels/genre")
    label = operation(target="article_label", state={"label": "genre", "value": "news"})
    post(client, f"readings/{reading.pk}/operations", {"operations": [label]})
    assert post(client, f"readings/{reading.pk}/submission", {}).json()["submitted_at"]


def test_handing_in_and_taking_back() -> None:
    reading = call_all(a_reading())
    client = signed_in(owner(reading))
    assert post(client, f"readings/{reading.pk}/submission", {}).json()["submitted_at"]
    assert client.delete(f"/api/v1/readings/{reading.pk}/submission").json()["submitted_at"] is None


def test_another_analysts_reading_is_unknown_and_an_editor_may_only_look() -> None:
    reading = a_reading()
    body = {"operations": [operation()]}
    assert_problem(post(signed_in(an_analyst()), f"readings/{reading.pk}/operations", body), 404)
    editor = signed_in(an_editor())
    assert editor.get(f"/api/v1/readings/{reading.pk}/annotations").status_code == 200
    assert_problem(post(editor, f"readings/{reading.pk}/operations", body), 403, "not_the_owner")
    assert_problem(post(editor, f"readings/{reading.pk}/submission", {}), 403, "not_the_owner")


def test_an_account_without_a_role_sees_nothing() -> None:
    reading = a_reading()
    client = signed_in(a_user(role=""))
    assert client.get("/api/v1/articles").json()["count"] == 0
    assert_problem(client.get(f"/api/v1/readings/{reading.pk}"), 404)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("{", 400),
        ("", 400),
        (b'{"operations":["\xff"]}', 400),
        ('{"operations":[NaN]}', 400),
        ("[" * 100_000, 400),
        ("[]", 422),
        ('{"operations": {}}', 422),
        ('{"operations": [], "more": 1}', 422),
    ],
)
def test_an_unreadable_envelope_is_refused_whole(body: Any, status: int) -> None:
    reading = a_reading()
    assert_problem(post(signed_in(owner(reading)), f"readings/{reading.pk}/operations", body), status)
    assert reading.last_event == 1


def test_a_body_of_50_megabytes_is_refused() -> None:
    reading = a_reading()
    body = b'{"operations":["' + b"x" * 50 * 1024 * 1024 + b'"]}'
    assert_problem(post(signed_in(owner(reading)), f"readings/{reading.pk}/operations", body), 413)


def test_a_text_with_nul_is_refused_and_stores_nothing() -> None:
    reading = a_reading()
    body = {"operations": [operation(state=claim(note="\0"))]}
    answer = post(signed_in(owner(reading)), f"readings/{reading.pk}/operations", body).json()
    assert answer["results"][0]["status"] == "refused"


@pytest.mark.parametrize("path", ["articles", "readings/1", "readings/1/annotations", "unheard-of", "articles/1"])
def test_nobody_gets_anything_without_signing_in(path: str) -> None:
    response = Client().get(f"/api/v1/{path}")
    assert_problem(response, 404 if path == "unheard-of" else 401)


def test_a_write_by_session_needs_the_csrf_token_and_one_by_bearer_token_does_not() -> None:
    reading = a_reading()
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner(reading))
    path, body = f"readings/{reading.pk}/operations", {"operations": [operation()]}
    assert_problem(post(client, path, body), 403, "csrf_failed")
    assert post(Client(enforce_csrf_checks=True), path, body, **bearer(owner(reading))).status_code == 200


def test_a_token_that_may_only_read_cannot_write() -> None:
    reading = a_reading()
    headers = bearer(owner(reading), scope="read")
    assert Client().get(f"/api/v1/readings/{reading.pk}", **headers).status_code == 200
    assert_problem(post(Client(), f"readings/{reading.pk}/submission", {}, **headers), 403, "scope")


def test_a_token_dies_with_its_time_and_with_its_account() -> None:
    user = an_analyst()
    expired, living = bearer(user, days=-1), bearer(user)
    assert_problem(Client().get("/api/v1/articles", **expired), 401)
    assert Client().get("/api/v1/articles", **living).status_code == 200
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert_problem(Client().get("/api/v1/articles", **living), 401)


def test_the_command_prints_a_token_that_is_stored_only_as_a_hash(capsys: Any) -> None:
    user = an_analyst()
    call_command("create_token", user.username)
    secret = capsys.readouterr().out.strip()
    assert Client().get("/api/v1/articles", HTTP_AUTHORIZATION=f"Bearer {secret}").status_code == 200
    assert secret not in str(ApiToken.objects.values().get())


def test_a_wrong_method_and_an_unknown_address_are_problem_details() -> None:
    client = signed_in(an_analyst())
    assert_problem(client.put("/api/v1/articles"), 405)
    assert_problem(client.get("/api/v1/nothing/here"), 404)
    assert_problem(client.get("/api/v1/articles?limit=1000"), 422, "malformed")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("readings/{id}/events?after=99999999999999999999", 422),
        ("readings/{id}/events?after=9223372036854775807", 200),
        ("readings/99999999999999999999", 404),
        ("revisions/99999999999999999999", 404),
        ("articles/99999999999999999999", 404),
        ("articles?offset=99999999999999999999", 422),
    ],
)
def test_numbers_beyond_the_databases_are_no_fault_of_ours(path: str, status: int) -> None:
    reading = a_reading()
    response = signed_in(owner(reading)).get(f"/api/v1/{path.format(id=reading.pk)}")
    assert response.status_code == status


@pytest.mark.parametrize(
    "body", [{"project": "\0"}, {"project": "x y"}, {"revision": 10**30}, {"revision": True}, {"a": 1}, {}]
)
def test_an_odd_wish_for_a_reading_is_refused(body: dict[str, Any]) -> None:
    reading = a_reading()
    wish = {"revision": reading.revision_id} | body if body else {}
    assert_problem(post(signed_in(owner(reading)), "readings", wish), 422, "malformed")


def test_messages_are_in_the_readers_language() -> None:
    reading = a_reading(analyst=an_analyst(language="en"))
    answer = post(signed_in(owner(reading)), f"readings/{reading.pk}/operations", {"operations": "x"}).json()
    assert "The body must be" in answer["title"]
    reading = a_reading()
    answer = post(signed_in(owner(reading)), f"readings/{reading.pk}/operations", {"operations": "x"}).json()
    assert "operations" in answer["title"]
    assert "The body must be" not in answer["title"]


def test_the_api_describes_itself() -> None:
    paths = Client().get("/api/v1/openapi.json").json()["paths"]
    assert {path.removeprefix("/api/v1") for path in paths} >= {
        "/articles",
        "/articles/{id}",
        "/revisions/{id}",
        "/readings",
        "/readings/{id}",
        "/readings/{id}/annotations",
        "/readings/{id}/events",
        "/readings/{id}/operations",
        "/readings/{id}/submission",
    }


@pytest.mark.parametrize("count", [3, 30])
def test_reading_a_reading_takes_as_many_queries_for_many_as_for_few(
    count: int, django_assert_num_queries: Any
) -> None:
    reading = a_reading()
    client = signed_in(owner(reading))
    post(client, f"readings/{reading.pk}/operations", {"operations": [operation() for _ in range(count)]})
    with django_assert_num_queries(9):
        assert len(client.get(f"/api/v1/readings/{reading.pk}/annotations").json()["annotations"]) == count


@pytest.mark.parametrize("count", [1, 30])
def test_operations_take_as_few_queries_for_many_as_for_one(count: int, django_assert_num_queries: Any) -> None:
    reading = a_reading()
    client = signed_in(owner(reading))
    path = f"readings/{reading.pk}/operations"
    post(client, path, {"operations": [operation()]})
    # Who asks (2), the reading and its lock (2), what is known (1), what is written (2), and a savepoint in tests (2).
    with django_assert_num_queries(9):
        told = post(client, path, {"operations": [operation() for _ in range(count)]})
    assert [result["status"] for result in told.json()["results"]] == ["applied"] * count


def test_the_owner_of_a_reading_is_named() -> None:
    reading: Reading = a_reading()
    told = signed_in(owner(reading)).get(f"/api/v1/readings/{reading.pk}").json()
    assert (told["analyst"], told["is_gold"]) == (owner(reading).username, False)


def test_sources_are_found_by_name_and_alias_whatever_the_spelling() -> None:
    source = Source.objects.create(name_ar="كاظم الفرطوسي", name_en="Kadhim al-Fartousi", kind="person")
    source.aliases.create(name="أبو أحمد")
    Source.objects.create(name_ar="وكالة الأنباء")
    client = signed_in(an_analyst())
    for words in ("الفرطوسى", "fartousi", "ابو احمد"):
        assert [found["id"] for found in client.get("/api/v1/sources", {"q": words}).json()] == [source.pk]
    assert client.get("/api/v1/sources", {"q": "\u064b"}).json() == []
    assert [found["key"] for found in client.get("/api/v1/sources").json()] == [None, "unknown", None]


def test_the_description_is_a_page_without_foreign_or_inline_scripts() -> None:
    response = Client().get("/api/v1/docs")
    page = response.content.decode()
    assert response.status_code == 200
    assert "POST /api/v1/readings/{id}/operations" in page
    for script in page.split("<script")[1:]:
        attributes, body = script.split(">", 1)
        assert "application/json" in attributes or "nonce=" in attributes
        assert 'src="http' not in attributes
        is_data = any(kind in attributes for kind in ("application/json", "importmap"))
        assert is_data or not body.split("</script>")[0].strip()
    assert "unsafe-inline" not in response["Content-Security-Policy"]


def test_nothing_is_taken_under_the_name_of_somebody_else_who_signed_in() -> None:
    reading = a_reading()
    author, other = owner(reading), an_analyst()
    body = {"operations": [operation()]}
    path = f"readings/{reading.pk}/operations"
    refused = post(signed_in(other), path, body, HTTP_X_NEWSDESK_USER=str(author.pk))
    assert_problem(refused, 409, "other_user")
    assert not reading.annotations.exists()
    taken = post(signed_in(author), path, body, HTTP_X_NEWSDESK_USER=str(author.pk))
    assert taken.json()["results"][0]["status"] == "applied"
    again = post(Client(), path, body, HTTP_X_NEWSDESK_USER=str(other.pk), **bearer(author))
    assert again.json()["results"][0]["status"] == "duplicate"
