"""The plain-text layout of news pages saved from an aggregator. (trafilatura and its like read HTML.)

A header: the site's name, the headline (up to three times), a dateline
`YYYY-MM-DD HH:MM:SS - المصدر: NAME`; then a body with one line for each part: paragraphs,
subheadings, advertisement markers, photo captions. Blank lines mean nothing. Each line becomes one
block by the first rule that knows it (`headers.py`, `bodies.py`), and keeps the rule's name and
confidence. What no rule is sure of is flagged; where neither a dateline nor a repeated headline is
found, so is everything.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from articles.drafts import SURE, Draft, DraftBlock
from articles.layout.bodies import Body
from articles.layout.headers import Header, read_header
from articles.layout.lines import Finding, Line, split_lines
from articles.layout.words import plain

# Lines after these are one block: no article has as many, and every file is read in little time.
MOST_LINES = 2000
LONGEST_OPENING = 150
ARABIC = re.compile("[\u0620-\u06d3]+")
# What a confidence is worth in a layout that is not this one.
UNKNOWN_LAYOUT = 0.6


def read(text: str) -> Draft:
    """The draft of any text: an unknown layout gives flagged blocks, never an error."""
    lines, rest = split_lines(text, MOST_LINES)
    header = read_header(lines)
    return Draft(
        text=text,
        headline=header.headline or _opening_words(lines),
        publisher=header.dateline.source if header.dateline else "",
        aggregator=header.aggregator,
        published_on=header.dateline.day if header.dateline else None,
        published_at=header.dateline.moment if header.dateline else None,
        url=header.url,
        language=_language(text),
        blocks=[*_blocks(lines, header), *_rest(text, rest)],
        guessed=frozenset(header.guessed if header.headline else header.guessed | {"headline"}),
    )


def _blocks(lines: Sequence[Line], header: Header) -> list[DraftBlock]:
    rest = lines[len(header.findings) :]
    source = header.dateline.source if header.dateline else ""
    body = Body(rest, plain(header.headline), plain(header.aggregator), plain(source))
    findings = [*header.findings, *body.findings()]
    worth = 1 if header.is_known else UNKNOWN_LAYOUT
    return [_block(line, found, worth) for line, found in zip(lines, findings, strict=True)]


def _block(line: Line, found: Finding, worth: float) -> DraftBlock:
    confidence = round(found.confidence * worth, 2)
    flagged = confidence < SURE
    return DraftBlock(found.kind, line.start, line.end, confidence, flagged, found.reason)


def _rest(text: str, start: int) -> list[DraftBlock]:
    end = len(text.rstrip())
    reason = "too-many-lines"
    return [DraftBlock("paragraph", start, end, 0.1, True, reason)] if start < end else []


def _opening_words(lines: Sequence[Line]) -> str:
    """The beginning of the first line, to call the article by where no headline is known."""
    if not lines or len(lines[0].text) <= LONGEST_OPENING:
        return lines[0].text if lines else ""
    words = lines[0].text[:LONGEST_OPENING]
    return (words.rpartition(" ")[0] or words) + "…"


def _language(text: str) -> str:
    sample = text[:5000]
    sample = sample[:: len(sample) // 1000 + 1]  # Some letters of all of it tell as much as all of them.
    arabic = sum(map(len, ARABIC.findall(sample)))
    return "ar" if arabic * 2 >= sum(map(str.isalpha, sample)) else "en"
