"""Where an office ends and a name begins, in English: “French health minister | Olivier Véran”. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from annotations.sources.offices import Apart
from annotations.sources.words import words

LONGEST_NAME = 6  # In words.
AROUND_A_WORD = re.compile(r"^\W+|(?:['’]s)?\W*$")
ARTICLE = re.compile(r"^(?:the|an?)\s+", re.IGNORECASE)


def take_apart_english(part: str) -> Apart:
    """As `offices.take_apart`."""
    some = _without_honorifics(part.split())
    count = _length(some)
    name = _without_honorifics(some[count:])
    if not count or not _is_name(name):
        return Apart("", " ".join(some), "")
    return Apart(without_article(" ".join(some[:count])), " ".join(name), "")


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
    """How many words the office at the beginning has, up to its last one or to what it is of; 0 where there is none."""
    keys = keys_of_english(" ".join(some))
    count = 0
    for place, key in enumerate(keys):
        if _is_office(key) or (count and keys[place - 1] == "of" and key in words("english.whole_after_of")):
            count = place + 1
        elif count and keys[place - 1] in words("english.connectives"):
            break
    return count


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
