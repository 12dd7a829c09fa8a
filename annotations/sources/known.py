"""Outlets, organisations and places that are known by their names. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from annotations.sources.places import is_of_a_people, is_place
from annotations.sources.spelling import Word, written
from annotations.sources.words import phrases
from articles.arabic import plain
from articles.layout.places import OUTLETS

LONGEST = 4
"""Words of a known name, at most, where it is looked for among others."""


def known_kind(name: str) -> str | None:
    """“outlet” or “organisation”, where the name is known as one's."""
    key = plain(name)
    if key in outlets():
        return "outlet"
    return "organisation" if key in phrases("names.organisations") else None


def kind_of_known(some: Sequence[Word]) -> str | None:
    """The same of words, the first of which may have a particle, and which may say of what people it is."""
    first, *rest = some
    while rest and rest[-1].is_definite and is_of_a_people(rest[-1]) and known_kind(written(some)) is None:
        rest.pop()
    readings = [written([reading, *rest]) for reading in first.readings()]
    kind = next((kind for reading in readings if (kind := known_kind(reading))), None)
    return kind or ("organisation" if is_place(map(plain, readings)) else None)


def words_of_known(some: Sequence[Word]) -> int:
    """How many words, from the first one on, are a known name: 0 where they begin with none."""
    for count in range(min(len(some), LONGEST), 0, -1):
        name = written(some[:count])
        if known_kind(name) or is_place([plain(name)]):
            return count
    return 0


@cache
def outlets() -> frozenset[str]:
    return phrases("names.outlets") | OUTLETS
