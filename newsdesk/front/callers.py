"""Who sends a request: from which network, and whether it is somebody who may send more than a form."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from typing import Any, cast

from allauth.core.internal.httpkit import clean_client_ip
from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, InterfaceError, close_old_connections
from django.http import HttpRequest, parse_cookie
from django.utils.functional import SimpleLazyObject

from newsdesk.accounts.networks import network_of
from newsdesk.front import limits
from newsdesk.front.refusals import BUSY, EDITORS_ONLY, Refused, Why, sign_in_first
from newsdesk.front.ways_in import ways_in
from newsdesk.roles import Visitor, is_editor

REMEMBERED = 1000  # addresses whose network is not worked out anew


def network_of_sender(scope: Any) -> str:
    """What counts as one sender: an address, or all of an IPv6 network. Behind proxies, the one that they name."""
    return _network(_told_by_proxies(scope) or scope.client.rpartition(":")[0].strip("[]"))


@lru_cache(REMEMBERED)
def _network(address: str) -> str:
    try:
        return network_of(clean_client_ip(address) or "")  # Some proxies tell the port, too.
    except ValueError:
        return "unknown"


def carries_a_key(scope: Any) -> bool:
    """Whether it is worth asking the database who this is."""
    cookies = scope.headers.get("cookie", "")
    return settings.SESSION_COOKIE_NAME in cookies or bool(scope.headers.get("authorization", ""))


def reasons_against(scope: Any) -> tuple[Why, ...]:
    """Why whoever sends this may send no more than a form; nothing where he may. Belongs into a thread of the pool.

    Asks the database, and raises `Refused` where that does not answer. Never None, by which the pool would understand
    that the request has its answer.
    """
    try:
        close_old_connections()
        user = SimpleLazyObject(lambda: _signed_in(scope))
        why = judged(scope.path, cast(Visitor, user), scope.headers.get("authorization", ""))
        return (why,) if why else ()
    except (DatabaseError, InterfaceError) as error:
        raise Refused(BUSY) from error


def judged(path: str, user: Visitor, authorization: str) -> Why | None:
    """Why not, of somebody who is signed in, or nobody, and of the value of `Authorization`, "" for none."""
    if limits.is_of_editors(path):
        return None if is_editor(user) else EDITORS_ONLY if user.is_authenticated else sign_in_first(path)
    return None if _is_valid(authorization) or user.is_authenticated else sign_in_first(path)


def _is_valid(authorization: str) -> bool:
    return bool(authorization) and any(knows(authorization) for knows in ways_in)


def _signed_in(scope: Any) -> Any:
    cookies = parse_cookie(";".join(scope.headers.get_all("cookie")))
    key = cookies.get(settings.SESSION_COOKIE_NAME, "")
    if not key:
        return AnonymousUser()
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    return get_user(request)


def _told_by_proxies(scope: Any) -> str:
    """As `guarding.address_of` has it: the last of so many entries as there are proxies of ours."""
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    told = ",".join(scope.headers.get_all("x-forwarded-for")).split(",") if proxies else []
    return told[-proxies].strip() if len(told) >= proxies > 0 else ""
