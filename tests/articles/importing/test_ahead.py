"""Working ahead keeps the order, its measure, errors in their turn, the language and the request."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from multiprocessing import active_children
from pathlib import Path

import pytest
from django.db import connection
from django.utils import translation

from articles.importing.ahead import MakerLost, ahead, ahead_apart
from newsdesk.upkeep.logs import request_id

Ahead = Callable[[Iterator[int]], Iterator[int]]
by_both = pytest.mark.parametrize("way", [ahead, ahead_apart])


@by_both
def test_things_come_in_their_order(way: Ahead) -> None:
    assert list(way(iter(range(1000)))) == list(range(1000))
    assert list(way(iter([]))) == []


def test_one_thing_is_made_while_another_is_used_and_no_more() -> None:
    made: list[int] = []
    second_is_made = threading.Event()

    def things() -> Iterator[int]:
        for number in range(4):
            made.append(number)
            if number == 1:
                second_is_made.set()
            yield number

    coming = ahead(things())
    assert next(coming) == 0
    assert second_is_made.wait(timeout=60)
    coming.close()
    assert made == [0, 1]


@by_both
def test_what_fails_fails_in_its_turn(way: Ahead) -> None:
    def things() -> Iterator[int]:
        yield 1
        raise OSError("lost")

    coming = way(things())
    assert next(coming) == 1
    with pytest.raises(OSError, match="lost"):
        next(coming)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_language_is_that_of_whoever_asks(language: str) -> None:
    with translation.override(language):
        assert list(ahead(translation.get_language() for _ in range(3))) == [language] * 3


def test_the_log_knows_whose_request_it_is() -> None:
    token = request_id.set("1234")
    try:
        assert list(ahead(request_id.get() for _ in range(3))) == ["1234"] * 3
    finally:
        request_id.reset(token)


def test_the_thread_ends_with_the_things() -> None:
    before = threading.active_count()
    assert sum(ahead(iter(range(3)))) == 3
    assert threading.active_count() == before


def test_another_process_makes_what_is_apart_and_goes_on_with_open_files(tmp_path: Path) -> None:
    file = tmp_path / "numbers"
    file.write_text("".join(f"{number}\n" for number in range(5000)))
    with file.open("rb", buffering=0) as lines:
        assert lines.readline() == b"0\n"
        made = list(ahead_apart((int(line), os.getpid()) for line in lines))
    assert [number for number, _process in made] == list(range(1, 5000))
    processes = {process for _number, process in made}
    assert len(processes) == 1
    assert processes.isdisjoint({os.getpid()})
    assert not active_children()


def test_it_is_said_that_the_other_process_was_ended() -> None:
    def things() -> Iterator[int]:
        yield 1
        os.kill(os.getpid(), signal.SIGKILL)

    coming = ahead_apart(things())
    with pytest.raises(MakerLost):
        list(coming)


def test_the_other_process_ends_when_nobody_wants_more() -> None:
    coming = ahead_apart(iter(range(10**9)))
    assert next(coming) == 0
    assert len(active_children()) == 1
    coming.close()
    assert not active_children()


def test_an_interrupt_from_the_keyboard_is_for_whoever_receives() -> None:
    def things() -> Iterator[int]:
        os.kill(os.getpid(), signal.SIGINT)
        yield 1

    assert list(ahead_apart(things())) == [1]


@pytest.mark.django_db
def test_the_other_process_holds_no_connection_with_the_database() -> None:
    socket = connection.connection.fileno()

    def things() -> Iterator[bool]:
        try:
            os.fstat(socket)
        except OSError:
            yield False
        else:
            yield True

    assert list(ahead_apart(things())) == [False]
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
