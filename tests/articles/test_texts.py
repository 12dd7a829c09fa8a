"""Texts that are kept at hand: the same ones come without a question, and no more of them than there is room for."""

from __future__ import annotations

from typing import Any

import pytest

from articles.texts import Shelf
from tests.factories import a_revision

pytestmark = pytest.mark.django_db


def test_a_text_is_asked_for_once(django_assert_num_queries: Any) -> None:
    revision, shelf = a_revision(), Shelf(room=10**6)
    assert shelf.text_of(revision.pk).text == revision.text
    with django_assert_num_queries(0):
        assert shelf.text_of(revision.pk).may_bound(revision.length)


def test_what_was_not_asked_for_longest_makes_room() -> None:
    first, second, third = (a_revision() for _ in range(3))
    shelf = Shelf(room=first.length + second.length)
    for revision in (first, second, first, third):
        shelf.text_of(revision.pk)
    assert list(shelf.texts) == [first.pk, third.pk]


def test_a_text_beyond_all_room_is_kept_until_the_next_one_comes() -> None:
    first, second = a_revision(), a_revision()
    shelf = Shelf(room=1)
    for revision in (first, second):
        assert shelf.text_of(revision.pk).text == revision.text
        assert list(shelf.texts) == [revision.pk]
