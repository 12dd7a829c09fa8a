"""CSV for spreadsheets: one anchor a row. The columns are told in docs/formats.md.

An annotation about the whole article has one row whose anchor columns are empty.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from annotations.datasets.dataset import Dataset
from annotations.datasets.losses import (
    ARTICLE_LABELS,
    BARE_ARTICLES,
    BARE_READINGS,
    BLOCKS,
    RELATIONS,
    TEXTS,
    Loss,
    Place,
)
from annotations.datasets.records import AnnotationRecord, ArticleRecord, ReadingRecord, in_order, moment
from annotations.frames import LATER, Anchor
from newsdesk.spreadsheets import BYTE_ORDER_MARK, Line

label, extension, media_type = "CSV", "csv", "text/csv; charset=utf-8"
purpose = _("for spreadsheets; one span a row")
losses = (TEXTS, BLOCKS, RELATIONS, ARTICLE_LABELS, BARE_ARTICLES, BARE_READINGS)

COLUMNS = (
    "article_id",
    "revision",
    "headline",
    "url",
    "language",
    "direction",
    "publisher",
    "aggregator",
    "published",
    "published_precision",
    "sha256",
    "project",
    "codebook",
    "codebook_version",
    "reading_id",
    "annotator",
    "is_gold",
    "submitted_at",
    "annotation_id",
    "kind",
    "label",
    "attributes",
    "note",
    "source_id",
    "source_name_ar",
    "source_name_en",
    "source_kind",
    "annotation_version",
    "problems",
    *(field.name for field in LATER),
    "anchor",
    "role",
    "start",
    "end",
    "exact",
    "joined_to",
)


def write(dataset: Dataset) -> Iterator[bytes | Loss]:
    line = Line()
    yield (BYTE_ORDER_MARK + line.of(COLUMNS)).encode()
    for article in dataset.articles():
        yield from _lost_with(article)
        for reading in article.readings:
            front = [*_article_cells(article), *_reading_cells(reading)]
            for annotation in reading.annotations:
                said = _annotation_cells(annotation)
                for cells in _anchors_cells(annotation.says.anchors):
                    yield line.of([*front, *said, *cells, article.joined_to]).encode()


def _lost_with(article: ArticleRecord) -> Iterator[Loss]:
    where = Place.of(article)
    yield Loss(TEXTS, where)
    if article.blocks:
        yield Loss(BLOCKS, where, number=len(article.blocks))
    if not any(reading.annotations for reading in article.readings):
        yield Loss(BARE_ARTICLES, where)
    for reading in article.readings:
        yield from _lost_with_reading(article, reading)


def _lost_with_reading(article: ArticleRecord, reading: ReadingRecord) -> Iterator[Loss]:
    if not reading.annotations:
        yield Loss(BARE_READINGS, Place.of(article, reading))
    if reading.relations:
        yield Loss(RELATIONS, Place.of(article, reading), number=len(reading.relations))
    if reading.article_labels:
        yield Loss(ARTICLE_LABELS, Place.of(article, reading), number=len(reading.article_labels))


def _article_cells(article: ArticleRecord) -> list[Any]:
    return [
        article.id,
        article.revision,
        article.headline,
        article.url,
        article.language,
        article.direction,
        article.publisher,
        article.aggregator,
        article.published,
        article.published_precision,
        article.sha256,
    ]


def _reading_cells(reading: ReadingRecord) -> list[Any]:
    return [
        reading.project,
        reading.codebook,
        reading.codebook_version,
        reading.id,
        reading.annotator,
        _yes_or_no(reading.is_gold),
        moment(reading.submitted_at) if reading.submitted_at else None,
    ]


def _annotation_cells(annotation: AnnotationRecord) -> list[Any]:
    source, says = annotation.source, annotation.says
    later = {field.name: getattr(says, field.name) for field in LATER}
    later["links"] = {role: entry.as_dict() for role, entry in annotation.links.items()}
    return [
        annotation.id,
        says.kind,
        says.label,
        _json(says.attributes),
        says.note,
        *([source.id, source.name_ar, source.name_en, source.kind] if source else [None] * 4),
        annotation.version,
        _json(annotation.problems),
        *(_json(value) if isinstance(value, dict) else value for value in later.values()),
    ]


def _anchors_cells(anchors: Sequence[Anchor]) -> list[list[Any]]:
    if not anchors:
        return [[None] * 5]
    return [
        [number, anchor.role, anchor.start, anchor.end, anchor.exact] for number, anchor in enumerate(anchors, start=1)
    ]


def _json(value: Any) -> str:
    return json.dumps(in_order(value), ensure_ascii=False, allow_nan=False) if value else ""


def _yes_or_no(value: bool) -> str:
    return "true" if value else "false"
