"""The top of a news page: the site's name, the headline up to three times, the dateline, facts by name. Pure.

Each of the first lines is first looked at by itself (`_mark`): a date, a named fact, a menu, a caption. What is left
are names, of which one is the headline; which, is told by a repetition, by the date below them, by their lengths.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import takewhile

from articles.drafts import SURE
from articles.layout import bylines
from articles.layout.captions import (
    agency_and_photographer,
    announces_caption,
    closing_credit,
    credited_caption,
    opened_caption,
)
from articles.layout.datelines import Dateline, in_usual_form, read_dateline
from articles.layout.fields import Field, is_article_address, read_field
from articles.layout.furniture import CLOCK, PLAYER, advertisement, figures_alone, furniture, is_section
from articles.layout.lines import LONG_PROSE_WORDS, LONGEST_HEADLINE, Finding, Line
from articles.layout.places import is_outlet, is_place, names_nobody
from articles.layout.words import BYLINE_OPENINGS, opens_with

MOST_LINES = 12
# Of the words over which a page's menus are laid, one a line.
FEWEST_LINES_OF_MENU, MOST_LINES_OF_MENU = 4, 60
# Of a site's name, and of a headline that may be one as well.
NAME_WORDS, TOO_FEW_WORDS, WORDS_OF_DECK, LINES_BELOW = 5, 3, 6, 5
MOST_WORDS_OF_HEADLINE, MOST_WORDS_OF_SENTENCE, MOST_WORDS_OF_CALL = 16, 12, 20

# How a line over a headline begins, and headlines do less often.
KICKER = re.compile(r"(?:بعد|عقب|رغم|وسط|قبيل|لليوم|للمره|في ظل|علي خلفيه|بالتزامن) ")


@dataclass
class Header:
    """What the first lines say: one finding for each of them, in order.

    `is_known` tells that a date, a source, a named headline or a repeated one was there, so that the layout is trusted.
    `guessed` names the fields of a `Draft` that are guesses.
    """

    headline: str = ""
    aggregator: str = ""
    publisher: str = ""
    url: str = ""
    day: date | None = None
    moment: datetime | None = None
    is_known: bool = False
    guessed: set[str] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether it is that of the layout that the rules were first made for: a repeated headline, a day, a source."""
        is_repeated = any(found.reason == "headline-repeated-later" for found in self.findings)
        return is_repeated and bool(self.day and self.publisher) and "publisher" not in self.guessed


@dataclass(frozen=True, slots=True)
class Mark:
    """What a line is by itself."""

    line: Line
    finding: Finding | None = None
    dateline: Dateline | None = None
    field: Field | None = None

    @property
    def is_free(self) -> bool:
        return self.finding is None


@dataclass(frozen=True, slots=True)
class _Title:
    """The headline's line, how sure that is, and the line of the site's name, if one stands above it."""

    line: Line
    confidence: float
    reason: str
    site: Line | None = None
    site_confidence: float = 0.9


def read_header(lines: Sequence[Line]) -> Header:
    top = _top(lines)
    repeated = _repeated(top)
    marks = _marks(top, repeated)
    anchor = next((mark.line.number for mark in marks if mark.dateline), None)
    title = _title(lines, marks, repeated, anchor)
    if title is None and anchor is None and not any(mark.field for mark in marks):
        return Header()
    header = Header(is_known=bool(repeated) or anchor is not None or _named(marks, "headline") is not None)
    end = _end(marks, title, anchor)
    header.findings = [_finding(marks, mark, title, repeated) for mark in marks[:end]]
    _take_names(header, title, repeated)
    _take_facts(header, marks)
    return header


def _top(lines: Sequence[Line]) -> Sequence[Line]:
    """The first lines, up to the first paragraph; those of a menu at the very top are not counted."""
    menu = list(takewhile(_may_be_menu, lines[:MOST_LINES_OF_MENU]))
    most = MOST_LINES + (len(menu) if len(menu) >= FEWEST_LINES_OF_MENU else 0)
    for number, line in enumerate(lines[:most]):
        if _begins_body(line, lines[:number], lines[number + 1 : number + 1 + LINES_BELOW]):
            return lines[: number + (1 if read_field(line) else 0)]
    return lines[:most]


def _begins_body(line: Line, above: Sequence[Line], below: Sequence[Line]) -> bool:
    if not line.is_prose and not (above and line.is_sentence):
        return False
    if len(line.text) > LONGEST_HEADLINE or line.words > LONG_PROSE_WORDS:
        return True
    if read_field(line) or read_dateline(line.text):
        return False
    # A headline with a full stop: the same follows again, or a date and then the text.
    is_top = all(one.words <= NAME_WORDS for one in above)
    return not (below and (below[0].key == line.key or (is_top and _is_over_date_and_text(below))))


def _is_over_date_and_text(below: Sequence[Line]) -> bool:
    """Whether a date comes, and then more than facts: not where date, source and address stand under a text."""
    if not read_dateline(below[0].text):
        return False
    return any(not (read_dateline(line.text) or read_field(line) or line.is_address) for line in below[1:])


def _repeated(top: Sequence[Line]) -> str:
    """The words of the line that comes twice or more; empty where none does."""
    keys = [line.key for line in top if line.key and line.words > 1 and not line.is_address]
    if len(set(keys)) == len(keys):
        return ""
    return Counter(keys).most_common(1)[0][0]


def _marks(top: Sequence[Line], repeated: str) -> list[Mark]:
    fields = [read_field(line) for line in top]
    names = {found.name for found in fields if found}
    marks: list[Mark] = []
    for line, found in zip(top, fields, strict=True):
        is_repeated = bool(repeated) and line.key == repeated
        if not found and marks and (label := marks[-1].field) and not label.value and label.name in NAMED_ABOVE:
            marks.append(_named_above(line, label))
            continue
        if marks and marks[-1].finding and announces_caption(marks[-1].line):
            marks.append(Mark(line, Finding("caption", 0.8, "announced-caption")))
            continue
        if marks and PLAYER.fullmatch(marks[-1].line.text) and CLOCK.fullmatch(line.text):
            marks.append(Mark(line, Finding("boilerplate", 0.7, "page-furniture")))
            continue
        is_first = not any(mark.is_free for mark in marks)
        below = top[len(marks) + 1] if len(marks) + 1 < len(top) else None
        mark = Mark(line) if is_repeated else _mark(line, found, below, is_filed=len(names) > 1, is_first=is_first)
        marks.append(mark)
        if found and found.name == "text" and marks[-1].field:
            break
    return marks


def _mark(line: Line, found: Field | None, below: Line | None, *, is_filed: bool, is_first: bool) -> Mark:
    """`is_filed` tells that facts stand here by their names: one alone may be a headline with a colon.

    `is_first` tells that no name stands above.
    """
    if found and (is_filed or _is_plain_fact(found)):
        return _fact(line, found)
    # Asked first, since no other rule knows such a line, and nearly all files of many begin with one.
    if usual := in_usual_form(line.text):
        return Mark(line, Finding("dateline", usual.confidence, usual.reason), usual)
    if found_of_page := advertisement(line) or furniture(line):
        return Mark(line, found_of_page)
    if is_section(line):
        return Mark(line, Finding("boilerplate", 0.8, "section-name"))
    if dateline := read_dateline(line.text):
        return Mark(line, Finding("dateline", dateline.confidence, dateline.reason), dateline)
    if found_of_page := figures_alone(line):
        return Mark(line, found_of_page)
    if is_first:
        return Mark(line, opened_caption(line) or bylines.byline_above(line, below))
    credited = credited_caption(line, frozenset())
    is_caption = credited and credited.kind == "caption" and credited.confidence >= SURE
    if agency_and_photographer(line):
        return Mark(line, Finding("caption", 0.65, "credit-alone"))
    is_byline = bylines.byline(line) or bylines.role_and_person(line)
    if is_caption:
        return Mark(line, credited)
    return Mark(line, opened_caption(line) or is_byline or closing_credit(line))


# What may stand in the line under its name. (The headline is found by itself, and a day is a date by itself.)
NAMED_ABOVE = {"publisher": "dateline", "writer": "byline", "url": "boilerplate", "other": "boilerplate"}


def _named_above(line: Line, label: Field) -> Mark:
    return Mark(line, Finding(NAMED_ABOVE[label.name], 0.75, "named-field"), field=Field(label.name, line.text))


def _is_plain_fact(found: Field) -> bool:
    if found.name == "url":
        return found.value.startswith("http")
    return found.name == "headline" and bool(found.value)


def _fact(line: Line, found: Field) -> Mark:
    reason = "named-field"
    if found.name == "headline":
        return Mark(line, Finding("title" if found.value else "boilerplate", 0.95, reason), field=found)
    if found.name == "date" and not found.value:
        return Mark(line, Finding("boilerplate", 0.85, reason), field=found)
    if found.name == "date":
        dateline = read_dateline(line.text) or Dateline(None, None, "", 0.5, "unread-date")
        return Mark(line, Finding("dateline", dateline.confidence, dateline.reason), dateline, found)
    if found.name == "text" and found.value:
        return Mark(line, Finding("paragraph", 0.75, reason), field=found)
    kind = (
        {"publisher": "dateline", "writer": "byline"}.get(found.name, "boilerplate") if found.value else "boilerplate"
    )
    beside = read_dateline(line.text) if found.name == "publisher" else None
    return Mark(line, Finding(kind, 0.85, reason), beside if beside and beside.day else None, found)


def _named(marks: Sequence[Mark], name: str) -> Mark | None:
    """The line that gives a fact, rather than the one over it that only names it."""
    given = [mark for mark in marks if mark.field and mark.field.name == name]
    return next((mark for mark in given if mark.field and mark.field.value), next(iter(given), None))


def _title(lines: Sequence[Line], marks: list[Mark], repeated: str, anchor: int | None) -> _Title | None:
    named = _named(marks, "headline")
    if named and named.field:
        follows = lines[named.line.number + 1 : named.line.number + 2]
        line = named.line if named.field.value else next(iter(follows), None)
        return _Title(line, 0.95, "named-field") if line else None
    free = [mark.line for mark in marks if mark.is_free]
    if repeated:
        line = next(line for line in free if line.key == repeated)
        site = free[0] if free[0] is not line else None
        return _Title(line, 0.95, "headline-repeated-later", site)
    if anchor is None:
        return _guessed_title(lines, free)
    above = [line for line in free if line.number < anchor]
    below = [line for line in free if line.number > anchor]
    if not above:
        return _title_below(below, lines)
    return _title_above(above, below, lines, is_sourced=_names_source(marks[anchor].dateline))


def _names_source(dateline: Dateline | None) -> bool:
    """Whether a date has its source beside it, by its label: as the pages have it that sites' names stand over."""
    return bool(dateline and dateline.day and dateline.source and "publisher" not in dateline.guessed)


def _title_above(above: list[Line], below: list[Line], lines: Sequence[Line], *, is_sourced: bool) -> _Title:
    """The headline among the names over a date."""
    if menu := _menu(above):
        return _Title(above[len(menu)], 0.8, "line-before-dateline", _outlet(menu), 0.75)
    first = above[0]
    if len(above) > 1 and first.words <= NAME_WORDS and first.words < above[1].words:
        is_name = is_outlet(first.text) or (len(above) == 2 and (is_sourced or first.words < TOO_FEW_WORDS))
        # A short headline over a standfirst looks the same as a site's name over a headline.
        return _Title(above[1], 0.85 if is_name else 0.55, "line-before-dateline", first, 0.75 if is_name else 0.55)
    if (
        len(above) == 1
        and first.words <= NAME_WORDS
        and is_outlet(first.text)
        and (title := _title_below(below, lines))
    ):
        return _Title(title.line, title.confidence, title.reason, first, 0.75)
    is_over_headline = len(above) == 1 and first.words <= TOO_FEW_WORDS and below and below[0].words > NAME_WORDS
    if is_over_headline and (title := _title_below(below, lines)):
        return _Title(title.line, 0.55, title.reason, first, 0.55)
    # Three words alone before a date may be the site's name as well, where another name follows.
    is_sure = first.words > TOO_FEW_WORDS or (first.words > 1 and not below)
    return _Title(first, 0.85 if is_sure else 0.5, "line-before-dateline")


def _menu(free: Sequence[Line]) -> Sequence[Line]:
    """Several very short lines at the top, over a line that is longer: what a page pasted whole begins with."""
    lines = list(takewhile(_may_be_menu, free))
    is_menu = len(lines) > 2 or (len(lines) > 1 and lines[-1].words < TOO_FEW_WORDS)
    return lines if is_menu and len(lines) < len(free) and free[len(lines)].words > TOO_FEW_WORDS + 1 else []


def _may_be_menu(line: Line) -> bool:
    is_name = line.words <= TOO_FEW_WORDS or (line.words <= NAME_WORDS and is_outlet(line.text))
    return is_name and not line.is_terminated


def _outlet(lines: Sequence[Line]) -> Line | None:
    return next((line for line in lines if is_outlet(line.text)), None)


def _under_kicker(free: Sequence[Line], lines: Sequence[Line]) -> _Title | None:
    """The second of two lines, where the first leads up to it and who wrote follows: «بعد عامين من الشكاوى»."""
    first, second = free[0], free[1] if len(free) > 1 else None
    after = lines[second.number + 1] if second and second.number + 1 < len(lines) else None
    if not second or not after or second.number != first.number + 1 or not KICKER.match(first.key):
        return None
    is_title = not second.is_terminated and second.words > TOO_FEW_WORDS and bool(bylines.byline(after))
    return _Title(second, 0.55, "first-line") if is_title else None


def _title_below(below: list[Line], lines: Sequence[Line]) -> _Title | None:
    """The headline under a date."""
    if below and (title := _under_kicker(below, lines)):
        return title
    for line in below[:1]:
        after = _body_after(lines, line)
        if not line.is_terminated or line.is_called_out:
            sure = after and after.is_sentence and line.words > TOO_FEW_WORDS
            return _Title(line, 0.8 if sure else 0.55, "first-line")
    return None


def _guessed_title(lines: Sequence[Line], free: list[Line]) -> _Title | None:
    """Without a date or a repetition: a site's name over a headline, or a headline alone, if anything."""
    if not free or free[0].number + 1 >= len(lines):
        return None
    if title := _under_kicker(free, lines):
        return title
    if menu := _menu(free):
        title = _first_line(free[len(menu)], _body_after(lines, free[len(menu)]))
        return replace(title, site=_outlet(menu), site_confidence=0.75) if title else None
    first, second = free[0], free[1] if len(free) > 1 else None
    if second and second.number + 1 < len(lines) and _is_site_over_headline(first, second):
        is_name = is_outlet(first.text)
        return _Title(second, 0.75 if is_name else 0.55, "first-line", first, 0.75 if is_name else 0.5)
    return _first_line(first, _body_after(lines, first))


def _is_site_over_headline(first: Line, second: Line) -> bool:
    is_name = is_outlet(first.text) or first.words < TOO_FEW_WORDS
    is_headline = second.words <= MOST_WORDS_OF_HEADLINE and (not second.is_terminated or second.is_called_out)
    return is_name and is_headline and first.words <= min(NAME_WORDS, second.words - 1) and not first.is_terminated


def _first_line(line: Line, after: Line | None) -> _Title | None:
    """A headline by how it ends, and by what follows it."""
    if after is None:
        return None
    is_over_prose = after.is_sentence or after.words > line.words
    if line.is_called_out:
        if line.words > MOST_WORDS_OF_CALL or not is_over_prose:
            return None
        sure = after.is_sentence and 1 < line.words <= MOST_WORDS_OF_HEADLINE
        return _Title(line, 0.8 if sure else 0.55, "first-line")
    if line.is_terminated:
        is_over_more = after.is_prose and after.words > 1.5 * line.words > 1.5 * TOO_FEW_WORDS
        is_headline = line.text.endswith(".") and line.words <= MOST_WORDS_OF_SENTENCE and is_over_more
        return _Title(line, 0.55, "first-line") if is_headline else None
    sure = after.is_sentence and TOO_FEW_WORDS <= line.words <= MOST_WORDS_OF_HEADLINE
    return _Title(line, 0.8 if sure else 0.55, "first-line")


def _body_after(lines: Sequence[Line], line: Line) -> Line | None:
    """The next line that is no date, byline, caption or furniture, or the next one at all."""
    following = lines[line.number + 1 : line.number + 7]
    return next((near for near in following if not _is_between(near)), next(iter(following), None))


def _is_between(line: Line) -> bool:
    """Whether a line is what stands between headline and text."""
    return bool(
        furniture(line)
        or bylines.person(line)
        or bylines.byline(line)
        or opened_caption(line)
        or credited_caption(line, frozenset())
        or read_dateline(line.text)
    )


def _end(marks: Sequence[Mark], title: _Title | None, anchor: int | None) -> int:
    """How many lines the header has: to headline and date, the later of them, and to the last named fact."""
    end = 1 + max(title.line.number if title else -1, -1 if anchor is None else anchor)
    facts = [mark.line.number + 1 for mark in marks if mark.field]
    end = max([end, *facts])
    while end < len(marks) and (more := marks[end].dateline) and (more.day or more.source):
        end += 1
    return min(end, len(marks))


def _finding(marks: Sequence[Mark], mark: Mark, title: _Title | None, repeated: str) -> Finding:
    line = mark.line
    if title and line is title.line:
        return Finding("title", title.confidence, title.reason)
    if mark.finding:
        return mark.finding
    if title and line is title.site and not repeated and bylines.place_and_agency(line):
        return Finding("dateline", 0.55, "place-and-agency")
    if title and line is title.site:
        return Finding("boilerplate", 0.9 if repeated else title.site_confidence, "site-name")
    if repeated and line.key == repeated:
        return Finding("boilerplate", 0.95, "repeated-headline")
    if opens_with(line.key, BYLINE_OPENINGS):
        return Finding("byline", 0.7, "byline")
    if is_place(line.text) and any(one.dateline for one in marks[line.number + 1 : line.number + 2]):
        return Finding("dateline", 0.65, "dateline")
    if title and line.number < title.line.number and line.words <= TOO_FEW_WORDS and title.confidence >= SURE:
        return Finding("boilerplate", 0.65, "breadcrumb")
    if title and line.number == title.line.number + 1 and line.words >= WORDS_OF_DECK and _is_over_names(marks, line):
        return Finding("subheading", 0.7, "under-headline")
    if title and line.number > title.line.number and (writer := bylines.about_the_writer(line)):
        return writer
    if title and line.number > title.line.number and bylines.person(line):
        return Finding("byline", bylines.person_confidence(line), "name-in-header")
    return Finding("subheading", 0.5, "unknown-header-line")


def _is_over_names(marks: Sequence[Mark], line: Line) -> bool:
    """Whether a date, who wrote or a picture follows."""
    after = marks[line.number + 1 : line.number + 2]
    kinds = ("dateline", "byline", "caption")
    return bool(after and ((after[0].finding and after[0].finding.kind in kinds) or bylines.person(after[0].line)))


def _take_names(header: Header, title: _Title | None, repeated: str) -> None:
    if not title:
        header.guessed.add("headline")
        return
    found = read_field(title.line) if title.reason == "named-field" else None
    header.headline = found.value if found and found.value else title.line.text
    if title.reason == "first-line" or title.confidence < SURE:
        header.guessed.add("headline")
    if title.site:
        header.aggregator = title.site.text
        header.guessed |= set() if repeated else {"aggregator"}


def _take_facts(header: Header, marks: Sequence[Mark]) -> None:
    """Day, source and address, each from the line that says it most surely."""
    datelines = [mark.dateline for mark in marks if mark.dateline]
    dated = sorted((one for one in datelines if one.day), key=lambda one: "published_on" in one.guessed)
    for one in dated[:1]:
        header.day, header.moment = one.day, one.moment
        header.guessed |= one.guessed & {"published_on", "published_at"}
    named = _named(marks, "publisher")
    sourced = sorted((one for one in datelines if one.source), key=lambda one: "publisher" in one.guessed)
    if named and named.field and named.field.value and not (named.dateline and named.dateline.day):
        header.publisher = named.field.value
        header.guessed |= {"publisher"} if names_nobody(header.publisher) else set()
    elif sourced:
        header.publisher = sourced[0].source
        header.guessed |= sourced[0].guessed & {"publisher"}
    _take_address(header, marks)


def _take_address(header: Header, marks: Sequence[Mark]) -> None:
    """The address that is given as the article's; an address alone is a guess, and a front page's is none."""
    named = _named(marks, "url")
    if named and named.field and is_article_address(named.field.value):
        header.url = named.field.value
        return
    alone = next((mark.line.text for mark in marks if mark.line.is_address and is_article_address(mark.line.text)), "")
    header.url = alone
    header.guessed |= {"url"} if alone else set()
