"""What a visitor sends, whatever form it has, stands in nothing that the running site writes down."""

from __future__ import annotations

import contextlib
import socket
from pathlib import Path

import pytest

from tests.faults.site import Site, a_site, removed_afterwards
from tests.newsdesk.running.running import wait_for

pytestmark = pytest.mark.long

MARKER = "zanbaqa7391"
HOST = "Host: localhost"
FOREIGN = f"GET /sign-in/ HTTP/1.1\r\nHost: {MARKER}.example\r\n\r\n"
# Request line, headers, body: some are no HTTP at all.
RAW = (
    FOREIGN,
    f"GET /sign-in/ HTTP/1.1\r\nHost: {MARKER}\x01\r\n\r\n",
    f"GET /{MARKER}\x80\xff HTTP/1.1\r\n{HOST}\r\n\r\n",
    f"GET /%80%FF{MARKER} HTTP/1.1\r\n{HOST}\r\n\r\n",
    f"GET http://{MARKER}.example/{MARKER} HTTP/1.1\r\n{HOST}\r\n\r\n",
    f"{MARKER} / HTTP/1.1\r\n{HOST}\r\n\r\n",
    f"CONNECT {MARKER}:443 HTTP/1.1\r\n{HOST}\r\n\r\n",
    f"GET / {MARKER}\r\n{HOST}\r\n\r\n",
    f"GET / HTTP/1.1\r\n{HOST}\r\n{MARKER}\r\n\r\n",
    f"GET / HTTP/1.1\r\n{HOST}\r\nX-{MARKER}: \x00\xff{MARKER}\r\n\r\n",
    f"GET / HTTP/1.1\r\n{HOST}\r\nCookie: sessionid={MARKER}\xff; csrftoken={MARKER}\r\n\r\n",
    f"POST /sign-in/ HTTP/1.1\r\n{HOST}\r\nContent-Length: {MARKER}\r\n\r\n{MARKER}",
    f"POST /sign-in/ HTTP/1.1\r\n{HOST}\r\nContent-Length: 99999\r\n\r\n{MARKER}",
    f"POST /sign-in/ HTTP/1.1\r\n{HOST}\r\nTransfer-Encoding: chunked\r\n\r\n{MARKER}\r\n{MARKER}\r\n0\r\n\r\n",
    f"POST /sign-in/ HTTP/1.1\r\n{HOST}\r\nTransfer-Encoding: {MARKER}\r\n\r\n{MARKER}",
    f"POST /sign-in/ HTTP/1.1\r\n{HOST}\r\nContent-Type: multipart/form-data; boundary={MARKER}\r\n"
    f"Content-Length: 60\r\n\r\n--{MARKER}\r\nContent-Disposition: form-data; name={MARKER}",
    f"GET / HTTP/1.1\r\n{HOST}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {MARKER}\r\n\r\n",
    f"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n{MARKER}",
    f"\x16\x03\x01{MARKER}",
)


@pytest.mark.parametrize("form", ["json", "text"])
def test_no_word_of_a_visitor_is_written_down(tmp_path: Path, form: str) -> None:
    with removed_afterwards(tmp_path / "data") as data_dir, a_site(data_dir, NEWSDESK_LOG=form) as site:
        assert b" 400 " in _answer(site, FOREIGN)  # Whoever hangs up at once may not be heard at all.
        for raw in RAW:
            _send(site, raw)
        wait_for(site.is_ready)
        site.stop()
        site.process.wait(60)
        written = "\n".join(site.told) + _files(data_dir)
        assert MARKER not in written.lower()
        assert "host that is not ours" in written
        errors = [line for line in site.told if "error" in line.lower() and "health_ready" not in line]
        assert errors == []  # While it starts, it says that it is not ready.


def _send(site: Site, raw: str) -> None:
    """Send bytes, hear the beginning of an answer if there is one, and hang up."""
    with socket.create_connection(("127.0.0.1", site.port), timeout=5) as connection:
        connection.sendall(raw.encode("latin-1"))
        connection.shutdown(socket.SHUT_WR)
        with contextlib.suppress(OSError):
            connection.recv(1000)


def _answer(site: Site, raw: str) -> bytes:
    with socket.create_connection(("127.0.0.1", site.port), timeout=60) as connection:
        connection.sendall(raw.encode("latin-1"))
        return connection.recv(1000)


def _files(data_dir: Path) -> str:
    """What the logs in the data folder hold."""
    return "\n".join(path.read_text(errors="replace") for path in data_dir.rglob("*.log"))
