"""What a line most likely is, where a page is not as the rules know pages. Pure.

The rules know what they were made for; on pages of other layouts one line in five is wrong. Here the kinds of a line
are weighed by its traits (`traits.py`), the rules' own answer among them. The weights (`weights.txt`) come from texts
that the rules had not seen when they answered; `make scores ARGS=--weigh` makes them anew. It is multinomial logistic
regression: each trait adds its weight for each kind, and the sums are turned into chances.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import repeat
from math import exp
from pathlib import Path

from articles.drafts import SURE
from articles.layout.lines import Finding, Line
from articles.layout.traits import Page, traits

KINDS = ("paragraph", "boilerplate", "title", "dateline", "byline", "subheading", "caption", "advertisement")
TITLE = KINDS.index("title")
FEWEST_LINES = 8
# By these rules a line was known rightly 98 times of 100 on pages that they had not seen, wherever they were sure.
SETTLED = frozenset(
    {
        *("address", "advertisement-marker", "announced-caption", "breadcrumb", "caption-opening", "comment"),
        *("counter", "credit-after-dash", "disclaimer", "figures-alone", "last-words", "named-field", "no-words"),
        *("numbered-heading", "over-credit", "page-furniture", "related-heading", "section-name", "tags"),
    }
)
# The heading above tells it, whatever the line looks like.
SETTLED_IN_DOUBT = ("comment",)
SENTENCES = ("sentences", "long-line")
UNREAD_DATE = "unread-date"
# Lines of headers as the rules know them, that are no part of the article.
OF_HEADER = ("repeated-headline", "site-name")
WEIGHTS = Path(__file__).with_name("weights.txt")
PER_UNIT = 100
# On pages that were left out when weights were made, lines with this chance or more were right 96 times of 100, others
# two times of three.
LIKELY = 0.9
# The rules' own headline may be as much less likely: of eleven such ten were right.
LIKELY_AS_WELL = 0.8
# The confidence of what an editor is asked to look at, at most.
DOUBTED = SURE - 0.05
# Below this no line becomes a headline that the rules did not take for one.
LIKELY_TITLE = 0.2
# The sums for all kinds lie in one integer, so that a trait costs one addition.
BITS = 32
SIGN = 1 << (BITS - 1)
SIGNS = sum(SIGN << (BITS * place) for place in range(len(KINDS)))

Chances = list[float]
Table = dict[str, int]
"""The weights of each trait, packed."""


def is_usual(found: Sequence[Finding]) -> bool:
    """Whether the rules are to be taken at their word, as for nearly all files: nothing is weighed then.

    They doubt nothing, and know no line as one of the page around the text; or the lines are too few to tell by.
    """
    return len(found) < FEWEST_LINES or all(one.confidence >= SURE and not _is_around(one) for one in found)


def weighed(lines: Sequence[Line], found: Sequence[Finding], table: Table | None = None) -> list[Finding]:
    """The rules' findings, with other kinds and with doubt where the weights (those kept, unless given) say so."""
    page, table = Page(lines, found), table or kept_weights()
    chances = {place: _chances(page, place, table) for place in _unsettled(page)}
    if any(one.kind == "title" for place, one in enumerate(found) if place not in chances):
        for of_line in chances.values():
            of_line[TITLE] = 0
    kinds = {place: _likeliest(of_line) for place, of_line in chances.items()}
    _settle_title(kinds, chances)
    return [_finding(one, kinds[place], chances[place]) if place in kinds else one for place, one in enumerate(found)]


def _unsettled(page: Page) -> list[int]:
    """The places of the lines that are weighed: of a page of which the rules doubt one line alone, only that."""
    doubted = [place for place, one in enumerate(page.found) if one.confidence < SURE]
    if len(doubted) == 1 and not any(map(_is_around, page.found)):
        return doubted
    return [place for place in range(len(page.lines)) if not _is_settled(page, place)]


def _is_around(one: Finding) -> bool:
    """Whether the rules know the line as one of the page around the text."""
    return one.kind == "boilerplate" and one.reason not in OF_HEADER


def _is_settled(page: Page, place: int) -> bool:
    """Whether the rules were right about such a line on pages that they had not seen; or it is a sentence of many."""
    found = page.found[place]
    if found.reason in SENTENCES:
        first, last = page.run
        return first < place < last
    return found.reason in SETTLED and (found.confidence >= SURE or found.reason in SETTLED_IN_DOUBT)


def _chances(page: Page, place: int, table: Table) -> Chances:
    total = sum(map(table.get, traits(page, place), repeat(0)), SIGNS)
    sums = [((total >> (BITS * kind)) & (2 * SIGN - 1)) - SIGN for kind in range(len(KINDS))]
    most = max(sums)
    shares = [exp((one - most) / PER_UNIT) for one in sums]
    whole = sum(shares)
    return [share / whole for share in shares]


@cache
def kept_weights() -> Table:
    rows = (line.rsplit("\t", 1) for line in WEIGHTS.read_text("utf-8").splitlines())
    return {trait: packed([int(weight) for weight in weights.split()]) for trait, weights in rows}


def packed(weights: Sequence[int]) -> int:
    """A weight for each kind, in one integer that can be added to others."""
    return sum(weight << (BITS * place) for place, weight in enumerate(weights))


def _likeliest(chances: Chances) -> int:
    return chances.index(max(chances))


def _settle_title(kinds: dict[int, int], chances: dict[int, Chances]) -> None:
    """A page has one headline: the likeliest line, if it is likely at all."""
    best = max(chances, key=lambda place: chances[place][TITLE], default=None)
    for place, kind in kinds.items():
        if kind == TITLE and place != best:
            chances[place][TITLE] = 0
            kinds[place] = _likeliest(chances[place])
    if best is not None and chances[best][TITLE] >= LIKELY_TITLE:
        kinds[best] = TITLE


def _finding(found: Finding, kind: int, chances: Chances) -> Finding:
    chance = chances[kind]
    is_agreed_title = kind == TITLE and found.kind == "title" and found.confidence >= SURE
    is_likely = chance >= (LIKELY_AS_WELL if is_agreed_title else LIKELY)
    if KINDS[kind] != found.kind:
        may_be_date = found.kind == "dateline" or found.reason == UNREAD_DATE
        return Finding(KINDS[kind], chance if is_likely and not may_be_date else min(chance, DOUBTED), "weighed")
    if not is_likely:
        return replace(found, confidence=min(found.confidence, chance, DOUBTED))
    if found.confidence >= SURE or found.kind == "dateline" or found.reason == UNREAD_DATE:
        return found  # What is doubted of a date is when it was.
    return replace(found, confidence=chance)
