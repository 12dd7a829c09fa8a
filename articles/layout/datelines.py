"""Reading a line that says when and by whom an article was published. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time

from articles.arabic import fold
from articles.dates import can_be_of_news
from articles.layout.words import MONTHS, WEEKDAYS

LONGEST = 200
SEPARATORS = " \t\u00a0-–—|,،/\\"
SOURCE = re.compile(r"(?:^|(?<=[\s\-–—|,،]))(?:المصدر|مصدر|Source)\s*[:/]", re.IGNORECASE)
DIGIT = re.compile(r"\d")
# All of these read folded text: digits are ASCII, letters plain, white space single.
OPENING = re.compile(r"^(?:نشر في|نشر|تاريخ النشر|اخر تحديث|published)\s?:? ?")
WEEKDAY = re.compile(rf"^(?:{'|'.join(sorted(WEEKDAYS))}) ?[,،]? ?")
MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
DATES = (
    (re.compile(r"^(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)"), 0.95),
    (
        re.compile(rf"^(?P<day>\d{{1,2}}) (?P<name>{MONTH})(?: ?/ ?(?:{MONTH}))? ?[,،]? ?(?P<year>\d{{4}})(?!\d)"),
        0.9,
    ),
    # Day before month, as Arabic outlets write; an American date would be misread, so an editor looks.
    (re.compile(r"^(?P<day>\d{1,2})[-/.](?P<month>\d{1,2})[-/.](?P<year>\d{4})(?!\d)"), 0.55),
)
TIME = re.compile(
    r"^[t ,،|–—-]*(?:الساعه )?(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?"
    r" ?(?P<half>صباحا|مساء|ص|م|am|pm)?$"
)


@dataclass(frozen=True, slots=True)
class Dateline:
    """What such a line says. `moment` has no time zone and is None where only a date is given."""

    day: date | None
    moment: datetime | None
    source: str
    confidence: float


def read_dateline(line: str) -> Dateline | None:
    """What a line says if it is nothing but a date, a time or a source; None otherwise.

    Exactly 00:00:00 stands for a time that nobody knows, so that it gives a date alone.
    """
    if len(line) > LONGEST:
        return None
    when, source = _split(line)
    if not when:
        return Dateline(None, None, source, 0.7) if source else None
    return _read_when(when, source)


def _split(line: str) -> tuple[str, str]:
    match = SOURCE.search(line)
    if not match:
        return line.strip(SEPARATORS), ""
    return line[: match.start()].strip(SEPARATORS), line[match.end() :].strip(SEPARATORS)


def _read_when(when: str, source: str) -> Dateline | None:
    if not DIGIT.search(when):  # Most lines end here.
        return None
    key = WEEKDAY.sub("", OPENING.sub("", fold(when).strip()))
    for pattern, confidence in DATES:
        if match := pattern.match(key):
            return _read_date(match, key[match.end() :].strip(), source, confidence)
    return None


def _read_date(match: re.Match[str], rest: str, source: str, confidence: float) -> Dateline | None:
    groups = match.groupdict()
    month = MONTHS[groups["name"]] if groups.get("name") else int(groups["month"])
    try:
        day = date(int(groups["year"]), month, int(groups["day"]))
        if not can_be_of_news(day):  # A slip of the hand, or numbers that only look like a date.
            return None
        clock = _read_time(rest) if rest else None
    except ValueError:
        return None
    return Dateline(day, datetime.combine(day, clock) if clock else None, source, confidence)


def _read_time(text: str) -> time | None:
    """The time, None for one that stands for no time. Raises `ValueError` where it is no time."""
    match = TIME.match(text)
    if not match:
        raise ValueError(f"not a time: {text}")
    hour, minute, second = (int(match[name] or 0) for name in ("hour", "minute", "second"))
    if match["half"] in ("مساء", "م", "pm") and hour < 12:
        hour += 12
    elif match["half"] and hour == 12 and match["half"] not in ("مساء", "م", "pm"):
        hour = 0
    is_unknown = match["second"] and (hour, minute, second) == (0, 0, 0)
    return None if is_unknown else time(hour, minute, second)
