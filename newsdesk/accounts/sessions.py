"""Where people are signed in, and how that ends: by themselves, by an administrator, or with the account."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from newsdesk.accounts import known_browsers
from newsdesk.accounts.guarding import address_of
from newsdesk.accounts.session_store import kept_as
from newsdesk.history.recording import NOTHING, record
from newsdesk.models import BrowserSession, KnownBrowser, User

OWN = "browser_session"  # What a session calls its own row.
SEEN = "seen"
SEEN_EVERY = timedelta(minutes=5)
BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    ("Android", "Android"),
    (r"iPhone|iPad", "iOS"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def begin(request: HttpRequest, user: User) -> None:
    """Note where somebody has just signed in, in the transaction that lets them in."""
    request.session.save()  # Else what it holds would be stored after the transaction.
    row = BrowserSession.objects.create(
        user=user,
        key=_key(request),
        address=address_of(request) or None,
        browser=request.headers.get("User-Agent", "")[:200],
    )
    request.session[OWN] = row.pk
    request.session[SEEN] = int(timezone.now().timestamp())


def see(request: HttpRequest) -> None:
    """Note now and then that a session is in use: nothing is asked of the database in between."""
    now = int(timezone.now().timestamp())
    own = request.session.get(OWN)
    if own is None or now - request.session.get(SEEN, 0) < SEEN_EVERY.total_seconds():
        return
    request.session[SEEN] = now
    BrowserSession.objects.filter(pk=own).update(
        seen_at=timezone.now(), key=_key(request), address=address_of(request) or None
    )


def follow(request: HttpRequest) -> None:
    """The session has a new key, as after a change of password."""
    if not request.session.session_key:
        request.session.save()
    own_row(request).update(key=_key(request))


def of(user: User) -> QuerySet[BrowserSession]:
    """Where somebody is signed in now, the latest in use first."""
    return BrowserSession.objects.filter(user=user, key__in=_alive())


@dataclass(frozen=True, slots=True)
class Shown:
    """A session as a page shows it: its browser in words, and whether it is the one that asks."""

    row: BrowserSession
    browser: str
    is_own: bool


def shown(user: User, request: HttpRequest) -> list[Shown]:
    own = request.session.get(OWN)
    return [Shown(row, browser_words(row.browser), row.pk == own) for row in of(user)]


@transaction.atomic
def end(sessions: QuerySet[BrowserSession], user: User, *, by: User | None) -> int:
    """End these sessions of one person at once. How many there were."""
    rows = list(sessions.filter(user=user))
    KnownBrowser.objects.filter(session__in=rows).delete()
    Session.objects.filter(session_key__in=[row.key for row in rows]).delete()
    BrowserSession.objects.filter(pk__in=[row.pk for row in rows]).delete()
    if rows:
        record("account.sessions_ended", user, by=by, data={"count": len(rows)}, changed=NOTHING)
    return len(rows)


@transaction.atomic
def end_everywhere(user: User, *, by: User | None, but: int = 0) -> None:
    """End all sessions of a person, but for that of this number, and forget all other browsers that they used."""
    known_browsers.forget(user, but=but)
    end(BrowserSession.objects.exclude(pk=but), user, by=by)


def forget_ended() -> None:
    """Drop what has ended by itself. No sign-in does so: many at once would wait for each other over it."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    BrowserSession.objects.exclude(key__in=_alive()).delete()


def others(request: HttpRequest, user: User) -> QuerySet[BrowserSession]:
    """All sessions of a person but the one that asks."""
    return BrowserSession.objects.filter(user=user).exclude(pk=own_number(request))


def own_number(request: HttpRequest) -> int:
    return int(request.session.get(OWN, 0))


def own_row(request: HttpRequest) -> QuerySet[BrowserSession]:
    """The session that asks, as far as it is known."""
    return BrowserSession.objects.filter(pk=own_number(request))


def browser_words(header: str) -> str:
    """What a person can make of a `User-Agent`: "Firefox, Windows"."""
    browser = next((name for pattern, name in BROWSERS if re.search(pattern, header)), "")
    system = next((name for pattern, name in SYSTEMS if re.search(pattern, header)), "")
    if not browser:
        return system or _("An unknown browser")
    return _("%(browser)s on %(system)s") % {"browser": browser, "system": system} if system else browser


def _alive() -> Any:
    return Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")


def _key(request: HttpRequest) -> str:
    """What the database calls the session that asks: never its cookie."""
    return kept_as(request.session.session_key or "")
