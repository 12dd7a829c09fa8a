from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils import translation

from newsdesk.errors import DomainError, problem_details

Next = Callable[[HttpRequest], HttpResponseBase]
API_PREFIX = "/api/"


class PreferencesMiddleware:
    """Speak the reader's language: the account's choice, else the cookie's, else Arabic."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        chosen = getattr(request.user, "language", "") or request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class DomainErrorMiddleware:
    """Tell a person or a program what a domain function refused."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, DomainError):
            return None
        if request.path.startswith(API_PREFIX):
            return problem_response(exception)
        context = {"message": exception.message, "errors": exception.errors}
        return render(request, "newsdesk/refused.html", context, status=exception.status)


def problem_response(error: DomainError) -> JsonResponse:
    body = problem_details(
        status=error.status, title=error.message, code=error.code, errors=error.errors, **error.extra
    )
    return JsonResponse(body, status=error.status, content_type="application/problem+json")
