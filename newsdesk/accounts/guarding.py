"""Guessing made slow: how often one may fail to get in, counted in the database for all web processes at once.

By hand, because django-axes and allauth's own limits know no browser from another, and many tries at the same moment
pass them.

**What is counted.** A browser in which the account has signed in before (`known_browsers.py`) has a count of its own
and no other. Strangers are counted for this name from this network, for this name from everywhere (of which the owner
is told), and for this network whatever the name. So nobody's guesses shut an owner out of their own browser, one
colleague's mistakes lock no other name, and no network locks a name for another one but by those of a whole day.

**When it is counted: as it fails.** A right password costs nothing, however many come at once. So that forty wrong ones
at the same moment are no more than one after another, each count has as many turns (advisory locks) as it has failures
to give. A try takes a turn of each of its counts before it is looked at, and a failure spends those, for as long as the
window lasts: failures and tries in the air are never more than the limit. Where all turns that are left are in the air
a try waits for one to come back instead of being refused.

**What waiting costs.** Whoever waits holds a thread and nothing else, no row, no transaction and no other turn, and
never longer than others take to check a password; without turns that thread would be checking one too, and would take
the processor with it. Wrong passwords end the waiting soonest, as they use the turns up: the rest is refused unseen.
The turns of a process that dies in the midst are free at once.
"""

from __future__ import annotations

import hashlib
import hmac
import random
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from allauth.core.internal.httpkit import clean_client_ip, get_client_ip
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.db.models import Count, QuerySet, Window
from django.http import HttpRequest
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from newsdesk.accounts import known_browsers, lockouts
from newsdesk.accounts.networks import network_of
from newsdesk.database import locks
from newsdesk.errors import DomainError
from newsdesk.history.recording import NOTHING, record
from newsdesk.models import SignInGuard, User
from newsdesk.upkeep.outages import Unavailable

Kind = SignInGuard.Kind
WINDOW = LOCKED_FOR = timedelta(minutes=15)
A_DAY = FORGOTTEN_AFTER = timedelta(days=1)
# Within one window; for an account within a day. A whole newsroom may share one address. At most 63: see `Key.turn`.
LIMITS: dict[str, int] = {
    Kind.NAME: 5,
    Kind.BROWSER: 5,
    Kind.CODE: 5,
    Kind.RESET: 5,
    Kind.ADDRESS: 30,
    Kind.ACCOUNT: 50,
}
TURNS = 64  # Numbers kept for the turns of one count.
PATIENCE, ONE_WAIT = 60.0, 5.0  # Seconds for a turn to come back: only a process that stands still keeps one so long.
COUNTED = ["spent", "attempts", "since", "locked_until"]
SPOKEN_OF_IN_MINUTES = timedelta(minutes=90)


class TooManyAttempts(DomainError):
    status = 429


@dataclass(frozen=True)
class Key:
    """What is counted by itself. Of what was typed it holds a keyed digest."""

    kind: str
    digest: str
    user: User | None

    @property
    def limit(self) -> int:
        return LIMITS[self.kind]

    def turn(self, number: int) -> int:
        """The advisory lock of one of its turns."""
        own = int.from_bytes(bytes.fromhex(self.digest[:16]), "big", signed=True)
        return own - own % TURNS + number


@dataclass(frozen=True)
class Attempt:
    """One try to get in, with the turn that it took of each count, its own count first."""

    keys: Sequence[Key]
    turns: Sequence[int]
    user: User | None
    address: str

    def succeeded(self) -> None:
        """One's own count begins anew; those of the account and the address stay, as strangers may be guessing."""
        own = SignInGuard.objects.filter(kind=self.keys[0].kind, digest=self.keys[0].digest)
        own.exclude(spent=0).update(spent=0, attempts=0)

    @transaction.atomic(durable=True)
    def failed(self) -> None:
        """Put it on record, without what was typed, spend its turns, and lock what has reached its limit."""
        guards = _held(self.keys)
        action = "account.code_failed" if self.keys[0].kind == Kind.CODE else "account.sign_in_failed"
        record(action, self.user or guards[0], by=None, data={"address": self.address}, changed=NOTHING)
        now = timezone.now()
        for guard, turn in zip(guards, self.turns, strict=True):
            _spend(guard, turn % TURNS, now)
            if guard.attempts >= LIMITS[guard.kind]:
                self._lock(guard, now)
            guard.save(update_fields=COUNTED)

    def _lock(self, guard: SignInGuard, now: datetime) -> None:
        guard.locked_until = guard.since + A_DAY if guard.kind == Kind.ACCOUNT else now + LOCKED_FOR
        minutes = (guard.locked_until - now) // timedelta(minutes=1)
        data = {"kind": guard.kind, "address": self.address, "minutes": minutes}
        record("account.locked_out", guard.user or guard, by=None, data=data, changed=NOTHING)
        if guard.kind == Kind.ACCOUNT and guard.user:
            lockouts.tell_by_mail(guard.user)


@contextmanager
def attempt(kind: str, *, user: User | None, name: str = "", request: HttpRequest | None = None) -> Iterator[Attempt]:
    """One try, which says within the block how it ended. Raises `TooManyAttempts` where it must not be made.

    `kind` is NAME for a password, CODE for the second step; `name` is what was typed where it is no account's.
    """
    keys = _keys(kind, name, user, request)
    taken = _turns(keys)
    try:
        yield Attempt(keys, taken, user, address_of(request))
    finally:
        locks.give_turns_back(taken)


@transaction.atomic
def count(kind: str, value: str, *, request: HttpRequest | None) -> None:
    """Count what is neither right nor wrong, such as asking for a link. Raises `TooManyAttempts`."""
    _turns_left(_address_keys(_network(address_of(request))))
    guard, now = _held([_key(kind, value.casefold(), None)])[0], timezone.now()
    if not (left := _left(guard, now)):
        raise TooManyAttempts(_wait_words(guard, now), code="too_many_attempts")
    _spend(guard, left[0], now)
    guard.save(update_fields=COUNTED)


def locked_now() -> list[SignInGuard]:
    """What is locked at this moment, the latest first: of each kind and person one, with how many are `alike`.

    Somebody who guesses from a hundred addresses fills no page.
    """
    locked = SignInGuard.objects.filter(locked_until__gt=timezone.now()).select_related("user")
    alike = Window(Count("pk"), partition_by=["kind", "user"])
    each = locked.annotate(alike=alike).order_by("kind", "user", "-locked_until").distinct("kind", "user")
    return sorted(each, key=lambda guard: guard.locked_until or guard.since, reverse=True)


@transaction.atomic
def forget_old() -> None:
    """Drop what was counted so long ago that it counts no more. What somebody is at just now is left for later."""
    over = SignInGuard.objects.filter(since__lt=timezone.now() - FORGOTTEN_AFTER)
    over = over.exclude(locked_until__gt=timezone.now()).select_for_update(skip_locked=True)
    SignInGuard.objects.filter(pk__in=list(over.values_list("pk", flat=True))).delete()


@transaction.atomic
def unlock_alike(guard: SignInGuard, *, by: User | None) -> None:
    """Unlock what stands in one line of `locked_now`."""
    alike = SignInGuard.objects.filter(kind=guard.kind, user=guard.user, locked_until__gt=timezone.now())
    # All are held before the first is on record, as in a failed try: else the two could wait for each other.
    for one in list(alike.select_for_update(of=("self",)).order_by("digest")):
        unlock(one, by=by)


@transaction.atomic
def unlock(guard: SignInGuard, *, by: User | None) -> None:
    """Let somebody try again now. Unlocking what is open changes nothing."""
    held = SignInGuard.objects.select_for_update(of=("self",)).select_related("user").filter(pk=guard.pk).first()
    if held is None or held.locked_until is None:
        return
    held.spent, held.attempts, held.locked_until = 0, 0, None
    held.save(update_fields=["spent", "attempts", "locked_until"])
    record("account.unlocked", held.user or held, by=by, data={"kind": held.kind}, changed=NOTHING)


def address_of(request: HttpRequest | None) -> str:
    """The address that a request comes from; "" where none is known, as over a socket."""
    if request is None:
        return ""
    try:
        return get_client_ip(request) or ""
    except ImproperlyConfigured:  # Fewer entries than proxies: it came past one of them, so their word is not taken.
        return clean_client_ip(request.META.get("REMOTE_ADDR", "")) or ""


def _keys(kind: str, name: str, user: User | None, request: HttpRequest | None) -> list[Key]:
    """The counts that a try belongs to, its own first: one for a known browser, three for a stranger."""
    if browser := known_browsers.find(request, user):
        return [_key(Kind.BROWSER if kind == Kind.NAME else kind, f"browser {browser.pk}", user)]
    # Several spellings may lead to one account; they share its counts.
    who = f"account {user.pk}" if user else f"name {name.casefold()}"
    network = _network(address_of(request))
    own = _key(kind, f"{who} from {network}" if kind == Kind.NAME else who, user)
    return [own, _key(Kind.ACCOUNT, who, user), *_address_keys(network)]


def _address_keys(network: str) -> list[Key]:
    return [_key(Kind.ADDRESS, network, None)] if network else []


def _key(kind: str, value: str, user: User | None) -> Key:
    digest = hmac.new(force_bytes(settings.SECRET_KEY), f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()
    return Key(kind, digest, user)


def _turns(keys: Sequence[Key]) -> list[int]:
    """A turn of each count, which is spent nowhere and in nobody else's hands."""
    deadline = time.monotonic() + PATIENCE
    while True:
        wanted = [random.sample(turns_left, len(turns_left)) for turns_left in _turns_left(keys)]
        with ExitStack() as stack:
            taken = locks.take_turns(wanted)
            stack.callback(locks.give_turns_back, taken)
            held = [turn for turn in taken if turn is not None]
            # Somebody may have spent it between the two questions; from here on nobody can.
            if len(held) == len(keys) and all(turn in left for turn, left in zip(held, _turns_left(keys), strict=True)):
                stack.pop_all()
                return held
        _wait(next((choice for choice, turn in zip(wanted, taken, strict=True) if turn is None), []), deadline)


def _wait(choice: Sequence[int], deadline: float) -> None:
    """Until one of these turns is free, if there are any."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise Unavailable(_("Too many are signing in at this moment. Try again in a minute."), code="busy")
    if choice:
        locks.Lock(random.choice(choice)).wait_until_free(seconds=min(left, ONE_WAIT))


def _turns_left(keys: Sequence[Key]) -> list[list[int]]:
    """For each count the turns that no failure has spent. Raises `TooManyAttempts` where there are none."""
    guards = {guard.digest: guard for guard in _stored(keys)}
    now, found = timezone.now(), []
    for key in keys:
        guard = guards.get(key.digest) or SignInGuard(kind=key.kind, since=now)
        left = _left(guard, now)
        if not left:
            raise TooManyAttempts(_wait_words(guard, now), code="too_many_attempts")
        found.append([key.turn(number) for number in left])
    return found


def _held(keys: Sequence[Key]) -> list[SignInGuard]:
    """The counts of these keys, made where they are missing, locked until the caller's transaction ends.

    One statement makes and locks them, in one order, so that no two wait for each other.
    """
    wanted = {key.digest: SignInGuard(kind=key.kind, digest=key.digest, user=key.user) for key in keys}
    SignInGuard.objects.bulk_create(
        [wanted[digest] for digest in sorted(wanted)],
        update_conflicts=True,
        unique_fields=["kind", "digest"],
        update_fields=["user"],
    )
    there = {guard.digest: guard for guard in _stored(keys).select_related("user")}
    return [there[key.digest] for key in keys]


def _stored(keys: Sequence[Key]) -> QuerySet[SignInGuard]:
    return SignInGuard.objects.filter(kind__in=[key.kind for key in keys], digest__in=[key.digest for key in keys])


def _left(guard: SignInGuard, now: datetime) -> list[int]:
    """The numbers of the turns that a count still has to give."""
    if _is_over(guard, now):
        return list(range(LIMITS[guard.kind]))
    if guard.locked_until is not None:
        return []
    return [number for number in range(LIMITS[guard.kind]) if not guard.spent & 1 << number]


def _spend(guard: SignInGuard, number: int, now: datetime) -> None:
    if _is_over(guard, now):
        guard.spent, guard.since, guard.locked_until = 0, now, None
    guard.spent |= 1 << number
    guard.attempts = guard.spent.bit_count()


def _is_over(guard: SignInGuard, now: datetime) -> bool:
    """Whether what it counted is of a time that is over, so that it begins anew."""
    if guard.locked_until is not None:
        return guard.locked_until <= now or _is_of_another_clock(guard, now)
    return not guard.spent or guard.since + _window(guard) <= now or _is_of_another_clock(guard, now)


def _window(guard: SignInGuard) -> timedelta:
    return A_DAY if guard.kind == Kind.ACCOUNT else WINDOW


def _is_of_another_clock(guard: SignInGuard, now: datetime) -> bool:
    """Whether it lies so far ahead that the clock must have been put back since: nobody is to wait for that."""
    window = _window(guard)
    return max(guard.since + window, guard.locked_until or guard.since) > now + window + max(window, LOCKED_FOR)


def _wait_words(guard: SignInGuard, now: datetime) -> str:
    left = (guard.locked_until or guard.since + _window(guard)) - now
    if left > SPOKEN_OF_IN_MINUTES:
        hours = ceil(left / timedelta(hours=1))
        return ngettext(
            "Too many attempts from unknown browsers. Try again in %(count)d hour, use a browser in which you have "
            "signed in before, or ask an administrator to unlock you.",
            "Too many attempts from unknown browsers. Try again in %(count)d hours, use a browser in which you have "
            "signed in before, or ask an administrator to unlock you.",
            hours,
        ) % {"count": hours}
    minutes = max(1, ceil(left / timedelta(minutes=1)))
    return ngettext(
        "Too many attempts. Try again in %(count)d minute, or ask an administrator to unlock you.",
        "Too many attempts. Try again in %(count)d minutes, or ask an administrator to unlock you.",
        minutes,
    ) % {"count": minutes}


def _network(address: str) -> str:
    """What counts as one address; "" where none is known."""
    if not address:
        return ""
    return network_of(address)
