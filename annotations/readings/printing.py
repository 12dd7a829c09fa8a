"""A reading as it is printed: the article with numbers after what is marked, and a footnote for each annotation."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import regex

from annotations.models import Anchor, Annotation, Reading, Source
from annotations.wording import (
    article_label_words,
    attribute_words,
    inverse_relation_words,
    kind_words,
    problem_words,
    relation_words,
    role_words,
)
from articles.directions import Laid, direction_within, laid_within
from articles.models import Block

INSIDE_A_WORD = regex.compile(r"(?<=[\p{L}\p{M}\p{N}\u200c\u200d])[\p{L}\p{M}\p{N}\u200c\u200d]+")

Numbers = dict[Any, int]  # by an annotation's id
Tie = tuple[str, int]  # what a relation is called at this end, the other's number


class Mark(NamedTuple):
    """An anchor: the part that words of the text play."""

    role: str
    start: int
    end: int
    exact: str


Anchors = defaultdict[Any, list[Mark]]  # by an annotation's id


@dataclass(frozen=True, slots=True)
class Piece:
    """Words, and the numbers of the footnotes that stand after them."""

    words: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PrintedBlock:
    kind: str
    pieces: list[Piece]
    laid: Laid | None  # Where it is laid out otherwise than the article.


@dataclass(frozen=True, slots=True)
class Footnote:
    """What one annotation says, in the reader's language."""

    number: int
    name: str
    parts: list[tuple[str, str, str]]  # what a role is called, its words, their direction
    attributes: list[tuple[str, str]]
    source: str
    note: str
    relations: list[Tie]
    problems: list[str]


@dataclass(frozen=True, slots=True)
class Printed:
    blocks: list[PrintedBlock]
    footnotes: list[Footnote]
    labels: list[tuple[str, str]]  # what is said of the article as a whole


def printed(reading: Reading) -> Printed:
    """Everything that a reading says now, laid out for paper. The number of queries does not grow with what it says."""
    anchors = _anchors(reading)
    annotations = sorted(reading.annotations.live(), key=lambda one: _place(one, anchors[one.pk]))
    numbers = {annotation.pk: number for number, annotation in enumerate(annotations, start=1)}
    ties = _ties(reading, numbers)
    sources = reading.sources()
    return Printed(
        blocks=list(_blocks(reading, anchors, numbers)),
        footnotes=[
            _footnote(one, numbers[one.pk], anchors[one.pk], ties[one.pk], sources, reading.revision.article.direction)
            for one in annotations
        ],
        labels=[article_label_words(label) for label in reading.article_labels.filter(deleted_at=None)],
    )


def _anchors(reading: Reading) -> Anchors:
    """By annotation, its anchors in their order. Of the many there may be no models are made."""
    anchors: Anchors = defaultdict(list)
    rows = Anchor.objects.filter(annotation__reading=reading, annotation__deleted_at=None)
    told = rows.order_by("annotation", "position").values_list("annotation", "role", "start", "end", "exact")
    for annotation, *anchor in told:
        anchors[annotation].append(Mark._make(anchor))
    return anchors


def _place(annotation: Annotation, anchors: list[Mark]) -> tuple[float, str]:
    """As the review page orders them: by their first words, those without words last."""
    return min((anchor.start for anchor in anchors), default=float("inf")), str(annotation.pk)


def _blocks(reading: Reading, anchors: Anchors, numbers: Numbers) -> Iterator[PrintedBlock]:
    text, article = reading.revision.text, reading.revision.article
    marks: dict[int, set[int]] = defaultdict(set)
    for annotation, number in numbers.items():
        for anchor in anchors[annotation]:
            marks[_end_of_word(text, anchor.end)].add(number)
    ends = sorted(marks)
    for block in reading.revision.blocks.order_by("start"):
        inside = ends[bisect_right(ends, block.start) : bisect_right(ends, block.end)]
        laid = laid_within(text[block.start : block.end], article.language, article.direction)
        yield PrintedBlock(block.kind, list(_pieces(text, block, inside, marks)), laid)


def _pieces(text: str, block: Block, ends: list[int], marks: dict[int, set[int]]) -> Iterator[Piece]:
    start = block.start
    for end in ends:
        yield Piece(text[start:end], tuple(sorted(marks[end])))
        start = end
    if start < block.end:
        yield Piece(text[start : block.end], ())


def _end_of_word(text: str, end: int) -> int:
    """A number within a word would part its letters."""
    rest = INSIDE_A_WORD.match(text, end)
    return rest.end() if rest else end


def _footnote(
    annotation: Annotation,
    number: int,
    anchors: list[Mark],
    ties: list[Tie],
    sources: dict[int, Source],
    direction: str,
) -> Footnote:
    """`direction` is the article's."""
    parts: dict[str, list[str]] = defaultdict(list)
    for anchor in anchors:
        parts[anchor.role].append(anchor.exact)
    source = sources.get(annotation.source_id or 0)
    return Footnote(
        number=number,
        name=kind_words(annotation),
        parts=[
            _part(_role_name(annotation, role, sources), " … ".join(words), direction) for role, words in parts.items()
        ],
        attributes=attribute_words(annotation),
        source=str(source) if source else "",
        note=annotation.note,
        relations=ties,
        problems=problem_words(annotation.problems),
    )


def _role_name(annotation: Annotation, role: str, sources: dict[int, Source]) -> str:
    """What a role is called; with the entry of the registry that its words name, where they name one."""
    entry, name = sources.get(annotation.links.get(role, 0)), role_words(annotation, role)
    return f"{name} ({entry})" if entry else name


def _part(role: str, words: str, direction: str) -> tuple[str, str, str]:
    return role, words, direction_within(words, direction)


def _ties(reading: Reading, numbers: Numbers) -> defaultdict[Any, list[Tie]]:
    """By annotation, the relations of which it is an end, in one walk over all of them."""
    ties: defaultdict[Any, list[Tie]] = defaultdict(list)
    for relation in reading.relations.filter(deleted_at=None):
        start, end = relation.from_annotation_id, relation.to_annotation_id
        if start in numbers and end in numbers:
            ties[start].append((relation_words(relation), numbers[end]))
            ties[end].append((inverse_relation_words(relation), numbers[start]))
    return ties
