"""The address that the web server listens on. Standard library only."""

import contextlib
import errno
import os
import socket
import sys
from collections.abc import Iterator
from typing import Any

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


def number() -> str:
    """The host as an address of numbers: the web server looks no name up."""
    try:
        return str(_place()[2][0])
    except OSError as error:
        raise Refusal(_why_not(error)) from error


def refuse_taken_port() -> None:
    """Find out before anything is started whether we could listen there."""
    with claimed():
        pass


@contextlib.contextmanager
def claimed() -> Iterator[None]:
    """Keep the port to ourselves while the block runs, also while the web server is started again.

    Web processes share a port, so a second Newsdesk could listen beside them and be given half of their requests.
    What is bound here takes no requests; our own web processes may bind beside it, nobody who does not ask to share.
    """
    with contextlib.ExitStack() as stack:
        try:
            family, kind, place = _place()
            claim = stack.enter_context(socket.socket(family, kind))
            claim.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # Old connections do not count.
            claim.bind(place)
        except OSError as error:
            raise Refusal(_why_not(error)) from error
        _share_with_our_own(claim)
        yield


def _share_with_our_own(claim: socket.socket) -> None:
    """Linux asks these of both sockets at each bind. Elsewhere the web server's one socket keeps others away."""
    if sys.platform.startswith("linux"):
        claim.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 0)
        claim.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    else:
        claim.close()


def _place() -> tuple[socket.AddressFamily, socket.SocketKind, tuple[Any, ...]]:
    family, kind, _protocol, _, place = socket.getaddrinfo(host(), port(), type=socket.SOCK_STREAM)[0]
    return family, kind, place


def _why_not(error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port()} on {host()} is taken: another program listens there, perhaps another Newsdesk.\n"
            f"Nothing was started. Stop that one, or choose another port: make run PORT={port() + 1}"
        )
    if error.errno == errno.EACCES:
        return f"Port {port()} is not for ordinary users. Choose one above 1023: make run PORT=8000"
    return f"Nothing can listen on HOST={host()}, port {port()}: {error.strerror}."
