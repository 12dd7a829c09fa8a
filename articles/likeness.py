"""How much two texts have in common, by the sentences of their paragraphs. Pure.

By hand: rapidfuzz and difflib measure letters, and by those two bulletins of a day, or two days' prices, are nearly the
same. A sentence counts where it is there whole, however its letters are spelled.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple, Protocol

from articles.arabic import plain, plain_lines
from articles.letters import BREAK

# So many times as many sentences as are shared make the whole: a third proves something.
A_GOOD_PART = 3
PARAGRAPH = "paragraph"
# Where a text has no paragraph: what else may be told in sentences. What stands around a text is never counted.
INSTEAD = ("subheading", "caption")
COUNTED = (PARAGRAPH, *INSTEAD)
# Looked for where a run of them begins: from each of its signs anew, a page of nothing else would take hours. But the
# sign itself comes first: only so is it found as quickly as it may be.
STOP = "[.!?؟۔…‼⁇⁈⁉]"
FIRST_STOP = f"{STOP}(?<!{STOP}{STOP})"
END = re.compile(rf"{FIRST_STOP}{STOP}*[\u200c-\u200f\u202a-\u202e\u2066-\u2069]*[»”\"’')\]}}›]*(?=\s|$)")
# How a bulletin greets and takes its leave, every day anew: that says nothing of what is told between.
GREETINGS = (
    *("اهلا", "مرحبا", "السلام عليكم", "اسعد الله", "صباح الخير", "مساء الخير", "نحييكم", "طاب يومكم", "طاب مساوكم"),
    *("شكرا ل", "نشكر لكم", "نشكركم", "نلقاكم", "نلتقيكم", "الي اللقاء", "كانت هذه نشر", "كانت هذه النشر", "بهذا نصل"),
    *("انتهت النشره", "تابعونا", "تابعوا اخر", "اشتركوا في", "حملوا تطبيق", "للمزيد من الاخبار", "جميع الحقوق محفوظ"),
    *("welcome to", "good morning", "good evening", "thank you for", "thanks for", "follow us", "sign up", "subscribe"),
    *("download our", "all rights reserved"),
)
OPENINGS = frozenset(greeting[:2] for greeting in GREETINGS)
LONGEST_GREETING = 12  # words


class Stretch(Protocol):
    """A block, stored or not."""

    @property
    def kind(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


class Likeness(NamedTuple):
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
    shorter, longer = (one, other) if len(one) < len(other) else (other, one)
    return Likeness(len(shorter & longer), len(shorter), len(longer))


def sentences(text: str, blocks: Iterable[Stretch]) -> frozenset[str]:
    """What is compared of a text: the folded words of each sentence of its paragraphs, but for greetings."""
    told = list(blocks)
    counted = [block for block in told if block.kind == PARAGRAPH] or [b for b in told if b.kind in INSTEAD]
    # All at once, a line each: to cut and fold block by block takes twice as long.
    words = BREAK.join([text[block.start : block.end].replace(BREAK, " ") for block in counted])
    keys = plain_lines(END.sub(BREAK, words))
    return frozenset([key for key in keys if key and not (key[:2] in OPENINGS and _greets(key))])


def _greets(key: str) -> bool:
    return key.startswith(GREETINGS) and key.count(" ") < LONGEST_GREETING


def sentences_in(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """The sentences of `text[start:end]` with their folded words, without the white space between them.

    They are for comparing: an abbreviation's point may end one, in one text as in the other.
    """
    for first, last in _cut(text, start, end):
        words = text[first:last]
        if key := plain(words):
            yield last - len(words.lstrip()), first + len(words.rstrip()), key


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for match in END.finditer(text, start, end):
        yield start, match.end()
        start = match.end()
    if start < end:
        yield start, end
