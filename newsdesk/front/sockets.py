"""What is set at the sockets on which granian listens, and inherited by its connections."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

UNTIL_LISTENING = 0.5  # seconds until the server of a process has opened its socket


def give_up_on_silence(seconds: float) -> None:
    """Let the system end connections whose other side has not taken a byte for so long. Only Linux knows of that."""
    if not hasattr(socket, "TCP_USER_TIMEOUT"):
        return
    for listening in _listening():
        with listening:
            listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(1000 * seconds))


def _listening() -> Iterator[socket.socket]:
    """Other numbers of the sockets on which this process listens: theirs are the server's to close."""
    for name in os.listdir("/proc/self/fd"):
        with suppress(OSError):
            if not (Path("/proc/self/fd") / name).readlink().name.startswith("socket:"):
                continue
            found = socket.socket(fileno=os.dup(int(name)))
            if found.family in (socket.AF_INET, socket.AF_INET6) and _listens(found):
                yield found
            else:
                found.close()


def _listens(found: socket.socket) -> bool:
    return bool(found.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN))
