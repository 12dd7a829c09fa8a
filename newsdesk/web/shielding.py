"""What is refused before any page sees it, and what answers tell browsers that Django and django-csp do not say."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.core.exceptions import BadRequest, DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

logger = logging.getLogger("newsdesk.shielding")

# What browsers lend to pages and we have no use for. Left out is what current ones do not know, or on some systems
# alone: they would complain of it on every page.
UNUSED = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "clipboard-read",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "gamepad",
    "geolocation",
    "gyroscope",
    "hid",
    "identity-credentials-get",
    "idle-detection",
    "interest-cohort",
    "keyboard-map",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "otp-credentials",
    "payment",
    "picture-in-picture",
    "publickey-credentials-create",
    "publickey-credentials-get",
    "screen-wake-lock",
    "serial",
    "speaker-selection",
    "storage-access",
    "sync-xhr",
    "usb",
    "window-management",
    "xr-spatial-tracking",
)
PERMISSIONS = ", ".join([*(f"{name}=()" for name in UNUSED), "clipboard-write=(self)"])


class BrowserPolicies:
    """Nothing is lent, nothing may be embedded elsewhere, and no page is kept by a browser or a proxy.

    Static files, which say themselves how long they may be kept, keep their word.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers["Permissions-Policy"] = PERMISSIONS
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers["X-Permitted-Cross-Domain-Policies"] = "none"
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class KnownHosts:
    """Answers to the site's own names alone. Who asks for another is told so, and his word for it is not logged."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            request.get_host()
        except DisallowedHost:
            logger.warning("a request for a host that is not ours was refused")
            return wrong_host()
        return self.get_response(request)


def wrong_host() -> HttpResponse:
    """Plain text: the request has come past no middleware yet, so that there is no session and no account."""
    text = _("This address is not one of this site's. Use the one that you were given, or ask whoever runs it.")
    return HttpResponse(f"{text}\n", status=400, content_type="text/plain; charset=utf-8")


class RefuseNul:
    """No text that people search for holds a NUL, and the database knows no such text: 400 rather than a failure."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "\0" in request.path or any("\0" in value for values in request.GET.lists() for value in values[1]):
            raise BadRequest("NUL in the address")
        return self.get_response(request)
