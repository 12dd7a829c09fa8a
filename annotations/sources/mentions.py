"""Marked words that point to somebody in one article alone: «الصحيفة», «الوزير», «وزير الصحة الفرنسي», «والدته». Pure.

Another article says «الوزير» of somebody else, so that such words are no name that the registry keeps. Only what is
certainly a mention is told as one: family names and outlets have articles, too («المالكي», «الجزيرة»).
"""

from __future__ import annotations

from collections.abc import Sequence

from annotations.sources.apart import is_office
from annotations.sources.english_offices import is_english_office, keys_of_english
from annotations.sources.known import known_kind
from annotations.sources.naming import read_source
from annotations.sources.offices import is_qualifying
from annotations.sources.places import is_of_a_people, is_place
from annotations.sources.spelling import Word, is_arabic, parts_of, words_of, written
from annotations.sources.unnamed import is_unnamed
from annotations.sources.words import words

PEOPLE = ("offices.heads", "offices.ranks", "unnamed.roles", "kinds.group")
THINGS = ("kinds.outlet", "kinds.document", "kinds.organisation")
NAMES = ("offices.names_too", "kinds.names_too", "unnamed.names_in_ya")


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
    kind = known_kind(part)
    return is_family_name or kind == "organisation" or (kind is not None and not is_arabic(part))


def _is_mention_in_arabic(part: str) -> bool:
    first, *rest = words_of(part)
    readings = [one for one in first.readings() if not _is_known(written([one, *rest]))]
    return is_office(part) or any(_points(one, rest) for one in readings)


def _points(first: Word, rest: Sequence[Word]) -> bool:
    if first.key in words("mentions.demonstratives", "mentions.crowds"):
        return True
    if not rest:
        return first.key in words("mentions.pronouns") or _is_common(first)
    told = next((word for word in rest if not _says_no_name(word)), None)
    if first.bare in words("kinds.document") and told and told.key in words("mentions.issued"):
        return True
    if first.is_definite:
        return told is None and first.bare in words(*PEOPLE, "kinds.outlet", "kinds.document", "mentions.nouns")
    if first.key in words(*THINGS) - words(*NAMES):
        return not any(word.is_definite or not (_says_no_name(word) or is_qualifying(word)) for word in rest)
    return first.key in words("offices.kin") and all(map(_is_common, rest))


def _is_common(word: Word) -> bool:
    """Whether a word alone is a common noun: with an article, without one, or with a pronoun written onto it."""
    if word.is_definite:
        is_noun = word.bare in words(*PEOPLE, *THINGS, "mentions.nouns", "mentions.bodies")
        return is_noun or word.key in words("kinds.ministries")
    people = words("offices.heads", "unnamed.roles", "kinds.group")
    if word.key in (people | words(*THINGS)) - words(*NAMES) and not is_place([word.key]):
        return True
    # «نادية» is nobody's club: what ends in «ه» and not in «ته» may be feminine, so that only words for people count.
    is_plain = word.key.endswith("ه") and not word.key.endswith("ته")
    owned = people | words("offices.kin", *(() if is_plain else THINGS))
    return not (owned - words(*NAMES)).isdisjoint(word.without_pronoun()) and not is_place([word.key])


def _says_no_name(word: Word) -> bool:
    return is_of_a_people(word) or not words("mentions.adjectives").isdisjoint([word.key, *word.stems])


def _is_mention_in_english(part: str) -> bool:
    keys, some = keys_of_english(part), part.split()
    if len(keys) == 1 and keys[0] in words("english.pronouns"):
        return True
    if is_english_office(part):  # “mayor of Kutum Ahmed Ali” may have a name, “spokesman for the ministry” has none.
        return some[-1][0].islower() or not any(key in words("english.connectives") for key in keys[:-2])
    if is_determined := keys[0] in words("english.determiners"):
        some = some[1:]
    if not some or keys[-1] not in words("english.nouns", *PEOPLE, *THINGS):
        return False
    # “the Ministry”, but “the World Health Organization”.
    return all(word[0].islower() for word in some[:-1]) and (is_determined or some[-1][0].islower())
