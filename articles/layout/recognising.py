"""The plain-text layouts of news pages. (trafilatura and its like read HTML.)

A header: the site's name, the headline (up to three times), a dateline
`YYYY-MM-DD HH:MM:SS - المصدر: NAME`, or any part of that, or facts by their names; then a body with one line for each
part: paragraphs, subheadings, advertisement markers, photo captions, links. Blank lines mean nothing. Each line becomes
one block by the first rule that knows it (`headers.py`, `body_rules.py`), and keeps the rule's name and confidence.
What no rule is sure of is flagged. That a layout is not known (neither a date nor a source nor a repeated headline) is
said once, of the draft.
"""

from __future__ import annotations

from collections.abc import Sequence

from articles.arabic import plain
from articles.drafts import SURE, Draft, DraftBlock
from articles.languages import language_of
from articles.layout.bodies import Body
from articles.layout.body_rules import findings as findings_of
from articles.layout.headers import Header, read_header
from articles.layout.lines import Finding, Line, split_lines
from articles.layout.weighing import is_usual, weighed

# Lines after these are one block: no article has as many, and every file is read in little time.
MOST_LINES = 2000
LONGEST_OPENING = 150


def read(text: str) -> Draft:
    """The draft of any text: what is not understood gives flagged blocks, never an error."""
    lines, rest = split_lines(text, MOST_LINES)
    header, body, found = _read_by_rules(lines)
    language = language_of(text)
    _take_from_end(header, body)
    findings = found if header.is_whole or is_usual(found) else weighed(lines, found)
    _take_headline(header, lines, findings)
    return Draft(
        text=text,
        headline=header.headline or _opening_words(lines, findings),
        publisher=header.publisher,
        aggregator=header.aggregator,
        published_on=header.day,
        published_at=header.moment,
        url=header.url,
        language=language.code,
        language_from="recognised" if language.is_sure else "doubtful",
        blocks=[*map(_block, lines, findings), *_rest(text, rest)],
        guessed=frozenset(header.guessed if header.headline else header.guessed | {"headline"}),
        is_layout_known=header.is_known,
    )


def found_by_rules(lines: Sequence[Line]) -> list[Finding]:
    """What the rules alone make of each line, before anything is weighed."""
    return _read_by_rules(lines)[2]


def _read_by_rules(lines: Sequence[Line]) -> tuple[Header, Body, list[Finding]]:
    header = read_header(lines)
    body = Body(
        lines[len(header.findings) :], plain(header.headline), plain(header.aggregator), plain(header.publisher)
    )
    return header, body, [*header.findings, *findings_of(body)]


def _block(line: Line, found: Finding) -> DraftBlock:
    return DraftBlock(found.kind, line.start, line.end, found.confidence, found.confidence < SURE, found.reason)


def _take_headline(header: Header, lines: Sequence[Line], findings: Sequence[Finding]) -> None:
    """The headline, where another line than the rules' was the likeliest."""
    title = next(
        (
            line
            for line, found in zip(lines, findings, strict=True)
            if found.kind == "title" and found.reason == "weighed"
        ),
        None,
    )
    if title:
        header.headline = title.text
        header.guessed.add("headline")


def _take_from_end(header: Header, body: Body) -> None:
    """Source, day and address from below the text, where the header has none."""
    if body.address and (not header.url or "url" in header.guessed):
        header.url = body.address
        header.guessed.discard("url")
    for line, dateline in body.datelines:
        if not body.is_late(line):
            continue
        header.is_known |= bool(dateline.day or dateline.source)
        if dateline.source and not header.publisher:
            header.publisher = dateline.source
            header.guessed |= dateline.guessed & {"publisher"}
        if dateline.day and not header.day:
            header.day, header.moment = dateline.day, dateline.moment
            header.guessed |= dateline.guessed & {"published_on", "published_at"}


def _rest(text: str, start: int) -> list[DraftBlock]:
    end = len(text.rstrip())
    reason = "too-many-lines"
    return [DraftBlock("paragraph", start, end, 0.1, True, reason)] if start < end else []


def _opening_words(lines: Sequence[Line], findings: Sequence[Finding]) -> str:
    """The beginning of the first line of the article itself, to call it by where no headline is known."""
    own = (line for line, found in zip(lines, findings, strict=True) if found.kind != "boilerplate")
    first = next(own, next(iter(lines), None))
    if not first or len(first.text) <= LONGEST_OPENING:
        return first.text if first else ""
    words = first.text[:LONGEST_OPENING]
    return (words.rpartition(" ")[0] or words) + "…"
