"""The top of a news page: the site's name, the headline up to three times, the dateline. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from articles.drafts import SURE
from articles.layout.datelines import Dateline, read_dateline
from articles.layout.lines import Finding, Line
from articles.layout.words import BYLINE_OPENINGS, opens_with

MOST_LINES = 12
LONGEST_HEADLINE = 250
NAME_WORDS = 5


@dataclass
class Header:
    """What the first lines say: one finding for each of them, in order.

    `is_known` tells that a dateline or a repeated headline was there, so that the layout is trusted. `guessed` names
    the fields of a `Draft` that are guesses.
    """

    headline: str = ""
    aggregator: str = ""
    url: str = ""
    dateline: Dateline | None = None
    is_known: bool = False
    guessed: set[str] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)


def read_header(lines: Sequence[Line]) -> Header:
    candidates = _candidates(lines)
    for line in candidates:
        if dateline := read_dateline(line.text):
            return _ending_in_dateline(lines, line.number, dateline)
    if repeated := _repeated(candidates):
        last = max(line.number for line in candidates if line.key == repeated)
        return _with_names(lines[: last + 1])
    return _guessed(lines)


def _guessed(lines: Sequence[Line]) -> Header:
    """Without a dateline or a repetition: a site's name over a headline, or a headline alone, if anything."""
    first = lines[:2]
    if len(lines) > 2 and _title(first, "") is first[1] and all(map(_looks_like_headline, first)):
        return replace(_with_names(first), is_known=False, guessed={"headline", "aggregator"})
    header = Header()
    if len(lines) > 1 and _looks_like_headline(lines[0]):
        _take_as_headline(header, lines[0])
    return header


def _candidates(lines: Sequence[Line]) -> list[Line]:
    candidates: list[Line] = []
    for line in lines[:MOST_LINES]:
        if not _can_be_header(line):
            break
        candidates.append(line)
    return candidates


def _can_be_header(line: Line) -> bool:
    return len(line.text) <= LONGEST_HEADLINE and not (line.words > 25 and line.is_terminated)


def _looks_like_headline(line: Line) -> bool:
    return _can_be_header(line) and not line.is_terminated


def _ending_in_dateline(lines: Sequence[Line], number: int, dateline: Dateline) -> Header:
    header = _with_names(lines[:number])
    header.dateline = dateline
    if dateline.confidence < SURE:
        header.guessed |= {"published_on", "published_at"}
    header.findings.append(Finding("dateline", dateline.confidence, "dateline"))
    after = lines[number + 1 : number + 2]
    if not header.headline and after and _looks_like_headline(after[0]):
        _take_as_headline(header, after[0])
    return header


def _take_as_headline(header: Header, line: Line) -> None:
    header.headline = line.text
    header.guessed.add("headline")
    header.findings.append(Finding("title", 0.55, "first-line"))


def _with_names(lines: Sequence[Line]) -> Header:
    """Tell the site's name, the headline and its repetitions apart."""
    names = [line for line in lines if not line.is_address]
    repeated = _repeated(names)
    title = _title(names, repeated)
    site = names[0] if title and names[0] is not title else None
    findings = [_finding(line, title, site, repeated) for line in lines]
    return Header(
        headline=title.text if title else "",
        aggregator=site.text if site else "",
        url=next((line.text for line in lines if line.is_address), ""),
        is_known=True,
        guessed=_guessed_names(title, site, repeated),
        findings=findings,
    )


def _guessed_names(title: Line | None, site: Line | None, repeated: str) -> set[str]:
    """What is repeated is the headline, and what stands above it the site; without that, both only look so."""
    if repeated:
        return set()
    is_doubtful = title and _title_finding(title, is_repeated=False, has_site=site is not None).confidence < SURE
    return {"aggregator"} | ({"headline"} if is_doubtful else set())


def _repeated(lines: Sequence[Line]) -> str:
    """The words of the line that comes twice or more; empty where none does."""
    for key, count in Counter(line.key for line in lines if line.key).most_common(1):
        return key if count > 1 else ""
    return ""


def _title(names: Sequence[Line], repeated: str) -> Line | None:
    """The headline: what is repeated, or else what follows a name as short as names are."""
    if repeated:
        return next(line for line in names if line.key == repeated)
    if len(names) > 1 and names[0].words <= NAME_WORDS and names[0].words < names[1].words:
        return names[1]
    return names[0] if names else None


def _finding(line: Line, title: Line | None, site: Line | None, repeated: str) -> Finding:
    if line.is_address:
        return Finding("boilerplate", 0.9, "address")
    if line is title:
        return _title_finding(line, is_repeated=bool(repeated), has_site=site is not None)
    if line is site:
        return Finding("boilerplate", 0.9 if repeated else 0.75, "site-name")
    if repeated and line.key == repeated:
        return Finding("boilerplate", 0.95, "repeated-headline")
    if opens_with(line.key, BYLINE_OPENINGS):
        return Finding("byline", 0.7, "byline")
    return Finding("subheading", 0.5, "unknown-header-line")


def _title_finding(line: Line, *, is_repeated: bool, has_site: bool) -> Finding:
    if is_repeated:
        return Finding("title", 0.95, "headline-repeated-later")
    # Three words alone before a dateline may be the site's name as well.
    return Finding("title", 0.85 if has_site or line.words > 3 else 0.5, "line-before-dateline")
