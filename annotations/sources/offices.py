"""Where an office ends and a name begins, in Arabic: «رئيس الوزراء العراقي | مصطفى الكاظمي». Pure.

An office without an article is open till it is said of what it is («وزير | الصحة»); a noun with one, and a name, close
it. What is closed goes on by adjectives («الفرنسي»), prepositions («في …»، «لشؤون …»), «و» and more offices. Any other
word begins a name.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from annotations.sources.known import words_of_known
from annotations.sources.places import is_of_a_people
from annotations.sources.spelling import Word, words_of, written
from annotations.sources.words import phrases, words

LONGEST_NAME = 7  # In words.


class Apart(NamedTuple):
    """The words of a source taken apart: the office before the name, the name, and what is said of it behind."""

    before: str
    name: str
    behind: str


def take_apart(part: str) -> Apart:
    """An office without a name, and words that are neither, are told as the name."""
    some = without_honorifics(words_of(part))
    if there := _called(some):
        described, name = some[:there], some[there + 1 :]
        if office_at_first(described):
            return _told(described, name, [])
        return _told([], described, name)
    office = office_at_first(some)
    name, behind = _name_and_behind(without_honorifics(some[len(office) :]))
    if office and not is_name(name):
        return _told([], some, [])
    return _told(office, name, behind)


def _told(before: Sequence[Word], name: list[Word], behind: Sequence[Word]) -> Apart:
    return Apart(written(before), written(without_honorifics(name)), written(behind))


def is_office(part: str) -> bool:
    """Whether the words are an office and nothing else: «وزير الصحة الفرنسي»."""
    some = words_of(part)
    return 0 < len(office_at_first(some)) == len(some)


def office_at_first(some: Sequence[Word]) -> list[Word]:
    """The words of the office that begins here, without a particle written onto the first; none where none begins."""
    for reading in some[0].readings() if some else []:
        words_read = [reading, *some[1:]]
        if begins_office(words_read):
            return words_read[: _length(words_read)]
    return []


def begins_office(some: Sequence[Word]) -> bool:
    first, rest = some[0], some[1:]
    if is_honorific(first):
        return len(rest) > 1 and (is_preposition(rest[0]) or is_adjective(rest[0]))
    if first.is_definite:
        return first.bare in words("offices.heads", "offices.ranks", "unnamed.roles") and (
            first.key not in words("offices.definite_names") or (bool(rest) and _goes_on(rest))
        )
    if first.key in words("offices.names_too"):
        return bool(rest) and _is_domain(rest)
    return first.key in words("offices.heads", "unnamed.roles")


def is_honorific(word: Word) -> bool:
    return word.key in words("honorifics.arabic")


def is_adjective(word: Word) -> bool:
    """Whether the word, with an article, is an adjective of offices, and of what they are of."""
    return word.is_definite and _may_qualify(word)


def is_name(some: Sequence[Word]) -> bool:
    """Whether these words may be somebody's name."""
    return (
        0 < len(some) <= LONGEST_NAME
        and not any(word.key in words("people.never") or word.key.isdigit() for word in some)
        and some[0].bare not in words("kinds.organisation", "kinds.outlet", "kinds.group", "unnamed.adjectives")
        and (len(some) > 1 or some[0].is_definite or not is_of_a_people(some[0]))
    )


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
        if some[place].key in words("people.relative"):
            return some[:place], []
        if some[place].key == "من" or _is_office_behind(some[place:]):
            return some[:place], some[place:]
    return some, []


def _is_office_behind(some: Sequence[Word]) -> bool:
    """An office without a comma before it: family names are like offices, so that something has to follow."""
    return len(some) > 1 and begins_office(some) and (not some[0].is_definite or _goes_on(some[1:]))


def _goes_on(some: Sequence[Word]) -> bool:
    """Whether an office with an article goes on with these words."""
    word = some[0]
    return word.key == "باسم" or is_adjective(word) or is_preposition(word) or _joined(some) is not None


# How far an office goes: places in the words, and whether it is open there


def _length(some: Sequence[Word]) -> int:
    place, is_open = 1, not some[0].is_definite
    while place < len(some) and (step := _step(some, place, is_open)):
        count, is_open = step
        place += count
    return place


def _step(some: Sequence[Word], place: int, is_open: bool) -> tuple[int, bool] | None:
    """How many words more the office has, and whether it is open behind them; None where it has ended."""
    before, rest = some[:place], some[place:]
    word = rest[0]
    if word.key == "باسم":
        return (1, True) if _speaks(before) else None
    if word.key in words("offices.of_somebody"):
        return 1, False
    if word.key == "علي" and before[-1].bare in words("offices.over"):
        return 1, True
    if before[-1].bare in words("offices.heads", "offices.ranks", "offices.qualifiers", "unnamed.roles"):
        if word.key in words("offices.qualifiers"):
            return 1, is_open
        if is_open and not word.is_definite and _describes(word, before[-1]):
            return 1, False
    if is_preposition(word):
        return 1, True
    return _complement(rest) if is_open else _continuation(rest)


def _complement(some: Sequence[Word]) -> tuple[int, bool]:
    """What an open office is of. An unknown word is a name and closes it, unless another noun depends on it."""
    word, rest = some[0], some[1:]
    if count := words_of_known(some):
        return count, False
    if word.is_definite:
        return 1, False
    if word.key in words("kinds.organisation", "kinds.outlet", "offices.heads"):
        return 1, True
    return _joined(some) or (1, bool(rest) and _is_depended_on(rest))


def _is_depended_on(some: Sequence[Word]) -> bool:
    if some[0].is_definite:
        return not is_honorific(some[0]) and not begins_office(some)
    return some[0].key in words("kinds.organisation") or words_of_known(some) > 0


def _continuation(some: Sequence[Word]) -> tuple[int, bool] | None:
    """How an office goes on that is whole already."""
    word, rest = some[0], some[1:]
    if begins_office(some):
        return 1, not word.is_definite
    if not word.is_definite:
        return (1, True) if word.key in words("kinds.organisation") else _joined(some) or _of_unknown(some)
    if is_honorific(word) or word.key in words("offices.definite_names"):
        return None
    if is_adjective(word):
        return 1, False
    # An adjective, where a name is still to come; a family name, where nothing is.
    comes = any(not other.is_definite for other in rest) and rest[0].key not in words("offices.name_parts")
    return (1, False) if comes else None


def _joined(some: Sequence[Word]) -> tuple[int, bool] | None:
    """A particle that is written onto a noun which cannot be a name's: «لشؤون», «بالوزارة», «ورئيس»."""
    word, rest = some[0], some[1:]
    if word.key in words("offices.names_in_waw", "offices.names_in_lam"):
        return None
    for noun in word.readings()[1:]:
        if noun.is_definite:
            return 1, False
        if noun.key in words("kinds.organisation", "offices.topics") or begins_office([noun, *rest]):
            return 1, True
        if count := words_of_known([noun, *rest]):
            return count, False
    return None


def _of_unknown(some: Sequence[Word]) -> tuple[int, bool] | None:
    """What an office is of, by «ل», though nobody knows it, where a name of two words comes: «لتسلا إيلون ماسك»."""
    noun, rest = some[0].joined_to("ل"), some[1:]
    if noun is None or len(rest) < 2 or some[0].key in words("offices.names_in_lam"):
        return None
    return _complement([noun, *rest])


def is_preposition(word: Word) -> bool:
    return word.key in words("offices.prepositions")


def _speaks(before: Sequence[Word]) -> bool:
    keys = {word.bare for word in before}
    return "باسم" not in keys and not keys.isdisjoint(words("offices.speaking"))


def _is_domain(some: Sequence[Word]) -> bool:
    """Whether only an office can be of this."""
    return some[0].bare in words("kinds.organisation", "offices.domains", "offices.heads") or words_of_known(some) > 0


def _may_qualify(word: Word) -> bool:
    return is_of_a_people(word) or not words("offices.adjectives").isdisjoint(word.stems)


def _describes(word: Word, head: Word) -> bool:
    """Whether a word without an article is an adjective of this office, and no noun that it is of («وزير مالية …»)."""
    return (
        _may_qualify(word)
        and word.key not in words("offices.topics", "kinds.organisation", "unnamed.names_in_ya")
        and word.key.endswith("ه") == head.key.endswith("ه")
    )
