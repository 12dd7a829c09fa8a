"""A small application behind our front, which tells what reaches it; no database is asked."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qs

LONG = 20_000_000  # bytes: more than the system keeps of a connection
SEED = bytes(range(256)) * 256


def front() -> Any:
    from django.conf import settings

    from newsdesk.rsgi import front as real

    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}  # Nothing is collected for it.
    made = real()
    made.application = application
    return made


def application(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
    pages = {"/echo": _echo, "/file": _file, "/pieces": _pieces, "/broken": _broken}
    page = pages.get(environ["PATH_INFO"], _live)
    return page(environ, start)


def content(length: int) -> bytes:
    return (SEED * (length // len(SEED) + 1))[:length]


def _live(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
    start("200 OK", [("Content-Type", "application/json")])
    return [b'{"status": "live"}']


def _echo(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
    body = environ["wsgi.input"].read()
    told = {name: value for name, value in environ.items() if isinstance(value, str)}
    told |= {"sha256": hashlib.sha256(body).hexdigest(), "length": str(len(body))}
    start("200 OK", [("Content-Type", "application/json"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")])
    return [json.dumps(told).encode()]


def _file(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
    asked = parse_qs(environ["QUERY_STRING"])
    length, begin = int(asked["length"][0]), int(asked.get("begin", ["0"])[0])
    file = tempfile.TemporaryFile()  # noqa: SIM115  (the server closes it)
    file.write(content(length))
    file.seek(begin)
    start("200 OK", [("Content-Length", str(length - begin))])
    wrapped: Iterable[bytes] = environ["wsgi.file_wrapper"](file, 4096)
    return wrapped


def _pieces(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
    start("200 OK", [])
    return (SEED for _ in range(int(parse_qs(environ["QUERY_STRING"])["count"][0])))


def _broken(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
    start("200 OK", [])
    return map(_fail_at, range(20))


def _fail_at(number: int) -> bytes:
    if number == 10:
        raise ValueError("a secret of the newsroom")
    return SEED
