"""The JSON API under /api/v1/. Sessions and bearer tokens; every error is a problem detail (RFC 9457)."""

from ninja import NinjaAPI
from ninja.renderers import BaseRenderer
from typing import Any

import orjson
from django.http import HttpRequest

from annotations.api import articles, readings
from annotations.api.auth import BearerToken, SignedIn
from annotations.api.errors import handle_errors


class Renderer(BaseRenderer):
    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> Any:
        return orjson.dumps(data)


api = NinjaAPI(
    title="Newsdesk",
    version="1",
    description=__doc__,
    auth=[BearerToken(), SignedIn()],
    renderer=Renderer(),
    docs_url=None,
    urls_namespace="api-1",
)
api.add_router("", articles.router)
api.add_router("", readings.router)
handle_errors(api)
