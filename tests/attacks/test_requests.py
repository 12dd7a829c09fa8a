"""Requests that no browser of ours would send: none of them is an error of the server."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from annotations.api import api
from annotations.models import ApiToken, Reading
from articles.models import Article
from newsdesk.models import Event, User
from tests.annotations.writing.test_door import claim, operation, owner
from tests.factories import PASSWORD, a_project, a_reading, an_administrator, an_analyst, an_article, an_editor
from tests.site_pages import pages

pytestmark = pytest.mark.django_db
HOSTILE = [
    "%00",
    "a%00b",
    "99999999999999999999999",
    "-1",
    "%FF%FE",
    "%ED%A0%80",
    "%E2%80%AE",
    "1e400",
    "%27%3B--",
    "9" * 5000,
]
SEARCHES = ["(a+)+$" * 30, "ا" * 200, "%_" * 100, "\\" * 200, "ة ى أ" * 40, "\u0651" * 200, "a" * 100_000]


def signed_in(user: User, **options: Any) -> Client:
    client = Client(**options)
    client.force_login(user)
    return client


@pytest.mark.parametrize("value", HOSTILE)
def test_odd_values_in_addresses_are_no_error_of_the_server(value: str, settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    user = an_administrator(is_superuser=True, is_staff=True)
    client = signed_in(user)
    fields = (
        "q",
        "page",
        "events",
        "kind",
        "order",
        "said",
        "publisher",
        "p",
        "from",
        "next",
        "source",
        "limit",
        "offset",
    )
    query = "&".join(f"{field}={value}" for field in fields)
    paths = [path for path in sorted(set(pages(user))) if not path.startswith(("/admin/", "/health/"))]
    paths += ["/api/v1/articles", "/api/v1/sources", "/api/v1/sources/proposals", "/admin/articles/article/"]
    paths += ["/admin/newsdesk/event/", "/admin/annotations/annotation/", "/admin/annotations/source/"]
    failed = [path for path in paths if client.get(f"{path}?{query}").status_code >= 500]
    assert failed == []


@pytest.mark.parametrize("name", ["articles", "readings", "sources", "imports", "people", "exports"])
@pytest.mark.parametrize("number", ["0", "99999999999999999999999999", "-1", "1%00", "٣", "1e9", "9223372036854775808"])
def test_numbers_of_nothing_are_not_found(name: str, number: str) -> None:
    client = signed_in(an_administrator())
    for ending in ("/", "/read/", "/print/", "/change/", "/file"):
        assert client.get(f"/{name}/{number}{ending}").status_code in (400, 404, 405)
    assert client.get(f"/api/v1/{name}/{number}").status_code in (400, 404, 405, 422)


@pytest.mark.parametrize("words", SEARCHES)
def test_no_search_is_a_pattern_that_runs_away(words: str) -> None:
    """Words are compared, never run as patterns: what they cost grows with their length alone."""
    an_article(headline="عنوان " + "ا" * 400, project=a_project())
    client = signed_in(an_editor())
    for path in ("/articles/", "/sources/", "/sources/merger/", "/api/v1/articles", "/admin/articles/article/"):
        assert client.get(path, {"q": words}).status_code == 200
    for path in ("/api/v1/sources", "/api/v1/sources/proposals"):
        assert client.get(path, {"q": words, "marked": words}).status_code in (200, 422)


@pytest.mark.parametrize("text", ["\\ud800", "a\\udfffb", "\\u0000", "\\ud83d"])
def test_half_characters_and_nul_in_json_are_refused_and_nothing_is_stored(text: str) -> None:
    reading = a_reading()
    client = signed_in(owner(reading))
    body = json.dumps({"operations": [operation(state=claim(note="HERE"))]}).replace("HERE", text)
    answer = client.post(f"/api/v1/readings/{reading.pk}/operations", body, content_type="application/json")
    assert answer.status_code < 500
    assert answer.status_code != 200 or answer.json()["results"][0]["status"] == "refused"
    assert not reading.annotations.exists()
    for path, field in (("sources", "name"), ("readings", "project")):
        body = f'{{"{field}": "{text}", "revision": {reading.revision_id}}}'
        assert client.post(f"/api/v1/{path}", body, content_type="application/json").status_code in (400, 422)


@pytest.mark.parametrize("deep", ["[" * 200_000, '{"a":' * 200_000, '{"operations":' + "[" * 900 + "]" * 900 + "}"])
@pytest.mark.parametrize("path", ["readings", "sources", "readings/{id}/operations"])
def test_deep_json_is_refused(deep: str, path: str) -> None:
    reading = a_reading()
    client = signed_in(owner(reading))
    path = f"/api/v1/{path.format(id=reading.pk)}"
    answer = client.post(path, deep, content_type="application/json")
    assert answer.status_code in (200, 400, 422)
    assert answer.status_code != 200 or answer.json()["results"][0]["status"] == "refused"


def test_deep_values_within_an_operation_are_refused() -> None:
    reading = a_reading()
    deep = "[" * 500 + "]" * 500
    body = json.dumps({"operations": [operation(state=claim(attributes={"verifiable": "HERE"}))]})
    answer = signed_in(owner(reading)).post(
        f"/api/v1/readings/{reading.pk}/operations", body.replace('"HERE"', deep), content_type="application/json"
    )
    assert answer.json()["results"][0]["status"] == "refused"


@pytest.mark.parametrize("path", ["readings", "sources", "sources/1/aliases"])
def test_a_body_of_megabytes_is_refused_everywhere(path: str) -> None:
    body = b'{"name":"' + b"x" * 30 * 1024 * 1024 + b'"}'
    answer = signed_in(an_editor()).post(f"/api/v1/{path}", body, content_type="application/json")
    assert answer.status_code in (400, 413)


def test_a_form_of_a_million_fields_is_refused() -> None:
    body = "&".join(f"a{n}=1" for n in range(30_000))
    client = signed_in(an_editor())
    answer = client.post("/articles/new/", body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 400


def test_what_is_compressed_is_never_unpacked() -> None:
    """So that no bomb can go off: neither a body nor an uploaded file is."""
    bomb = gzip.compress(b"\0" * 10_000_000)
    reading = a_reading()
    answer = signed_in(owner(reading)).post(
        f"/api/v1/readings/{reading.pk}/operations",
        bomb,
        content_type="application/json",
        headers={"Content-Encoding": "gzip"},
    )
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "text/html", ""]
)
def test_json_of_another_type_takes_nobody_in(kind: str) -> None:
    """A form on another site can send these types with the cookie: without the token all are refused."""
    reading = a_reading()
    client = signed_in(owner(reading), enforce_csrf_checks=True)
    body = json.dumps({"operations": [operation()]})
    answer = client.generic("POST", f"/api/v1/readings/{reading.pk}/operations", body, content_type=kind)
    assert answer.status_code == 403
    assert not reading.annotations.exists()


def test_every_unsafe_route_asks_for_the_csrf_token() -> None:
    user = an_administrator(is_superuser=True, is_staff=True)
    client = signed_in(user, enforce_csrf_checks=True)
    before = Event.objects.count()
    for path in [*_posted_pages(), *_api_writes()]:
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            assert client.generic(method, path, "{}").status_code in (403, 405), (method, path)
    assert Event.objects.count() == before


def _posted_pages() -> Iterator[str]:
    for pattern in get_resolver().url_patterns:
        if isinstance(pattern, URLPattern):
            yield "/" + _filled(str(pattern.pattern))
        elif str(pattern.pattern) in ("", "articles/"):
            yield from (
                f"/{pattern.pattern}{_filled(str(one.pattern))}"
                for one in pattern.url_patterns
                if isinstance(one, URLPattern)
            )
    yield from (reverse(f"admin:{name}") for name in ("index", "articles_publisher_add", "newsdesk_user_add"))


def _filled(route: str) -> str:
    if route.startswith("^"):
        return "password/new/1-set-password/"
    return re.sub(r"<(?:str|slug):\w+>", "x", re.sub(r"<int:\w+>", "1", route))


def _api_writes() -> Iterator[str]:
    for path, methods in api.get_openapi_schema()["paths"].items():
        if methods.keys() - {"get"}:
            yield path.replace("{id}", "1")


@pytest.mark.parametrize(
    "sent", [{"headers": {"X-HTTP-Method-Override": "DELETE"}}, {"QUERY_STRING": "_method=DELETE"}]
)
def test_a_request_is_of_the_method_that_it_is_sent_by(sent: Any) -> None:
    reading = a_reading()
    client = signed_in(owner(reading))
    path = f"/api/v1/readings/{reading.pk}/submission"
    assert client.get(path, **sent).status_code == 405
    client.post(path, {"_method": "DELETE"}, content_type="application/json", **sent)
    assert not Event.objects.filter(action="reading.taken_back").exists()


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "DEBUG"])
def test_methods_that_we_do_not_speak_are_refused(method: str) -> None:
    client = signed_in(an_editor())
    assert client.generic(method, "/articles/").status_code == 405
    assert client.generic(method, "/api/v1/articles").status_code == 405


def test_no_more_is_taken_from_a_body_than_is_asked_for() -> None:
    user = an_analyst()
    reading = a_reading(analyst=user)
    client = signed_in(user)
    more = {"id": 7, "is_gold": True, "analyst": "somebody", "submitted_at": "2020-01-01", "codebook": 1}
    wish = {"revision": reading.revision_id, "project": reading.project.key}
    answer = client.post("/api/v1/readings", wish | more, content_type="application/json")
    assert answer.status_code == 422
    wanted = {"name": "كاظم", "key": "unknown", "merged_into": 1}
    assert client.post("/api/v1/sources", wanted, content_type="application/json").status_code == 422
    smuggled = operation(state=claim(reading=1, version=9, deleted_at=None), reading=1)
    sent = {"operations": [smuggled]}
    answer = client.post(f"/api/v1/readings/{reading.pk}/operations", sent, content_type="application/json")
    assert answer.json()["results"][0]["status"] == "refused"
    client.post("/preferences/", {"theme": "dark", "is_superuser": "1", "is_staff": "1", "username": "root"})
    user.refresh_from_db()
    assert (user.is_superuser, user.is_staff, user.username == "root") == (False, False, False)
    assert Reading.objects.filter(is_gold=True).count() == 0


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "testserver@evil.example", "evil.example\r\nX: y", ""]
)
def test_a_foreign_host_is_refused_and_stands_in_no_link(host: str) -> None:
    for headers in ({"HTTP_HOST": host or " "}, {"HTTP_HOST": "testserver", "HTTP_X_FORWARDED_HOST": host or " "}):
        answer = Client().get("/sign-in/", **headers)  # type: ignore[arg-type]
        assert answer.status_code == 400 or b"evil.example" not in answer.content
        if "HTTP_X_FORWARDED_HOST" not in headers:
            assert answer.status_code == 400
    client = signed_in(an_administrator())
    answer = client.post("/people/invitations", {"role": "analyst", "days": "7"}, HTTP_X_FORWARDED_HOST="evil.example")
    assert b"evil.example" not in answer.content


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "\thttps://evil.example",
        "https:evil.example",
    ],
)
def test_no_form_leads_elsewhere(target: str) -> None:
    user = an_analyst()
    client = signed_in(user)
    assert client.post("/preferences/", {"theme": "dark", "next": target}).headers["Location"] == "/"
    answer = Client().post("/sign-in/", {"username": user.username, "password": PASSWORD, "next": target})
    assert answer.headers["Location"] == "/"


@pytest.mark.parametrize("target", ["evil", "a\0b", "٣", "9" * 5000, "articles"])
def test_what_is_no_path_is_not_taken_for_the_name_of_a_page(target: str) -> None:
    answer = signed_in(an_analyst()).post("/preferences/", {"theme": "dark", "next": target})
    assert answer.headers["Location"] == "/"


def test_a_token_that_is_revoked_or_guessed_or_cut_opens_nothing() -> None:
    user = an_analyst()
    token, secret = ApiToken.issue(user, scope="write", lifetime=timedelta(days=1))
    for wrong in (secret[:-1], secret.upper(), secret + "a", "", "ndk_", "\0", token.pk):
        answer = Client().get("/api/v1/articles", headers={"Authorization": f"Bearer {wrong}"})
        assert answer.status_code == 401
    assert Client().get(f"/api/v1/articles?token={secret}").status_code == 401
    token.revoke(by=user)
    assert Client().get("/api/v1/articles", headers={"Authorization": f"Bearer {secret}"}).status_code == 401


def test_private_pages_are_kept_by_nobody() -> None:
    client = signed_in(an_editor())
    article = an_article(project=a_project())
    for path in (
        "/",
        "/articles/",
        "/sources/",
        "/exports/",
        "/account/",
        "/api/v1/articles",
        f"/api/v1/articles/{article.pk}",
    ):
        assert "no-store" in client.get(path).headers["Cache-Control"], path
    assert "no-store" in client.get(f"/articles/{article.pk}/read/").headers["Cache-Control"]


def test_searches_and_orders_are_no_sql() -> None:
    an_article(headline="سر", project=a_project())
    client = signed_in(an_editor())
    for attack in ("' OR 1=1 --", "'; DROP TABLE articles_article; --", "%' UNION SELECT 1 --"):
        assert client.get("/api/v1/articles", {"q": attack}).json()["count"] == 0
        assert client.get("/sources/", {"order": attack, "kind": attack}).status_code == 200
        assert client.get("/admin/articles/article/", {"o": attack, "q": attack}).status_code in (200, 302)
    assert Article.objects.count() == 1


def test_a_name_of_nobody_costs_a_hashed_password_as_any_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that time does not tell who has an account."""
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *args: hashed.append(args[1]) or encode(*args))
    user = an_analyst()
    hashed.clear()
    for name in (user.username, "nobody"):
        Client().post("/sign-in/", {"username": name, "password": "a wrong password"})
    assert hashed == ["a wrong password"] * 2
