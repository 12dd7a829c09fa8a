"""Names of places and peoples: a place that says something stands for its government, and is no person. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from babel import Locale

from annotations.sources.spelling import Word
from annotations.sources.words import phrases, words
from articles.arabic import search_key
from articles.layout.places import PLACES


def is_place(keys: Iterable[str]) -> bool:
    """Whether one of these, as `search_key` spells them, is a country, a capital or a city of the news."""
    return not _places().isdisjoint(keys)


def is_of_a_people(word: Word) -> bool:
    """Whether the word says to which country or part of the world somebody belongs, in any gender and number."""
    return not _peoples().isdisjoint(word.stems)


@cache
def _places() -> frozenset[str]:
    """The countries and the cities of time zones that Babel names in Arabic and English, and other cities."""
    names = set(phrases("names.places") | PLACES)
    for locale in (Locale("ar"), Locale("en")):
        names.update(name for code, name in locale.territories.items() if len(code) == len("IQ"))
        names.update(zone["city"] for zone in locale.time_zones.values() if isinstance(zone.get("city"), str))
    return frozenset(map(search_key, names))


@cache
def _peoples() -> frozenset[str]:
    """Those of the list, and those made of the Arabic names of countries: «فرنسا» is the country of a «فرنسي»."""
    names = [search_key(name) for code, name in Locale("ar").territories.items() if len(code) == len("IQ")]
    stems = (name.removeprefix("ال").removesuffix("ا").removesuffix("ه") for name in names if " " not in name)
    return words("places.peoples") | {f"{stem.removesuffix('ي')}ي" for stem in stems}
