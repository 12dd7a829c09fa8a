"""The heart: half-open stretches of a text, counted in code points. Pure; `spans.js` is its twin.

Both are checked by `tests/vectors/spans.json`. The site itself speaks of code points alone; the two functions that
convert to and from UTF-16 units, and `trimmed`, none of which it calls, are what the browser's twin is measured by,
and are for whoever reads or writes formats that count or cut so.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import regex

GRAPHEME = regex.compile(r"\X")
# Two letters are a flag. `regex` counts back from each to the first of them: of 100,000 in a row for minutes.
FLAGS = re.compile("[\U0001f1e6-\U0001f1ff]{8,}")


@dataclass(frozen=True, order=True, slots=True)
class Span:
    """A half-open stretch `[start, end)` of a revision's text, counted in code points."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"not a span: [{self.start}, {self.end})")

    def __len__(self) -> int:
        return self.end - self.start

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end

    def of(self, text: str) -> str:
        """The quoted text. Raises `ValueError` where the span ends after the text."""
        if self.end > len(text):
            raise ValueError(f"[{self.start}, {self.end}) ends after the text's {len(text)} code points")
        return text[self.start : self.end]


def trimmed(text: str, start: int, end: int) -> Span | None:
    """The span without the white space at its ends; None where nothing else is left."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None


def grapheme_boundaries(text: str) -> list[int]:
    """The offsets at which a letter with all its marks may begin or end, 0 and the length among them (UAX #29)."""
    found, start = [0], 0
    for flags in FLAGS.finditer(text):
        first, last = flags.start() + 2, flags.end() - 2 - len(flags[0]) % 2
        found += _ends(text[start:first], start)
        found += range(first + 2, last + 1, 2)
        start = last
    return [*found, *_ends(text[start:], start)]


def _ends(text: str, start: int) -> list[int]:
    return [start + match.end() for match in GRAPHEME.finditer(text)]


def is_boundary(boundaries: Sequence[int], offset: int) -> bool:
    """Whether an offset is one of the sorted boundaries."""
    place = bisect_left(boundaries, offset)
    return place < len(boundaries) and boundaries[place] == offset


def utf16_offset(text: str, offset: int) -> int:
    """Where a code point offset lies in UTF-16 units, as browsers count."""
    return offset + sum(character > "\uffff" for character in text[:offset])


def code_point_offset(text: str, units: int) -> int:
    """Where an offset in UTF-16 units lies in code points. Raises `ValueError` inside a surrogate pair."""
    position = 0
    for offset, character in enumerate(text):
        if position == units:
            return offset
        position += 1 + (character > "\uffff")
        if position > units:
            raise ValueError(f"unit {units} lies inside a surrogate pair")
    if position == units:
        return len(text)
    raise ValueError(f"unit {units} lies after the end of the text")
