"""Outlets, organisations and places that are known by their names. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from annotations.sources.places import is_of_a_people, is_place
from annotations.sources.spelling import Word, written
from annotations.sources.words import phrases, words
from articles.arabic import plain
from articles.layout.places import OUTLETS

LONGEST = 4
"""Words of a known name, at most, where it is looked for among others."""


def known_kind(name: str) -> str | None:
    """“outlet” or “organisation”, where the name is known as one's."""
    key = plain(name)
    if key in _outlets():
        return "outlet"
    return "organisation" if key in phrases("names.organisations") else None


def kind_of_known(some: Sequence[Word]) -> str | None:
    """The same of words, the first of which may have a particle. A place speaks for its offices."""
    readings = [written([reading, *some[1:]]) for reading in some[0].readings()]
    kind = next((kind for reading in readings if (kind := known_kind(reading))), None)
    return kind or ("organisation" if is_place(map(plain, readings)) else None)


def kind_of_known_within(some: Sequence[Word]) -> str | None:
    """The same where more is said behind: of what people it is, and where."""
    count = next((place for place, word in enumerate(some) if word.key in words("offices.prepositions")), len(some))
    while count > 1 and some[count - 1].is_definite and is_of_a_people(some[count - 1]):
        count -= 1
    return kind_of_known(some[:count]) if count else None


def words_of_known(some: Sequence[Word]) -> int:
    """How many words, from the first one on, are a known name: 0 where they begin with none."""
    for count in range(min(len(some), LONGEST), 0, -1):
        name = written(some[:count])
        if known_kind(name) or is_place([plain(name)]):
            return count
    return 0


@cache
def _outlets() -> frozenset[str]:
    return phrases("names.outlets") | OUTLETS
