"""The day, and the time if there is one, that a few words of folded text give. Pure.

A date stands in one of the shapes of `BY_NAME` and `BY_FIGURES`, which are tried in their order: what names its month
before what is figures alone. Where a line has several dates, or a day of the week, they have to agree, or the line is
doubted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce

from articles.dates import can_be_of_news
from articles.layout.calendars import BEGINS, ENDS, FIRST_WORDS, MONTH, ORDINALS, WEEKDAYS, from_hijri, month_of
from articles.layout.clocks import find_clock

# Months by sight and by reckoning differ by so many days.
HIJRI_DAYS_APART = 2
# Those of the Hijri calendar that can be reckoned: no year of news by the other one.
HIJRI_YEARS = range(1343, 1501)
# Stands where something was read already, in no shape.
TAKEN = "\n"

GAP = r" ?[-–/.,،]? ?"
DAY = r"(?<![\d:.])(?P<day>\d{1,2})(?:st|nd|rd|th|er)?(?!\d)"
SPOKEN_DAY = rf"{BEGINS}(?P<day>{'|'.join(sorted(ORDINALS, key=len, reverse=True))}){ENDS}"
YEAR = r"(?<!\d)(?P<year>\d{4})(?!\d)"
ERA = rf"(?: ?[(]?(?P<era>هجريه?|ه|ميلاديه?|م){ENDS}[.)]?)?"
# Two names of a month have a stroke or brackets between them, or, as Reuters has it, nothing.
NAMED = rf"(?P<month>{MONTH})(?: ?[-–/|(،, ] ?(?P<other>{MONTH}) ?\)?)?"
OF_MONTH = rf"{GAP}(?:من )?(?:شهر )?{NAMED}"
OF_YEAR = rf"{GAP}(?:عام |سنه |لعام |لسنه )?{YEAR}{ERA}"

WEEKDAY = re.compile(rf"{BEGINS}(?:{'|'.join(sorted(WEEKDAYS, key=len, reverse=True))}){ENDS}[.]?")
UNITS = (
    "ثانيه|ثواني|ثوان|ثانيتين|دقيقه|دقايق|دقيقتين|ساعه|ساعات|ساعتين|يوم|ايام|يومين|اسبوع|اسابيع|اسبوعين"
    "|شهر|اشهر|شهور|شهرين|سنه|سنوات|سنتين|عام|اعوام|عامين"
)
# «منذ 3 ساعات», «قبل يومين», "2 hours ago", «اليوم 10:35»
RELATIVE = re.compile(
    rf"{BEGINS}(?:(?:منذ|قبل) (?:حوالي |نحو )?(?:\d+ )?(?:{UNITS})(?: و ?(?:\d+ )?(?:{UNITS}))*"
    r"|(?:\d+|an?) (?:second|minute|min|hour|hr|day|week|month|year)s? ago"
    rf"|(?:امس|اليوم|yesterday|today)(?= ?[,،|–-]? ?(?:الساعه |at )?\d|$)){ENDS}"
)
DIGIT = re.compile(r"\d")
# Before anything is looked for: most lines with a figure hold no date.
LETTERS = re.compile(r"[^\W\d_]+")
FIGURES = re.compile(r"\d ?[-/.] ?\d{1,2} ?[-/.] ?\d|(?<!\d)(?:19|20)\d{6}(?!\d)")


@dataclass(frozen=True, slots=True)
class When:
    """What the words say. `moment` has the zone that they name, or none; it is None where only a day is given.

    `doubt` is empty, or why an editor has to look: "ambiguous-date" (day and month may be the other way round),
    "partial-date" (no day or no year), "relative-date" (counted from a day that is not named), "contradictory-date"
    (its parts do not agree), "unread-date" (there is no such day or time). `taken` are the stretches of the text that
    are read, in order.
    """

    day: date | None
    moment: datetime | None
    doubt: str
    taken: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Date:
    """A date in the text; `days` has both readings of one that is ambiguous, and none of one that is not read."""

    start: int
    end: int
    days: frozenset[date]
    doubt: str
    is_hijri: bool


def find_when(key: str) -> When | None:
    """What folded text says of a day or a time; None where it speaks of neither."""
    dates = sorted(_dates(key), key=lambda one: one.start) if DIGIT.search(key) else []
    if not dates:
        return _without_date(key)
    weekdays = list(WEEKDAY.finditer(key))
    clock = find_clock(_without(key, [(one.start, one.end) for one in dates]))
    day, doubt = _agreed(dates, {WEEKDAYS[match.group().rstrip(".")] for match in weekdays})
    taken = [*((one.start, one.end) for one in dates), *(match.span() for match in weekdays)]
    if clock:
        taken.append((clock.start, clock.end))
        doubt = doubt or ("unread-date" if clock.is_doubtful else "")
    moment = datetime.combine(day, clock.time) if day and clock and clock.time else None
    return When(day, moment, doubt, tuple(sorted(taken)))


def _without_date(key: str) -> When | None:
    relative = RELATIVE.search(key)
    clock = find_clock(key) if DIGIT.search(key) else None
    taken = sorted([relative.span()] if relative else [])
    if clock and not any(start < clock.end and clock.start < end for start, end in taken):
        taken = sorted([*taken, (clock.start, clock.end)])
    return When(None, None, "relative-date" if relative else "partial-date", tuple(taken)) if taken else None


def _without(key: str, stretches: list[tuple[int, int]]) -> str:
    for start, end in stretches:
        key = key[:start] + TAKEN * (end - start) + key[end:]
    return key


def _dates(key: str) -> Iterator[_Date]:
    shapes = [*(BY_NAME if _names_month(key) else ()), *(BY_FIGURES if FIGURES.search(key) else ())]
    for shape, read in shapes:
        found = [_date(match, read) for match in shape.finditer(key)]
        yield from found
        if found:
            key = _without(key, [(one.start, one.end) for one in found])


def _names_month(key: str) -> bool:
    return not FIRST_WORDS.isdisjoint(LETTERS.findall(key))


Groups = dict[str, str]


def _date(match: re.Match[str], read: Callable[[Groups], tuple[set[date], str]]) -> _Date:
    groups = match.groupdict()
    try:
        days, doubt = read(groups)
    except ValueError:
        days, doubt = set(), "unread-date"
    if not all(map(can_be_of_news, days)):  # A slip of the hand, or figures that only look like a date.
        days, doubt = set(), "unread-date"
    return _Date(match.start(), match.end(), frozenset(days), doubt, _is_hijri(groups))


def _is_hijri(groups: Groups) -> bool:
    is_named = not groups["month"].isdigit() and month_of(groups["month"])[0] == "hijri"
    has_era = (groups.get("era") or "").startswith("ه")
    return is_named or has_era or int(groups.get("year") or 0) in HIJRI_YEARS


def _by_name(groups: Groups) -> tuple[set[date], str]:
    """Both names, where there are two, have to be those of one month."""
    months = {month_of(groups[name]) for name in ("month", "other") if groups.get(name)}
    calendar, month = months.pop()
    if months or (calendar == "hijri") is not _is_hijri(groups):
        return set(), "contradictory-date"
    return {_day(groups, month, int(groups["day"]))}, ""


def _by_spoken_day(groups: Groups) -> tuple[set[date], str]:
    return _by_name(groups | {"day": str(ORDINALS[groups["day"]])})


def _by_year_first(groups: Groups) -> tuple[set[date], str]:
    return {_day(groups, int(groups["month"]), int(groups["day"]))}, ""


def _by_year_last(groups: Groups) -> tuple[set[date], str]:
    """Day first, as all write but Americans: what can be read both ways is. Hijri dates are no American's."""
    first, second = int(groups["day"]), int(groups["month"])
    if groups.get("point") == ".":  # No American writes points.
        return {_day(groups, second, first)}, ""
    if second > 12 and not _is_hijri(groups):
        return {_day(groups, first, second)}, ""
    days = {_day(groups, second, first)}
    if first <= 12 and not _is_hijri(groups):
        days.add(_day(groups, first, second))
    return days, "ambiguous-date" if len(days) > 1 else ""


def _in_part(groups: Groups) -> tuple[set[date], str]:
    return set(), "partial-date"


def _day(groups: Groups, month: int, day: int) -> date:
    """Raises `ValueError`."""
    year = int(groups["year"])
    return from_hijri(year, month, day) if _is_hijri(groups) else date(year, month, day)


# What names its month, the whole of a date before a part of one.
BY_NAME = (
    (re.compile(rf"{DAY}{OF_MONTH}{OF_YEAR}"), _by_name),
    (re.compile(rf"{SPOKEN_DAY} (?:من )?(?:شهر )?{NAMED}{OF_YEAR}"), _by_spoken_day),
    (re.compile(rf"{NAMED}{GAP}{DAY}{GAP}{YEAR}{ERA}"), _by_name),
    (re.compile(rf"{YEAR}{GAP}{NAMED}{GAP}{DAY}{ERA}"), _by_name),
    (re.compile(rf"{DAY}{OF_MONTH}"), _in_part),
    (re.compile(rf"{NAMED}{OF_YEAR}"), _in_part),
)
BY_FIGURES = (
    # The basic form of ISO 8601.
    (
        re.compile(r"(?<![\d.,/:-])(?P<year>(?:19|20)\d{2})(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?!\d)"),
        _by_year_first,
    ),
    (
        re.compile(rf"{YEAR} ?(?P<point>[-/.]) ?(?P<month>\d{{1,2}}) ?(?P=point) ?(?P<day>\d{{1,2}})(?!\d){ERA}"),
        _by_year_first,
    ),
    (re.compile(rf"{DAY} ?(?P<point>[-/.]) ?(?P<month>\d{{1,2}}) ?(?P=point) ?{YEAR}{ERA}"), _by_year_last),
    (re.compile(r"(?<![\d:.])\d{1,2}(?P<point>[-/.])(?P<month>\d{1,2})(?P=point)\d{2}(?![\d:])"), _in_part),
)


def _agreed(dates: list[_Date], weekdays: set[int]) -> tuple[date | None, str]:
    """The one day that all dates and the day of the week allow; and what is doubtful."""
    by_calendar = [[one.days for one in dates if one.is_hijri is hijri and one.days] for hijri in (False, True)]
    gregorian, hijri = by_calendar
    if not gregorian and not hijri:
        return None, dates[0].doubt
    days = reduce(frozenset.__and__, gregorian or hijri)
    if not days:
        return None, "contradictory-date"
    doubt = next((one.doubt for one in dates if not one.days and one.doubt != "partial-date"), "")
    for allows in (
        *((lambda day, one=one: _is_near(day, one)) for one in (hijri if gregorian else ())),
        *((lambda day, one=one: day.weekday() == one) for one in weekdays),
    ):
        allowed = frozenset(filter(allows, days))
        days, doubt = (allowed, doubt) if allowed else (days, "contradictory-date")
    if len(days) > 1:
        return None, doubt or "ambiguous-date"
    return next(iter(days)), doubt


def _is_near(day: date, hijri: frozenset[date]) -> bool:
    return any(abs((day - one).days) <= HIJRI_DAYS_APART for one in hijri)
