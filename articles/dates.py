"""Which days an article can be of. Pure, but for the calendar on the wall."""

from __future__ import annotations

from datetime import date

FIRST_YEAR = 1900


def last_year() -> int:
    """The year to come: what is announced for it is news already, what is later is a slip of the hand."""
    return date.today().year + 1


def can_be_of_news(day: date) -> bool:
    return FIRST_YEAR <= day.year <= last_year()
