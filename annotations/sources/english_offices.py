"""Where an office ends and a name begins, in English: “French health minister | Olivier Véran”. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from annotations.sources.apart import Apart
from annotations.sources.known import words_of_known
from annotations.sources.spelling import words_of
from annotations.sources.words import phrases, words

LONGEST_NAME = 6  # In words.
AROUND_A_WORD = re.compile(r"^\W+|(?:['’]s)?\W*$")
ARTICLE = re.compile(r"^(?:the|an?)\s+", re.IGNORECASE)


def take_apart_english(part: str) -> Apart:
    """As `apart.take_apart`."""
    some = _without_honorifics(part.split())
    count = _length(some)
    before, name = some[:count], _without_honorifics(some[count:])
    keys = keys_of_english(" ".join(name))
    of = next((place for place, key in enumerate(keys) if place and key == "of"), len(name))
    if not count or not _is_name(name[:of]):
        return Apart("", " ".join(some), "")
    return Apart(without_article(" ".join([*before, *name[of:]])), " ".join(name[:of]), "")  # “King Abdullah of Jordan”


def is_english_office(part: str) -> bool:
    """Whether the words are an office and nothing else: “the French health minister”, “spokesman for the ministry”."""
    some = part.split()
    keys = keys_of_english(part)
    count = _length(some)
    if 0 < count < len(some):
        return keys[count] in words("english.connectives")
    may_be_surname = count > 1 and keys[-1] in words("english.names_too")
    return count > 0 and not (may_be_surname and keys[0] not in words("english.determiners"))


def is_english_name(part: str) -> bool:
    return _is_name(part.split())


def without_article(text: str) -> str:
    return ARTICLE.sub("", text)


def keys_of_english(text: str) -> list[str]:
    """The words of a text in small letters, without marks around them and without a possessive's ending."""
    return [AROUND_A_WORD.sub("", word).lower() for word in text.split()]


def _length(some: Sequence[str]) -> int:
    """How many words the office at the beginning has, with what it is known to be of; 0 where there is none."""
    keys = keys_of_english(" ".join(some))
    place = count = 0
    while place < len(keys):
        if _is_office(keys[place]):
            count = place + 1
        elif count == place > 0 and keys[place] in words("english.connectives"):
            if not (known := _words_of_domain(some[place + 1 :])):
                return count
            count = place = place + 1 + known
            continue
        place += 1
    return count


def _words_of_domain(some: Sequence[str]) -> int:
    """How many words, from the first one on, are known to be what an office is of."""
    keys = keys_of_english(" ".join(some))
    if " ".join(keys[:2]) in phrases("english.whole_phrases_after_of"):
        return 2
    if known := words_of_known(words_of(" ".join(some))):
        return known
    return 1 if keys[:1] and keys[0] in words("english.whole_after_of") else 0


def _is_office(key: str) -> bool:
    return key in words("english.offices") or key.rpartition("-")[2] in words("english.offices")


def _is_name(some: Sequence[str]) -> bool:
    keys = keys_of_english(" ".join(some))
    return (
        0 < len(some) <= LONGEST_NAME
        and some[0][0].isupper()
        and all(map(_is_of_a_name, some))
        and not _is_office(keys[0])
        and keys[-1] not in words("kinds.organisation", "kinds.outlet")
    )


def _is_of_a_name(word: str) -> bool:
    return word[0].isupper() or word.lower() in words("english.name_parts") or "-" in word


def _without_honorifics(some: list[str]) -> list[str]:
    while len(some) > 1 and keys_of_english(some[0])[0] in words("honorifics.english"):
        some = some[1:]
    return some
