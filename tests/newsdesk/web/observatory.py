"""The score that MDN's HTTP Observatory gives a site, worked out from its answers by the published table.

Source: developer.mozilla.org/en-US/observatory/docs/tests_and_scoring. What we never send (CORS, foreign scripts) and
what only the site's owner can do (preloading) is left out: it would count 0 here. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookies import Morsel

GRADES = ((100, "A+"), (90, "A"), (85, "A-"), (80, "B+"), (70, "B"), (65, "B-"), (60, "C+"), (50, "C"), (0, "D or F"))
EXTRA_CREDIT_FROM = 90
SIX_MONTHS = 15_768_000  # seconds
PRIVATE = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}


@dataclass(frozen=True)
class Answer:
    """A page as it came over HTTPS. Names of headers are lower case; `over_http` is where plain HTTP led to."""

    headers: Mapping[str, str]
    cookies: list[Morsel[str]] = field(default_factory=list)
    over_http: str = ""


def modifiers(answer: Answer) -> dict[str, int]:
    """What each test takes away or adds."""
    return {
        "content-security-policy": _policy(answer),
        "cookies": _cookies(answer),
        "cross-origin-resource-policy": 10
        if _header(answer, "cross-origin-resource-policy").startswith("same-")
        else 0,
        "redirection": 0 if answer.over_http.startswith("https://") else -20,
        "referrer-policy": 5 if _header(answer, "referrer-policy") in PRIVATE else 0,
        "strict-transport-security": _transport(answer),
        "x-content-type-options": 0 if _header(answer, "x-content-type-options") == "nosniff" else -5,
        "x-frame-options": _frames(answer),
    }


def score(answer: Answer) -> int:
    """Penalties first; what is added counts for sites alone that do well without it."""
    found = modifiers(answer).values()
    without = 100 + sum(one for one in found if one < 0)
    return without + sum(one for one in found if one > 0) if without >= EXTRA_CREDIT_FROM else max(without, 0)


def grade(answer: Answer) -> str:
    return next(name for least, name in GRADES if score(answer) >= least)


def _policy(answer: Answer) -> int:
    policy = _directives(answer)
    scripts = policy.get("script-src", policy.get("default-src", []))
    if not policy:
        return -25
    loose = {"'unsafe-inline'", "data:", "https:", "http:", "*"}
    if not scripts or loose & {*scripts, *policy.get("object-src", policy.get("default-src", ["*"]))}:
        return -20
    if any(one.startswith("http:") for sources in policy.values() for one in sources):
        return -20
    if "'unsafe-eval'" in scripts:
        return -10
    if loose & set(policy.get("style-src", policy.get("default-src", []))):
        return 0
    closed = policy.get("default-src") == ["'none'"] and policy.get("form-action") in (["'none'"], ["'self'"])
    return 10 if closed else 5


def _cookies(answer: Answer) -> int:
    if not answer.cookies:
        return 0
    if not all(one["secure"] for one in answer.cookies):
        return -40 if any(_is_session(one) and not one["secure"] for one in answer.cookies) else -20
    if not all(one["httponly"] for one in answer.cookies if _is_session(one)):
        return -30
    return 5 if all(one["samesite"] in {"Lax", "Strict"} for one in answer.cookies) else -20


def _is_session(cookie: Morsel[str]) -> bool:
    return "sess" in cookie.key.lower() or "login" in cookie.key.lower()


def _transport(answer: Answer) -> int:
    age = re.search(r"max-age=(\d+)", _header(answer, "strict-transport-security"))
    if age is None:
        return -20
    return 0 if int(age[1]) >= SIX_MONTHS else -10


def _frames(answer: Answer) -> int:
    if _directives(answer).get("frame-ancestors", ["*"]) in (["'none'"], ["'self'"]):
        return 5
    return 0 if _header(answer, "x-frame-options").upper() in {"DENY", "SAMEORIGIN"} else -20


def _directives(answer: Answer) -> dict[str, list[str]]:
    parts = (part.split() for part in _header(answer, "content-security-policy").split(";"))
    return {name.lower(): sources for name, *sources in filter(None, parts)}


def _header(answer: Answer, name: str) -> str:
    return answer.headers.get(name, "").strip()
