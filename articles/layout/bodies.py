"""The lines of a news page's body, as the rules ask about them (`body_rules.py`). Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from articles.layout import bylines, captions
from articles.layout.datelines import Dateline, read_dateline
from articles.layout.furniture import (
    furniture,
    is_related_heading,
    related_link,
)
from articles.layout.lines import SHORT_WORDS, Finding, Line

# Of a column in print: its width in characters, how full its lines are, how many it takes.
WIDEST, FULLNESS, FEWEST_IN_COLUMN = 90, 0.8, 5
# At the end of a text stand sources, dates and who wrote.
LAST_LINES, MOST_BULLETS = 3, 5
BULLET = re.compile(
    r"(?:\d{1,2}\s?[-–.)]\s|\d{1,2}[-–)](?=[^\W\d])|[-–—•·*▪▫◾◽■□●○►▶➤✅✔☑🔸🔹🔺🔻🔴🔵⚫⬅➡👈👉]\ufe0f?|\*\*)\s*(?=[^\s\d])"
    r"|[•▪▫◾◽■□●○►▶➤✅✔☑🔸🔹🔺🔻🔴🔵⚫]\ufe0f?\s*(?=\d)"
)
# As `plain` leaves it.
CLOCK = re.compile(r"(?:[01]?\d|2[0-3]) [0-5]\d(?: (?:ص|م|am|pm|صباحا|مساء))?")


@dataclass
class Body:
    """The lines after the header, and what the header said."""

    lines: Sequence[Line]
    headline_key: str = ""
    aggregator_key: str = ""
    publisher_key: str = ""
    datelines: list[tuple[Line, Dateline]] = field(default_factory=list)
    """Those that were found, in order."""
    address: str = ""
    """The one that a line after the text gives as the article's."""

    # What the lines before began: "links", "comments", or nothing.
    section: str = ""
    # How many lines of the section were taken, and what the line before is.
    taken: int = 0
    before: Finding | None = None

    @cached_property
    def caption_openings(self) -> frozenset[str]:
        """The first words of every caption with a credit, up to as many as a short line has."""
        credited = [line.key.split() for line in self.lines if captions.credited_caption(line, self.names)]
        return frozenset(
            " ".join(words[:count]) for words in credited for count in range(1, min(len(words), SHORT_WORDS + 1))
        )

    @cached_property
    def names(self) -> frozenset[str]:
        """Of the article's own publishers."""
        return frozenset({self.publisher_key, self.aggregator_key} - {""})

    @cached_property
    def is_live(self) -> bool:
        """Whether events follow each other by the hour: lines that hold a time and nothing else."""
        return sum(bool(CLOCK.fullmatch(line.key)) for line in self.lines) > 1

    @cached_property
    def first_prose(self) -> int:
        """The place of the first paragraph that ends as one; beyond the last line, if there is none."""
        return next((place for place, line in enumerate(self.lines) if line.is_sentence), len(self.lines))

    @cached_property
    def last_prose(self) -> int:
        """The place of the last such line; -1 if there is none."""
        places = range(len(self.lines) - 1, -1, -1)
        return next((place for place in places if self.lines[place].is_sentence), -1)

    def is_framed_above(self, line: Line) -> bool:
        """Whether links, tags or sharing stand between the text and a line under it: the page goes on."""
        between = self.lines[self.last_prose + 1 : self.place(line)]
        return any(furniture(near) or is_related_heading(near) or related_link(near) for near in between)

    def is_over_names(self, line: Line) -> bool:
        """Whether what stands under it, after others of its kind, is who wrote or a date."""
        below = self.lines[self.place(line) + 1 : self.place(line) + 1 + MOST_BULLETS]
        after = next((near for near in below if not BULLET.match(near.text)), None)
        return bool(after and (bylines.byline(after) or bylines.role_and_person(after) or read_dateline(after.text)))

    @cached_property
    def usual_words(self) -> int:
        """How many words the subheadings of the text have; many, where there is but one to tell by."""
        lines = self.lines
        between = [
            line.words
            for above, line, below in zip(lines, lines[1:], lines[2:], strict=False)
            if line.is_short and above.is_prose and below.is_prose
        ]
        return sorted(between)[(len(between) - 1) // 2] if len(between) > 1 else SHORT_WORDS

    @cached_property
    def column(self) -> int:
        """How long the lines are where they were broken to fit a column; 0 where they were not.

        Lines of a column are about as long as the longest, and most end in no sentence.
        """
        if len(self.lines) < FEWEST_IN_COLUMN or any(len(line.text) > WIDEST for line in self.lines):
            return 0
        longest = max(len(line.text) for line in self.lines)
        full = [line for line in self.lines if len(line.text) >= FULLNESS * longest]
        broken = sum(not line.is_terminated for line in full)
        is_column = len(full) >= FEWEST_IN_COLUMN and 2 * len(full) > len(self.lines) and 2 * broken > len(full)
        return longest if is_column else 0

    @property
    def is_headless(self) -> bool:
        return not self.headline_key

    def place(self, line: Line) -> int:
        return line.number - self.lines[0].number

    def is_early(self, line: Line) -> bool:
        """Whether no paragraph stands above it."""
        return self.place(line) < self.first_prose

    def is_late(self, line: Line) -> bool:
        """Whether no paragraph stands below it, or it is one of the last lines."""
        return self.place(line) > self.last_prose or self.place(line) >= len(self.lines) - LAST_LINES

    def after(self, line: Line) -> Line | None:
        place = self.place(line) + 1
        return self.lines[place] if place < len(self.lines) else None

    def beside(self, line: Line) -> Iterator[Line]:
        """The lines just before and after."""
        place = self.place(line)
        yield from self.lines[max(place - 1, 0) : place]
        yield from self.lines[place + 1 : place + 2]
