"""Preferences, and the pages that say what went wrong."""

import sys

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import requires_csrf_token
from django.views.decorators.http import require_http_methods

from newsdesk import preferences as preferring
from newsdesk.middleware import is_for_programs, problem_response
from newsdesk.outages import NoRoom, Unavailable, outage
from newsdesk.shielding import wrong_host

A_YEAR = 365 * 24 * 60 * 60


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Show all of one's choices, or keep some; a visitor's language and theme stay in the browser."""
    if request.method != "POST":
        return render(request, "newsdesk/preferences.html") if request.user.is_authenticated else redirect("sign_in")
    choices = preferring.checked(request.POST.dict())
    if request.user.is_authenticated:
        preferring.prefer(request.user, choices)
    response = redirect(_safe_next(request))
    for name in choices.keys() & preferring.COOKIES.keys():
        cookie = preferring.COOKIES[name]
        response.set_cookie(cookie, choices[name], max_age=A_YEAR, samesite="Lax", secure=settings.SECURE)
    return response


def _safe_next(request: HttpRequest) -> str:
    """A path of this site: what is not one would be taken for the name of a page."""
    target = request.POST.get("next", "")
    hosts = {request.get_host()}
    ours = url_has_allowed_host_and_scheme(target, hosts, require_https=request.is_secure())
    return target if ours and target.startswith("/") else settings.LOGIN_REDIRECT_URL


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
