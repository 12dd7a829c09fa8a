from collections.abc import Callable
from http.client import responses
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from newsdesk.accounts import sessions, two_step
from newsdesk.errors import DomainError, NotAllowed, problem_details
from newsdesk.web.localization import shown_to

Next = Callable[[HttpRequest], HttpResponseBase]
API_PREFIX = "/api/"
TO_SET_UP = {"mfa_activate_totp", "account_reauthenticate", "sign_out", "preferences"}
TITLES = {
    400: _("The request cannot be read."),
    404: _("There is no such address."),
    405: _("This address does not take that method."),
    500: _("Something broke on our side. Try again in a minute."),
}


class PreferencesMiddleware:
    """Speak the reader's language (the account's choice, else the cookie's, else Arabic), with dates to their taste."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        chosen = getattr(request.user, "language", "") or request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language), shown_to(request.user):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class SignInRequired(LoginRequiredMiddleware):
    """Every page needs a session, but for those marked; the API has a door of its own that takes tokens too.

    Whoever must set up the second step of signing in, and has not, can do nothing else.
    """

    def process_view(
        self, request: HttpRequest, view_func: Any, view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        if not is_for_programs(request):
            answer: HttpResponseBase | None = super().process_view(request, view_func, view_args, view_kwargs)
            if answer is not None or not getattr(view_func, "login_required", True):
                return answer
        if two_step.is_due(request) and _url_name(request) not in TO_SET_UP:
            return _led_to_set_up(request)
        sessions.see(request)
        return None

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponseRedirect:
        """Back after signing in to the page that was shown: an address that a form is sent to may show none."""
        before = request.headers.get("Referer", "")
        if request.method != "POST" or not _is_of_this_site(request, before):
            return super().handle_no_permission(request, view_func)
        page = urlsplit(before)
        address = urlunsplit(("", "", page.path, page.query, ""))
        return redirect_to_login(address, self.get_login_url(view_func), self.get_redirect_field_name(view_func))


class DomainErrorMiddleware:
    """Tell a person or a program what a domain function refused."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code >= 400 and is_for_programs(request) and not _is_json(response):
            return _as_problem(response)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, DomainError):
            return None
        if is_for_programs(request):
            return problem_response(exception)
        context = {"message": exception.message, "errors": exception.errors, **exception.extra}
        return render(request, exception.template, context, status=exception.status)


def _is_of_this_site(request: HttpRequest, address: str) -> bool:
    return url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())


def _url_name(request: HttpRequest) -> str | None:
    return request.resolver_match.url_name if request.resolver_match else None


def _led_to_set_up(request: HttpRequest) -> HttpResponseBase:
    if is_for_programs(request):
        message = _("Your role requires two-step sign-in. Set it up on your account’s page first.")
        return problem_response(NotAllowed(message, code="two_step_due"))
    return redirect("mfa_activate_totp")


def problem_response(error: DomainError) -> JsonResponse:
    body = problem_details(
        status=error.status, title=error.message, code=error.code, errors=error.errors, **error.extra
    )
    return JsonResponse(body, status=error.status, content_type="application/problem+json")


def is_for_programs(request: HttpRequest) -> bool:
    return request.path.startswith(API_PREFIX)


def _is_json(response: HttpResponseBase) -> bool:
    return "json" in response.headers.get("Content-Type", "")


def _as_problem(response: HttpResponseBase) -> JsonResponse:
    """The same refusal (an unknown address, a wrong method, a fault of ours) as a problem detail."""
    title = TITLES.get(response.status_code) or responses.get(response.status_code, "Error")
    problem = JsonResponse(
        problem_details(status=response.status_code, title=title),
        status=response.status_code,
        content_type="application/problem+json",
    )
    if "Allow" in response.headers:
        problem["Allow"] = response.headers["Allow"]
    return problem
