"""Requests written byte by byte: no two programs may read them differently, and nothing hides behind another."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import psutil
import pytest

from newsdesk.front import limits
from tests.newsdesk.front.front_server import HASTE, Server, a_front
from tests.newsdesk.front.slow_clients import Wire

HOST = "Host: localhost"
CHUNKED = "Transfer-Encoding: chunked"
# Whoever answers it has read more than one request, and ends the connection.
NEXT = b"GET /next HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes((0, 0, 0, 4, 0, 0, 0, 0, 0))
CONTINUATION = bytes((0, 0, 9, 9, 0, 0, 0, 0, 1)) + b"a" * 9
RESET = bytes((0, 0, 4, 3, 0, 0, 0, 0, 1, 0, 0, 0, 8))
THREADS_OF_A_SERVER = 60  # Those of the system's calls and of the server itself come to the ones of Django.


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with a_front(tmp_path_factory.mktemp("raw")) as running:
        yield running


def request(*headers: str, method: str = "POST", target: str = "/echo", version: str = "1.1") -> bytes:
    lines = [f"{method} {target} HTTP/{version}", *headers, "", ""]
    return "\r\n".join(lines).encode("latin-1")


def answers(server: Server, sent: bytes) -> list[int]:
    """The status of each answer on one connection, until the server ends it."""
    with server.wire() as wire:
        wire.say(sent)
        return [int(status) for status in re.findall(rb"HTTP/1\.[01] (\d{3}) ", _all_of(wire))]


def _all_of(wire: Wire) -> bytes:
    told = bytearray()
    try:
        while came := wire.socket.recv(65536):
            told += came
    except ConnectionError:
        pass
    return bytes(told)


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        (["Content-Length: 5", "Content-Length: 0"], b"hello"),
        (["Content-Length: 5, 5"], b"hello"),
        (["Content-Length: 0x5"], b"hello"),
        (["Content-Length: 1_0"], b"hellohello"),
        (["Content-Length: "], b""),
        (["Content-Length: 99999999999999999999999999"], b"hello"),
        (["Content-Length: 18446744073709551615"], b"hello"),
        (["Transfer-Encoding: xchunked"], b"0\r\n\r\n"),
        (["Transfer-Encoding: xchunked", "Content-Length: 5"], b"hello"),
        (["Transfer-Encoding: chunked, identity"], b"0\r\n\r\n"),
        (["Transfer-Encoding: identity, chunked"], b"0\r\n\r\n"),
        (["Transfer-Encoding: gzip, chunked"], b"0\r\n\r\n"),
        (["Transfer-Encoding: chunked, chunked"], b"0\r\n\r\n"),
        ([CHUNKED, "Transfer-Encoding: identity"], b"0\r\n\r\n"),
        (["Transfer-Encoding: identity", CHUNKED], b"0\r\n\r\n"),
        ([CHUNKED, CHUNKED], b"0\r\n\r\n"),
        (["Transfer-Encoding: \xff", CHUNKED], b"0\r\n\r\n"),
        (["Transfer-Encoding: \vchunked"], b"0\r\n\r\n"),
        (["Transfer-Encoding : chunked", "Content-Length: 5"], b"0\r\n\r\n"),
        (["Transfer-Encoding:\r\n chunked", "Content-Length: 5"], b"0\r\n\r\n"),
        (["X-A: b\r\n c", "Content-Length: 5"], b"hello"),
        (["X-A: b\rContent-Length: 5"], b"hello"),
        (["X-A: b\0c", "Content-Length: 5"], b"hello"),
        ([CHUNKED], b"5;a\nb\r\nhello\r\n0\r\n\r\n"),
        ([CHUNKED], b"5;" + b"a" * 100_000 + b"\r\nhello\r\n0\r\n\r\n"),
        ([CHUNKED], b"5\nhello\n0\n\n"),
        ([CHUNKED], b"0x5\r\nhello\r\n0\r\n\r\n"),
        ([CHUNKED], b"+5\r\nhello\r\n0\r\n\r\n"),
        ([CHUNKED], b"-5\r\nhello\r\n0\r\n\r\n"),
        ([CHUNKED], b"\r\nhello\r\n0\r\n\r\n"),
        ([CHUNKED], b"fffffffffffffffff5\r\nhello\r\n0\r\n\r\n"),
        ([CHUNKED], b"3\r\nhello\r\n0\r\n\r\n"),
        ([CHUNKED], b"5\r\nhelloXX0\r\n\r\n"),
        ([CHUNKED], b"5\r\nhello\r\n0\r\nHost: evil\r\nCookie: a=b\r\n\r\n"),
        ([CHUNKED], b"5\r\nhello\r\n0\r\n" + b"X-T: a\r\n" * 5000 + b"\r\n"),
    ],
)
def test_a_body_of_doubtful_length_ends_the_connection(headers: list[str], body: bytes, server: Server) -> None:
    status, *more = answers(server, request(HOST, *headers) + body + NEXT)
    assert 400 <= status < 500
    assert more == []


@pytest.mark.parametrize("headers", [[CHUNKED, "Content-Length: 3"], ["Content-Length: 3", CHUNKED]])
def test_of_two_lengths_the_chunks_count_and_nothing_after_them(headers: list[str], server: Server) -> None:
    assert answers(server, request(HOST, *headers) + b"5\r\nhello\r\n0\r\n\r\n" + NEXT) == [200]


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (request(HOST, f"Content-Length: {len(NEXT)}"), NEXT),
        (request(HOST, f"Content-Length: {len(NEXT)}", method="GET", target="/health/live"), NEXT),
        (request(HOST, CHUNKED, method="GET", target="/health/live"), b"%x\r\n%s\r\n0\r\n\r\n" % (len(NEXT), NEXT)),
        (request(HOST, "Transfer-Encoding: CHUNKED"), b"%x;a=b\r\n%s\r\n0\r\n\r\n" % (len(NEXT), NEXT)),
        (request(HOST, "Transfer_Encoding: chunked", f"Content-Length: {len(NEXT)}"), NEXT),
    ],
)
def test_a_request_within_a_body_is_a_body(head: bytes, body: bytes, server: Server) -> None:
    assert answers(server, head + body + NEXT) == [200, 200]


@pytest.mark.parametrize("path", ["/sign-in/", "/api/v1/readings", "/health/live"])
@pytest.mark.parametrize("is_chunked", [False, True])
def test_what_follows_a_refusal_is_no_request(path: str, is_chunked: bool, server: Server) -> None:
    rest = NEXT * 3000
    head = request(HOST, CHUNKED if is_chunked else f"Content-Length: {len(rest)}", target=path)
    body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(rest), rest) if is_chunked else rest
    assert answers(server, head + body + NEXT) in ([413], [401])


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "MADE-UP", "get", "post", "GeT", "A" * 5000])
@pytest.mark.parametrize("target", ["/echo", "/health/live", "localhost:8000"])
def test_methods_of_nobody_are_refused(method: str, target: str, server: Server) -> None:
    assert answers(server, request(HOST, method=method, target=target) + NEXT) == [405]


def test_a_refused_method_is_told_which_there_are(server: Server) -> None:
    with server.wire() as wire:
        wire.ask("TRACE", "/api/v1/articles", "Cookie: secret=1")
        told = wire.hear()
    assert told.headers["allow"] == "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT"
    assert json.loads(told.body)["type"] == "urn:newsdesk:method"
    assert b"secret" not in told.body


def test_another_method_in_a_header_is_no_method(server: Server) -> None:
    with server.wire() as wire:
        wire.ask("GET", "/echo", "X-HTTP-Method-Override: DELETE")
        assert json.loads(wire.hear().body)["REQUEST_METHOD"] == "GET"


@pytest.mark.parametrize(
    ("target", "headers"),
    [
        ("/echo", []),
        ("/health/live", []),
        ("/echo", ["Host: \xff"]),
        ("/echo", ["Host: localhost\xff"]),
        ("/echo", ["Host: \xd8\xa7"]),
        ("/echo", ["Host: \xff", HOST]),
        ("/echo", [HOST, HOST]),
        ("/echo", [HOST, "Host: evil.example"]),
        ("http://localhost/echo", [HOST, "Host: evil.example"]),
        ("/health/live", [HOST, "Host: evil.example"]),
        ("http://localhost/echo", []),
        ("http://evil.example/echo", [HOST]),
        ("http://localhost:81/echo", [HOST]),
        ("http://user:word@localhost/echo", [HOST]),
        ("/echo", [HOST, "X-Forwarded-For: \xff, 192.0.2.1"]),
        ("/echo", [HOST, "X-Forwarded-For: \xff", "X-Forwarded-For: 192.0.2.1"]),
        ("/echo", [HOST, "X-Forwarded-Proto: https\xff"]),
        ("/echo", [HOST, "Origin: http://evil.example/\xff"]),
        ("/echo", [HOST, "Referer: http://evil.example/\xff"]),
    ],
)
def test_who_hides_the_host_or_the_sender_is_refused(target: str, headers: list[str], server: Server) -> None:
    """The server passes over values with bytes beyond ASCII: without one Django takes what it is told by the socket."""
    assert answers(server, request(*headers, method="GET", target=target) + NEXT) == [400]


@pytest.mark.parametrize(
    "sent",
    [
        request(method="GET", version="1.0"),  # as probes do
        request("HOST: LocalHost", method="GET", target="http://localhost/echo"),
        request(HOST, "Cookie: a=\xff", "X-City: S\xe3o Paulo", method="GET"),
        request(HOST, "Expect: 100-continue", method="GET"),
        request(HOST, "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Key: YQ==", method="GET"),
        request(HOST, "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMA", method="GET"),
    ],
)
def test_what_is_odd_and_clear_is_answered(sent: bytes, server: Server) -> None:
    assert set(answers(server, sent + NEXT)) == {200}


@pytest.mark.parametrize(
    "path",
    [
        "//sign-in/",
        "/sign-in/../articles/upload/",
        "/articles/upload/../../sign-in/",
        "/%2e%2e/articles/upload/",
        "/%73ign-in/",
        "/articles/upload/;x",
        "/articles/upload/.",
        "/ARTICLES/UPLOAD/",
        "/articles\\upload/",
        "/articles/upload/%00",
        "/articles/upload/%c0%af",
        "/articles/upload/%ed%a0%80",
        "/articles/upload%2f",
        "/articles/upload/%",
        "http://localhost/articles/upload/",
        "*",
        "/" + "%61" * 20_000,
    ],
)
def test_no_spelling_of_an_address_lets_a_stranger_send_more(path: str, server: Server) -> None:
    sent = request(HOST, f"Content-Length: {limits.FORM + 1}", target=path)
    assert answers(server, sent + b"a" * (limits.FORM + 1) + NEXT) == [413]


@pytest.mark.parametrize("path", ["", "sign-in/", "?x", "/a b", "/\xff", "/\t", "\\sign-in/"])
def test_what_is_no_address_is_refused(path: str, server: Server) -> None:
    assert answers(server, request(HOST, method="GET", target=path) + NEXT) == [400]


@pytest.mark.parametrize(
    "sent",
    [
        PREFACE + CONTINUATION * 5000,
        PREFACE + RESET * 5000,
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 600,
        b"PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n" + NEXT,
        b"GET /\r\n",
        request(HOST, method="GET", version="2.0"),
        request(HOST, *(f"X-{number}: a" for number in range(5000)), method="GET"),
        request(HOST, "X" * 200_000 + ": a", method="GET"),
    ],
)
def test_other_protocols_and_floods_of_headers_are_no_requests(sent: bytes, server: Server) -> None:
    assert all(400 <= status < 500 for status in answers(server, sent))


@pytest.mark.parametrize(
    "sent",
    [
        NEXT * 1000,
        PREFACE + CONTINUATION * 3000,
        request(HOST, CHUNKED) + b"5;" + b"a" * 60_000,
        request(HOST, CHUNKED) + b"0" * 60_000,
        request(HOST, CHUNKED) + b"1\r\na\r\n" * 10_000,
        request(HOST, "Expect: 100-continue", "Content-Length: 5"),
        request(HOST, "Content-Length: 100000000", method="GET", target="/health/live"),
    ],
)
def test_who_sends_on_and_reads_nothing_costs_little(sent: bytes, server: Server) -> None:
    before = _memory(server)
    wires = [server.wire(f"127.0.0.{2 + number % 8}") for number in range(100)]
    for wire in wires:
        wire.socket.setblocking(False)
        for _ in range(10):
            wire.say(sent)
    with server.wire() as other:
        other.ask("GET", "/echo")
        told = other.hear()
    assert told.status == 200
    assert told.seconds < 50 / HASTE
    assert _memory(server) - before < 64 * limits.MEGABYTE
    assert sum(process.num_threads() for process in _family(server)) < THREADS_OF_A_SERVER
    for wire in wires:
        wire.close()


def _family(server: Server) -> list[psutil.Process]:
    return psutil.Process(server.process.pid).children(recursive=True)


def _memory(server: Server) -> int:
    return sum(int(process.memory_info().rss) for process in _family(server))
