"""How much two texts have in common, by the sentences of their paragraphs. Pure.

By hand: rapidfuzz and difflib measure letters, and by those two bulletins of a day, or two days' prices, are nearly the
same. A sentence counts where it is there whole, however its letters are spelled.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from articles.arabic import fold

# So many times as many sentences as are shared make the whole: a third proves something.
A_GOOD_PART = 3
PARAGRAPH = "paragraph"
# Where a text has no paragraph: what else may be told in sentences. What stands around a text is never counted.
INSTEAD = ("subheading", "caption")
COUNTED = (PARAGRAPH, *INSTEAD)
# Looked for where a run of them begins: from each of its signs anew, a page of nothing else would take hours.
STOP = ".!?؟۔…‼⁇⁈⁉"
END = re.compile(rf"(?<![{STOP}])[{STOP}]+[\u200c-\u200f\u202a-\u202e\u2066-\u2069]*[»”\"’')\]}}›]*(?=\s|$)")
WORD = re.compile(r"\w+")


class Stretch(Protocol):
    """A block, stored or not."""

    @property
    def kind(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Likeness:
    """How many sentences two texts share, and how many different ones the shorter and the longer have."""

    shared: int
    shorter: int
    longer: int

    @property
    def share(self) -> float:
        """Of the longer text, from 0 to 1."""
        return self.shared / self.longer if self.longer else 0.0

    @property
    def is_a_good_part(self) -> bool:
        """At least a third of the longer text."""
        return 0 < self.longer <= self.shared * A_GOOD_PART

    @property
    def is_a_good_part_of_one(self) -> bool:
        """At least a third of the shorter text: as where a first report of two lines has grown."""
        return 0 < self.shorter <= self.shared * A_GOOD_PART


def likeness(one: frozenset[str], other: frozenset[str]) -> Likeness:
    """Of two texts by their `sentences`."""
    return Likeness(len(one & other), *sorted((len(one), len(other))))


def sentences(text: str, blocks: Iterable[Stretch]) -> frozenset[str]:
    """What is compared of a text: the folded words of each sentence of its paragraphs."""
    told = list(blocks)
    counted = [block for block in told if block.kind == PARAGRAPH] or [b for b in told if b.kind in INSTEAD]
    return frozenset(key for block in counted for _start, _end, key in sentences_in(text, block.start, block.end))


def sentences_in(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """The sentences of `text[start:end]` with their folded words, without the white space between them.

    They are for comparing: an abbreviation's point may end one, in one text as in the other.
    """
    ends = [match.end() for match in END.finditer(text, start, end)]
    if not ends or ends[-1] < end:
        ends.append(end)
    for stop in ends:
        words = text[start:stop]
        key = " ".join(WORD.findall(fold(words)))
        if key:
            yield start + len(words) - len(words.lstrip()), start + len(words.rstrip()), key
        start = stop
