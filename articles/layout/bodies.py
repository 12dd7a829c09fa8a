"""The rules that tell the parts of a news page's body apart, one line at a time. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from articles.layout.datelines import read_dateline
from articles.layout.lines import LONGEST_SPECIAL, SHORT_WORDS, Finding, Line
from articles.layout.words import (
    ADVERTISEMENTS,
    BYLINE_OPENINGS,
    CAPTION_OPENINGS,
    FURNITURE_OPENINGS,
    PICTURE_CREDITS,
    opens_with,
    plain,
)

LONGEST_CAPTION = 300
# Of the words before a colon that open a caption, vowel signs and all.
LONGEST_OPENING = 60
CREDIT_WORDS = 3
CREDIT = re.compile(r"[(\[]([^()\[\]]{1,80})[)\]]\s?\.?$")
AFTER_DASH = re.compile(r"([^-–—|]+)[-–—|]\s?([^-–—/|]{1,40})")
SENTENCE_END = re.compile(r"[.!?؟…]\s")


@dataclass(frozen=True)
class Body:
    """The lines after the header, and what the header said."""

    lines: Sequence[Line]
    headline_key: str = ""
    aggregator_key: str = ""
    publisher_key: str = ""

    def findings(self) -> list[Finding]:
        """What each line is: the answer of the first rule that knows it."""
        return [self._judge(line) for line in self.lines]

    def _judge(self, line: Line) -> Finding:
        if len(line.text) > LONGEST_SPECIAL:
            return Finding("paragraph", 0.9 if line.is_terminated else 0.75, "long-line")
        for rule in RULES:
            if finding := rule(line, self):
                return finding
        return _paragraph(line)

    @cached_property
    def caption_openings(self) -> frozenset[str]:
        """The first words of every caption with a credit, up to as many as a short line has."""
        captions = [line.key.split() for line in self.lines if _credit(line, self)]
        return frozenset(
            " ".join(words[:count]) for words in captions for count in range(1, min(len(words), SHORT_WORDS + 1))
        )

    def beside(self, line: Line) -> Iterator[Line]:
        """The lines just before and after."""
        place = line.number - self.lines[0].number
        yield from self.lines[max(place - 1, 0) : place]
        yield from self.lines[place + 1 : place + 2]


def _advertisement(line: Line, body: Body) -> Finding | None:
    if line.key in ADVERTISEMENTS:
        return Finding("advertisement", 0.98, "advertisement-marker")
    return None


def _repetition(line: Line, body: Body) -> Finding | None:
    if line.key and line.key == body.headline_key:
        return Finding("boilerplate", 0.9, "repeated-headline")
    if line.key and line.key == body.aggregator_key:
        return Finding("boilerplate", 0.85, "site-name")
    return None


def _furniture(line: Line, body: Body) -> Finding | None:
    if line.is_address:
        return Finding("boilerplate", 0.7, "address")
    if not line.key:
        return Finding("boilerplate", 0.5, "no-words")
    if line.words <= 15 and opens_with(line.key, FURNITURE_OPENINGS):
        return Finding("boilerplate", 0.7 if line.is_short else 0.55, "page-furniture")
    return None


def _dateline(line: Line, body: Body) -> Finding | None:
    dateline = read_dateline(line.text)
    return Finding("dateline", dateline.confidence, "dateline-in-body") if dateline else None


def _byline(line: Line, body: Body) -> Finding | None:
    if not line.is_short:
        return None
    if line.words <= 8 and opens_with(line.key, BYLINE_OPENINGS):
        is_plain = ":" in line.text or line.words <= 4
        return Finding("byline", 0.7 if is_plain else 0.5, "byline")
    if line is body.lines[0] and line.words <= 5 and AFTER_DASH.fullmatch(line.text):
        return Finding("byline", 0.7, "place-and-agency")
    return None


def _credit(line: Line, body: Body) -> Finding | None:
    """A caption that names in brackets who took the picture, or a paragraph that may be one."""
    match = CREDIT.search(line.text) if len(line.text) <= LONGEST_SPECIAL else None
    if not match:
        return None
    before = line.text[: match.start()].strip()
    if not _names_a_credit(match[1], body):
        return _unknown_credit(line, before)
    if not before:
        return Finding("byline", 0.55, "credit-alone")
    if len(before) > LONGEST_CAPTION or SENTENCE_END.search(before) or before.endswith("."):
        return Finding("paragraph", 0.55, "credit-after-sentences")
    return Finding("caption", 0.9, "picture-credit")


def _unknown_credit(line: Line, before: str) -> Finding | None:
    """Short lines that end in brackets are captions more often than subheadings."""
    return Finding("caption", 0.55, "ends-in-brackets") if before and line.is_short else None


def _names_a_credit(text: str, body: Body) -> bool:
    words = plain(text).split()
    return plain(text) in {body.publisher_key, body.aggregator_key} - {""} or any(
        " ".join(words[start : start + count]) in PICTURE_CREDITS
        for start in range(len(words))
        for count in range(1, CREDIT_WORDS + 1)
    )


def _caption(line: Line, body: Body) -> Finding | None:
    opening, colon, rest = line.text.partition(":")
    if colon and rest and len(opening) <= LONGEST_OPENING and plain(opening) in CAPTION_OPENINGS:
        return Finding("caption", 0.8, "caption-opening")
    credit = AFTER_DASH.fullmatch(line.text)
    if credit and not line.is_terminated and plain(credit[2]) in PICTURE_CREDITS:
        return Finding("caption", 0.7, "credit-after-dash")
    return None


def _fragment(line: Line, body: Body) -> Finding | None:
    """A short line that repeats the first words of a caption, or stands beside an advertisement."""
    if not line.is_short:
        return None
    is_beside = any(near.key in ADVERTISEMENTS for near in body.beside(line))
    if line.key in body.caption_openings:
        return Finding("caption", 0.85 if is_beside else 0.55, "opening-of-a-caption")
    return Finding("subheading", 0.5, "beside-advertisement") if is_beside else None


def _subheading(line: Line, body: Body) -> Finding | None:
    after = next((near for near in body.beside(line) if near.number > line.number), None)
    if line.is_short:
        return Finding("subheading", 0.8 if after and not after.is_short else 0.5, "short-line")
    if after and line.words <= 6 and line.text.endswith(("؟", "?")):
        return Finding("subheading", 0.55, "short-question")
    return None


def _paragraph(line: Line) -> Finding:
    if line.is_terminated:
        return Finding("paragraph", 0.9, "sentences")
    return Finding("paragraph", 0.7 if line.words > 2 * SHORT_WORDS else 0.55, "no-full-stop")


RULES: tuple[Callable[[Line, Body], Finding | None], ...] = (
    _advertisement,
    _repetition,
    _furniture,
    _dateline,
    _byline,
    _credit,
    _caption,
    _fragment,
    _subheading,
)
