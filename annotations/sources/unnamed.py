"""Marked words that describe who speaks and name nobody: «مصدر أمني», «مسؤول أميركي رفيع». Pure.

As an entry of the registry they would join people who have nothing to do with each other.
"""

from __future__ import annotations

import re

from annotations.sources.apart import is_never_named
from annotations.sources.naming import read_source
from annotations.sources.offices import is_adjective
from annotations.sources.spelling import Word, is_arabic, parts_of, words_of
from annotations.sources.words import words

PREPOSITION = re.compile(r"(?:بال|لل|ب(?=\w{4}))\w+")
RELATED = re.compile(r"\w{2,}(?:ي|يه|يون|يين|يان|يات|يتان)$")  # أمني, أميركية, عراقيون
ENGLISH_DESCRIBING = re.compile(
    r"\s(?:in|of|from|at|with|within|inside|near|on|who|that|close|familiar|briefed|involved|for|told|said)\s",
    re.IGNORECASE,
)


def is_unnamed(marked: str) -> bool:
    """Whether the words describe who speaks, and name nobody."""
    head = next(iter(parts_of(marked)), "")
    if not is_arabic(head):
        return _is_unnamed_in_english(head) and not read_source(marked).affiliation
    some = words_of(head)
    return is_never_named(some) or (_is_unnamed_in_arabic(some) and not read_source(marked).affiliation)


def _is_unnamed_in_arabic(some: list[Word]) -> bool:
    if any(word.key in words("unnamed.naming") for word in some):
        return False
    first, *rest = some
    if first.is_one_of("unnamed.offices"):
        return not _is_definite(first) and bool(rest) and _is_indefinite_adjective(rest[0]) and _describe(rest)
    if not first.is_one_of("unnamed.roles", "kinds.group"):
        return False
    return all(map(_is_definite_adjective, rest)) if _is_definite(first) else _describe(rest)


def _describe(some: list[Word]) -> bool:
    """Whether adjectives and clauses are all that follows: a word that is neither may be a name."""
    for word in some:
        if word.key in words("unnamed.describing") or PREPOSITION.fullmatch(word.key):
            return True
        if not _is_indefinite_adjective(word):
            return False
    return True


def _is_indefinite_adjective(word: Word) -> bool:
    if _is_definite(word) or word.key in words("unnamed.names_in_ya"):
        return False
    return word.key in words("unnamed.adjectives") or bool(RELATED.search(word.key))


def _is_definite_adjective(word: Word) -> bool:
    of_its_own = word.key in words("unnamed.adjectives")  # «نفسه»
    return of_its_own or (word.is_definite and word.bare in words("unnamed.adjectives")) or is_adjective(word)


def _is_definite(word: Word) -> bool:
    return any(reading.is_definite for reading in word.readings())


def _is_unnamed_in_english(head: str) -> bool:
    described = ENGLISH_DESCRIBING.split(f"{head} ")[0].lower().split()
    return bool(described) and described[-1] in words("unnamed.english_roles")
