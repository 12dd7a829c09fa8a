"""What the words that mark a source say of it: the name of a new entry, what it is besides, and its kind. Pure.

A source is marked with all that the article says of it: «كاظم الفرطوسي، المتحدث باسم كتائب سيد الشهداء», «رئيس الوزراء
العراقي مصطفى الكاظمي», «وزير الصحة الفرنسي، أوليفييه فيران». The name is what the entry of the registry is called; what
somebody is changes, and stays with the source as its affiliation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from annotations.sources.apart import Apart, is_addressee, is_office, take_apart
from annotations.sources.english_offices import is_english_name, is_english_office, take_apart_english, without_article
from annotations.sources.kinds import PERSON, kind_of
from annotations.sources.offices import is_name, office_at_first
from annotations.sources.spelling import is_arabic, parts_of, words_of, written
from annotations.sources.words import words
from articles.arabic import search_key

NAME_LIMIT = 200


class Named(NamedTuple):
    """A source as its words tell it. `kind` is one of `Source.Kind`.

    An office that stands alone is the name, without an affiliation: «وزير الصحة الفرنسي». Either may be "".
    """

    name: str
    affiliation: str
    kind: str


def read_source(marked: str) -> Named:
    """The name within marked words, without titles and asides; the office or origin that they add; and the kind."""
    parts = parts_of(marked)
    if not parts:
        return Named("", "", PERSON)
    if (kind := kind_of(parts[0])) != PERSON:
        return Named(_limited(parts[0]), "", kind)
    apart, behind, told = _take_apart(parts[0]), parts[1:], []
    if _describes(parts[0], apart):
        if not _names(behind):
            return Named(_limited(apart.name), "", PERSON)
        told, apart, behind = [_without_particle(apart.name)], _take_apart(behind[0]), behind[1:]
    told += [apart.before, apart.behind, *_descriptions(behind)]
    comma = "، " if is_arabic(parts[0]) else ", "
    return Named(_limited(apart.name), comma.join(filter(None, told)), PERSON)


def head_of(marked: str) -> str:
    """The name within marked words; "" where there is none."""
    return read_source(marked).name


def likely_kind(marked: str) -> str:
    """The kind of source that these words name: a person, where nothing says otherwise."""
    return read_source(marked).kind


def _take_apart(part: str) -> Apart:
    return (take_apart if is_arabic(part) else take_apart_english)(part)


def _describes(part: str, apart: Apart) -> bool:
    """Whether a part tells an office and names nobody."""
    if apart.before or apart.behind:
        return False
    return bool(office_at_first(words_of(part))) if is_arabic(part) else is_english_office(part)


def _names(parts: Sequence[str]) -> bool:
    """Whether the first of these parts names somebody."""
    if not parts or kind_of(parts[0]) != PERSON or _begins_no_description(parts[0]) or _begins_with_pronoun(parts[0]):
        return False
    apart = _take_apart(parts[0])
    if not is_arabic(parts[0]):
        return is_english_name(apart.name)
    return not _describes(parts[0], apart) and is_name(words_of(apart.name))


def _descriptions(parts: Sequence[str]) -> Iterator[str]:
    """What parts behind a name say that somebody is: the first that says it, and those that go on with an office."""
    told = False
    for part in parts:
        some = words_of(part)
        while len(some) > 1 and some[0].key in words("unnamed.naming"):  # «وهي نازحة من …»
            some = some[1:]
        if not some or some[0].key[0].isdigit():  # «45 عاماً»
            continue
        if _begins_no_description(part) or (not office_at_first(some) and (told or some[0].key.startswith("و"))):
            return
        told = True
        yield without_article(written(some))


def _begins_no_description(part: str) -> bool:
    some = words_of(part)
    return some[0].key in words("people.no_description") or is_addressee(some)


def _begins_with_pronoun(part: str) -> bool:
    return words_of(part)[0].key in words("unnamed.naming")


def _without_particle(part: str) -> str:
    """«لوزير الصحة» and “the health minister” as one says who somebody is."""
    return written(office_at_first(words_of(part))) if is_office(part) else without_article(part)


def _limited(name: str) -> str:
    name = name[:NAME_LIMIT].strip()
    return name if len(search_key(name)) > 2 else ""
