"""`make scores ARGS=--weigh`: the weights of `articles/layout/weighing.py`, made from texts whose kinds are known.

What the rules said of a text before they had been mended by it (`unseen.py`) stands for what they will say of the next
one; of the texts in whose sight they were made it is what they say now. `scores` counts honestly: each folder, and each
file of `blocks_weighed`, is judged by weights made from all others. Both take some minutes.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import exp

from articles.drafts import SURE
from articles.layout.lines import Finding, Line, split_lines
from articles.layout.recognising import MOST_LINES, found_by_rules
from articles.layout.traits import Page, traits
from articles.layout.weighing import KINDS, PER_UNIT, WEIGHTS, is_usual, packed, weighed
from tests.scoring.of_blocks import Judged, told
from tests.scoring.score import Score
from tests.scoring.texts import FOLDERS, Text, texts_of
from tests.scoring.unseen import found_unseen

# Of the gradient descent: its rounds over all lines, its first step, how strongly weights are held near 0,
# and how soon its steps become shorter.
ROUNDS, STEP, HOLD, SHORTENING = 30, 0.05, 1.5, 20
# Words are traits where at least so many texts have them, and other answers where so many lines do.
FEWEST_TEXTS, FEWEST_LINES = 3, 2
WORDS = ("word ", "first ", "last ")
# A trait whose weights differ by less, in hundredths, is left out.
LEAST_DIFFERENCE = 20
# What the rules as they are now said of texts they had not seen counts more than what they once said.
NOW, NOW_COUNTS = ("blocks_apart", "blocks_fifth/b", "blocks_weighed"), 2.0

# The texts in whose sight the rules were made.
IN_SIGHT = "blocks"

Row = list[float]
Weights = dict[str, Row]


@dataclass(frozen=True)
class Example:
    """A text with what the rules found, and what each line is."""

    text: Text
    lines: Sequence[Line]
    found: Sequence[Finding]
    traits: Sequence[Sequence[str]]

    @property
    def counts(self) -> float:
        return NOW_COUNTS if self.text.folder in NOW else 1.0

    @property
    def part(self) -> str:
        """With what it is left out when weights are judged."""
        is_large = self.text.folder == "blocks_weighed"
        return f"{self.text.folder}/{self.text.file}" if is_large else self.text.folder


def write() -> None:
    """Make the weights anew from all texts."""
    rows = _rows(examples())
    WEIGHTS.write_text("".join(f"{trait}\t{' '.join(map(str, row))}\n" for trait, row in rows), "utf-8")


def scores() -> Iterator[Score]:
    """How often lines are right by weights that were made without them: the kinds, the flags, the lines without one."""
    some = examples()
    yield from told(", of layouts left out", [line for one, found in _apart(some) for line in _judged(one, found)])


def _judged(one: Example, found: Sequence[Finding]) -> Iterator[Judged]:
    for line, kind, finding in zip(one.lines, one.text.kinds, found, strict=True):
        yield Judged(one.text.file, line.text, kind, finding.kind, finding.confidence < SURE, finding.reason)


def examples() -> list[Example]:
    unseen = found_unseen()
    return [_example(text, unseen.get(text.name)) for folder in FOLDERS for text in texts_of(folder)]


def _example(text: Text, found: Sequence[Finding] | None) -> Example:
    lines, _rest = split_lines(text.whole, MOST_LINES)
    found = found or found_by_rules(lines)
    page = Page(lines, found)
    return Example(text, lines, found, [list(traits(page, place)) for place in range(len(lines))])


def _apart(some: Sequence[Example]) -> Iterator[tuple[Example, Sequence[Finding]]]:
    """Each example that the rules had not seen, with its findings by weights that were made without its part."""
    for part in sorted({one.part for one in some if one.text.folder != IN_SIGHT}):
        table = {trait: packed(row) for trait, row in _rows([one for one in some if one.part != part])}
        for one in some:
            if one.part == part:
                yield one, one.found if is_usual(one.found) else weighed(one.lines, one.found, table)


def _rows(some: Sequence[Example]) -> list[tuple[str, list[int]]]:
    """The weights as they are kept."""
    made = ((trait, [round(weight * PER_UNIT) for weight in row]) for trait, row in sorted(_made(some).items()))
    return [(trait, row) for trait, row in made if max(row) - min(row) >= LEAST_DIFFERENCE]


def _made(some: Sequence[Example]) -> Weights:
    """Multinomial logistic regression by stochastic gradient descent; the same each time."""
    table: Weights = {trait: [0.0] * len(KINDS) for trait in _known(some)}
    lines = [
        ([table[trait] for trait in of_line if trait in table], KINDS.index(kind), one.counts)
        for one in some
        for of_line, kind in zip(one.traits, one.text.kinds, strict=True)
    ]
    hold = HOLD / len(lines)
    order = random.Random(0)
    done = 0
    for _round in range(ROUNDS):
        order.shuffle(lines)
        for rows, kind, counts in lines:
            step = STEP / (1 + STEP * hold * done * SHORTENING)
            _learn(rows, kind, step * counts)
            done += 1
        _hold(table, step * hold * len(lines))
    return table


def _learn(rows: list[Row], kind: int, step: float) -> None:
    sums = [sum(column) for column in zip(*rows, strict=True)]
    most = max(sums)
    shares = [exp(one - most) for one in sums]
    whole = sum(shares)
    moves = [-step * share / whole for share in shares]
    moves[kind] += step
    for row in rows:
        row[:] = [weight + move for weight, move in zip(row, moves, strict=True)]


def _hold(table: Weights, by: float) -> None:
    for row in table.values():
        row[:] = [weight * (1 - by) for weight in row]


def _known(some: Sequence[Example]) -> list[str]:
    """The traits that come often enough to tell something."""
    in_lines = Counter(trait for one in some for of_line in one.traits for trait in of_line)
    in_texts = Counter(trait for one in some for trait in {trait for of_line in one.traits for trait in of_line})
    return sorted(
        trait
        for trait, count in in_lines.items()
        if (in_texts[trait] >= FEWEST_TEXTS if trait.startswith(WORDS) else count >= FEWEST_LINES)
    )
