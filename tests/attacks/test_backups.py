"""A thief has a backup of the running site: nothing in it, nor in the database itself, opens a door of that site."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.test import Client
from django.urls import reverse

from annotations.models import ApiToken
from newsdesk.accounts import inviting
from newsdesk.accounts.password_links import path_for
from newsdesk.accounts.session_store import SessionStore
from newsdesk.models import User
from newsdesk.running import backups
from newsdesk.running.places import data_dir
from newsdesk.upkeep import backups as backing_up
from tests.factories import PASSWORD, an_administrator, an_analyst, an_article, an_editor
from tests.newsdesk.accounts.test_two_step import at_the_second_step, code, is_signed_in, try_code, with_two_steps

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)
Doors = Callable[[str, list[User]], list[str]]
SHORTEST, LONGEST = 8, 600  # Characters, of ASCII: no key is of others, nor does Django take a shorter cookie.


@dataclass
class Site:
    """A site at work, and the keys that do open it."""

    cookies: list[str]
    tokens: list[str]
    invitations: list[str]
    passwords: list[str]

    def __iter__(self) -> Iterator[str]:
        yield from self.cookies + self.tokens + self.invitations + [path.split("/")[-2] for path in self.passwords]


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Site:
    """Administrators with their second step, an editor and an analyst at work; links followed, keys given out."""
    monkeypatch.setenv("NEWSDESK_DATA_DIR", str(tmp_path / "data"))
    boss, other, editor, analyst = (make() for make in (an_administrator, an_administrator, an_editor, an_analyst))
    an_article()
    clients = []
    for person in (boss, other):
        clients.append(at_the_second_step(with_two_steps(person)))
        try_code(clients[-1], code())
    for person in (editor, analyst):
        clients.append(Client())
        clients[-1].post("/sign-in/", {"username": person.username, "password": PASSWORD})
    clients[-1].get(reverse("mfa_activate_totp"))
    clients.append(at_the_second_step(with_two_steps(an_editor())))  # And somebody who has not typed the code yet.
    tokens = [ApiToken.issue(one, scope="write", lifetime=DAY, by=one)[1] for one in (boss, analyst)]
    invitations = [inviting.invite("administrator", lifetime=DAY, by=boss)[1] for _ in range(2)]
    passwords = [path_for(User.objects.get(pk=one.pk), by=boss) for one in (boss, analyst)]
    guest = Client()
    guest.get(reverse("invitation", args=[invitations[0]]))
    guest.get(passwords[0])  # It keeps the link's key in the guest's session, too.
    (data_dir() / "media" / "imports").mkdir(parents=True)
    (data_dir() / "media" / "imports" / "text.txt").write_text("نص من الملف asGoodAsAnyOther", encoding="utf-8")
    cookies = [client.cookies["sessionid"].value for client in (*clients, guest)]
    return Site(cookies, tokens, invitations, passwords)


def opened(key: str, people: list[User]) -> list[str]:
    """What a value is let in as, where each kind of key is looked up."""
    found = {
        "session": bool(dict(SessionStore(key).items())),  # Of somebody half signed in or invited, too.
        "token": any(ApiToken.of_secret(secret) for secret in (key, f"ndk_{key}")),
        "invitation": inviting.invitation_of(key) is not None,
        "password": any(default_token_generator.check_token(one, key) for one in people),
    }
    return [kind for kind, is_open in found.items() if is_open]


def let_in(key: str, people: list[User]) -> list[str]:
    """The doors of the site that a value opens, tried as every kind of key."""
    written = quote(key, safe="")
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    doors = ["session"] if is_signed_in(client) or client.get(reverse("join")).status_code == 200 else []
    for token in (key, f"ndk_{key}"):
        answer = Client().get("/api/v1/readings/1/events", headers={"Authorization": f"Bearer {token}"})
        doors += ["token"] if answer.status_code != 401 else []
    doors += ["invitation"] if Client().get(f"/invitation/{written}/").status_code == 302 else []
    links = (f"/password/new/{user_pk_to_url_str(one)}-{written}/" for one in people)
    return doors + (["password"] if any(sets_a_password(link) for link in links) else [])


def sets_a_password(path: str) -> bool:
    return b'name="password1"' in Client().get(path, follow=True).content


def values_of(url: str) -> set[str]:
    """Every value of every row of every table, and every word in it."""
    with psycopg.connect(url) as connection:
        tables = [name for (name,) in connection.execute(backups.NAMES_OF_TABLES)]
        rows = [row for name in tables for row in connection.execute(f'SELECT to_jsonb(t) FROM "{name}" t')]
    return {word for (row,) in rows for value in leaves(row) for word in words_of(value)}


def leaves(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        value = [*value.keys(), *value.values()]
    if isinstance(value, list):
        for part in value:
            yield from leaves(part)
    elif value is not None:
        yield str(value)


def words_of(value: str) -> Iterator[str]:
    found = {value, *re.split(r"[\s\"',:;{}\[\]()]+", value), *re.findall(r"[A-Za-z0-9_-]+", value)}
    yield from (word for word in found if SHORTEST <= len(word) <= LONGEST and re.fullmatch("[!-~]+", word))


def values_in_a_backup(folder: Path) -> set[str]:
    """What somebody can read who has the file alone: the tables, restored elsewhere, and the uploaded files."""
    file = folder / "stolen.tar"
    backups.write(backing_up._url(), file)
    with backups.scratch_database(backing_up._url()) as url:
        backups.try_out(file, url)
        found = values_of(url)
    unpacked = folder / "unpacked"
    unpacked.mkdir()
    backups._unpack(file, unpacked)
    for path in unpacked.rglob("*"):
        if path.is_file() and path.name != "database.dump":
            found |= set(words_of(path.read_bytes().decode("utf-8", "replace")))
    assert "asGoodAsAnyOther" in found
    return found


@pytest.mark.parametrize("doors", [opened, let_in])
def test_the_keys_of_the_site_do_open_it(site: Site, doors: Doors) -> None:
    """Else the tests below would prove nothing."""
    people = list(User.objects.all())
    waiting_for_a_code = site.cookies[4]
    assert [doors(key, []) for key in site.cookies if key != waiting_for_a_code] == [["session"]] * 5
    assert [doors(key, []) for key in site.tokens] == [["token"]] * 2
    assert [doors(key, []) for key in site.invitations] == [["invitation"]] * 2
    links = [path.split("/")[-2].partition("-")[2] for path in site.passwords]
    assert [doors(key, people) for key in links] == [["password"]] * 2


@pytest.mark.parametrize("place", ["backup", "database"])
@pytest.mark.parametrize("doors", [opened, pytest.param(let_in, marks=pytest.mark.long)])
def test_nothing_that_is_kept_opens_anything(site: Site, place: str, doors: Doors, tmp_path: Path) -> None:
    values = values_in_a_backup(tmp_path) if place == "backup" else values_of(backing_up._url())
    assert len(values) > 200
    assert [key for key in site if any(key in value for value in values)] == []
    people = list(User.objects.filter(groups__name="administrator"))
    assert {value: found for value in values if (found := doors(value, people))} == {}


@pytest.mark.parametrize("place", ["backup", "database"])
def test_no_key_of_a_session_lets_in_at_the_door_itself(site: Site, place: str, tmp_path: Path) -> None:
    """The way that was found open: what a session is called in the database, sent as a cookie."""
    values = values_in_a_backup(tmp_path) if place == "backup" else values_of(backing_up._url())
    like_a_cookie = [value for value in values if re.fullmatch(r"[\w-]{32,40}", value)]
    assert [value for value in like_a_cookie if "session" in let_in(value, [])] == []
    if place == "database":
        assert len(like_a_cookie) >= len(site.cookies)
