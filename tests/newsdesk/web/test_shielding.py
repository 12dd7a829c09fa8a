"""What browsers are told on every page, and that no page asks for more."""

from __future__ import annotations

import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from newsdesk.environment import hsts_reach
from newsdesk.running.places import ROOT
from tests.factories import an_administrator
from tests.newsdesk.running.running import clean_environment
from tests.site_pages import pages

SHOW = """
import newsdesk.settings as s
print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.KNOWN_BROWSER_COOKIE_NAME,
      s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE,
      s.SECURE_HSTS_SECONDS, s.SECURE_HSTS_INCLUDE_SUBDOMAINS, s.SECURE_HSTS_PRELOAD)
"""


def run(tmp_path: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    production = {"SECRET_KEY": "a9F" * 30 + "-xyz0123456", "DATABASE_URL": "postgresql:///x"}
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=clean_environment(tmp_path) | production | environment,
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("reach", ["", "subdomains", "preload"])
def test_django_finds_nothing_to_say_of_the_settings_of_a_public_site(tmp_path: Path, reach: str) -> None:
    origin = {"NEWSDESK_ORIGIN": "https://desk.example.org", "NEWSDESK_HSTS": reach}
    told = run(tmp_path, "manage.py", "check", "--deploy", "--fail-level", "WARNING", **origin)
    assert told.returncode == 0, told.stderr
    assert "no issues" in told.stdout


def test_behind_https_cookies_are_this_hosts_alone(tmp_path: Path) -> None:
    origin = {"NEWSDESK_ORIGIN": "https://desk.example.org"}
    assert run(tmp_path, "-c", SHOW, **origin).stdout.split() == (
        ["__Host-sessionid", "__Host-csrftoken", "__Host-known", "True", "True", "31536000", "False", "False"]
    )
    plain = ["sessionid", "csrftoken", "known", "False", "False", "0", "False", "False"]
    assert run(tmp_path, "-c", SHOW).stdout.split() == plain


def test_other_hosts_are_promised_https_only_by_choice() -> None:
    assert [hsts_reach(value) for value in ("", "host", "subdomains", "preload")] == (
        [(False, False), (False, False), (True, False), (True, True)]
    )
    with pytest.raises(ImproperlyConfigured, match="NEWSDESK_HSTS"):
        hsts_reach("all")


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/sign-in/", "/nothing/here", "/health/live", "/api/v1/articles"])
def test_every_answer_tells_the_browser_what_it_may_do(client: Client, path: str) -> None:
    assert_shielded(client.get(path).headers)


@pytest.mark.django_db
def test_static_files_may_be_kept_but_not_embedded_elsewhere(client: Client) -> None:
    answer = client.get("/static/newsdesk/js/site.js")
    assert answer.status_code == 200
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" not in answer.headers.get("Cache-Control", "")


@pytest.mark.django_db
def test_no_page_has_anything_inline_or_from_elsewhere(client: Client, settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    user = an_administrator(is_superuser=True, is_staff=True)
    client.force_login(user)
    shown, faults = [], []
    for path in sorted(set(pages(user))):
        answer = client.get(path)
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
            assert_shielded(answer.headers)
            shown.append(path)
            faults += [f"{path}: {fault}" for fault in Faults.of(answer.content.decode())]
    assert faults == []
    assert len(shown) > 60, shown


def assert_shielded(headers: Any) -> None:
    policy = dict(part.strip().partition(" ")[::2] for part in headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["form-action"] == policy["connect-src"] == policy["style-src"] == "'self'"
    for sources in policy.values():
        assert "unsafe" not in sources
        assert all(one in ("data:", "'self'", "'none'") or one.startswith("'nonce-") for one in sources.split())
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "*" not in headers["Permissions-Policy"]
    assert {"no-store", "private"} <= {part.strip() for part in headers["Cache-Control"].split(",")}


class Faults(HTMLParser):
    """What a strict content policy would stop."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    @classmethod
    def of(cls, page: str) -> list[str]:
        parser = cls()
        parser.feed(page)
        return parser.found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        handlers = [name for name in given if name == "style" or name.startswith("on")]
        foreign = [
            given[name]
            for name in ("src", "srcset", "data", "action", "formaction", "poster")
            if "//" in given.get(name, "")
        ]
        if tag == "link" and "//" in given.get("href", ""):
            foreign.append(given["href"])
        if any(value.strip().lower().startswith("javascript:") for value in given.values()):
            handlers.append("javascript:")
        if tag == "script" and not ("nonce" in given or "src" in given or "json" in given.get("type", "")):
            handlers.append("script without a nonce")
        if tag in {"style", "iframe", "object", "embed", "base"}:
            handlers.append(tag)
        self.found += [f"<{tag}> {fault}" for fault in [*handlers, *foreign]]
