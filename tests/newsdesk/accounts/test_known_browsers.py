"""Browsers in which somebody has signed in before: what makes one known, what it is good for, and how that ends."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from newsdesk.accounts import guarding, known_browsers
from newsdesk.models import BrowserSession, Event, KnownBrowser, User
from tests.factories import PASSWORD, an_administrator, an_analyst
from tests.newsdesk.accounts.guarding import NEW, Kind, fail, gets_in, known_browser
from tests.newsdesk.accounts.test_accounts import is_signed_in, must_wait, sign_in, signed_in

pytestmark = pytest.mark.django_db


def test_a_known_browser_has_a_count_of_its_own_behind_the_same_address() -> None:
    user = an_analyst()
    client = known_browser(user)
    fail(user.username, 6)
    for name in [f"nobody{n}" for n in range(guarding.LIMITS[Kind.ADDRESS])]:
        sign_in(name, "wrong")
    assert must_wait(sign_in(user.username))
    assert gets_in(user, client)


def test_a_known_browser_may_not_guess_without_end_either() -> None:
    user = an_analyst()
    client = known_browser(user)
    answers = fail(user.username, 8, client=client)
    assert [must_wait(answer) for answer in answers] == [False] * 5 + [True] * 3
    assert must_wait(sign_in(user.username, client=client))
    assert Event.objects.get(action="account.locked_out").data["kind"] == "browser"
    assert gets_in(user)


def test_a_browser_is_known_to_the_accounts_that_signed_in_there_alone() -> None:
    user, other = an_analyst(), an_analyst()
    client = known_browser(other)
    fail(user.username, 5, client=client)
    assert must_wait(sign_in(user.username, client=client))
    assert Event.objects.get(action="account.locked_out").data["kind"] == "name"
    assert gets_in(other, client)


def test_colleagues_share_a_browser() -> None:
    one, other = an_analyst(), an_analyst()
    client = known_browser(one)
    gets_in(other, client)
    client.post(reverse("sign_out"))
    fail(one.username, 5)
    fail(other.username, 5)
    for user in (one, other):
        assert must_wait(sign_in(user.username))
        assert gets_in(user, client)
        client.post(reverse("sign_out"))
    assert client.cookies["known"].value.count(".") == 1


def test_the_cookie_opens_nothing_and_says_nothing() -> None:
    user = an_analyst()
    cookie = signed_in(user).cookies["known"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (True, "Lax", "/", "")
    assert int(cookie["max-age"]) == known_browsers.LIFETIME.total_seconds()
    thief = Client()
    thief.cookies["known"] = cookie.value
    assert not is_signed_in(thief)
    assert not must_wait(sign_in(user.username, "wrong", client=thief))
    assert cookie.value not in str(list(KnownBrowser.objects.values()))


def test_every_sign_in_makes_a_new_token_so_that_none_can_be_planted() -> None:
    villain, victim = an_analyst(), an_analyst()
    planted = signed_in(villain).cookies["known"].value
    shared = Client()
    shared.cookies["known"] = planted
    gets_in(victim, shared)
    assert shared.cookies["known"].value.split(".")[0] not in planted
    elsewhere_ = Client()
    elsewhere_.cookies["known"] = planted
    fail(victim.username, 5, client=elsewhere_)
    assert must_wait(sign_in(victim.username, client=elsewhere_))
    assert gets_in(victim, shared)


@pytest.mark.parametrize("kept", ["", ".", "x" * 43, "\0", "é" * 43, ".".join(["A" * 43] * 500), "A" * 100_000])
def test_a_cookie_of_nonsense_is_a_strangers(kept: str) -> None:
    user = an_analyst()
    client = Client()
    client.cookies["known"] = kept
    fail(user.username, 5, client=client)
    assert must_wait(sign_in(user.username, client=client))


def test_a_cookie_is_asked_about_in_the_same_way_for_a_name_that_nobody_has() -> None:
    user = an_analyst()
    an_other = signed_in(an_analyst()).cookies["known"].value
    asked = []
    for name in (user.username, "nobody"):
        client = Client()
        client.cookies["known"] = an_other
        with CaptureQueriesContext(connection) as queries:
            sign_in(name, "wrong", client=client)
        asked.append([re.sub(r"'[^']*'|NULL|[-\s\d]", "", query["sql"]) for query in queries])
    assert asked[0] == asked[1]


def ends(user: User, browser: Client) -> Iterator[tuple[str, Callable[[], Any]]]:
    """All ways by which an account's browsers become strangers again."""
    boss = signed_in(an_administrator())
    here = signed_in(user)
    change = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    yield "password", lambda: here.post(reverse("account_change_password"), change)
    yield "others", lambda: here.post(reverse("other_sessions_ending"))
    yield "administrator", lambda: boss.post(reverse("sessions_ending", args=[user.pk]))
    yield "closure", lambda: boss.post(reverse("closure", args=[user.pk]))
    yield "command", lambda: call_command("account", user.username, "--close")
    yield "set_password", lambda: (user.set_password(NEW), user.save())
    yield "half a year", lambda: KnownBrowser.objects.update(expires_at=timezone.now())


@pytest.mark.parametrize("way", range(7))
def test_a_browser_is_a_stranger_again(way: int) -> None:
    user = an_analyst()
    browser = known_browser(user)
    _name, end = list(ends(user, browser))[way]
    end()
    fail(user.username, 5)
    assert must_wait(sign_in(user.username, client=browser))


def test_who_changes_the_password_or_signs_the_others_out_stays_known() -> None:
    user = an_analyst()
    here = signed_in(user)
    here.post(reverse("other_sessions_ending"))
    here.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    here.post(reverse("sign_out"))
    fail(user.username, 5)
    assert sign_in(user.username, NEW, client=here).status_code == 302


def test_a_browser_that_is_signed_out_from_elsewhere_is_forgotten_and_no_other() -> None:
    user = an_analyst()
    here, lost, third = signed_in(user), signed_in(user), signed_in(user)
    row = BrowserSession.objects.order_by("pk")[1]
    here.post(reverse("session_ending", args=[row.pk]))
    fail(user.username, 5)
    assert must_wait(sign_in(user.username, client=lost))
    third.post(reverse("sign_out"))
    assert gets_in(user, third)


def test_a_program_that_signs_in_anew_each_time_fills_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known_browsers, "OF_ONE_ACCOUNT", 3)
    user = an_analyst()
    clients = [signed_in(user) for _ in range(5)]
    assert KnownBrowser.objects.filter(user=user).count() == 3
    clients[-1].post(reverse("sign_out"))
    fail(user.username, 5)
    assert gets_in(user, clients[-1])
