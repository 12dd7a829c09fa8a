"""Strangers that send as slowly as they can: `python -m tests.faults.attackers PORT` attacks until it is stopped."""

from __future__ import annotations

import itertools
import resource
import selectors
import socket
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

FROM_ONE, FROM_MANY = 200, 1000
HEADERS = b"GET /sign-in/ HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
BODY = (
    b"POST /sign-in/ HTTP/1.1\r\nHost: localhost\r\nCookie: csrftoken=" + b"a" * 32 + b"\r\nContent-Length: 5000\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n\r\n"
)


@dataclass
class Attacker:
    """One connection that never sends more than a byte a second, and is opened anew when it is cut."""

    port: int
    address: str
    beginning: bytes
    wire: socket.socket = field(default_factory=socket.socket)

    def begin(self) -> None:
        self.wire.close()
        self.wire = socket.socket()
        self.wire.bind((self.address, 0))
        self.wire.connect(("127.0.0.1", self.port))
        self.wire.setblocking(False)
        self.wire.send(self.beginning)


def addresses() -> Iterator[str]:
    yield from itertools.repeat("127.0.0.2", FROM_ONE)
    for number in range(FROM_MANY):
        yield f"127.1.{number // 250}.{number % 250 + 1}"


def attack(port: int) -> None:
    attackers = [Attacker(port, address, (HEADERS, BODY)[n % 2]) for n, address in enumerate(addresses())]
    answers: Counter[str] = Counter()
    for attacker in attackers:
        attacker.begin()
    print(f"{len(attackers)} connections", flush=True)
    while True:
        began = time.monotonic()
        for attacker in attackers:
            answers.update(_go_on(attacker))
        print(dict(answers), flush=True)
        with selectors.DefaultSelector() as nothing:
            nothing.select(max(0.0, began + 1 - time.monotonic()))


def _go_on(attacker: Attacker) -> list[str]:
    """One byte more; what was answered, if the connection was ended."""
    try:
        attacker.wire.send(b"a")
        told = attacker.wire.recv(4096)
    except BlockingIOError:
        return []
    except OSError:
        told = b""
    try:
        attacker.begin()
    except OSError:
        return ["not let in"]
    return [told[9:12].decode() or "ended"]


if __name__ == "__main__":
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, 4096), most))
    attack(int(sys.argv[1]))
