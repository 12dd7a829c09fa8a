"""Reading a line that says when, where and by whom an article was published. Pure.

    «نشر في: الأحد 12 أيلول/سبتمبر 2021، الساعة 3:30 مساء - المصدر: صدى الجسر»

The day and the time are found first (`moments.py`), then what stands around them: labels, a place or a source before, a
source behind, counters. A line with other words than those is prose that names a day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import lru_cache

from articles.arabic import fold, fold_with_map, plain
from articles.dates import can_be_of_news
from articles.layout.foreign_dates import is_foreign_date
from articles.layout.moments import TAKEN, When, find_when
from articles.layout.places import is_outlet, is_place, names_nobody
from articles.layout.words import BYLINE_OPENINGS, listed, opens_with

LONGEST = 200
# Of a place, a source or a person around a date.
# With a full stop.
MOST_WORDS_OF_SENTENCE = 14
MOST_NAME_WORDS, MOST_NAMES = 5, 4
# Up to here a year of the Hijri calendar may be one of the Persian, which is much later.
LAST_YEAR_OF_DOUBT = 1995
MOST_SOURCE_WORDS, MOST_BARE_WORDS, MOST_UNREAD_WORDS = 8, 3, 10
# Without one of these no line is read: most lines end here.
HINT = re.compile(
    r"\d|صدر|ناشر|منبع|ماخذ|سەرچاوە|نقل|منذ|قبل|[أا]مس|source|publisher|via|\bago\b|yesterday", re.IGNORECASE
)
DIGIT = re.compile(r"\d")
HINTING = (
    "صدر",
    "ناشر",
    "منبع",
    "ماخذ",
    "سەرچاوە",
    "نقل",
    "منذ",
    "قبل",
    "أمس",
    "امس",
    "source",
    "publisher",
    "via",
    "ago",
    "yesterday",
)
USUAL = re.compile(
    r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"
    r"(?: (?P<hour>[0-9]{2}):(?P<minute>[0-9]{2}):(?P<second>[0-9]{2}))?"
    r"(?: - المصدر: (?P<source>[^\W\d_]+(?: [^\W\d_]+){0,4}))?"
)
# All of these read folded text: digits are ASCII, letters plain, white space single.
SOURCE = re.compile(
    r"(?:^|(?<=[\s\-–—|,،/(\[]))"
    r"(?:(?:المصدر|مصدر الخبر|مصدر|الناشر|الجهه الناشره|منبع|ماخذ|سهرچاوه|source|publisher|via)\s?[:/|：]"
    r"|(?:المصدر|source)\s?[-–—]|(?:نقلا عن|نقلاً عن)\s?[:/]?)\s?"
)
# A second date is that of a change, and no day of publication.
UPDATED = re.compile(
    r"(?:تاريخ )?(?:اخر|تم|تاريخ) (?:ال)?(?:تحديث|تعديل|طباعه)|حدث (?:في|بتاريخ)|تحديث ?:"
    r"|(?:last )?(?:updated|modified)|printed"
)
PUBLISHED = re.compile(r"(?:ال)?نشرت?|اضيفت?|تاريخ الاضافه|published|posted|created|first ")
COUNTER = re.compile(
    r"(?:عدد )?(?:ال)?(?:مشاهدات|قراءات|زيارات|تعليقات|مشاركات|زوار|القراء|views|comments|shares) ?:? ?\(?\d[\d,.]*\)?"
    r"|\d[\d,.]* ?(?:مشاهده|مشاهدات|قراءه|قراءات|زياره|زيارات|تعليق|تعليقات|مشاركه|views?|comments?|shares?)"
    r"|(?:(?:مده|وقت|زمن) (?:ال)?قراءه ?:? ?)?\d+ (?:دقيقه|دقايق|دقيقتان|min(?:ute)?s?) (?:قراءه|للقراءه|read)"
    r"|(?:مده|وقت|زمن) (?:ال)?قراءه ?:? ?\d+ (?:دقيقه|دقايق)"
    # On the head of a printed page.
    r"|(?:السنه|العام|العدد|عدد|ص|صفحه|issue|no[.]?|vol[.]?) ?:?[( ]*\d+[)]?"
)
WORD = re.compile(r"[^\W\d_]+|\d+")
EDGES = " \t\u00a0-–—|,،/\\"
# Where another field begins behind a source.
NEXT_FIELD = re.compile(r"\s*[|–—•·-]\s*[^|:–—•·-]{2,25}:")
PART = re.compile(r"[-–—|,،/\\:·•»›>()\[\]]+")
# What may stand around a date and says nothing else.
LABELS = listed(
    """
    نشر، نشرت، النشر، تم، في، على، تعديل، التعديل، دقيقة، د،
    بتاريخ، تاريخ، التاريخ، يوم، الساعة، عند، تمام، الموافق، موافق، الموافق لـ، ل، من،
    شهر، عام، سنة، أضيف، أضيفت، الإضافة، إضافة، تحديث، التحديث، آخر، حدث، هـ، م، حرر، هجري، ميلادي، اليوم،
    الطباعة، مساء، صباح، الخبر، المقال، و، published، updated، last، on، at، posted، date، time، created،
    modified، the، of، first، t، publication، print، issue، le، a، du، publie، mis، jour
    """
)


@dataclass(frozen=True, slots=True)
class Dateline:
    """What such a line says. `moment` has the time zone that the line names, or none; it is None for a date alone.

    `source` is as the line writes it. `guessed` names the fields of a `Draft` that only look so: a source without its
    label, the day of a change, a day that something contradicts. `reason` is a key of `reasons.REASONS`.
    """

    day: date | None
    moment: datetime | None
    source: str
    confidence: float
    reason: str = "dateline"
    guessed: frozenset[str] = frozenset()


def read_dateline(line: str) -> Dateline | None:
    """What a line says if it is nothing but a date, a time or a source; None otherwise.

    Exactly 00:00:00 stands for a time that nobody knows, so that it gives a date alone.
    """
    if len(line) > LONGEST or (line[-1:] in ".!؟" and line.count(" ") > MOST_WORDS_OF_SENTENCE):
        return None
    if not _hints_at_date(line):
        return None
    found = in_usual_form(line) or _read(line)
    if found is None or (found.day and found.day.year <= LAST_YEAR_OF_DOUBT):
        return _foreign(line) or found
    return found


def _foreign(line: str) -> Dateline | None:
    """A date in another calendar or language: an editor gives the day."""
    return Dateline(None, None, "", 0.5, "unread-date") if is_foreign_date(line) else None


def _hints_at_date(line: str) -> bool:
    if DIGIT.search(line):
        return True
    small = line.lower()
    return any(hint in small for hint in HINTING) and bool(HINT.search(line))


def in_usual_form(line: str) -> Dateline | None:
    """«2021-09-12 00:00:00 - المصدر: العربية»: what most files of many have, read in less time than all the others."""
    match = USUAL.fullmatch(line)
    if not match:
        return None
    try:
        day = date(*map(int, match.group("year", "month", "day")))
        clock = time(int(match["hour"]), int(match["minute"]), int(match["second"])) if match["hour"] else None
    except ValueError:
        return None
    source = match["source"] or ""
    if not can_be_of_news(day) or names_nobody(source):
        return None
    return Dateline(day, datetime.combine(day, clock) if clock and clock != time() else None, source, 0.95)


# The first lines of a text are asked about more than once.
@lru_cache(maxsize=32)
def _read(line: str) -> Dateline | None:
    key = fold(line)
    label = SOURCE.search(key)
    when, is_change = _published(key[: label.start()] if label else key)
    after = None
    if label and not when:
        when, is_change = _published(TAKEN * label.end() + key[label.end() :])
        after = when
    if not label and not when:
        return None
    return _Reading(line, key, label, when, is_change=is_change, is_source_first=bool(after)).dateline()


def _published(key: str) -> tuple[When | None, bool]:
    """When an article was published; or, where only that is told, when it was changed, and True."""
    change = UPDATED.search(key)
    if not change:
        return find_when(key), False
    publication = PUBLISHED.search(key, change.end())
    ends = publication.start() if publication else len(key)
    changed = find_when(TAKEN * change.start() + key[change.start() : ends])
    others = (key[: change.start()], TAKEN * ends + key[ends:])
    published = next((found for found in map(find_when, others) if found), None)
    if published and changed:
        return replace(published, taken=tuple(sorted({*published.taken, *changed.taken}))), False
    return published or changed, not published


class _Reading:
    """A line in which a date or a source was found: what the rest of it is."""

    def __init__(
        self,
        line: str,
        key: str,
        label: re.Match[str] | None,
        when: When | None,
        *,
        is_change: bool,
        is_source_first: bool,
    ) -> None:
        self.line, self.key, self.label, self.when, self.is_change = line, key, label, when, is_change
        self.offsets = fold_with_map(line)[1]
        self.taken = list(when.taken) if when else []
        self.source = ""
        if label:
            ends = self.taken[0][0] if is_source_first else len(key)
            self.source = self._source(label.end(), ends)
            self.taken.append((label.start(), ends))
        self.taken.extend(match.span() for match in COUNTER.finditer(key) if not self._is_taken(match.start()))
        self.taken.sort()

    def dateline(self) -> Dateline | None:
        if self._is_told():
            return None
        if not self.when:
            return self._without_date()
        names = self._names()
        if names is None:
            return self._unread()
        return self._dated(self.when, names)

    def _is_told(self) -> bool:
        """Whether what follows the label tells news: «مصدر: اتفاق وشيك على …»."""
        words = len(self.source.split())
        is_bare = self.label and self.label.group().startswith("مصدر") and not self.when
        most = MOST_BARE_WORDS if is_bare else MOST_SOURCE_WORDS
        return words > most or (words > MOST_BARE_WORDS and self.source.endswith((".", "!", "؟", "?")))

    def _dated(self, when: When, names: list[_Name]) -> Dateline | None:
        strangers = [name for name in names if not name.is_known]
        if when.doubt in ("partial-date", "relative-date") and strangers:
            return None
        outlets = [name.text for name in names if name.is_outlet]
        source = self.source or next(iter([*outlets, *(name.text for name in strangers)]), "")
        guessed = {"publisher"} if source and (not self.source or names_nobody(source)) else set()
        if self.is_change or when.doubt:
            guessed |= {"published_on", "published_at"}
        if when.doubt:
            return Dateline(when.day, when.moment, source, 0.55, when.doubt, frozenset(guessed))
        if strangers and not self.source:
            return Dateline(when.day, when.moment, source, 0.55, "date-and-name", frozenset(guessed))
        return Dateline(when.day, when.moment, source, 0.9 if names else 0.95, guessed=frozenset(guessed))

    def _without_date(self) -> Dateline | None:
        """A source alone, or behind words that nobody understands."""
        if not self.source:
            return None
        guessed = frozenset({"publisher"} if names_nobody(self.source) else ())
        assert self.label
        if not WORD.search(self.key[: self.label.start()]):
            return Dateline(None, None, self.source, 0.7, guessed=guessed)
        return self._unread()

    def _unread(self) -> Dateline | None:
        """What stands before a source, and cannot be read, is likely a date; the source is not lost."""
        before = self.key[: self.label.start()].rstrip() if self.label else ""
        if not self.source or not before or not PART.fullmatch(before[-1]):
            return None
        if len(before.split()) > MOST_UNREAD_WORDS:
            return None
        return Dateline(None, None, self.source, 0.5, "unread-date", frozenset({"publisher"}))

    def _source(self, start: int, end: int) -> str:
        raw = self.line[self.offsets[start] : self.offsets[end]]
        if following := NEXT_FIELD.search(raw):
            raw = raw[: following.start()]
        words = raw.strip(EDGES).split(" ")
        while end < len(self.key) and words and plain(words[-1]) in LABELS:
            words.pop()  # «المصدر: صدى الجسر - بتاريخ 12 أيلول»
        return _unbracketed(" ".join(words).strip(EDGES))

    def _is_taken(self, place: int) -> bool:
        return any(start <= place < end for start, end in self.taken)

    def _names(self) -> list[_Name] | None:
        """The names around date and source; None where there is more than names: the line is prose."""
        names: list[_Name] = []
        place = 0
        for start, end in [*self.taken, (len(self.key), len(self.key))]:
            for name in self._names_within(place, start):
                if name is None:
                    return None
                names.append(name)
            place = max(place, end)
        return names if len(names) <= MOST_NAMES else None

    def _names_within(self, start: int, end: int) -> Iterator[_Name | None]:
        """Those of a stretch between what is read; None for what is no name."""
        cuts = [match.span() for match in PART.finditer(self.key, start, end)]
        begins = [start, *(after for _before, after in cuts)]
        ends = [*(before for before, _after in cuts), end]
        for number, (first, last) in enumerate(zip(begins, ends, strict=True)):
            part = self.key[first:last].strip()
            words = [word for word in WORD.findall(part) if word not in LABELS]
            if not words:
                continue
            text = self._text(first, last)
            touches = (number == 0 and start > 0) or (number == len(begins) - 1 and end < len(self.key))
            known = is_place(text) or is_outlet(text) or opens_with(plain(text), BYLINE_OPENINGS)
            is_prose = len(words) > MOST_NAME_WORDS or any(word.isdigit() for word in words) or (touches and not known)
            yield None if is_prose else _Name(text, is_first=start == 0)

    def _text(self, start: int, end: int) -> str:
        """As the line writes it, without labels at its edges."""
        words = self.line[self.offsets[start] : self.offsets[end]].strip(EDGES).split()
        while words and plain(words[-1]) in LABELS:
            words.pop()
        while words and plain(words[0]) in LABELS:
            words.pop(0)
        return " ".join(words)


def _unbracketed(name: str) -> str:
    """Without brackets that open or close alone."""
    if name.count("(") != name.count(")"):
        name = name.strip("() ")
    return name


@dataclass(frozen=True, slots=True)
class _Name:
    """A name beside a date; `is_first` where it stands before it."""

    text: str
    is_first: bool

    @property
    def is_outlet(self) -> bool:
        return not is_place(self.text) and is_outlet(self.text)

    @property
    def is_known(self) -> bool:
        """A place, an outlet, a writer; a single word before a date is a place that few know."""
        words = self.text.split()
        return (
            is_place(self.text)
            or is_outlet(self.text)
            or opens_with(plain(self.text), BYLINE_OPENINGS)
            or (self.is_first and (len(words) == 1 or (len(words) == 2 and plain(words[0]) in PARTS_OF_PLACES)))
        )


PARTS_OF_PLACES = listed(
    """
    مدينة، محافظة، قضاء، بلدة، ريف، شرق، شمال، جنوب، غرب، قرب، مخيم، جبل
    """
)
