"""Marked words that point to somebody in one article alone: «الصحيفة», «الوزير», «وزير الصحة الفرنسي», «والدته». Pure.

Another article says «الوزير» of somebody else, so that such words are no name that the registry keeps. Only what is
certainly a mention is told as one: family names and outlets have articles, too («المالكي», «الجزيرة»).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from annotations.sources.english_offices import is_english_office, keys_of_english
from annotations.sources.known import known_kind
from annotations.sources.naming import read_source
from annotations.sources.offices import is_office
from annotations.sources.places import is_of_a_people
from annotations.sources.spelling import Word, is_arabic, parts_of, words_of, written
from annotations.sources.unnamed import is_unnamed
from annotations.sources.words import words

PEOPLE = ("offices.heads", "offices.ranks", "unnamed.roles", "kinds.group")
THINGS = ("kinds.outlet", "kinds.document", "kinds.organisation")
NAMES = ("offices.names_too", "kinds.names_too", "unnamed.names_in_ya")
END_OF_FEMININE = re.compile("ت$")


def is_mention(marked: str) -> bool:
    """Whether the words name nobody outside their article: they describe, point back, or tell an office alone."""
    parts = parts_of(marked)
    if not parts or _is_known(parts[0]) or read_source(marked).affiliation:
        return False
    return is_unnamed(marked) or (_is_mention_in_arabic if is_arabic(parts[0]) else _is_mention_in_english)(parts[0])


def _is_known(part: str) -> bool:
    """Whether these words are known as a name, though each of them may be a common noun."""
    some = words_of(part)
    is_family_name = len(some) == 1 and some[0].is_definite and some[0].bare in words("mentions.surnames")
    return is_family_name or known_kind(part) == "organisation"


def _is_mention_in_arabic(part: str) -> bool:
    first, *rest = words_of(part)
    readings = [one for one in first.readings() if not _is_known(written([one, *rest]))]
    return is_office(part) or any(_points(one, rest) for one in readings)


def _points(first: Word, rest: Sequence[Word]) -> bool:
    if first.key in words("mentions.demonstratives", "mentions.crowds"):
        return True
    if not rest:
        return first.key in words("mentions.pronouns") or _is_common(first)
    if first.bare in words("kinds.document"):
        is_issued = rest[0].key in words("mentions.issued")
        return is_issued or (first.bare not in words(*NAMES) and all(map(_says_no_name, rest)))
    if first.is_definite:
        is_generic = first.bare in words(*PEOPLE, "kinds.outlet", "mentions.nouns")
        return is_generic and all(map(_says_no_name, rest))
    return first.key in words("offices.kin") and all(word.is_definite and _is_common(word) for word in rest)


def _is_common(word: Word) -> bool:
    """Whether a word alone is a common noun: with an article, without one, or with a pronoun written onto it."""
    if word.is_definite:
        return word.bare in words(*PEOPLE, *THINGS, "mentions.nouns") or word.key in words("kinds.ministries")
    common = words(*PEOPLE, *THINGS, "offices.kin") - words(*NAMES)
    return word.key in common or any(base in common for base in _without_pronoun(word.key))


def _without_pronoun(key: str) -> list[str]:
    """«وزارته» is of «وزارة», «وزيرها» of «وزير»."""
    bases = [key.removesuffix(suffix) for suffix in words("mentions.suffixes") if key.endswith(suffix)]
    return [*bases, *(END_OF_FEMININE.sub("ه", base) for base in bases)]


def _says_no_name(word: Word) -> bool:
    return is_of_a_people(word) or not words("mentions.adjectives").isdisjoint([word.key, *word.stems])


def _is_mention_in_english(part: str) -> bool:
    keys, some = keys_of_english(part), part.split()
    if is_english_office(part) or (len(keys) == 1 and keys[0] in words("english.pronouns")):
        return True
    if is_determined := keys[0] in words("english.determiners"):
        some = some[1:]
    if not some or keys[-1] not in words("english.nouns", *PEOPLE, *THINGS):
        return False
    # “the Ministry”, but “the World Health Organization”.
    return all(word[0].islower() for word in some[:-1]) and (is_determined or some[-1][0].islower())
