"""Who is asking: a session with a CSRF token, or a bearer token with a scope."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from ninja.security import HttpBearer
from ninja.security.base import AuthBase

from annotations.models import ApiToken
from newsdesk.errors import Conflict, NotAllowed
from newsdesk.models import User

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
WHOSE = "X-Newsdesk-User"


class SignedIn(AuthBase):
    """The browser's session. A write must carry the CSRF token in `X-CSRFToken`.

    A page says in `X-Newsdesk-User` whose work it shows: what one person did is never taken under the name of another
    who has signed in meanwhile in the same browser.
    """

    openapi_type = "apiKey"
    openapi_in = "cookie"
    openapi_name = settings.SESSION_COOKIE_NAME

    def __call__(self, request: HttpRequest) -> User | None:
        user = request.user
        if not user.is_authenticated:
            return None
        if not _carries_the_csrf_token(request):
            raise NotAllowed(
                _("The form's security token is missing or old. Reload the page and try again."), code="csrf_failed"
            )
        if request.headers.get(WHOSE, str(user.pk)) != str(user.pk):
            raise Conflict(_("Somebody else is signed in now. This work is not theirs."), code="other_user")
        return user


class BearerToken(HttpBearer):
    """`Authorization: Bearer ndk_…`, made on one's account's page or by `manage.py create_token`."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        found = ApiToken.of_secret(token)
        if found is None:
            return None
        if found.scope != ApiToken.Scope.WRITE and request.method not in SAFE_METHODS:
            raise NotAllowed(_("This token may only read. Make one with the scope “write”."), code="scope")
        found.note_use()
        if found.user.language:
            translation.activate(found.user.language)
        request.user = found.user
        return found.user


class _CsrfCheck(CsrfViewMiddleware):
    """Django's own check, answering with its reason instead of a page."""

    def _reject(self, request: HttpRequest, reason: str) -> str:
        return reason


def _carries_the_csrf_token(request: HttpRequest) -> bool:
    check = _CsrfCheck(lambda _request: HttpResponse())
    request.csrf_processing_done = False  # type: ignore[attr-defined]
    check.process_request(request)
    return check.process_view(request, lambda _request: HttpResponse(), (), {}) is None
