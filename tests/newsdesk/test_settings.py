"""Settings come from the environment alone and refuse what would expose a newsroom."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from newsdesk.environment import (
    database_from_url,
    hosts_and_origin,
    is_on,
    mail_from_url,
    required_secret,
    roles_named,
)
from newsdesk.running.places import ROOT
from tests.newsdesk.running.running import clean_environment


def loaded(tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "import newsdesk.settings as s; print(s.ALLOWED_HOSTS, s.DATA_DIR, s.DEBUG)"],
        cwd=ROOT,
        env=clean_environment(tmp_path) | environment,
        capture_output=True,
        text=True,
    )


def test_no_secret_key_is_refused(tmp_path: Path) -> None:
    told = loaded(tmp_path, DATABASE_URL="postgresql:///x")
    assert told.returncode != 0
    assert "SECRET_KEY is not set" in told.stderr


def test_no_database_is_refused(tmp_path: Path) -> None:
    assert "DATABASE_URL is not set" in loaded(tmp_path, SECRET_KEY="x").stderr


def test_what_is_needed_is_enough(tmp_path: Path) -> None:
    told = loaded(tmp_path, SECRET_KEY="x", DATABASE_URL="postgresql:///x")
    assert told.stdout.split() == ["['localhost',", "'127.0.0.1',", "'[::1]']", str(tmp_path), "False"]


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "desk.example.org"])
def test_debug_on_a_public_host_is_refused(host: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="DEBUG is on"):
        hosts_and_origin({"HOST": host, "NEWSDESK_ORIGIN": "https://desk.example.org"}, debug=True)


def test_debug_behind_a_public_origin_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="DEBUG is on"):
        hosts_and_origin({"NEWSDESK_ORIGIN": "https://desk.example.org"}, debug=True)


def test_a_public_host_without_an_origin_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="NEWSDESK_ORIGIN is not set"):
        hosts_and_origin({"HOST": "0.0.0.0"}, debug=False)


@pytest.mark.parametrize("host", ["", "127.0.0.1", "127.0.0.2", "::1", "[::1]", "localhost", "desk.localhost"])
def test_a_local_host_needs_nothing_and_may_be_debugged(host: str) -> None:
    hosts, origin = hosts_and_origin({"HOST": host}, debug=True)
    assert "localhost" in hosts
    assert origin == ""


def test_an_origin_allows_its_host() -> None:
    environment = {
        "HOST": "0.0.0.0",
        "NEWSDESK_ORIGIN": "https://desk.example.org/",
        "NEWSDESK_ALLOWED_HOSTS": "a.b, c.d",
    }
    hosts, origin = hosts_and_origin(environment, debug=False)
    assert origin == "https://desk.example.org"
    assert {"desk.example.org", "a.b", "c.d"} <= set(hosts)
    assert "*" not in hosts


@pytest.mark.parametrize(("text", "meant"), [("1", True), (" True", True), ("on", True), ("0", False), (None, False)])
def test_switches_are_read_as_people_write_them(text: str | None, meant: bool) -> None:
    assert is_on(text) is meant


def test_an_empty_secret_is_no_secret() -> None:
    with pytest.raises(ImproperlyConfigured):
        required_secret({"SECRET_KEY": ""})


def test_a_database_address_keeps_all_its_parts() -> None:
    found = database_from_url("postgresql://me:p%40ss@db.example:6543/desk?sslmode=require")
    assert {
        "NAME": "desk",
        "USER": "me",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "6543",
    }.items() <= found.items()
    assert found["OPTIONS"].items() >= {"sslmode": "require", "connect_timeout": 5}.items()


@pytest.mark.parametrize("address", ["mysql://x/y", "sqlite:///x", "nonsense"])
def test_another_database_is_refused(address: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="not a PostgreSQL address"):
        database_from_url(address)


def test_roles_are_named_and_none_but_ours() -> None:
    assert roles_named(" administrator,editor ,") == {"administrator", "editor"}
    assert roles_named("") == frozenset()
    with pytest.raises(ImproperlyConfigured, match="admins"):
        roles_named("admins,editor")


def test_a_mail_servers_address_is_read() -> None:
    assert mail_from_url("") == {}
    mail = mail_from_url("smtp+tls://desk%40example.org:p%3Aw@mail.example.org")
    assert mail == {
        "host": "mail.example.org",
        "port": 587,
        "user": "desk@example.org",
        "password": "p:w",
        "tls": True,
        "ssl": False,
    }
    assert mail_from_url("smtps://mail.example.org:2465")["port"] == 2465


@pytest.mark.parametrize("url", ["mail.example.org", "http://mail.example.org", "smtp://"])
def test_what_is_no_mail_server_is_refused(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="NEWSDESK_SMTP"):
        mail_from_url(url)


def test_behind_https_one_proxy_tells_the_address(tmp_path: Path) -> None:
    environment = {"SECRET_KEY": "x", "DATABASE_URL": "postgresql:///x"}
    show = "import newsdesk.settings as s; print(s.ALLAUTH_TRUSTED_PROXY_COUNT)"
    shown = []
    for extra in ({}, {"NEWSDESK_ORIGIN": "https://desk.example.org"}, {"NEWSDESK_PROXIES": "2"}):
        run = subprocess.run(
            [sys.executable, "-c", show],
            cwd=ROOT,
            env=clean_environment(tmp_path) | environment | extra,
            capture_output=True,
            text=True,
        )
        shown.append(run.stdout.strip())
    assert shown == ["0", "1", "2"]
