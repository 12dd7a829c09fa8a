"""The API's description as a page of our own: no foreign script, nothing from another host."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from annotations.api import api


def api_docs(request: HttpRequest) -> HttpResponse:
    """Every call with its parameters, and every shape with its fields, from the OpenAPI description."""
    description: dict[str, Any] = api.get_openapi_schema()
    shapes = description["components"]["schemas"]
    context = {
        "calls": list(_calls(description)),
        "shapes": [(name, shape.get("description", ""), _fields(shape)) for name, shape in sorted(shapes.items())],
    }
    return render(request, "annotations/api_docs.html", context)


def _calls(description: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for path, methods in description["paths"].items():
        for method, call in methods.items():
            yield {
                "method": method.upper(),
                "path": path,
                "about": call.get("description", ""),
                "parameters": call.get("parameters", []),
                "body": _shape_of(call.get("requestBody", {})),
                "answers": [(status, _shape_of(answer)) for status, answer in call["responses"].items()],
            }


def _shape_of(message: dict[str, Any]) -> str:
    """The name of the shape that a request or an answer carries, "" for none."""
    schema = message.get("content", {}).get("application/json", {}).get("schema", {})
    return _type_of(schema) if schema else ""


def _fields(shape: dict[str, Any]) -> list[dict[str, Any]]:
    required = shape.get("required", [])
    return [
        {
            "name": name,
            "type": _type_of(field),
            "about": field.get("description", ""),
            "required": name in required,
        }
        for name, field in shape.get("properties", {}).items()
    ]


def _type_of(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if "anyOf" in schema:
        return " | ".join(_type_of(one) for one in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if schema.get("type") == "array":
        return f"[{_type_of(schema.get('items', {}))}]"
    return str(schema.get("format") or schema.get("title" if "properties" in schema else "type", "any"))
