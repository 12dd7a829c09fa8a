"""The lines of a text, and what a rule finds in one of them. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from articles.arabic import plain

# Longer lines are paragraphs whatever they hold.
LONGEST_SPECIAL = 400
SHORT_WORDS = 10
# As long as this, a line that ends in a full stop is a paragraph wherever it stands, and one that does not as well.
PROSE_WORDS, LONG_PROSE_WORDS = 9, 25
LONGEST_HEADLINE = 250

LINE = re.compile(r"\S[^\n]*")
URL = re.compile(r"https?://\S+|www\.\S+|(?:[a-z0-9-]+\.)+[a-z]{2,}(?:/\S*)?", re.IGNORECASE)
SENTENCE_ENDS = (".", "!", "?", "؟", "…", ":", "؛", "،", ",")
CALLS = ("!", "?", "؟", "…", "..")
CLOSING = "\"»”'’)]} "


class Line(NamedTuple):
    """A line without the white space around it; `number` counts lines that are not blank, from 0.

    `key` are its words, folded; empty for a long line, which no rule reads. `is_terminated` tells whether it ends as
    sentences do, closing quotes and brackets aside.
    """

    number: int
    start: int
    end: int
    text: str
    key: str
    words: int
    is_terminated: bool

    @property
    def is_called_out(self) -> bool:
        """Whether it ends as headlines may, too: in ؟ ! …"""
        return self.text.rstrip(CLOSING).endswith(CALLS)

    @property
    def is_short(self) -> bool:
        return self.words <= SHORT_WORDS and not self.is_terminated

    @property
    def is_prose(self) -> bool:
        """Whether it is a paragraph by its length and its end: what no headline is."""
        if len(self.text) > LONGEST_HEADLINE or self.words > LONG_PROSE_WORDS:
            return True
        return self.is_terminated and not self.is_called_out and self.words >= PROSE_WORDS

    @property
    def is_sentence(self) -> bool:
        """Whether it is a paragraph, however short: it ends in a full stop."""
        return self.is_prose or (self.text.rstrip(CLOSING).endswith(".") and not self.is_called_out and self.words >= 3)

    @property
    def is_address(self) -> bool:
        return "." in self.text and " " not in self.text and bool(URL.fullmatch(self.text))


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
    words = key.count(" ") + 1 if key else len(content)
    is_terminated = content.rstrip(CLOSING).endswith(SENTENCE_ENDS)
    return Line(number, match.start(), match.start() + len(content), content, key, words, is_terminated)
