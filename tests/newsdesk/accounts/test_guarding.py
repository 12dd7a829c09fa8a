"""Guessing: who is counted with whom, what many at once come to, and who is told."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from newsdesk.accounts import guarding, known_browsers, lockouts
from newsdesk.history.recording import stream_of
from newsdesk.models import BrowserSession, Event, KnownBrowser, SignInGuard
from newsdesk.signals import housekeeping
from tests.factories import an_administrator, an_analyst
from tests.newsdesk.accounts.guarding import Kind, elsewhere, fail, gets_in, hammer, known_browser
from tests.newsdesk.accounts.test_accounts import body, later, must_wait, sign_in, signed_in
from tests.newsdesk.accounts.test_two_step import SECRET

pytestmark = pytest.mark.django_db


def test_a_failure_counts_whatever_becomes_of_who_tried() -> None:
    user = an_analyst()
    with transaction.atomic(), guarding.attempt(Kind.NAME, user=user) as attempt, pytest.raises(RuntimeError):
        attempt.failed()


def test_a_name_is_locked_for_one_network_alone() -> None:
    user, colleague = an_analyst(), an_analyst()
    fail(user.username, 6, REMOTE_ADDR="203.0.113.7")
    assert must_wait(sign_in(user.username, REMOTE_ADDR="203.0.113.7"))
    assert gets_in(colleague, REMOTE_ADDR="203.0.113.7")
    assert gets_in(user, REMOTE_ADDR="203.0.113.8")


@pytest.mark.parametrize("name", ["salma", "nobody"])
def test_fifty_a_day_lock_a_name_for_unknown_browsers(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    an_analyst(username="salma")
    hammer(name)
    refused = body(sign_in(name, REMOTE_ADDR=elsewhere()))
    assert re.search(r"<li>(<a [^>]*>)?[^<]*\b24\b", refused)
    later(monkeypatch, guarding.A_DAY / 2)
    assert "12" in body(sign_in(name, REMOTE_ADDR=elsewhere()))
    later(monkeypatch, guarding.A_DAY / 2)
    assert not must_wait(sign_in(name, "wrong", REMOTE_ADDR=elsewhere()))


def test_fifty_a_day_lock_no_known_browser_and_are_told_to_the_owner() -> None:
    user = an_analyst()
    client = known_browser(user)
    hammer(user.username)
    event = Event.objects.get(action="account.locked_out", data__kind="account")
    assert (event.stream, event.data["minutes"]) == (stream_of(user), 1439)
    assert gets_in(user, client)
    words = "منذ دخولك الأخير"
    assert words in body(client.get("/"))
    assert words not in body(client.get("/"))
    assert 'id="strangers"' in body(client.get("/account/"))
    client.post(reverse("sign_out"))
    gets_in(user, client)
    assert words not in body(client.get("/"))
    assert 'id="strangers"' not in body(signed_in(an_analyst(), REMOTE_ADDR=elsewhere()).get("/account/"))


def test_a_right_password_elsewhere_forgives_strangers_nothing() -> None:
    user = an_analyst()
    for _ in range(9):
        fail(user.username, 5, REMOTE_ADDR=elsewhere())
    assert gets_in(user, REMOTE_ADDR=elsewhere())
    fail(user.username, 5, REMOTE_ADDR=elsewhere())
    assert Event.objects.filter(action="account.locked_out", data__kind="account").exists()


@pytest.mark.parametrize(("email", "sent"), [("salma@example.org", 1), ("", 0)])
def test_the_owner_is_written_to_where_the_house_has_mail(settings: Any, email: str, sent: int) -> None:
    settings.CAN_SEND_MAIL = True
    user = an_analyst(email=email)
    hammer(user.username)
    hammer(user.username)
    asked = DBTaskResult.objects.filter(task_path=lockouts.write_to.module_path)
    assert [task.args_kwargs["args"] for task in asked] == [[user.pk]] * sent
    for _ in range(sent):
        lockouts.write_to.call(user.pk)
    assert [message.to for message in mail.outbox] == [[email]] * sent
    assert all(re.search("[؀-ۿ]{4,}", message.subject + message.body) for message in mail.outbox)


def test_codes_have_counts_like_passwords() -> None:
    user = an_analyst()
    known = known_browser(user)
    TOTP.activate(user, SECRET)
    for client in (Client(), known):
        sign_in(user.username, client=client)
    stranger, address = Client(), elsewhere()
    sign_in(user.username, client=stranger, REMOTE_ADDR=address)
    for n in range(6):
        answer = stranger.post(reverse("mfa_authenticate"), {"code": f"{n:06}"}, REMOTE_ADDR=address)
    assert must_wait(answer)
    assert Event.objects.get(action="account.locked_out").data["kind"] == "code"
    for n in range(6):
        answer = known.post(reverse("mfa_authenticate"), {"code": f"{n:06}"})
        assert must_wait(answer) is (n == 5)


def test_what_is_locked_is_listed_in_words_and_unlocked() -> None:
    user, boss = an_analyst(username="salma"), an_administrator()
    client, desk = known_browser(user), signed_in(boss)
    fail(user.username, 6, client=client)
    hammer(user.username)
    for address in ("/people/", reverse("person", args=[user.pk])):
        page = body(desk.get(address))
        assert "متصفّح يعرفه الحساب" in page
        assert "كل المتصفّحات غير المعروفة" in page
        assert "10 حالات منع من هذا النوع" in page
        assert page.count(reverse("unlocking", args=[0]).split("0")[1]) == 3
    assert not gets_in(user, REMOTE_ADDR=elsewhere())
    for guard in guarding.locked_now():
        desk.post(reverse("unlocking", args=[guard.pk]))
    assert gets_in(user, REMOTE_ADDR=elsewhere())
    assert gets_in(user, client)
    unlocked = Event.objects.filter(action="account.unlocked", by=boss, stream=stream_of(user))
    assert {"browser", "account", "name"} == {event.data["kind"] for event in unlocked}


def test_the_command_unlocks_every_kind() -> None:
    user = an_analyst()
    client = known_browser(user)
    fail(user.username, 6, client=client)
    hammer(user.username)
    call_command("account", user.username, "--unlock")
    assert guarding.locked_now() == []
    assert gets_in(user, client)


def test_what_counts_no_more_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    user = an_analyst()
    signed_in(user)
    fail("nobody", 1)
    hammer(user.username)
    locked = SignInGuard.objects.filter(kind=Kind.ACCOUNT, user=user)
    later(monkeypatch, timedelta(hours=23))
    housekeeping.send(sender=None)
    assert locked.exists()
    later(monkeypatch, timedelta(hours=2))
    housekeeping.send(sender=None)
    assert not SignInGuard.objects.exists()
    later(monkeypatch, known_browsers.LIFETIME)
    housekeeping.send(sender=None)
    assert not KnownBrowser.objects.exists()
    assert not BrowserSession.objects.exists()


def test_addresses_of_old_written_as_new_ones_are_no_one_network() -> None:
    assert guarding._network("::ffff:203.0.113.5") == guarding._network("203.0.113.5")
    assert guarding._network("::ffff:203.0.113.5") != guarding._network("::ffff:198.51.100.9")


@pytest.mark.parametrize(
    ("told", "socket", "proxies", "kept"),
    [
        ("192.0.2.1", "10.0.0.1", 2, "10.0.0.1"),  # past one of the proxies
        ("192.0.2.1, 10.0.0.2", "10.0.0.1", 2, "192.0.2.1"),
        ("192.0.2.1:5000", "10.0.0.1", 1, "192.0.2.1"),
        ("nonsense", "10.0.0.1", 1, None),
        ("", "fe80::1%2", 0, "fe80::1"),  # A neighbour: Linux names the network card.
    ],
)
def test_everybody_gets_in_however_their_address_is_written(
    told: str, socket: str, proxies: int, kept: str | None, settings: Any
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    user = an_analyst()
    extra = {"REMOTE_ADDR": socket} | ({"HTTP_X_FORWARDED_FOR": told} if told else {})
    assert fail(user.username, 1, **extra)[0].status_code == 200
    assert sign_in(user.username, **extra).status_code == 302
    assert BrowserSession.objects.get(user=user).address == kept
