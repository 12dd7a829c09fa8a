"""Every refusal as a problem detail."""

from __future__ import annotations

from typing import Any

import orjson
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from annotations.api import schemas
from newsdesk.errors import DomainError, Unreadable, problem_details
from newsdesk.web.middleware import problem_response

PROBLEM = "application/problem+json"
STATUSES = {
    400: "It cannot be read",
    401: "Nobody is signed in, and no valid token was sent",
    403: "It is not theirs to do",
    404: "There is no such thing, or they may not know of it",
    408: "It came too slowly; the same may be sent again",
    409: "It was made against a state that is no more",
    410: "It was erased by law",
    413: "It is too large",
    422: "It cannot be taken as it is; `errors` says what to mend",
    503: "The database does not answer; the same may be tried again after `Retry-After` seconds",
    507: "There is no room left on the server",
}
REFUSALS = {
    status: {
        "description": told,
        "content": {PROBLEM: {"schema": {"$ref": schemas.COMPONENT.format(model="Problem")}}},
    }
    for status, told in STATUSES.items()
}


def handle_errors(api: NinjaAPI) -> None:
    """Register what `api` answers to each kind of error."""

    @api.exception_handler(DomainError)
    def refused(request: HttpRequest, error: DomainError) -> HttpResponse:
        return problem_response(error)

    @api.exception_handler(Http404)
    def not_found(request: HttpRequest, error: Http404) -> HttpResponse:
        return _problem(404, _("There is no such thing here, or it is not yours to see."), "not_found")

    @api.exception_handler(AuthenticationError)
    def nobody(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        title = _("Sign in, or send a valid token as “Authorization: Bearer …”.")
        response = _problem(401, title, "not_signed_in")
        response["WWW-Authenticate"] = 'Bearer realm="newsdesk"'
        return response

    @api.exception_handler(RequestDataTooBig)
    def too_big(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
        return _problem(413, _("The request is too large. Send fewer operations at once."), "too_large")

    @api.exception_handler(ValidationError)
    def malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
        errors = [
            {"path": "/".join(str(step) for step in one["loc"][1:]), "message": one["msg"]} for one in error.errors
        ]
        return _problem(
            422, _("The request is not of the form that docs/api.md describes."), "malformed", errors=errors
        )

    @api.exception_handler(HttpError)
    def other(request: HttpRequest, error: HttpError) -> HttpResponse:
        return _problem(error.status_code, str(error), "http")


def json_of(request: HttpRequest) -> Any:
    """The JSON value in a request's body. Raises `Unreadable` naming the place where it breaks off."""
    try:
        return orjson.loads(request.body)
    except orjson.JSONDecodeError as error:
        raise Unreadable(
            _("The body is not JSON in UTF-8: line %(line)d, column %(column)d.")
            % {"line": error.lineno, "column": error.colno},
            code="not_json",
        ) from error


def _problem(status: int, title: str, code: str, **extra: Any) -> HttpResponse:
    body = problem_details(status=status, title=title, code=code, **extra)
    return HttpResponse(orjson.dumps(body), status=status, content_type=PROBLEM)
