"""Working ahead keeps the order, its measure, errors in their turn, the language and the request."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from django.utils import translation

from articles.importing.ahead import ahead
from newsdesk.upkeep.logs import request_id


def test_things_come_in_their_order() -> None:
    assert list(ahead(iter(range(1000)))) == list(range(1000))
    assert list(ahead(iter([]))) == []


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


def test_what_fails_fails_in_its_turn() -> None:
    def things() -> Iterator[int]:
        yield 1
        raise OSError("lost")

    coming = ahead(things())
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
