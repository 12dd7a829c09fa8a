"""Arabic words of a source taken apart: what comes before the name, the name, and what is said behind it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from annotations.sources.known import words_of_known
from annotations.sources.offices import (
    BODIES,
    begins_office,
    goes_on,
    is_adjective,
    is_honorific,
    is_name,
    office_at_first,
)
from annotations.sources.spelling import Word, words_of, written
from annotations.sources.words import phrases, words


class Apart(NamedTuple):
    """The words of a source taken apart: the office before the name, the name, and what is said of it behind."""

    before: str
    name: str
    behind: str


def take_apart(part: str) -> Apart:
    """An office without a name, and words that are neither, are told as the name."""
    some = without_honorifics(words_of(part))
    if is_never_named(some):
        return _told([], some, [])
    if there := _called(some):
        described, name = some[:there], some[there + 1 :]
        if office_at_first(described):
            return _told(described, name, [])
        return _told([], described, name)
    office = office_at_first(some)
    name, behind = _name_and_behind(without_honorifics(some[len(office) :]))
    if office and not (is_name(name) and _is_closed_before(office, name)):
        return _told([], some, [])
    return _told(office, name, behind)


def _is_closed_before(office: Sequence[Word], name: Sequence[Word]) -> bool:
    """Not so in «سائق سيارة أجرة»: a noun without an article, where none before has one, is what the office is of."""
    if len(name) > 1 or name[0].is_definite:
        return True
    return any(word.is_definite or words_of_known(office[place:]) for place, word in enumerate(office))


def _told(before: Sequence[Word], name: list[Word], behind: Sequence[Word]) -> Apart:
    return Apart(written(before), written(without_honorifics(name)), written(behind))


def is_office(part: str) -> bool:
    """Whether the words are an office and nothing else: «وزير الصحة الفرنسي»."""
    some = without_honorifics(words_of(part))
    return 0 < len(office_at_first(some)) == len(some)


def is_never_named(some: Sequence[Word]) -> bool:
    """Whether the words are of those that speak without a name: «مصدر …», «عدد من …»."""
    called = any(word.key in words("unnamed.naming") for word in some)
    return bool(some) and not called and (some[0].is_one_of("unnamed.sources") or some[0].key.isdigit())


def is_addressee(some: Sequence[Word]) -> bool:
    """Whether the words tell to whom somebody spoke: «لوكالة …», «للجزيرة نت», «لمراسلنا»."""
    noun = some[0].joined_to("ل")
    if noun is None:
        return False
    listens = not words(*BODIES, "offices.heads").isdisjoint([noun.key, *noun.without_pronoun()])
    return noun.is_definite or listens or words_of_known([noun, *some[1:]]) > 0


def without_honorifics(some: list[Word]) -> list[Word]:
    """The words without titles before them; a title that nothing follows is all that there is."""
    while len(some) > 1:
        if not (count := _honorifics(some)):
            return some
        some = some[count:]
    return some


def _honorifics(some: Sequence[Word]) -> int:
    """How many words the title at the beginning has, which is no office: 0 where there is none."""
    for count in range(min(4, len(some) - 1), 1, -1):
        if " ".join(word.key for word in some[:count]) in phrases("honorifics.phrases"):
            return count
    first = next((reading for reading in some[0].readings() if is_honorific(reading)), None)
    if first is None or begins_office([first, *some[1:]]):
        return 0
    only_before_an_office = first.key in words("honorifics.only_before_an_office")
    return 0 if only_before_an_office and not office_at_first(some[1:]) else 1


def _called(some: Sequence[Word]) -> int:
    """The place of the word that leads to a name («يدعى»), or from a name to what he is («وهو»); 0 where none does."""
    places = range(1, len(some) - 1)
    return next((place for place in places if some[place].key in words("unnamed.naming")), 0)


def _name_and_behind(some: list[Word]) -> tuple[list[Word], list[Word]]:
    """A name, and the office or what else is said of it behind, without a comma."""
    for place in range(1, len(some)):
        if some[place - 1].key in words("offices.name_parts"):  # «عبد الملك»
            continue
        if is_addressee(some[place:]) or some[place].key == "ل":
            return some[:place], []
        is_one_noun = place == 1 and some[0].is_definite and is_adjective(some[1])  # «الخدمة الصحفية في …»
        if some[place].key == "من" or (not is_one_noun and _is_office_behind(some[place:])):
            return some[:place], some[place:]
    return some, []


def _is_office_behind(some: Sequence[Word]) -> bool:
    """An office without a comma before it: family names are like offices, so that something has to follow."""
    return len(some) > 1 and begins_office(some) and (not some[0].is_definite or goes_on(some[1:]))
