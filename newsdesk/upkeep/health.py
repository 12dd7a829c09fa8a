"""For machines that watch over the site: alive, ready, figures. No session, no secret, nothing about anybody."""

from __future__ import annotations

import hmac
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, InterfaceError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from newsdesk.upkeep import metrics, readiness

SCHEME = "Bearer "


@login_not_required
@require_safe
@never_cache
def live(request: HttpRequest) -> JsonResponse:
    """This process answers: what else may be wrong, starting it again would not mend it."""
    return JsonResponse({"status": "live"})


@login_not_required
@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Whether all that the site needs is there: 200, or 503. `?without=worker` asks for the pages alone."""
    told = _readiness(leave_out=set(request.GET.getlist("without")))
    return JsonResponse(told, status=200 if told["status"] == "ready" else 503)


@login_not_required
@require_safe
@never_cache
def figures(request: HttpRequest) -> HttpResponse:
    """Prometheus' metrics, for whoever has NEWSDESK_METRICS_TOKEN; where there is none, there is no such page."""
    if not settings.METRICS_TOKEN:
        raise Http404
    sent = request.headers.get("Authorization", "")
    if not hmac.compare_digest(sent.encode(), f"{SCHEME}{settings.METRICS_TOKEN}".encode()):
        return HttpResponse(status=401, headers={"WWW-Authenticate": 'Bearer realm="metrics"'})
    return HttpResponse(metrics.told(), content_type=CONTENT_TYPE_LATEST)


def _readiness(leave_out: set[str]) -> dict[str, Any]:
    try:
        checks, warnings = readiness.checks(), readiness.warnings()
    except (DatabaseError, InterfaceError):
        missing = {name: state for name, state in readiness.watchers().items() if state != readiness.OK}
        checks, warnings = {"database": "down"} | missing, []
    needed = [state for name, state in checks.items() if name not in leave_out]
    is_ready = all(state == readiness.OK for state in needed)
    return {"status": "ready" if is_ready else "not ready", "checks": checks, "warnings": warnings}
