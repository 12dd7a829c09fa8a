"""What the front says instead of Django: short pages and problem details that ask the database nothing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import orjson
from django.conf import settings
from django.http import parse_cookie
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from newsdesk.errors import problem_details
from newsdesk.web.middleware import API_PREFIX
from newsdesk.web.shielding import PERMISSIONS

Headers = list[tuple[str, str]]
METHODS = frozenset(("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"))
POLICY = "; ".join(
    (
        "default-src 'none'",
        *(f"{kind}-src 'self'" for kind in ("style", "font", "img")),
        *(f"{kind} 'none'" for kind in ("base-uri", "form-action", "frame-ancestors")),
    )
)


class Refused(Exception):
    """A request is not read to its end, or not answered by Django."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.code)
        self.why = why


@dataclass(frozen=True)
class Why:
    status: int
    code: str
    words: str | Promise
    retry_after: int = 0


TOO_LARGE = Why(413, "too_large", _("That is more than this address takes. Send less at once."))
SIGN_IN_FIRST = Why(
    413, "too_large", _("Whoever is not signed in can send no more than a form. Sign in, then send it again.")
)
NOBODY = Why(401, "not_signed_in", _("Sign in, or send a valid token as “Authorization: Bearer …”."))
EDITORS_ONLY = Why(
    403, "editors_only", _("Only editors send texts to this address. Ask an administrator for the editor's role.")
)
TOO_SLOW = Why(408, "too_slow", _("It came too slowly to be waited for. Send it again over a better connection."))
UNREADABLE = Why(400, "unreadable", _("The request cannot be read."))
METHOD = Why(405, "method", _("This address does not take that method."))
BROKEN_OFF = Why(400, "broken_off", _("It broke off before its end. Nothing was stored; send it again."))
CROWDED = Why(503, "crowded", _("Too much is being sent from your network at once. Try again in a few seconds."), 5)
BUSY = Why(503, "busy", _("The site has more to do than it can at the moment. Try again in a few seconds."), 5)
NO_ROOM = Why(
    507, "no_room", _("There is no room left on the server’s disk. Nothing was stored; tell an administrator."), 60
)
BROKEN = Why(500, "", _("Something broke on our side. Try again in a minute."))


def answer(proto: Any, scope: Any, why: Why) -> None:
    """Tell whoever asked, in the language that the browser remembers; the connection ends with that."""
    language = _language(scope.headers.get("cookie", ""))
    headers, body = _told(why, language, is_for_programs=scope.path.startswith(API_PREFIX))
    proto.response_bytes(why.status, headers, body)


def prepare() -> None:
    """Write every page now: later there may be no time, no disk and no file to read it from."""
    for why in (value for value in globals().values() if isinstance(value, Why)):
        for language in dict(settings.LANGUAGES):
            for is_for_programs in (False, True):
                _told(why, language, is_for_programs=is_for_programs)


def sign_in_first(path: str) -> Why:
    return NOBODY if path.startswith(API_PREFIX) else SIGN_IN_FIRST


def _language(cookies: str) -> str:
    chosen = parse_cookie(cookies).get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


@cache
def _told(why: Why, language: str, *, is_for_programs: bool) -> tuple[Headers, bytes]:
    with translation.override(language):
        body = _problem(why) if is_for_programs else render_to_string("refusal.html", {"message": why.words}).encode()
    return _headers(why, language, is_for_programs=is_for_programs), body


def _problem(why: Why) -> bytes:
    return orjson.dumps(problem_details(status=why.status, title=why.words, code=why.code))


def _headers(why: Why, language: str, *, is_for_programs: bool) -> Headers:
    return [
        ("content-type", "application/problem+json" if is_for_programs else "text/html; charset=utf-8"),
        ("content-language", language),
        ("cache-control", "private, no-store"),
        ("content-security-policy", POLICY),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", settings.SECURE_REFERRER_POLICY),
        ("permissions-policy", PERMISSIONS),
        ("cross-origin-resource-policy", "same-origin"),
        *([("retry-after", str(why.retry_after))] if why.retry_after else []),
        *([("allow", ", ".join(sorted(METHODS)))] if why.status == 405 else []),
        *([("www-authenticate", 'Bearer realm="newsdesk"')] if why.status == 401 else []),
        ("connection", "close"),
    ]
