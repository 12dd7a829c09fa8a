"""How a person wants the house to look and speak, set from any page."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from newsdesk.accounts import preferences as preferring

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
