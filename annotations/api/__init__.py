"""The JSON API under /api/v1/. Sessions and bearer tokens; every error is a problem detail (RFC 9457)."""

from typing import Any

import orjson
from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.renderers import BaseRenderer

from annotations.api import articles, readings, schemas, sources
from annotations.api.auth import BearerToken, SignedIn
from annotations.api.errors import REFUSALS, handle_errors


class Renderer(BaseRenderer):
    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> Any:
        return orjson.dumps(data)


class Api(NinjaAPI):
    """An API whose description tells two things more: how any request may be refused, and the shape of operations.

    Operations are judged one by one by `writing/door.py`, and so are no schema of a route.
    """

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        description = super().get_openapi_schema(**options)
        description["components"]["schemas"].update(schemas.beside_the_routes())
        for methods in description["paths"].values():
            for operation in methods.values():
                operation["responses"] |= REFUSALS
        return description


api = Api(
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
api.add_router("", sources.router)
handle_errors(api)
