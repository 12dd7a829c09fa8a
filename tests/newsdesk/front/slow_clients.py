"""Clients by hand: they send as slowly, as much and as wrongly as a test wants."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from email.parser import BytesParser
from email.policy import HTTP

PATIENCE = 60  # seconds


@dataclass
class Told:
    """An answer as it came; status 0 where the connection ended without one."""

    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float


class Wire:
    """One connection to the site on `port`, from any of the addresses of this machine."""

    def __init__(self, port: int, address: str = "") -> None:
        source = (address, 0) if address else None
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE, source_address=source)
        self.began = time.monotonic()
        self.sent = 0

    def say(self, data: bytes) -> bool:
        """Whether it was taken: the other side may have ended the connection."""
        try:
            self.socket.sendall(data)
        except OSError:
            return False
        self.sent += len(data)
        return True

    def ask(self, method: str, path: str, *headers: str, length: int | None = None) -> bool:
        lines = [f"{method} {path} HTTP/1.1", "Host: localhost", *headers]
        lines += [f"Content-Length: {length}"] if length is not None else []
        return self.say("\r\n".join([*lines, "", ""]).encode())

    def pour(self, data: bytes, *, piece: int, pause: float) -> Told | None:
        """Send so many bytes at a time, with pauses; the answer, if it comes before the end."""
        for start in range(0, len(data), piece):
            if not self.say(data[start : start + piece]) or self.has_heard(pause):
                return self.hear()
        return None

    def has_heard(self, seconds: float) -> bool:
        """Whether something has come after so long. That is the pause of somebody slow."""
        self.socket.settimeout(max(seconds, 0.001))
        try:
            return self.socket.recv(1, socket.MSG_PEEK) is not None
        except TimeoutError:
            return False
        except OSError:
            return True
        finally:
            self.socket.settimeout(PATIENCE)

    def hear(self, *, is_head: bool = False) -> Told:
        """The next answer, whole."""
        try:
            head, body = self._head()
            status = int(head.split(b" ", 2)[1]) if head else 0
            headers = _headers(head)
            if not is_head:
                body += self._rest(headers, len(body), is_empty=status in (100, 204, 304) or not head)
        except OSError:
            return Told(0, {}, b"", time.monotonic() - self.began)
        return Told(status, headers, body, time.monotonic() - self.began)

    def end(self) -> None:
        """Say that nothing more comes, and go on listening."""
        with suppress(OSError):
            self.socket.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        self.socket.close()

    def __enter__(self) -> Wire:
        return self

    def __exit__(self, *reason: object) -> None:
        self.close()

    def _head(self) -> tuple[bytes, bytes]:
        data = b""
        while b"\r\n\r\n" not in data:
            came = self.socket.recv(65536)
            if not came:
                return b"", b""
            data += came
        head, _, rest = data.partition(b"\r\n\r\n")
        return head, rest

    def _rest(self, headers: dict[str, str], have: int, *, is_empty: bool) -> bytes:
        data, length = bytearray(), headers.get("content-length")
        while not is_empty and (length is None or have + len(data) < int(length)):
            came = self.socket.recv(65536)
            if not came:
                break
            data += came
        return bytes(data)


def chunked(pieces: Iterable[bytes]) -> bytes:
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)


def _headers(head: bytes) -> dict[str, str]:
    message = BytesParser(policy=HTTP).parsebytes(head.partition(b"\r\n")[2], headersonly=True)
    return {name.lower(): str(value) for name, value in message.items()}
