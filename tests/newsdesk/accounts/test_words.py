"""Every page of the accounts speaks Arabic in Arabic, its refusals too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.urls import reverse

from newsdesk.accounts.inviting import invite
from tests.factories import PASSWORD, an_administrator, an_analyst
from tests.newsdesk.accounts.test_two_step import SECRET, code

pytestmark = pytest.mark.django_db
NOT_READ = re.compile(
    r"<head>.*?</head>|<script.*?</script>|<(bdi|code|button)[^>]*(dir=.ltr|lang=.en).*?</\1>", re.DOTALL
)
SPOKEN = re.compile(r'(?:alt|aria-label|placeholder|title)="([^"]*)"|>([^<]+)<')
NAMES = {"Aegis", "FreeOTP", "Google", "Authenticator", "QR", "Chrome", "Linux", "Newsdesk"}


def english(client: Client, address: str, **sent: str) -> set[str]:
    """The Latin words that a page says, or its answer to what is sent, but for names."""
    answer = client.post(address, sent, follow=True) if sent else client.get(address, follow=True)
    assert answer.status_code in {200, 403, 404}, address
    page = NOT_READ.sub("", answer.content.decode())
    said = " ".join(attribute or text for attribute, text in SPOKEN.findall(page))
    return {word for word in re.findall(r"[A-Za-z]{2,}", re.sub(r"\S+@\S+|https?:\S+", "", said)) if word not in NAMES}


def test_at_the_door() -> None:
    _invitation, secret = invite("analyst", lifetime=timedelta(days=1), by=an_administrator(username="مدير"))
    client = Client()
    user = an_analyst(username="سلمى")
    TOTP.activate(user, SECRET)
    assert dict(_door(client, secret)) == {}
    client.post("/sign-in/", {"username": "سلمى", "password": PASSWORD})
    assert english(client, reverse("mfa_authenticate"), code="000000") == set()
    for _ in range(6):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert english(client, reverse("mfa_authenticate"), code="000000") == set()


def _door(client: Client, secret: str) -> Iterator[tuple[str, set[str]]]:
    weak = {"username": "ليلى", "password1": "short", "password2": "shorter"}
    asked: list[tuple[str, dict[str, str]]] = [
        ("/sign-in/", {}),
        ("/sign-in/?next=/articles/", {"username": "", "password": ""}),
        ("/sign-in/", {"username": "نكرة", "password": "wrong"}),
        ("/sign-in/closed/", {}),
        ("/password/forgotten/", {}),
        ("/password/forgotten/sent/", {}),
        ("/password/new/1-over/", {}),
        ("/invitation/over/", {}),
        (f"/invitation/{secret}/", {}),
        ("/invitation/", {"username": ""}),
        ("/invitation/", weak),
        (
            "/invitation/",
            weak | {"password1": "1q2w3e4r5t6y", "password2": "1q2w3e4r5t6y", "email": "x", "username": "سلمى"},
        ),
        ("/invitation/", weak | {"password1": "123456789012345", "password2": "123456789012345", "username": "a b"}),
    ]
    for address, sent in asked:
        if words := english(client, address, **sent):
            yield f"{address} {sent}", words


def test_within() -> None:
    boss, user = an_administrator(username="مدير"), an_analyst(username="سلمى")
    client = Client()
    client.post("/sign-in/", {"username": "مدير", "password": PASSWORD})
    for _ in range(6):
        Client().post("/sign-in/", {"username": "سلمى", "password": "wrong"})
    new = {"oldpassword": "wrong", "password1": "short", "password2": "shorter"}
    asked: list[tuple[str, dict[str, str]]] = [
        ("/account/", {}),
        ("/account/password/", {}),
        ("/account/password/", new),
        ("/account/password/", new | {"oldpassword": PASSWORD}),
        ("/account/again/", {}),
        ("/account/again/", {"password": "wrong"}),
        ("/account/two-step/on/", {}),
        ("/account/two-step/on/", {"code": "000000"}),
        ("/people/", {}),
        ("/people/?q=zz", {}),
        (reverse("person", args=[user.pk]), {}),
        ("/people/invitations", {"role": "لا", "days": "5"}),
        ("/people/invitations", {"role": "editor", "days": "7"}),
        (reverse("password_link", args=[user.pk]), {"x": "1"}),
        (reverse("closure", args=[boss.pk]), {"x": "1"}),
        (reverse("closure", args=[user.pk]), {"x": "1"}),
        (reverse("reopening", args=[user.pk]), {"x": "1"}),
    ]
    found = {f"{address} {sent}": words for address, sent in asked if (words := english(client, address, **sent))}
    assert found == {}


def test_of_the_second_step() -> None:
    user = an_analyst(username="سلمى")
    TOTP.activate(user, SECRET)
    RecoveryCodes.activate(user)
    client = Client()
    client.post("/sign-in/", {"username": "سلمى", "password": PASSWORD})
    client.post(reverse("mfa_authenticate"), {"code": code()})
    names = ("account", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_deactivate_totp")
    for name in (*names, "account_reauthenticate", "mfa_reauthenticate", "mfa_download_recovery_codes"):
        assert english(client, reverse(name)) == set()
    assert english(client, reverse("mfa_reauthenticate"), code="000000") == set()
    assert english(client, reverse("mfa_generate_recovery_codes"), x="1") == set()
    assert english(client, reverse("mfa_deactivate_totp"), x="1") == set()
