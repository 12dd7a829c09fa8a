"""Where an office ends and a name begins, in Arabic: «رئيس الوزراء العراقي | مصطفى الكاظمي». Pure.

An office without an article is open till it is said of what it is («وزير | الصحة»); a noun with one, and a name, close
it. What is closed goes on by adjectives («الفرنسي»), prepositions («في …»، «لشؤون …»), «و» and more offices. Any other
word begins a name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from annotations.sources.known import words_of_known
from annotations.sources.places import is_of_a_people
from annotations.sources.spelling import Word
from annotations.sources.words import words

BODIES = ("kinds.organisation", "kinds.outlet")
THINGS = (*BODIES, "kinds.document", "kinds.group")
JOINED_TO_NOUNS = "ولب"
LONGEST_NAME = 7  # In words.
FEMININE_ADJECTIVE = re.compile("...يه$")


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
        return _begins_with_article(first, rest)
    if first.key in words("offices.kunyas"):
        return False
    if first.key in words("offices.names_too", "offices.kin"):
        is_named = len(rest) > 1 and rest[0].is_definite and not all(word.is_definite for word in rest)
        return bool(rest) and (is_named or _is_domain(rest))
    if first.key in words("offices.heads", "unnamed.roles"):
        return True
    if first.key in words(*THINGS):
        return False
    owned = words("offices.heads", "unnamed.roles", "offices.kin") - words("offices.kunyas")
    if first.key.endswith("ه"):  # «أميرة» is no «أمير» of his.
        owned -= words("offices.names_too")
    return not owned.isdisjoint(first.without_pronoun())


def _begins_with_article(first: Word, rest: Sequence[Word]) -> bool:
    if first.key in words("offices.definite_names"):
        return bool(rest) and first.bare in words("offices.heads") and goes_on(rest)
    if first.bare in words("offices.heads", "offices.ranks", "unnamed.roles"):
        return True
    # «الفاعل الجمعوي محمد …»: no family name has an adjective behind it, and a name behind that.
    names_somebody = len(rest) > 1 and is_adjective(rest[0]) and not rest[1].is_definite and is_name(rest[1:])
    return names_somebody and _joined(rest[1:]) is None and first.bare not in words(*THINGS)


def is_honorific(word: Word) -> bool:
    return word.key in words("honorifics.arabic")


def is_adjective(word: Word) -> bool:
    """Whether the word, with an article, is an adjective of offices, and of what they are of."""
    return word.is_definite and is_qualifying(word)


def is_qualifying(word: Word) -> bool:
    """Whether the word is an adjective of offices and of what they are of, with an article or without."""
    return is_of_a_people(word) or not words("offices.adjectives").isdisjoint(word.stems)


def is_name(some: Sequence[Word]) -> bool:
    """Whether these words may be somebody's name."""
    return (
        0 < len(some) <= LONGEST_NAME
        and not any(word.key in words("people.never") or word.key.isdigit() for word in some)
        and some[0].bare not in words(*BODIES, "kinds.group", "unnamed.adjectives")
        and (len(some) > 1 or some[0].is_definite or not is_of_a_people(some[0]))
    )


def goes_on(some: Sequence[Word]) -> bool:
    """Whether an office with an article goes on with these words."""
    word = some[0]
    return word.key == "باسم" or is_adjective(word) or is_preposition(word) or _joined(some) is not None


def _length(some: Sequence[Word]) -> int:
    place, is_open = 1, _is_open(some[0])
    while place < len(some) and (step := _step(some, place, is_open)):
        count, is_open = step
        place += count
    return place


def _is_open(head: Word) -> bool:
    """Whether an office asks of what it is: not with an article, nor with a pronoun («وزيرها»)."""
    return not head.is_definite and head.key in words("offices.heads", "unnamed.roles")


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
    if is_open:
        return _complement(rest)
    return (1, False) if _agrees(word, before[-1]) else _continuation(rest)


def _complement(some: Sequence[Word]) -> tuple[int, bool]:
    """What an open office is of. An unknown word is a name and closes it, unless another noun depends on it."""
    word, rest = some[0], some[1:]
    if count := words_of_known(some):
        return count, False
    if word.is_definite:
        return 1, False
    if word.key in words(*BODIES, "offices.heads", "offices.domains"):
        return 1, True
    return _joined(some) or (1, bool(rest) and _is_depended_on(rest))


def _is_depended_on(some: Sequence[Word]) -> bool:
    if some[0].is_definite:
        return not is_honorific(some[0]) and not begins_office(some)
    return some[0].key in words(*BODIES) or words_of_known(some) > 0


def _continuation(some: Sequence[Word]) -> tuple[int, bool] | None:
    """How an office goes on that is whole already."""
    word, rest = some[0], some[1:]
    if begins_office(some):
        return 1, _is_open(word)
    if not word.is_definite:
        return (1, True) if word.key in words(*BODIES) else _joined(some) or _of_unknown(some)
    if is_honorific(word) or word.key in words("offices.definite_names"):
        return None
    if is_adjective(word):
        return 1, False
    # An adjective, where a name is still to come; a family name, where nothing is.
    comes = any(not other.is_definite for other in rest) and rest[0].key not in words("offices.name_parts")
    return (1, False) if comes else None


def _joined(some: Sequence[Word]) -> tuple[int, bool] | None:
    """A particle that is written onto a noun which cannot be a name's: «لشؤون», «بالوزارة», «ورئيس»."""
    rest = some[1:]
    for noun in filter(None, map(some[0].joined_to, JOINED_TO_NOUNS)):
        if noun.is_definite:
            return 1, False
        if noun.key in words(*BODIES, "offices.topics") or begins_office([noun, *rest]):
            return 1, True
        if count := words_of_known([noun, *rest]):
            return count, False
    return None


def _of_unknown(some: Sequence[Word]) -> tuple[int, bool] | None:
    """What an office is of, by «ل», though nobody knows it, where a name of two words comes: «لتسلا إيلون ماسك»."""
    noun, rest = some[0].joined_to("ل"), some[1:]
    if noun is None or not rest:
        return None
    is_of_it = len(rest) > 1 or rest[0].is_definite
    return _complement([noun, *rest]) if is_of_it else None


def is_preposition(word: Word) -> bool:
    return word.key in words("offices.prepositions")


def _speaks(before: Sequence[Word]) -> bool:
    has_spoken_for = any(word.key == "باسم" for word in before)
    return not has_spoken_for and any(word.is_one_of("offices.speaking") for word in before)


def _is_domain(some: Sequence[Word]) -> bool:
    """Whether only an office can be of this."""
    return some[0].bare in words(*BODIES, "offices.domains", "offices.heads") or words_of_known(some) > 0


def _agrees(word: Word, before: Word) -> bool:
    """Whether a word is by its ending an adjective of what stands before it: «الموارد الطبيعية», «الشركة المشغلة»."""
    if not word.is_definite or is_honorific(word):
        return False
    return FEMININE_ADJECTIVE.search(word.key) is not None or (word.key.endswith("ه") and before.key.endswith("ه"))


def _describes(word: Word, head: Word) -> bool:
    """Whether a word without an article is an adjective of this office, and no noun that it is of («وزير مالية …»)."""
    return (
        is_qualifying(word)
        and word.key not in words("offices.topics", "kinds.organisation", "unnamed.names_in_ya")
        and word.key.endswith("ه") == head.key.endswith("ه")
    )
