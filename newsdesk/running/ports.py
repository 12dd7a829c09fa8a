"""The address that the web server listens on. Standard library only."""

import errno
import os
import socket

from newsdesk.running.saying import Refusal


def port() -> int:
    text = os.environ.get("PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise Refusal(f"PORT is {text!r}; it has to be a number from 1 to 65535, such as: make run PORT=8001")
    return int(text)


def host() -> str:
    return os.environ.get("HOST") or "127.0.0.1"


def address() -> str:
    """What to type into a browser on this machine."""
    name = "localhost" if host() in {"127.0.0.1", "0.0.0.0", "::", "::1", "localhost"} else host()
    return f"http://{name}:{port()}"


def refuse_taken_port() -> None:
    """Find out before anything is started whether we could listen there."""
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(host(), port(), type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(place)
    except OSError as error:
        raise Refusal(_why_not(error)) from error


def _why_not(error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port()} on {host()} is taken: another program listens there, perhaps another Newsdesk.\n"
            f"Nothing was started. Stop that one, or choose another port: make run PORT={port() + 1}"
        )
    if error.errno == errno.EACCES:
        return f"Port {port()} is not for ordinary users. Choose one above 1023: make run PORT=8000"
    return f"Nothing can listen on HOST={host()}, port {port()}: {error.strerror}."
