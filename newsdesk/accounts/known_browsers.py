"""Browsers in which an account has signed in before: strangers' guesses do not shut its owner out there.

Such a browser keeps a random token for each account, in one cookie. It opens nothing: all that it gets is a count of
wrong passwords of its own (see `guarding.py`). Every sign-in makes a new one, so that nobody can put a token of theirs
into another's browser; and as the digest is made with the account's password as it is stored, a new password, however
it is set, makes every browser a stranger.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from newsdesk.models import BrowserSession, KnownBrowser, User

LIFETIME = timedelta(days=180)
IN_ONE_COOKIE = 8  # Accounts that share a browser, the latest first.
OF_ONE_ACCOUNT = 30  # The latest; a program that signs in anew each time must not fill the table.
BYTES, SIGNS = 32, 43  # Of a token: by chance, and as it is written.


def find(request: HttpRequest | None, user: User | None) -> KnownBrowser | None:
    """The browser that asks, if this account has signed in there. As much work for a name that nobody has."""
    tokens = _tokens(request)
    return _rows(tokens, user).first() if tokens else None


def remember(request: HttpRequest, response: HttpResponseBase, user: User, session: BrowserSession | None) -> None:
    """Let the browser of somebody who has just signed in be known from now on, by a new token."""
    token, others = secrets.token_urlsafe(BYTES), _forget_this(request, user, session)
    expires_at = timezone.now() + LIFETIME
    KnownBrowser.objects.create(user=user, digest=_digest(token, user), session=session, expires_at=expires_at)
    _forget_the_oldest(user)
    response.set_cookie(
        settings.KNOWN_BROWSER_COOKIE_NAME,
        ".".join([token, *others][:IN_ONE_COOKIE]),
        max_age=LIFETIME,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def of(user: User) -> QuerySet[KnownBrowser]:
    return KnownBrowser.objects.filter(user=user, expires_at__gt=timezone.now())


def forget(user: User, *, but: int = 0) -> None:
    """All browsers of an account are strangers from now on, but for that of the session of this number."""
    KnownBrowser.objects.filter(user=user).exclude(session_id=but).delete()


def forget_old() -> None:
    KnownBrowser.objects.filter(expires_at__lt=timezone.now()).delete()


def _tokens(request: HttpRequest | None) -> list[str]:
    kept = request.COOKIES.get(settings.KNOWN_BROWSER_COOKIE_NAME, "") if request else ""
    return [token for token in kept.split(".")[:IN_ONE_COOKIE] if len(token) == SIGNS]


def _rows(tokens: list[str], user: User | None) -> QuerySet[KnownBrowser]:
    """What is known of these tokens as this account's; nothing, by the same question, where there is no account."""
    digests, whose = [_digest(token, user) for token in tokens], user.pk if user else 0
    return KnownBrowser.objects.filter(user=whose, digest__in=digests, expires_at__gt=timezone.now())


def _forget_this(request: HttpRequest, user: User, session: BrowserSession | None) -> list[str]:
    """The tokens that the browser keeps for other accounts, after that of this account is forgotten."""
    tokens = _tokens(request)
    mine = set(_rows(tokens, user).values_list("digest", flat=True))
    of_this_session = Q(session__in=[session] if session else [])
    KnownBrowser.objects.filter(Q(digest__in=mine) | of_this_session, user=user).delete()
    return [token for token in tokens if _digest(token, user) not in mine]


def _forget_the_oldest(user: User) -> None:
    staying = KnownBrowser.objects.filter(user=user).order_by("-pk")[:OF_ONE_ACCOUNT]
    KnownBrowser.objects.filter(user=user).exclude(pk__in=list(staying.values_list("pk", flat=True))).delete()


def _digest(token: str, user: User | None) -> str:
    whose = f"{user.pk}:{user.password}" if user else "0:"
    return hashlib.sha256(f"{token}:{whose}".encode()).hexdigest()
