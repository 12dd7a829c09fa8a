from collections.abc import Callable
from http.client import responses
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from newsdesk.errors import DomainError, problem_details
from newsdesk.showing import shown_to

Next = Callable[[HttpRequest], HttpResponseBase]
API_PREFIX = "/api/"
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
    """Every page needs a session, but for those marked; the API has a door of its own that takes tokens too."""

    def process_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase | None:
        return None if is_for_programs(request) else super().process_view(request, *args, **kwargs)


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
        context = {"message": exception.message, "errors": exception.errors}
        return render(request, "newsdesk/refused.html", context, status=exception.status)


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
