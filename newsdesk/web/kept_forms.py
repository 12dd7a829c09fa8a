"""What the site does so that forms lose nothing: `static/newsdesk/js/keeping/` keeps what is typed in the browser.

It has to know which key to encrypt it with, and when it is stored.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.crypto import salted_hmac

from newsdesk.models import User
from newsdesk.web.middleware import is_for_programs

DRAFT = re.compile(r"[0-9a-f]{32}")
# Several tabs may have stored something before a page looks.
MOST_TOLD, TOLD_FOR = 10, 24 * 60 * 60


def key_of(user: User) -> str:
    """The key of one person's drafts, 32 bytes in base64. It is in pages of theirs alone, and is stored nowhere."""
    key = salted_hmac("newsdesk.web.kept_forms", str(user.pk), algorithm="sha256").digest()
    return base64.b64encode(key).decode()


class KeptForms:
    """Tell the browser which draft of a form is stored: a view that led on after a POST has done what it was asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code in (302, 303) and getattr(request, "reached_its_view", False):
            draft = request.POST.get("draft", "")
            if DRAFT.fullmatch(draft) and isinstance(response, HttpResponse):
                _tell_stored(request, response, draft)
        return response

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any) -> None:
        """Not called for whoever has to sign in first."""
        if request.method == "POST" and not is_for_programs(request):
            request.reached_its_view = True  # type: ignore[attr-defined]


def _tell_stored(request: HttpRequest, response: HttpResponse, draft: str) -> None:
    name = f"{settings.HOST_COOKIES}stored"
    told = DRAFT.findall(request.COOKIES.get(name, ""))[-MOST_TOLD:]
    response.set_cookie(
        name, ".".join([*told, draft]), max_age=TOLD_FOR, secure=settings.SECURE, httponly=False, samesite="Lax"
    )
