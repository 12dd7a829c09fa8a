"""A request as WSGI has it (PEP 3333). By hand: asgiref translates from ASGI alone, and granian calls us by RSGI."""

from __future__ import annotations

import io
import sys
from typing import IO, Any

from newsdesk.front.answers import FileWrapper

PROTOCOLS = {"1": "HTTP/1.0", "1.1": "HTTP/1.1", "2": "HTTP/2"}
# What is the connection's and not the application's; the length is that of what has come.
OF_THE_CONNECTION = frozenset({"content-length", "content-type", "transfer-encoding", "expect"})
BASE: dict[str, Any] = {
    "SCRIPT_NAME": "",
    "SERVER_SOFTWARE": "Granian",
    "wsgi.version": (1, 0),
    "wsgi.errors": sys.stderr,
    "wsgi.multithread": True,
    "wsgi.multiprocess": True,
    "wsgi.run_once": False,
    "wsgi.file_wrapper": FileWrapper,
}


def environ_of(scope: Any, body: IO[bytes] | None, length: int) -> dict[str, Any]:
    """The environ of a request whose body has come whole: `length` bytes, read from where `body` stands."""
    server_name, _, server_port = scope.server.rpartition(":")
    environ = BASE | {
        "REQUEST_METHOD": scope.method,
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string.encode().decode("latin-1"),
        "SERVER_PROTOCOL": PROTOCOLS.get(scope.http_version, "HTTP/1.1"),
        "SERVER_NAME": server_name,
        "SERVER_PORT": server_port,
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "CONTENT_TYPE": scope.headers.get("content-type", ""),
        "CONTENT_LENGTH": str(length) if body else "",
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body or io.BytesIO(),
    }
    _add_headers(environ, scope.headers.items())
    return environ


def environ_of_liveness(path: str) -> dict[str, Any]:
    """What a probe of this machine asks."""
    return BASE | {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "localhost",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
    }


def _add_headers(environ: dict[str, Any], headers: list[tuple[str, str]]) -> None:
    """Under their CGI names. One with an underscore could pass for another with a dash, so it is left out."""
    for name, value in headers:
        if name in OF_THE_CONNECTION or "_" in name:
            continue
        key = "HTTP_" + name.upper().replace("-", "_")
        if key in environ:
            value = f"{environ[key]}{';' if name == 'cookie' else ','}{value}"
        environ[key] = value
