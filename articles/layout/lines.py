"""The lines of a text, and what a rule finds in one of them. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from articles.layout.words import plain

# Longer lines are paragraphs whatever they hold.
LONGEST_SPECIAL = 400
SHORT_WORDS = 10

LINE = re.compile(r"\S[^\n]*")
URL = re.compile(r"https?://\S+")
SENTENCE_ENDS = (".", "!", "?", "؟", "…", ":", "؛", "،", ",")


class Line(NamedTuple):
    """A line without the white space around it; `number` counts lines that are not blank, from 0.

    `key` are its words, folded; empty for a long line, which no rule reads.
    """

    number: int
    start: int
    end: int
    text: str
    key: str

    @property
    def words(self) -> int:
        return self.key.count(" ") + 1 if self.key else len(self.text)

    @property
    def is_terminated(self) -> bool:
        """Whether it ends as sentences do, closing quotes and brackets aside."""
        return self.text.rstrip("\"»”'’)]} ").endswith(SENTENCE_ENDS)

    @property
    def is_short(self) -> bool:
        return self.words <= SHORT_WORDS and not self.is_terminated

    @property
    def is_address(self) -> bool:
        return bool(URL.fullmatch(self.text))


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule makes of a line; `reason` is the rule's name, a key of `reasons.REASONS`."""

    kind: str
    confidence: float
    reason: str


def split_lines(text: str, most: int) -> tuple[list[Line], int]:
    """The first lines that are not blank, and where the next one begins (the text's length if none)."""
    matches = LINE.finditer(text)
    lines = [_line(number, match) for number, match in enumerate(islice(matches, most))]
    following = next(matches, None)
    return lines, following.start() if following else len(text)


def _line(number: int, match: re.Match[str]) -> Line:
    content = match.group().rstrip()
    key = plain(content) if len(content) <= LONGEST_SPECIAL else ""
    return Line(number, match.start(), match.start() + len(content), content, key)
