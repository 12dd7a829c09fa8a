"""Guessing made slow: how often one may fail to get in, counted in the database for all web processes at once.

A try for one name counts before it is checked, so that forty at the same moment are no more than one after another.
For an address failures alone count: a whole newsroom may come in at once.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from allauth.core.internal.httpkit import get_client_ip
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.translation import ngettext

from newsdesk.errors import DomainError
from newsdesk.history import NOTHING, record
from newsdesk.models import SignInGuard, User

Kind = SignInGuard.Kind
WINDOW = LOCKED_FOR = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(days=1)
# Within one window. A whole newsroom may share one address.
LIMITS: dict[str, int] = {Kind.NAME: 5, Kind.CODE: 5, Kind.RESET: 5, Kind.ADDRESS: 30}
IPV6_NETWORK = 64  # Bits: whoever has one address of such a network has all of them.


class TooManyAttempts(DomainError):
    status = 429


@dataclass(frozen=True)
class Attempt:
    """One try to get in, counted already for its name."""

    guards: Sequence[int]
    user: User | None
    address: str

    @transaction.atomic
    def succeeded(self) -> None:
        """One's own count begins anew; that of the address stays, as others may be guessing there."""
        for guard in _held(self.guards):
            if guard.kind != Kind.ADDRESS:
                guard.attempts = 0
                guard.save(update_fields=["attempts"])

    @transaction.atomic
    def failed(self) -> None:
        """Put it on record, without what was typed, and lock what has reached its limit."""
        guards = _held(self.guards)
        own = next(guard for guard in guards if guard.kind != Kind.ADDRESS)
        action = "account.code_failed" if own.kind == Kind.CODE else "account.sign_in_failed"
        record(action, self.user or own, by=None, data={"address": self.address}, changed=NOTHING)
        for guard in guards:
            if guard.kind == Kind.ADDRESS:
                guard.attempts += 1
                guard.save(update_fields=["attempts"])
            if guard.attempts >= LIMITS[guard.kind] and not _is_locked(guard, timezone.now()):
                self._lock(guard)

    def _lock(self, guard: SignInGuard) -> None:
        guard.locked_until = timezone.now() + LOCKED_FOR
        guard.save(update_fields=["locked_until"])
        minutes = LOCKED_FOR // timedelta(minutes=1)
        data = {"kind": guard.kind, "address": self.address, "minutes": minutes}
        record("account.locked_out", guard.user or guard, by=None, data=data, changed=NOTHING)


def attempt(kind: str, value: str, *, user: User | None, request: HttpRequest | None) -> Attempt:
    """Count one try, by what is tried and by where from. Raises `TooManyAttempts` where it must wait."""
    address = address_of(request)
    keys = [(kind, value.casefold(), user), *([(Kind.ADDRESS, _network(address), None)] if address else [])]
    ids = [_guard_of(*key) for key in keys]
    with transaction.atomic():
        guards = _held(ids)
        now = timezone.now()
        for guard in guards:
            _begin_anew_if_over(guard, now)
            if _is_locked(guard, now) or guard.attempts >= LIMITS[guard.kind]:
                raise TooManyAttempts(_wait_words(guard, now), code="too_many_attempts")
        for guard in guards:
            guard.attempts += guard.kind != Kind.ADDRESS
            guard.save(update_fields=["attempts", "since", "locked_until"])
    return Attempt(ids, user, address)


def locked_now() -> list[SignInGuard]:
    """What is locked at this moment, the latest first."""
    return list(
        SignInGuard.objects.filter(locked_until__gt=timezone.now()).select_related("user").order_by("-locked_until")
    )


def forget_old() -> None:
    """Drop what was counted long ago of names and addresses that are no account's."""
    SignInGuard.objects.filter(user=None, since__lt=timezone.now() - FORGOTTEN_AFTER).delete()


@transaction.atomic
def unlock(guard: SignInGuard, *, by: User | None) -> None:
    """Let somebody try again now. Unlocking what is open changes nothing."""
    held = _held([guard.pk])[0]
    if held.locked_until is None:
        return
    held.attempts, held.locked_until = 0, None
    held.save(update_fields=["attempts", "locked_until"])
    record("account.unlocked", held.user or held, by=by, data={"kind": held.kind}, changed=NOTHING)


def address_of(request: HttpRequest | None) -> str:
    """The address that a request comes from; "" where none is known, as over a socket."""
    return (get_client_ip(request) if request else None) or ""


def _guard_of(kind: str, value: str, user: User | None) -> int:
    digest = hmac.new(force_bytes(settings.SECRET_KEY), f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()
    guard, _made = SignInGuard.objects.get_or_create(kind=kind, digest=digest, defaults={"user": user})
    return guard.pk


def _held(ids: Sequence[int]) -> list[SignInGuard]:
    """The guards, locked until the caller's transaction ends; in one order, so that no two wait for each other."""
    return list(SignInGuard.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk"))


def _begin_anew_if_over(guard: SignInGuard, now: datetime) -> None:
    lock_is_over = guard.locked_until is not None and guard.locked_until <= now
    window_is_over = guard.locked_until is None and guard.since + WINDOW <= now
    if lock_is_over or window_is_over or _is_of_another_clock(guard, now):
        guard.attempts, guard.since, guard.locked_until = 0, now, None


def _is_of_another_clock(guard: SignInGuard, now: datetime) -> bool:
    """Whether it lies so far ahead that the clock must have been put back since: nobody is to wait for that."""
    return max(guard.since + WINDOW, guard.locked_until or guard.since) > now + WINDOW + max(WINDOW, LOCKED_FOR)


def _is_locked(guard: SignInGuard, now: datetime) -> bool:
    return guard.locked_until is not None and guard.locked_until > now


def _wait_words(guard: SignInGuard, now: datetime) -> str:
    until = guard.locked_until or guard.since + WINDOW
    minutes = max(1, ceil((until - now) / timedelta(minutes=1)))
    return ngettext(
        "Too many attempts. Try again in %(count)d minute, or ask an administrator to unlock you.",
        "Too many attempts. Try again in %(count)d minutes, or ask an administrator to unlock you.",
        minutes,
    ) % {"count": minutes}


def _network(address: str) -> str:
    parsed = ipaddress.ip_address(address)
    if parsed.version == 4:
        return str(parsed)
    return str(ipaddress.IPv6Network((parsed, IPV6_NETWORK), strict=False))
