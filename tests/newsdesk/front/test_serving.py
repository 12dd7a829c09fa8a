"""A whole site behind its front: strangers, phones and editors send to it. Its patience is ten times shorter."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from newsdesk.front import limits
from tests.faults.site import Site, a_claim, a_site, removed_afterwards
from tests.newsdesk.front.slow_clients import Told, Wire
from tests.newsdesk.running.running import lend_database, lent_static_files, wait_for

HASTE = 10
PASSWORD = "a phrase for the demo accounts"
TOKEN = "for-the-machines"
FORM = "Content-Type: application/x-www-form-urlencoded"
MULTIPART = "Content-Type: multipart/form-data; boundary=x"
PART = '--x\r\nContent-Disposition: form-data; name="{}"{}\r\n\r\n{}\r\n'
SLOWLY = {"piece": 2000, "pause": 6 / HASTE}  # Two kilobytes in a second, then five seconds of pause.


@pytest.fixture(scope="module")
def uploads(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("uploads")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, uploads: Path) -> Iterator[Site]:
    environment = {"NEWSDESK_FRONT_HASTE": str(HASTE), "TMPDIR": str(uploads), "NEWSDESK_DEMO_PASSWORD": PASSWORD}
    place = tmp_path_factory.mktemp("site") / "data"
    with removed_afterwards(place), lent_static_files(place, tmp_path_factory):
        lend_database(place)
        with a_site(place, NEWSDESK_METRICS_TOKEN=TOKEN, **environment) as running:
            yield running


class Browser:
    """Somebody's browser on a slow line: it keeps its cookies."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.cookies: dict[str, str] = {"django_language": "en"}

    def get(self, path: str, *headers: str, method: str = "GET") -> Told:
        with Wire(self.site.port) as wire:
            wire.ask(method, path, *headers, self._cookie())
            return self._keep(wire.hear(is_head=method == "HEAD"))

    def post(self, path: str, body: bytes, *headers: str, piece: int = 100_000, pause: float = 0) -> Told:
        with Wire(self.site.port) as wire:
            wire.ask("POST", path, *headers, self._cookie(), length=len(body))
            return self._keep(wire.pour(body, piece=piece, pause=pause) or wire.hear())

    def sign_in(self, account: str, **pace: Any) -> Told:
        self.get("/sign-in/")
        fields = {"csrfmiddlewaretoken": self.cookies["csrftoken"], "username": account, "password": PASSWORD}
        return self.post("/sign-in/", urlencode(fields).encode(), FORM, **pace)

    def _cookie(self) -> str:
        return "Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def _keep(self, told: Told) -> Told:
        for name, value in re.findall(r"(sessionid|csrftoken)=(\w+)", told.headers.get("set-cookie", "")):
            self.cookies[name] = value
        return told


@pytest.fixture(scope="module")
def editor(site: Site) -> Browser:
    browser = Browser(site)
    assert browser.sign_in("editor").status == 302
    return browser


def is_well(site: Site) -> bool:
    """Whether liveness and a page are answered, each on a connection of its own and at once."""
    told = [Browser(site).get(path) for path in ("/health/live", "/sign-in/")]
    return [one.status for one in told] == [200, 200] and told[0].seconds < 1


def test_liveness_is_what_django_says(site: Site) -> None:
    quick, asked = Browser(site).get("/health/live"), Browser(site).get("/health/live/../live?")
    by_django = Browser(site).get("/health/live", method="OPTIONS")
    assert json.loads(quick.body) == {"status": "live"}
    assert asked.status in (200, 404)
    assert by_django.status == 405
    assert by_django.headers.keys() - {"allow"} <= quick.headers.keys()
    assert quick.headers["x-request-id"] != Browser(site).get("/health/live").headers["x-request-id"]
    assert "no-store" in quick.headers["cache-control"]


def test_slow_strangers_stop_nobody(site: Site) -> None:
    """As it was done: any token of 32 characters, and one byte a second, at more connections than there are threads."""
    wires = [Wire(site.port, f"127.0.0.{2 + number % 8}") for number in range(3 * limits.WORKERS * limits.THREADS)]
    for wire in wires:
        wire.ask("POST", "/sign-in/", FORM, f"Cookie: csrftoken={secrets.token_hex(16)}", length=5000)
    for _ in range(4):
        assert all(wire.say(b"a") for wire in wires)
        assert is_well(site)
    told = [wire.hear() for wire in wires]
    assert {one.status for one in told} == {408}
    assert max(one.seconds for one in told) < 60 / HASTE
    figures = Browser(site).get("/metrics", f"Authorization: Bearer {TOKEN}").body.decode()
    assert 'newsdesk_request_seconds_count{route="refused",status="408"}' in figures
    assert 'newsdesk_request_seconds_count{route="account_login",status="200"}' in figures


@pytest.mark.parametrize("cookie", ["", "sessionid=" + "a" * 32, "sessionid=%00; sessionid=../x; csrftoken=b"])
def test_a_stranger_sends_no_more_than_a_form(cookie: str, site: Site, uploads: Path) -> None:
    for length in (limits.FORM + 1, limits.MEGABYTE + 1, 1000 * limits.MEGABYTE):
        with Wire(site.port) as wire:
            wire.ask("POST", "/sign-in/", MULTIPART, f"Cookie: {cookie}", length=length)
            wire.say(PART.format("file", '; filename="a.txt"', "a").encode())
            while wire.sent < length and wire.sent < 50_000_000 and wire.say(b"a" * 65536):
                pass
            assert wire.sent < 20_000_000
            told = wire.hear()
        assert told.status in (413, 0)  # Whoever goes on and on sending may miss the answer.
        assert list(uploads.iterdir()) == []
    assert is_well(site)


def test_a_made_up_token_opens_no_more(site: Site) -> None:
    address = "/api/v1/readings/1/operations"
    told = Browser(site).post(address, b"a" * 200_000, "Authorization: Bearer ndk_made-up")
    assert (told.status, json.loads(told.body)["type"]) == (401, "urn:newsdesk:not_signed_in")
    told = Browser(site).post(address, b"a" * 200_000, f"Authorization: Bearer {site.token('analyst1')}")
    assert told.status in (400, 404)  # Read whole, and judged by the page.


def test_a_phone_at_the_edge_of_its_net_works(site: Site) -> None:
    """It signs in, sends its operations and a text of 20 KB at two kilobytes a second, with pauses of five."""
    phone = Browser(site)
    assert phone.sign_in("editor", piece=100, pause=5 / HASTE / 4).status == 302
    token = site.token("analyst2")
    revision = site.number("SELECT min(id) FROM articles_revision")
    reading = site.ask("/api/v1/readings", token=token, body={"revision": revision}).body["id"]
    text = site.ask(f"/api/v1/revisions/{revision}", token=token).body["text"]
    said = json.dumps({"operations": [a_claim(text, start, start + 3) for start in range(0, 120, 4)]}).encode()
    told = phone.post(f"/api/v1/readings/{reading}/operations", said, f"Authorization: Bearer {token}", **SLOWLY)
    assert [one["status"] for one in json.loads(told.body)["results"]] == ["applied"] * 30
    parts = {
        "csrfmiddlewaretoken": phone.cookies["csrftoken"],
        "text": "خبر عاجل من بغداد\n" * 650,
        "headline": "عنوان",
    }
    pasted = "".join(PART.format(name, "", value) for name, value in parts.items()).encode() + b"--x--\r\n"
    assert len(pasted) > 20_000
    assert phone.post("/articles/new/", pasted, MULTIPART, **SLOWLY).status == 200


def test_what_an_editor_uploads_arrives_and_nothing_is_left_of_it(site: Site, editor: Browser, uploads: Path) -> None:
    before = site.number("SELECT count(*) FROM articles_article")
    files = [f"عنوان {n}\n\n" + f"قالت وزارة الصحة أمس إن العدد بلغ {n}. " * 60_000 for n in range(3)]
    token = PART.format("csrfmiddlewaretoken", "", editor.cookies["csrftoken"])
    parts = [PART.format("texts", f'; filename="{n}.txt"', text) for n, text in enumerate(files)]
    body = "".join([token, *parts, "--x--\r\n"]).encode()
    assert len(body) > 10_000_000
    assert editor.post("/articles/upload/", body, MULTIPART).status == 302
    assert site.number("SELECT count(*) FROM articles_article") == before + 3
    assert list(uploads.iterdir()) == []
    told = editor.post("/account/password/", b"a" * (limits.PAGE + 1), FORM)
    assert told.status == 413
    assert "more than this address takes" in told.body.decode()


def test_an_analyst_sends_no_files(site: Site, uploads: Path) -> None:
    analyst = Browser(site)
    assert analyst.sign_in("analyst1").status == 302
    with Wire(site.port) as wire:
        wire.ask("POST", "/articles/upload/", MULTIPART, analyst._cookie(), length=505_000_000)
        while wire.sent < 50_000_000 and wire.say(b"a" * 65536):
            pass
        assert wire.sent < 20_000_000
        told = wire.hear()
    assert told.status in (403, 0)  # Whoever goes on and on sending may miss the answer.
    told = analyst.post("/articles/upload/", b"a" * 100_000, MULTIPART)
    assert told.status == 403
    assert "Only editors" in told.body.decode()
    assert list(uploads.iterdir()) == []


def test_an_upload_that_breaks_off_is_gone(site: Site, editor: Browser, uploads: Path) -> None:
    with Wire(site.port) as wire:
        wire.ask("POST", "/articles/upload/", MULTIPART, editor._cookie(), length=300_000_000)
        wire.say(PART.format("texts", '; filename="a.txt"', "").encode())
        for _ in range(200):
            assert wire.say(b"a" * 65536)
        assert list(uploads.iterdir()) == []
    assert is_well(site)


def test_static_files_are_sent_whole_in_ranges_and_not_again(site: Site) -> None:
    files = [
        file for file in (site.data_dir / "static").rglob("*.ttf") if re.search(r"\.[0-9a-f]{12}\.ttf$", file.name)
    ]
    file = max(files, key=lambda one: one.stat().st_size)
    content, path = file.read_bytes(), "/static/" + quote(str(file.relative_to(site.data_dir / "static")))
    visitor = Browser(site)
    whole = visitor.get(path)
    assert whole.body == content
    head = visitor.get(path, method="HEAD")
    assert (head.body, head.headers["content-length"]) == (b"", str(len(content)))
    part = visitor.get(path, "Range: bytes=1000-1999")
    assert (part.status, part.body) == (206, content[1000:2000])
    again = visitor.get(path, f"If-None-Match: {whole.headers['etag']}")
    assert (again.status, again.body) == (304, b"")


def test_an_export_is_downloaded_byte_by_byte(site: Site, editor: Browser) -> None:
    fields = {"csrfmiddlewaretoken": editor.cookies["csrftoken"], "format": "jsonl", "project": "main"}
    page = editor.get("/exports/").body.decode()
    fields |= {"project": re.search(r'<option value="(\w+)"', page)[1]} if 'name="project"' in page else {}
    assert editor.post("/exports/", urlencode(fields).encode(), FORM).status == 302
    wait_for(lambda: site.number("SELECT count(*) FROM annotations_export WHERE file <> ''") > 0)
    with site.connect() as connection:
        number, stored = connection.execute("SELECT id, file FROM annotations_export WHERE file <> ''").fetchone()
    told = editor.get(f"/exports/{number}/file")
    assert told.body == (site.data_dir / "media" / stored).read_bytes()
    assert "attachment" in told.headers["content-disposition"]
