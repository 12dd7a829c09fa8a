"""A reading as it is printed: the article with numbers after what is marked, and a footnote for each annotation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import regex
from django.utils.translation import get_language

from annotations.models import Annotation, Reading, Relation
from annotations.wording import (
    article_label_words,
    attribute_words,
    kind_words,
    problem_words,
    relation_words,
    role_words,
)
from articles.models import Block

INSIDE_A_WORD = regex.compile(r"(?<=[\p{L}\p{M}\p{N}\u200c\u200d])[\p{L}\p{M}\p{N}\u200c\u200d]+")

Numbers = dict[Any, int]  # by an annotation's id


@dataclass(frozen=True, slots=True)
class Piece:
    """Words, and the numbers of the footnotes that stand after them."""

    words: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PrintedBlock:
    kind: str
    pieces: list[Piece]


@dataclass(frozen=True, slots=True)
class Footnote:
    """What one annotation says, in the reader's language."""

    number: int
    name: str
    parts: list[tuple[str, str]]  # what a role is called, its words
    attributes: list[tuple[str, str]]
    source: str
    note: str
    relations: list[tuple[str, bool, int]]  # the relation's name, whether it leads from here, the other's number
    problems: list[str]


@dataclass(frozen=True, slots=True)
class Printed:
    blocks: list[PrintedBlock]
    footnotes: list[Footnote]
    labels: list[tuple[str, str]]  # what is said of the article as a whole


def printed(reading: Reading) -> Printed:
    """Everything that a reading says now, laid out for paper. The number of queries does not grow with what it says."""
    annotations = sorted(reading.annotations.live().with_anchors(), key=_place)
    numbers = {annotation.pk: number for number, annotation in enumerate(annotations, start=1)}
    relations = list(reading.relations.filter(deleted_at=None))
    sources = reading.sources()
    return Printed(
        blocks=list(_blocks(reading, annotations, numbers)),
        footnotes=[_footnote(one, numbers, relations, sources) for one in annotations],
        labels=[article_label_words(label) for label in reading.article_labels.filter(deleted_at=None)],
    )


def _place(annotation: Annotation) -> tuple[float, str]:
    """As the review page orders them: by their first words, those without words last."""
    return min((anchor.start for anchor in annotation.anchors.all()), default=float("inf")), str(annotation.pk)


def _blocks(reading: Reading, annotations: Iterable[Annotation], numbers: Numbers) -> Iterator[PrintedBlock]:
    text = reading.revision.text
    marks: dict[int, set[int]] = defaultdict(set)
    for annotation in annotations:
        for anchor in annotation.anchors.all():
            marks[_end_of_word(text, anchor.end)].add(numbers[annotation.pk])
    ends = sorted(marks)
    for block in reading.revision.blocks.order_by("start"):
        inside = [end for end in ends if block.start < end <= block.end]
        yield PrintedBlock(block.kind, list(_pieces(text, block, inside, marks)))


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
    annotation: Annotation, numbers: Numbers, relations: list[Relation], sources: dict[int, dict[str, Any]]
) -> Footnote:
    parts: dict[str, list[str]] = defaultdict(list)
    for anchor in annotation.anchors.all():
        parts[anchor.role].append(anchor.exact)
    source = sources.get(annotation.source_id or 0)
    return Footnote(
        number=numbers[annotation.pk],
        name=kind_words(annotation),
        parts=[(role_words(annotation, role), " … ".join(words)) for role, words in parts.items()],
        attributes=attribute_words(annotation),
        source=_name(source) if source else "",
        note=annotation.note,
        relations=list(_relations(annotation, numbers, relations)),
        problems=problem_words(annotation.problems),
    )


def _name(source: dict[str, Any]) -> str:
    names = (source["name_en"], source["name_ar"])
    first, second = names if get_language() == "en" else reversed(names)
    return str(first or second)


def _relations(annotation: Annotation, numbers: Numbers, relations: list[Relation]) -> Iterator[tuple[str, bool, int]]:
    for relation in relations:
        ends = (relation.from_annotation_id, relation.to_annotation_id)
        if annotation.pk in ends:
            outward = ends[0] == annotation.pk
            other = numbers.get(ends[1] if outward else ends[0])
            if other is not None:
                yield relation_words(relation), outward, other
