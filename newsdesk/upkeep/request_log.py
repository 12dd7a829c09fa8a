"""Each request under a number of its own: in the log, in the metrics, in the answer."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import LazyObject, empty

from newsdesk.upkeep import metrics
from newsdesk.upkeep.logs import method_of, request_id, route_of

logger = logging.getLogger("newsdesk.requests")


class RequestLog:
    """One line for each request: method, route, status, duration and account, never its path, query or body."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        number, begun = secrets.token_hex(8), time.perf_counter()
        token = request_id.set(number)
        try:
            response = self.get_response(request)
            seconds = time.perf_counter() - begun
            _note(request, response, seconds)
        finally:
            request_id.reset(token)
        response.headers.setdefault("X-Request-ID", number)
        return response


def _note(request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
    route = route_of(request)
    metrics.request_answered(route, response.status_code, seconds)
    fields = {
        "method": method_of(request),
        "route": route,
        "status": response.status_code,
        "ms": round(seconds * 1000, 1),
        "user": _account(request),
    }
    logger.info("request", extra={"fields": fields})


def _account(request: HttpRequest) -> int | None:
    """The number of the account that asked, if that is known by now: the log asks the database nothing."""
    user = getattr(request, "user", None)
    if isinstance(user, LazyObject) and user.__dict__.get("_wrapped") is empty:
        return None
    return getattr(user, "pk", None)
