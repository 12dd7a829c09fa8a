"""Dates and numbers as the reader of a page wants them: digits, names of months, the Hijri date beside the other.

The choices hold while a request is answered (`shown_to`); without one everything is as everybody begins. Digits
and names of months are choices of the Arabic interface alone. Text of articles is never shown through here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.template.defaultfilters import filesizeformat
from django.utils.dateformat import format as format_date
from django.utils.translation import get_language, gettext
from hijridate import Gregorian

from newsdesk.accounts.preferences import preferred
from newsdesk.models import User

ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
ARABIC_THOUSANDS, ARABIC_POINT = "٬", "٫"
LEVANTINE_MONTHS = (
    *("كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران"),
    *("تموز", "آب", "أيلول", "تشرين الأول", "تشرين الثاني", "كانون الأول"),
)
_reader: ContextVar[object] = ContextVar("reader", default=None)


@contextmanager
def shown_to(user: object) -> Iterator[None]:
    """Show dates and numbers as somebody prefers them."""
    token = _reader.set(user)
    try:
        yield
    finally:
        _reader.reset(token)


class Count(int):
    """A number that plural forms go by and that shows itself in the reader's digits, its thousands set apart."""

    def __str__(self) -> str:
        told = f"{int(self):,}"
        return told.translate(ARABIC_DIGITS).replace(",", ARABIC_THOUSANDS) if _arabic_digits() else told

    def __html__(self) -> str:
        return str(self)


def in_digits(text: str) -> str:
    """The digits of our own words as the reader prefers them."""
    return text.translate(ARABIC_DIGITS) if _arabic_digits() else text


def file_size(size: int) -> str:
    """A number of bytes in words, with the reader's digits and the decimal point that goes with them."""
    told = filesizeformat(size)
    return in_digits(told.replace(".", ARABIC_POINT)) if _arabic_digits() else told


def in_words(day: date | datetime, pattern: str) -> str:
    """A date by a pattern of Django's, with the names of months that the reader prefers."""
    if _prefers("months", User.Months.LEVANT):
        name = "".join(f"\\{letter}" for letter in LEVANTINE_MONTHS[day.month - 1])
        pattern = pattern.replace("F", name)
    return in_digits(format_date(day, pattern))


def in_hijri(day: date) -> str:
    """The date by the calendar of Umm al-Qura, «5 صفر 1443 هـ», to whoever wants it; "" outside 1343 to 1500."""
    if preferred(_reader.get(), "calendar") != User.Calendar.BOTH:
        return ""
    try:
        hijri = Gregorian(day.year, day.month, day.day).to_hijri()
    except OverflowError:
        return ""
    words = {"day": hijri.day, "month": hijri.month_name("en" if get_language() == "en" else "ar"), "year": hijri.year}
    return in_digits(gettext("%(day)s %(month)s %(year)s AH") % words)


def _arabic_digits() -> bool:
    return _prefers("digits", User.Digits.ARABIC)


def _prefers(name: str, value: str) -> bool:
    return preferred(_reader.get(), name) == value and get_language() == "ar"
