"""What a dataset holds, as immutable values. Pure: formats read these and know neither models nor database.

Offsets are code points of the article's `text`, half-open. Lists have a stable order. `docs/formats.md` explains
every key of `as_dict`, which is also the shape of a line of JSON Lines.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from annotations.frames import FIRST_KEYS, LATER, Frame
from articles.spans import Span

DAY, MOMENT = "day", "moment"


class BlockRecord(NamedTuple):
    id: int
    kind: str
    start: int
    end: int

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)

    def as_dict(self) -> dict[str, Any]:
        return {"id": self.id, "kind": self.kind, "start": self.start, "end": self.end}


class SourceRecord(NamedTuple):
    id: int
    name_ar: str
    name_en: str
    kind: str

    def as_dict(self) -> dict[str, Any]:
        return {"id": self.id, "name_ar": self.name_ar, "name_en": self.name_en, "kind": self.kind}


class AnnotationRecord(NamedTuple):
    """What an annotation says; `source` and `links` are the entries of the registry that stand now for those named."""

    id: str
    says: Frame
    source: SourceRecord | None
    links: dict[str, SourceRecord]
    version: int
    problems: list[Any]

    def as_dict(self) -> dict[str, Any]:
        id, says, source, links, version, problems = self  # Thousands are told at a time.
        told: dict[str, Any] = {"id": id}
        told.update(zip(FIRST_KEYS, says, strict=False))
        told["attributes"] = in_order(says.attributes)
        told["source"] = source.as_dict() if source else None
        # Empty ones, too: whoever reads lines by types (`features.py`) finds the same keys in each.
        for field in LATER:
            told[field.name] = getattr(says, field.name)
        told["links"] = {role: entry.as_dict() for role, entry in links.items()}
        told["version"] = version
        told["problems"] = in_order(problems)
        told["anchors"] = [
            {"role": role, "start": start, "end": end, "exact": exact} for role, start, end, exact in says.anchors
        ]
        return told


class RelationRecord(NamedTuple):
    """`start` and `end` are the ids of two annotations of the same reading."""

    id: str
    label: str
    start: str
    end: str

    def as_dict(self) -> dict[str, Any]:
        return {"id": self.id, "label": self.label, "from": self.start, "to": self.end}


class ArticleLabelRecord(NamedTuple):
    id: str
    label: str
    value: str

    def as_dict(self) -> dict[str, Any]:
        return {"id": self.id, "label": self.label, "value": self.value}


class ReadingRecord(NamedTuple):
    """One analyst's work on the text, or the gold reading, which has no annotator."""

    id: int
    project: str
    codebook: str
    codebook_version: int
    annotator: str | None
    is_gold: bool
    submitted_at: datetime | None
    annotations: list[AnnotationRecord]
    relations: list[RelationRecord]
    article_labels: list[ArticleLabelRecord]

    def as_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "project": self.project,
            "codebook": {"key": self.codebook, "version": self.codebook_version},
            "annotator": self.annotator,
            "is_gold": self.is_gold,
            "submitted_at": moment(self.submitted_at) if self.submitted_at else None,
            "annotations": [annotation.as_dict() for annotation in self.annotations],
            "relations": [relation.as_dict() for relation in self.relations],
            "article_labels": [label.as_dict() for label in self.article_labels],
        }


class ArticleRecord(NamedTuple):
    """One revision of an article, with everything said about it in the dataset.

    `joined_to` is the id of the article that stands for it, where an editor joined it to one.
    """

    id: int
    revision: int
    revision_id: int
    headline: str
    url: str
    language: str
    direction: str
    publisher: str | None
    aggregator: str | None
    published_on: date | None
    published_at: datetime | None
    text: str
    sha256: str
    blocks: list[BlockRecord]
    readings: list[ReadingRecord]
    joined_to: int | None = None

    @property
    def published(self) -> str | None:
        """As precisely as is known: the moment, else the day, else nothing."""
        if self.published_at:
            return moment(self.published_at)
        return self.published_on.isoformat() if self.published_on else None

    @property
    def published_precision(self) -> str | None:
        if self.published_at:
            return MOMENT
        return DAY if self.published_on else None

    def as_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "revision": self.revision,
            "revision_id": self.revision_id,
            "headline": self.headline,
            "url": self.url,
            "language": self.language,
            "direction": self.direction,
            "publisher": self.publisher,
            "aggregator": self.aggregator,
            "published": self.published,
            "published_precision": self.published_precision,
            "published_on": self.published_on.isoformat() if self.published_on else None,
            "offset_unit": "codepoint",
            "sha256": self.sha256,
            "text": self.text,
            "blocks": [block.as_dict() for block in self.blocks],
            "readings": [reading.as_dict() for reading in self.readings],
            "joined_to": self.joined_to,
        }


def moment(value: datetime) -> str:
    """ISO 8601 in UTC, so that the same moment always has the same bytes."""
    return value.astimezone(UTC).isoformat()


def in_order(value: Any) -> Any:
    """The same JSON value with the keys of every object sorted, since the database keeps no order of its own."""
    if not value or isinstance(value, str):  # Mostly, and asked for each attribute of each annotation.
        return value
    if isinstance(value, dict):
        return {key: item if type(item := value[key]) is str else in_order(item) for key in sorted(value)}
    return [in_order(item) for item in value] if isinstance(value, list) else value
