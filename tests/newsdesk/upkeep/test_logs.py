"""What the log tells, and that no text, password, token or path gets into it, whatever goes wrong."""

from __future__ import annotations

import io
import json
import logging
import logging.config
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.decorators import login_not_required
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path

from annotations.models import ApiToken
from newsdesk.upkeep.logs import Discreet, JsonLines, OfStrangers, logging_settings
from tests.factories import PASSWORD, a_reading, an_administrator, an_analyst

SECRET = "سرّ-لا-يُكتب"


@login_not_required
def broken(request: HttpRequest, secret: str) -> HttpResponse:
    raise ValueError(f"cannot make anything of {SECRET}")


@login_not_required
def refused_by_the_database(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO newsdesk_event (stream, number, action, data, digest) VALUES (%s, -1, %s, '{}', '')",
            [SECRET] * 2,
        )
    return HttpResponse()


urlpatterns = [
    path("broken/<str:secret>/", broken, name="broken"),
    path("refused/", refused_by_the_database, name="refused"),
    path("", include("newsdesk.urls")),
]
handler500 = "newsdesk.views.refusals.server_error"


class Log(logging.Handler):
    """Keeps what is logged, in both forms."""

    def __init__(self) -> None:
        super().__init__()
        self.json = io.StringIO()
        self.text = io.StringIO()

    def emit(self, record: logging.LogRecord) -> None:
        self.json.write(JsonLines().format(record) + "\n")
        self.text.write(Discreet("{asctime} {levelname} {name}: {message}", style="{").format(record) + "\n")

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.json.getvalue().splitlines()]

    @property
    def requests(self) -> list[dict[str, Any]]:
        return [line for line in self.lines if line["logger"] == "newsdesk.requests"]

    @property
    def everything(self) -> str:
        return self.json.getvalue() + self.text.getvalue()


@pytest.fixture
def log() -> Iterator[Log]:
    kept = Log()
    loggers = [logging.getLogger(), logging.getLogger("newsdesk"), logging.getLogger("django")]
    levels = [logger.level for logger in loggers]
    loggers[0].addHandler(kept)
    for logger in loggers:
        logger.setLevel(logging.INFO)
    yield kept
    loggers[0].removeHandler(kept)
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)


@pytest.mark.django_db
def test_a_request_is_one_line_with_its_number_route_status_duration_and_account(log: Log) -> None:
    analyst, client = an_analyst(), Client()
    client.force_login(analyst)
    answer = client.get(f"/preferences/?secret={SECRET}")
    (line,) = log.requests
    assert line["request"] == answer["X-Request-ID"]
    assert {name: line[name] for name in ("method", "route", "status", "user")} == {
        "method": "GET",
        "route": "preferences",
        "status": 200,
        "user": analyst.pk,
    }
    assert line["ms"] > 0
    assert line["time"].endswith("+00:00")


@pytest.mark.django_db
def test_a_visitor_is_nobody_and_an_unknown_address_is_not_repeated(log: Log) -> None:
    Client().get(f"/{SECRET}/")
    (line,) = log.requests
    assert (line["route"], line["status"], line["user"]) == ("unknown", 404, None)
    assert SECRET not in log.everything


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=__name__)
def test_an_error_is_told_by_kind_and_place_and_never_by_its_message(log: Log) -> None:
    answer = Client(raise_request_exception=False).get(f"/broken/{SECRET}/?q={SECRET}")
    assert answer.status_code == 500
    (line,) = [line for line in log.lines if "errors" in line]
    assert line["message"] == "500 GET broken"
    assert line["errors"][0]["error"] == "ValueError"
    assert any("test_logs.py" in place and place.endswith("broken") for place in line["errors"][0]["at"])
    assert line["request"] == answer["X-Request-ID"]
    assert SECRET not in log.everything


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=__name__)
def test_a_row_that_the_database_refuses_is_not_quoted(log: Log) -> None:
    with pytest.raises(IntegrityError, match=SECRET):
        Client().get("/refused/")
    (line,) = [line for line in log.lines if "errors" in line]
    assert line["errors"][0]["error"].startswith("psycopg.errors.IntegrityConstraintViolation 23000")
    assert SECRET not in log.everything


@pytest.mark.django_db
def test_what_people_type_and_programs_carry_stays_out_of_the_log(log: Log) -> None:
    analyst = an_analyst()
    reading = a_reading(f"نص فيه {SECRET} هنا.", analyst=analyst)
    client = Client(raise_request_exception=False)
    client.post("/sign-in/", {"login": SECRET, "password": SECRET, "username": SECRET})
    client.post("/sign-in/", {"login": analyst.username, "password": f"{PASSWORD}{SECRET}"})
    client.get("/sign-in/", headers={"Cookie": f"sessionid={SECRET.encode().hex()}"})
    client.force_login(analyst)
    client.get(f"/readings/{reading.pk}/")
    _token, secret = ApiToken.issue(analyst, scope=ApiToken.Scope.WRITE, lifetime=timedelta(days=1), name="x")
    bearer = {"Authorization": f"Bearer {secret}"}
    url = f"/api/v1/readings/{reading.pk}/operations"
    program = Client(raise_request_exception=False)
    for body in (f'{{"operations": [{{"note": "{SECRET}"}}]}}', f'{{"{SECRET}', f'["{SECRET}"]'):
        program.post(url, body, content_type="application/json", headers=bearer)
    program.get(f"/api/v1/{SECRET}", headers={"Authorization": f"Bearer {SECRET.encode().hex()}"})
    assert len(log.requests) > 6
    for hidden in (SECRET, SECRET.encode().hex(), secret, PASSWORD):
        assert hidden not in log.everything


MARKER = "zanbaqa7391"
HEADERS = (
    *("Host", "Referer", "Origin", "User-Agent", "Accept", "Accept-Language", "Accept-Encoding", "Authorization"),
    *("Cookie", "X-CSRFToken", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Request-ID"),
    *("X-Newsdesk-User", "X-HTTP-Method-Override", "If-None-Match", "If-Modified-Since", "Range", "Forwarded"),
    *("Content-Type", "Content-Length", "Transfer-Encoding", "Expect", "Upgrade", f"X-{MARKER}"),
)
SHAPES = (
    *(MARKER, f"{MARKER}.example", f"https://{MARKER}.example/a", f"sessionid={MARKER}; csrftoken={MARKER}"),
    *(f"text/html; charset={MARKER}", f"multipart/form-data; boundary={MARKER}", f"Bearer ndk_{MARKER}"),
)
PLACES = ("/", "/sign-in/", "/api/v1/articles", "/api/v1/readings", "/admin/", "/health/live", "/metrics", "/static/x")


@pytest.mark.django_db
@pytest.mark.parametrize("secure", [False, True])
def test_no_header_that_a_visitor_sends_is_repeated_at_any_level(log: Log, secure: bool) -> None:
    logging.getLogger().setLevel(logging.DEBUG)
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    for name in HEADERS:
        environ = name.upper().replace("-", "_")
        key = environ if environ in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{environ}"
        for shape in SHAPES:
            for place in PLACES[: 8 if shape == MARKER else 3]:
                client.get(place, secure=secure, **{key: shape})
                client.post(place, {"login": "x", "password": "y"}, secure=secure, **{key: shape})
    assert len(log.lines) > 100
    assert MARKER not in log.everything


@pytest.mark.django_db
def test_nothing_else_that_a_visitor_sends_is_repeated_at_any_level(log: Log, settings: Any) -> None:
    """Methods, paths, queries, names of fields and of files, bodies too big, in too many parts or of no form."""
    logging.getLogger().setLevel(logging.DEBUG)
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = settings.DATA_UPLOAD_MAX_NUMBER_FILES = 3
    many = {f"{MARKER}{number}": MARKER for number in range(9)}
    boss = Client(raise_request_exception=False)
    boss.force_login(an_administrator())
    for client in (Client(raise_request_exception=False, enforce_csrf_checks=True), boss):
        for place in (
            *PLACES,
            f"/{MARKER}",
            f"/api/v1/{MARKER}",
            f"/admin/{MARKER}/",
            f"/readings/{MARKER}/",
            f"//{MARKER}",
        ):
            client.generic(MARKER.upper(), place)
            client.generic("PATCH", place, MARKER)
            client.get(place, {"q": MARKER, MARKER: "1", "next": f"https://{MARKER}.example/", "page": MARKER})
            client.get(f"{place}?{MARKER}=%00%ff%zz")
            client.post(place, many)
            client.post(place, f'{{"{MARKER}": ', content_type="application/json")
            client.post(place, f"--{MARKER}\r\n", content_type=f"multipart/form-data; boundary={MARKER}x")
        for name in (f"{MARKER}.txt", f"../../{MARKER}", f"{MARKER}\\..\\x", ""):
            file = SimpleUploadedFile("x", MARKER.encode(), content_type=f"text/{MARKER}")
            file._name = name
            client.post("/articles/upload/", {"files": [file], MARKER: file})
            client.post("/articles/upload/", {MARKER: [file] * 9})
    assert {line["method"] for line in log.requests} == {"GET", "POST", "PATCH", "OTHER"}
    assert MARKER not in log.everything.lower()


@pytest.mark.django_db
def test_foreign_hosts_are_a_warning_a_minute_and_bear_no_name(log: Log) -> None:
    now = [0.0]
    log.addFilter(OfStrangers(lambda: now[0]))
    for minute in range(2):
        now[0] = 60.0 * minute
        for number in range(20):
            assert Client().get("/sign-in/", HTTP_HOST=f"{MARKER}{number}.example").status_code == 400
    told = [line for line in log.lines if line["logger"] != "newsdesk.requests"]
    assert {line["level"] for line in told} == {"warning"}
    assert Counter(line["logger"] for line in told) == {"newsdesk.shielding": 2, "django.request": 2}
    assert "ERROR" not in log.text.getvalue()


def test_what_django_calls_suspicious_is_told_without_its_words(log: Log) -> None:
    log.addFilter(OfStrangers())
    for _ in range(3):
        logging.getLogger("django.security.SuspiciousSession").error("corrupted: %s", MARKER)
    assert [(line["level"], line["message"]) for line in log.lines] == [("warning", "refused")]
    assert MARKER not in log.everything


@pytest.mark.parametrize("form", ["json", "text"])
def test_the_site_s_own_settings_keep_strangers_quiet(form: str) -> None:
    chosen = logging_settings(form)
    assert chosen["handlers"]["console"]["filters"] == ["strangers"]
    logging.config.DictConfigurator(chosen).configure_filter(dict(chosen["filters"]["strangers"]))


@pytest.mark.parametrize(("form", "level"), [("json", "INFO"), ("text", "WARNING")])
def test_machines_hear_of_every_request_and_people_of_what_goes_wrong(form: str, level: str) -> None:
    chosen = logging_settings(form)
    assert chosen["loggers"]["newsdesk"]["level"] == level
    assert chosen["handlers"]["console"]["formatter"] == form
