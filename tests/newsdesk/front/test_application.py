"""The front by itself: what it reads, hands over and sends, and whom it cuts off. Its patience is ten times shorter."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings

from articles.forms.intake import MOST_FILES
from articles.importing.decoding import MOST_BYTES
from newsdesk.front import callers, limits
from tests.newsdesk.front import front_app
from tests.newsdesk.front.front_server import HASTE, THREADS, Server, a_front
from tests.newsdesk.front.slow_clients import Wire, chunked
from tests.newsdesk.running.running import wait_for


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with a_front(tmp_path_factory.mktemp("front")) as running:
        yield running


def echoed(wire: Wire) -> dict[str, str]:
    told = wire.hear()
    assert told.status == 200, told
    found: dict[str, str] = json.loads(told.body)
    return found


def test_the_limits_are_what_the_forms_take() -> None:
    assert limits.most("/articles/upload/", is_known=True) > MOST_FILES * MOST_BYTES
    for path in ("/articles/new/", "/admin/articles/article/7/change/", "/api/v1/readings/7/operations"):
        assert limits.most(path, is_known=True) >= settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        assert limits.most(path, is_known=False) == 64 * 1024
    for path in ("/sign-in/", "/x/articles/upload/"):
        assert limits.most(path, is_known=True) == 1024 * 1024


@pytest.mark.parametrize(
    "path",
    ["/articles/upload/x", "//articles/upload/", "/articles/upload/\n", "/api/v1/readings/٣/operations", "/ADMIN/"],
)
def test_only_the_very_address_takes_more(path: str) -> None:
    """Django knows no page there: whatever is sent to it would be kept for nothing."""
    assert limits.most(path, is_known=True) == limits.PAGE


def test_a_byte_a_second_is_cut_soon_and_a_phone_is_not() -> None:
    assert limits.due(10) < 11
    phone = [(second * 6 + 1, second * 2000) for second in range(1, 11)]  # Two kilobytes in a second, five of pause.
    assert all(moment + 6 < limits.due(received) for moment, received in phone)


@pytest.mark.parametrize(
    ("client", "forwarded", "proxies", "network"),
    [
        ("127.0.0.1:50", [], 0, "127.0.0.1"),
        ("[2001:db8:1:2:3:4:5:6]:50", [], 0, "2001:db8:1:2::/64"),
        ("[::ffff:192.0.2.7]:50", [], 0, "192.0.2.7"),
        ("127.0.0.1:50", ["192.0.2.1"], 0, "127.0.0.1"),
        ("127.0.0.1:50", ["198.51.100.9, 192.0.2.1"], 1, "192.0.2.1"),
        ("127.0.0.1:50", ["198.51.100.9", "192.0.2.1, 10.0.0.1"], 2, "192.0.2.1"),
        ("127.0.0.1:50", [], 1, "127.0.0.1"),
        ("127.0.0.1:50", ["192.0.2.1"], 2, "127.0.0.1"),
        ("127.0.0.1:50", ["192.0.2.1:5000"], 1, "192.0.2.1"),
        ("127.0.0.1:50", ["[2001:db8:1:2::6]:5000"], 1, "2001:db8:1:2::/64"),
        ("127.0.0.1:50", ["nonsense"], 1, "unknown"),
    ],
)
def test_who_sends_is_an_address_or_a_network(
    client: str, forwarded: list[str], proxies: int, network: str, settings: Any
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    headers = SimpleNamespace(get_all=lambda name: forwarded)
    assert callers.network_of_sender(SimpleNamespace(client=client, headers=headers)) == network


def test_a_request_arrives_as_wsgi_has_it(server: Server) -> None:
    with server.wire() as wire:
        headers = ("X-One: 1", "X-One: 2", "Cookie: a=1", "Cookie: b=2", "X_Forwarded_For: 6.6.6.6", "Proxy: evil")
        wire.ask("POST", "/echo?q=%D8%A7&r=1", *headers, "Content-Type: text/plain", length=5)
        wire.say(b"hello")
        told = echoed(wire)
        assert told["sha256"] == hashlib.sha256(b"hello").hexdigest()
        assert told["REQUEST_METHOD"] == "POST"
        assert told["QUERY_STRING"] == "q=%D8%A7&r=1"
        assert (told["CONTENT_TYPE"], told["CONTENT_LENGTH"]) == ("text/plain", "5")
        assert (told["HTTP_X_ONE"], told["HTTP_COOKIE"]) == ("1,2", "a=1;b=2")
        assert (told["REMOTE_ADDR"], told["SERVER_PORT"]) == ("127.0.0.1", str(server.port))
        assert (told["SERVER_PROTOCOL"], told["wsgi.url_scheme"]) == ("HTTP/1.1", "http")
        assert "HTTP_X_FORWARDED_FOR" not in told
        assert "SECRET_KEY" not in told
        wire.ask("GET", "/%D8%A7%2F")  # The connection stays open, and a path is bytes in disguise.
        assert wire.hear().status == 200


def test_a_body_in_chunks_has_its_true_length(server: Server) -> None:
    data = front_app.content(50_000)
    with server.wire() as wire:
        wire.ask("POST", "/echo", "Transfer-Encoding: chunked")
        for start in range(0, len(data), 10_000):
            wire.say(chunked([data[start : start + 10_000]]))
        wire.say(b"0\r\n\r\n")
        told = echoed(wire)
    assert told["CONTENT_LENGTH"] == str(len(data))
    assert told["sha256"] == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        (["Transfer-Encoding: chunked"], b"5\r\nhello\r\nZZ\r\n"),
        (["Transfer-Encoding: chunked"], b"5\r\nhello\r\n0\r\nX-Trailer: 1\r\n\r\n"),
        (["Transfer-Encoding: chunked", "Content-Length: 3"], b"5\r\nhel"),
        (["Transfer-Encoding: gzip"], b"hello"),
        (["Content-Length: 5", "Content-Length: 3"], b"hello"),
        (["Content-Length: +5"], b"hello"),
        (["Content-Length: -5"], b"hello"),
    ],
)
def test_what_has_two_ends_or_none_is_refused(headers: list[str], body: bytes, server: Server) -> None:
    with server.wire() as wire:
        wire.ask("POST", "/echo", *headers)
        wire.say(body)
        wire.end()
        assert wire.hear().status in (0, 400)


def test_a_continuation_is_promised_to_those_who_may_send_alone(server: Server) -> None:
    with server.wire() as wire:
        wire.ask("POST", "/echo", "Expect: 100-continue", length=5)
        assert wire.hear().status == 100
        wire.say(b"hello")
        assert echoed(wire)["length"] == "5"
    with server.wire() as wire:
        wire.ask("POST", "/echo", "Expect: 100-continue", length=500_000_000)
        assert wire.hear().status == 413


def test_who_breaks_off_reaches_nobody_and_leaves_nothing(server: Server) -> None:
    for _ in range(THREADS * 4):
        with server.wire() as wire:
            wire.ask("POST", "/echo", length=50_000)
            wire.say(b"a" * 49_999)
    with server.wire() as wire:
        wire.ask("POST", "/echo", length=50)
        wire.say(b"a" * 49)
        wire.end()
        assert wire.hear().status in (0, 400)
    wait_for(lambda: server.open_files() == [])
    assert server.is_up()


def test_slow_senders_are_cut_while_others_work(server: Server) -> None:
    wires = [server.wire() for _ in range(20)]
    for wire in wires:
        wire.ask("POST", "/echo", length=5000)
    for _ in range(8):
        assert all(wire.say(b"a") for wire in wires)
        with server.wire() as other:
            other.ask("POST", "/echo", length=2)
            other.say(b"ab")
            assert echoed(other)["length"] == "2"
        assert not wires[0].has_heard(1 / HASTE)
    told = [wire.hear() for wire in wires]
    assert {one.status for one in told} == {408}
    assert max(one.seconds for one in told) < 60 / HASTE
    assert told[0].headers["connection"] == "close"


def test_a_pause_in_the_middle_of_much_is_not_endless(server: Server) -> None:
    with server.wire() as wire:
        wire.ask("POST", "/echo", length=60_000)
        wire.say(b"a" * 59_000)
        assert wire.hear().status == 408
        assert wire.hear().seconds < 100 / HASTE


def test_one_address_does_not_crowd_others_out(server: Server) -> None:
    wires = [server.wire("127.0.0.9") for _ in range(limits.MOST_BODIES_OF_ONE + 5)]
    for wire in wires:
        wire.ask("POST", "/echo", length=500)
    told = [wire for wire in wires if wire.has_heard(0.02)]
    assert len(told) >= 5
    refused = told[0].hear()
    assert (refused.status, refused.headers["retry-after"]) == (503, "5")
    with server.wire() as other:
        other.ask("POST", "/echo", length=2)
        other.say(b"ab")
        assert echoed(other)["length"] == "2"
    assert {wire.hear().status for wire in wires} <= {408, 503, 0}


def test_who_is_silent_before_a_request_is_cut(server: Server) -> None:
    for begun in (b"", b"GET /echo HTTP/1.1\r\nHost: loc"):
        with server.wire() as wire:
            wire.say(begun)
            assert wire.hear().status in (0, 408)
            assert wire.hear().seconds < 100 / HASTE


def test_endless_heads_are_refused(server: Server) -> None:
    with server.wire() as wire:
        wire.ask("GET", "/echo", *(f"X-{number}: {'a' * 5000}" for number in range(90)))
        assert wire.hear().status in (0, 431)
    with server.wire() as wire:
        wire.ask("GET", "/echo", f"X-Long: {'a' * 40_000}")
        assert len(echoed(wire)["HTTP_X_LONG"]) == 40_000


def test_what_is_too_large_is_refused_before_it_is_sent(server: Server) -> None:
    for headers, start in ((["Content-Length: 1000000000"], b""), (["Transfer-Encoding: chunked"], b"3b9aca00\r\n")):
        with server.wire() as wire:
            wire.ask("POST", "/sign-in/", *headers)
            wire.say(start)
            while wire.sent < 100_000_000 and wire.say(b"a" * 65536):
                pass
            assert wire.sent < 20_000_000
        assert list(server.folder.iterdir()) == []
        assert server.open_files() == []


def test_whoever_has_just_sent_too_much_reads_why(server: Server) -> None:
    for cookie, word in (("django_language=en", "signed in"), ("a=b", "من لم يسجّل")):
        with server.wire() as wire:
            wire.ask("POST", "/sign-in/", f"Cookie: {cookie}", length=300_000)
            told = wire.pour(b"a" * 300_000, piece=50_000, pause=0) or wire.hear()
        assert told.status == 413
        assert word in told.body.decode()
        assert "<script" not in told.body.decode()
        assert told.headers["cache-control"] == "private, no-store"
    with server.wire() as wire:
        wire.ask("POST", "/api/v1/readings/1/operations", length=300_000)
        told = wire.pour(b"a" * 300_000, piece=50_000, pause=0) or wire.hear()
    assert (told.status, told.headers["content-type"]) == (401, "application/problem+json")
    assert json.loads(told.body)["type"] == "urn:newsdesk:not_signed_in"


def test_who_is_refused_and_goes_on_waiting_is_cut(server: Server) -> None:
    with server.wire() as wire:
        wire.ask("POST", "/sign-in/", length=300_000)
        assert wire.hear().status == 413
        assert wire.socket.recv(1) == b""
        assert wire.hear().seconds < 50 / HASTE


def test_a_database_that_is_away_is_no_key(server: Server) -> None:
    with server.wire() as wire:
        wire.ask("POST", "/sign-in/", f"Cookie: sessionid={'a' * 32}", length=300_000)
        told = wire.hear()
    assert (told.status, told.headers["retry-after"]) == (503, "5")


@pytest.mark.parametrize("path", ["/file?length=1000", f"/file?length={front_app.LONG}", "/pieces?count=3"])
def test_an_answer_is_sent_byte_by_byte(path: str, server: Server) -> None:
    length = int(path.partition("length=")[2] or 3 * len(front_app.SEED))
    with server.wire() as wire:
        wire.ask("GET", path)
        told = wire.hear()
        assert told.body == front_app.content(length)
        wire.ask("HEAD", path)
        assert wire.hear(is_head=True).headers.get("content-length") in (str(length), None)
        wire.ask("GET", "/health/live")
        assert wire.hear().body == b'{"status": "live"}'


def test_long_answers_in_pieces_and_from_the_middle_of_a_file_are_whole(server: Server) -> None:
    with server.wire() as wire:
        wire.ask("GET", "/pieces?count=100")
        assert wire.hear().body == front_app.SEED * 100
        wire.ask("GET", f"/file?length={front_app.LONG}&begin=1234567")
        assert wire.hear().body == front_app.content(front_app.LONG)[1234567:]
    wait_for(lambda: server.open_files() == [])


def test_what_breaks_in_the_middle_is_no_short_answer(server: Server) -> None:
    with server.wire() as wire:
        wire.ask("GET", "/broken")
        told = wire.hear()
    assert told.status == 500
    assert b"secret" not in told.body


def test_who_never_reads_holds_no_thread_and_is_cut(server: Server) -> None:
    wires = [server.wire() for _ in range(THREADS * 4)]
    for wire in wires:
        wire.ask("GET", f"/file?length={front_app.LONG}")
    with server.wire() as other:
        other.ask("GET", "/echo")
        assert echoed(other)["length"] == "0"
    assert server.open_files() != []
    wait_for(lambda: server.open_files() == [])
    for wire in wires:
        assert len(wire.hear().body) < front_app.LONG


def test_two_cookies_are_two_headers(server: Server) -> None:
    with server.wire() as wire:
        wire.ask("GET", "/echo")
        head, _rest = wire._head()
    assert head.count(b"set-cookie: ") == 2
