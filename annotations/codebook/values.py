"""What an attribute may hold: the one judge of a value, for codebooks, the API and imports alike."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from annotations.codebook.spec import Attribute, Choice
from annotations.faults import Fault, fault, step

TEXT_LIMIT = 5_000
URL_LIMIT = 2_000
SEVERAL_LIMIT = 100
NUMBER_LIMIT = 2**53 - 1  # beyond it a browser rounds

# White space and the marks that print nothing: a note of these alone says nothing. Listed, because
# Python's and JavaScript's own notions of white space differ.
_NOTHING = re.compile(
    "[\t\n\v\f\r \u0085\u00a0\u061c\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2064\u2066-\u206f\u3000\ufeff]*"
)
_SURROGATE_OR_NUL = re.compile("[\ud800-\udfff\0]")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NOT_IN_URL = re.compile(r"[\s\x00-\x20\x7f<>\"]")


def is_empty(value: object) -> bool:
    """Whether it says nothing: null, no items, or text of nothing but white space and invisible marks."""
    if isinstance(value, str):
        return _NOTHING.fullmatch(value) is not None
    return value is None or value == []


def value_faults(attribute: Attribute, value: object, path: str) -> Iterator[Fault]:
    """Why `value` may not stand in `attribute`. An empty value may: what is missing is not judged here."""
    if value is None:
        return
    if attribute.holds_several:
        yield from _list_faults(attribute, value, path)
    else:
        yield from single_value_faults(attribute, value, path)


def single_value_faults(attribute: Attribute, value: object, path: str) -> Iterator[Fault]:
    """Why `value` may not be one of the values of `attribute`, or its only one."""
    if attribute.type in ("choice", "choices"):
        yield from choice_faults(attribute.choices_by_key, value, path)
    else:
        yield from _JUDGES[attribute.type](value, path)


def text_faults(value: object, path: str, limit: int) -> Iterator[Fault]:
    """Why `value` is not a text of at most `limit` code points that can be stored."""
    if not isinstance(value, str):
        yield fault(path, "type", _("This must be text (a string)."))
    elif len(value) > limit:
        yield fault(
            path,
            "too_long",
            _("This text has {length} characters; at most {limit} are allowed. Shorten it."),
            length=len(value),
            limit=limit,
        )
    elif _SURROGATE_OR_NUL.search(value):
        yield fault(
            path,
            "characters",
            _("This text contains NUL or half a surrogate pair, which cannot be stored. Remove it."),
        )


def is_whole_number(value: object, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def choice_faults(choices: dict[str, Choice], value: object, path: str) -> Iterator[Fault]:
    """Why `value` is not the key of one of `choices`."""
    if not isinstance(value, str):
        yield fault(path, "type", _("This must be the key of a choice (a string)."))
    elif value not in choices:
        yield fault(
            path,
            "unknown_choice",
            _("There is no choice “{value}” here. Use one of: {choices}."),
            value=value,
            choices=listed(choices),
        )


def listed(keys: Any) -> str:
    """The keys in one line, or "-" for none."""
    return ", ".join(keys) or "-"


def _list_faults(attribute: Attribute, value: object, path: str) -> Iterator[Fault]:
    if not isinstance(value, list):
        yield fault(path, "type", _("This attribute holds several values: send a list."))
        return
    if len(value) > SEVERAL_LIMIT:
        yield fault(path, "too_many", _("At most {limit} values are allowed here."), limit=SEVERAL_LIMIT)
        return
    seen: set[object] = set()
    for index, item in enumerate(value):
        faults = list(single_value_faults(attribute, item, step(path, index)))
        if not faults and item in seen:
            faults = [
                fault(
                    step(path, index),
                    "duplicate",
                    _("This value is given twice. Leave one of them out."),
                )
            ]
        elif not faults:
            seen.add(item)
        yield from faults


def _plain_text_faults(value: object, path: str) -> Iterator[Fault]:
    yield from text_faults(value, path, TEXT_LIMIT)


def _url_faults(value: object, path: str) -> Iterator[Fault]:
    faults = list(text_faults(value, path, URL_LIMIT))
    if not faults and value and not _is_web_address(str(value)):
        faults = [
            fault(
                path,
                "url",
                _("This is not a web address. It must begin with http:// or https:// and name a site."),
            )
        ]
    yield from faults


def _is_web_address(value: str) -> bool:
    if _NOT_IN_URL.search(value):
        return False
    try:
        parts = urlsplit(value)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False


def _number_faults(value: object, path: str) -> Iterator[Fault]:
    if isinstance(value, bool) or not isinstance(value, int | float):
        yield fault(path, "type", _("This must be a number."))
    elif not -NUMBER_LIMIT <= value <= NUMBER_LIMIT:
        yield fault(path, "number", _("This number is not finite or too large."))


def _boolean_faults(value: object, path: str) -> Iterator[Fault]:
    if not isinstance(value, bool):
        yield fault(path, "type", _("This must be true or false."))


def _date_faults(value: object, path: str) -> Iterator[Fault]:
    if not isinstance(value, str) or not _is_date(value):
        yield fault(path, "date", _("This must be a date such as 2021-09-12 (year, month, day)."))


def _is_date(value: str) -> bool:
    try:
        return bool(_DATE.fullmatch(value)) and bool(date.fromisoformat(value))
    except ValueError:
        return False


_JUDGES: dict[str, Callable[[object, str], Iterator[Fault]]] = {
    "text": _plain_text_faults,
    "url": _url_faults,
    "number": _number_faults,
    "boolean": _boolean_faults,
    "date": _date_faults,
}
