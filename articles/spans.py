"""The heart: half-open stretches of a text, counted in code points. Pure; `spans.js` is its twin.

Both are checked by `tests/vectors/spans.json`. The site itself speaks of code points alone; what the browser does
besides, which counts in UTF-16 units, is measured by `tests/reference/offsets.py`.
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
