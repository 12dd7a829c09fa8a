"""What tests of the sign-in guards do: people from elsewhere, wrong passwords by the dozen, many at once."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from newsdesk.accounts import guarding
from newsdesk.history.recording import stream_of
from newsdesk.models import Event, SignInGuard, User
from tests.newsdesk.accounts.test_accounts import is_signed_in, sign_in, signed_in

at_once = pytest.mark.django_db(transaction=True)
Kind = SignInGuard.Kind
NEW = "a longer and better phrase"
_addresses = (f"198.51.{number // 250}.{number % 250 + 1}" for number in itertools.count())


def elsewhere() -> str:
    """An address that nobody has used yet."""
    return next(_addresses)


def known_browser(user: User) -> Client:
    """A browser in which somebody has signed in and out again."""
    client = signed_in(user)
    client.post(reverse("sign_out"))
    assert not is_signed_in(client)
    return client


def fail(name: str, times: int, **extra: Any) -> list[Any]:
    return [sign_in(name, f"wrong {n}", **extra) for n in range(times)]


def hammer(name: str) -> None:
    """As many wrong passwords as a day takes, from as many places as it needs."""
    for _ in range(guarding.LIMITS[Kind.ACCOUNT] // guarding.LIMITS[Kind.NAME]):
        fail(name, guarding.LIMITS[Kind.NAME], REMOTE_ADDR=elsewhere())


def gets_in(user: User, client: Client | None = None, **extra: Any) -> bool:
    return bool(sign_in(user.username, client=client, **extra).status_code == 302)


def together(tries: list[Callable[[], Any]], *, threads: int = 30) -> list[Any]:
    """Each with a connection of its own, as other processes have, and all that fit at the same moment."""
    start = threading.Barrier(min(threads, len(tries)))
    begun = itertools.count()

    def one(make: Callable[[], Any]) -> Any:
        try:
            if next(begun) < start.parties:
                start.wait(timeout=30)
            return make()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(start.parties) as pool:
        return list(pool.map(one, tries))


def numbers(user: User) -> list[int]:
    return list(Event.objects.filter(stream=stream_of(user)).order_by("number").values_list("number", flat=True))
