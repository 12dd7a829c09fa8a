"""The pages that say what went wrong."""

import sys

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import requires_csrf_token

from newsdesk.upkeep.outages import NoRoom, Unavailable, outage
from newsdesk.web.middleware import is_for_programs, problem_response
from newsdesk.web.shielding import wrong_host


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return wrong_host() if isinstance(exception, DisallowedHost) else render(request, "400.html", status=400)


@requires_csrf_token
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", status=403)


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """Says so without asking the database anything: it may be what failed."""
    if failure := outage(sys.exc_info()[1]):
        return _out_of_order(request, failure)
    return render(request, "500.html", status=500)


def _out_of_order(request: HttpRequest, failure: Unavailable | NoRoom) -> HttpResponse:
    """Nobody's mistake: the same may be sent again, and when."""
    if is_for_programs(request):
        response: HttpResponse = problem_response(failure)
    else:
        response = render(request, "503.html", {"message": failure.message}, status=failure.status)
    response["Retry-After"] = str(failure.retry_after)
    return response


@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)
