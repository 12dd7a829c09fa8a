"""Which requests are refused for their heads: those that a proxy, the server and Django could read in different ways.

Most of them the server refuses itself. It lets pass what is below, and hands no value over that has bytes beyond ASCII:
a host or a sender that is written so would be none at all, and Django would take what the socket says.
"""

from __future__ import annotations

from typing import Any

from newsdesk.front.refusals import METHOD, METHODS, UNREADABLE, Why

# What others than the sender write, or what a request is checked against where it is there.
CHECKED = ("host", "origin", "referer", "x-forwarded-for", "x-forwarded-proto")


def why_not(scope: Any) -> Why | None:
    """Why a request must not be read any further, if so. Methods are told apart by case, which Django passes over."""
    if scope.method not in METHODS:
        return METHOD
    is_clear = _names_one_host(scope) and _has_one_length(scope.headers)
    return None if is_clear and not any(_is_hidden(name, scope.headers) for name in CHECKED) else UNREADABLE


def _names_one_host(scope: Any) -> bool:
    """The host of an address that has one (`GET http://desk.example/`) counts, so the other must be the same.

    Programs that speak HTTP/1.0, as probes do, need not name any.
    """
    host, *others = scope.headers.get_all("host") or [None]
    if others:
        return False
    if host is None:
        return bool(scope.http_version == "1") and not scope.authority
    return not scope.authority or str(scope.authority).lower() == host.lower()


def _has_one_length(headers: Any) -> bool:
    """The server undoes chunks alone, and once, whatever else it is told."""
    told = [value.lower() for value in headers.get_all("transfer-encoding")]
    return told in ([], ["chunked"]) and not _is_hidden("transfer-encoding", headers)


def _is_hidden(name: str, headers: Any) -> bool:
    return name in headers and headers.get(name) is None
