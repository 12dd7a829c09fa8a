"""What kind of source the first of marked words are, where nothing else says it: by lists of words and names. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from annotations.sources.apart import without_honorifics
from annotations.sources.english_offices import is_english_office, keys_of_english, without_article
from annotations.sources.known import kind_of_known, kind_of_known_within
from annotations.sources.offices import is_adjective, is_preposition, is_qualifying, office_at_first
from annotations.sources.places import is_of_a_people
from annotations.sources.spelling import Word, bare_forms, is_arabic, words_of, written
from annotations.sources.words import words

PERSON = "person"
KINDS = ("outlet", "document", "group", "organisation")


def kind_of(part: str) -> str:
    """A person, where nothing says otherwise. A place speaks for offices: it is an organisation."""
    some = words_of(part)
    if not some:
        return PERSON
    return (_kind_in_arabic if is_arabic(part) else _kind_in_english)(some)


def _kind_in_arabic(some: list[Word]) -> str:
    first, *rest = some
    by_word = _kind_of_word(first)
    if not rest and by_word:  # «البيان» is a document before it is a newspaper.
        return by_word
    if not rest and office_at_first(some):
        return PERSON
    if known := kind_of_known(some):
        return known
    if by_word == "group":
        return by_word
    if office_at_first(some) or len(without_honorifics(some)) < len(some):
        return PERSON
    if by_word == "outlet" and any(word.bare in words("kinds.no_outlets") for word in rest):
        return "organisation"
    if by_word == "document" and first.key in words("kinds.names_too") and _is_family_name(rest[0]):
        return PERSON
    return by_word or kind_of_known_within(some) or _kind_of_others(first, rest)


def _kind_of_others(first: Word, rest: Sequence[Word]) -> str:
    if any(word.key in words("kinds.within_outlets") for word in rest):
        return "outlet"
    if first.key in words("kinds.ministries") and all(is_adjective(word) for word in rest):
        return "organisation"
    is_people = is_of_a_people(first) and first.key.endswith(("ون", "ين"))
    is_nation = first.is_definite and not rest and (is_people or first.bare in words("places.nations"))
    return "group" if is_nation else PERSON


def _kind_in_english(some: list[Word]) -> str:
    known = kind_of_known(some)
    part = written(some)
    if known or is_english_office(part):
        return known or PERSON
    keys = keys_of_english(without_article(part))
    if any(key in words("english.offices") for key in keys):
        return _kind_of_key(keys[-1:]) or PERSON
    if len(keys) > 1 and not words("kinds.within_outlets").isdisjoint(keys):
        return "outlet"
    return _kind_of_key([keys[0], keys[-1]]) or PERSON


def _kind_of_word(word: Word) -> str | None:
    return _kind_of_key(bare_forms(word.key))


def _kind_of_key(keys: Sequence[str]) -> str | None:
    return next((kind for key in keys for kind in KINDS if key in words(f"kinds.{kind}")), None)


def _is_family_name(word: Word) -> bool:
    """Whether the word makes «بيان» a woman's or a man's name: it says neither whose statement, nor which."""
    says_which = is_qualifying(word) or is_preposition(word) or word.key in words("mentions.issued")
    return not says_which and not any(one.is_definite or _kind_of_word(one) for one in word.readings())
