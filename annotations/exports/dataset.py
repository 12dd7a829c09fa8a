"""The dataset: what a person may see of a project, as a stream of verified records. Exporters read nothing else."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from annotations.access import articles_visible_to, readings_visible_to
from annotations.exports.records import (
    AnchorRecord,
    AnnotationRecord,
    ArticleLabelRecord,
    ArticleRecord,
    BlockRecord,
    ReadingRecord,
    RelationRecord,
    SourceRecord,
)
from annotations.exports.verifying import verify
from annotations.models import ArticleLabel, Project, Reading, Relation, Source
from articles.models import Article, Block, Revision
from newsdesk.models import User

# A chunk ends at whichever comes first, so that neither many articles nor long ones fill the memory.
CHUNK_ARTICLES = 100
CHUNK_CHARACTERS = 500_000

# The live annotations of readings with their anchors: as JSON, which is read at once instead of row by row.
ANNOTATIONS = """
SELECT reading_id, json_agg(json_build_array(
    id, kind, label, attributes, note, source_id, version, problems, (
        SELECT json_agg(json_build_array(role, start, "end", exact) ORDER BY position)
        FROM annotations_anchor WHERE annotation_id = annotation.id
    )
) ORDER BY id)::text
FROM annotations_annotation annotation
WHERE reading_id = ANY(%s) AND deleted_at IS NULL
GROUP BY reading_id
"""
SOURCE = 5  # The place of `source_id` in it.

# The columns of a reading, as its record tells them.
READING = (
    "pk",
    "project__key",
    "codebook__key",
    "codebook__version",
    "analyst__username",
    "is_gold",
    "submission__at",
)
Blocks = defaultdict[int, list[BlockRecord]]
Readings = defaultdict[int, list[ReadingRecord]]
Watch = Callable[[Iterator[ArticleRecord]], Iterator[ArticleRecord]]


@dataclass
class Dataset:
    """A project's articles with the readings that one person may see, or everything.

    An article is told in its newest revision and in every revision that has a reading. `counts` grows while
    `articles` is read: what has been told so far, by name. What was deleted is left out. `watch` passes the articles
    on and sees how far it is.
    """

    revisions: QuerySet[Revision]
    readings: QuerySet[Reading]
    counts: Counter[str] = field(default_factory=Counter)
    watch: Watch = iter

    @classmethod
    def of(
        cls, project: Project | None = None, user: User | None = None, articles: Collection[int] | None = None
    ) -> Dataset:
        """`project` None: all projects. `user` None: whatever there is. `articles`: only these, by their ids."""
        visible = articles_visible_to(user) if user else Article.objects.all()
        readings = readings_visible_to(user) if user else Reading.objects.all()
        listed = visible
        if articles is not None:
            visible = visible.filter(pk__in=articles)
        if project:
            readings = readings.filter(project=project)
            listed = visible.filter(projects=project)
        newer = Revision.objects.filter(article=OuterRef("article"), number__gt=OuterRef("number"))
        revisions = Revision.objects.filter(
            Q(pk__in=readings.values("revision")) | ~Exists(newer) & Q(article__in=listed.values("pk")),
            article__in=visible.values("pk"),
            erasure=None,
        )
        return cls(revisions, readings)

    def __len__(self) -> int:
        """How many articles will be told; an article told in two revisions counts twice."""
        return self.revisions.count()

    def articles(self) -> Iterator[ArticleRecord]:
        """Every article in a stable order, each verified before it is given out.

        Raises `ExportFailed`. What others write meanwhile is not seen: one snapshot serves the whole.
        """
        self.counts.clear()
        with _snapshot():
            yield from self.watch(self._verified())

    def _verified(self) -> Iterator[ArticleRecord]:
        for chunk in self._chunks():
            blocks, readings = _blocks(chunk), self._readings(chunk)
            revisions = Revision.objects.filter(pk__in=chunk).select_related(
                "article__publisher", "article__aggregator"
            )
            for revision in revisions.order_by("article_id", "number"):
                record = _article(revision, blocks[revision.pk], readings[revision.pk])
                verify(record)
                self._count(record)
                yield record

    def _chunks(self) -> Iterator[list[int]]:
        chunk: list[int] = []
        characters = 0
        sizes = self.revisions.order_by("article_id", "number").values_list("pk", "length")
        for pk, length in sizes.iterator(chunk_size=2000):
            if chunk and (len(chunk) == CHUNK_ARTICLES or characters + length > CHUNK_CHARACTERS):
                yield chunk
                chunk, characters = [], 0
            chunk.append(pk)
            characters += length
        if chunk:
            yield chunk

    def _readings(self, revisions: list[int]) -> Readings:
        """The readings of the revisions, by revision, with all that they say.

        There is much of it: no models are made, in a number of queries that no size changes.
        """
        rows = self.readings.filter(revision__in=revisions).order_by("pk").values_list("revision_id", *READING)
        told = list(rows)
        pks = [pk for _revision, pk, *_rest in told]
        annotations, relations, labels = _annotations(pks), _relations(pks), _article_labels(pks)
        found: Readings = defaultdict(list)
        for revision, pk, *own in told:
            said: dict[str, Any] = {
                "annotations": annotations.get(pk, []),
                "relations": relations[pk],
                "article_labels": labels[pk],
            }
            found[revision].append(ReadingRecord(pk, *own, **said))
        return found

    def _count(self, article: ArticleRecord) -> None:
        annotations = [annotation for reading in article.readings for annotation in reading.annotations]
        self.counts.update(
            articles=1,
            texts=1,
            blocks=len(article.blocks),
            articles_without_annotations=not annotations,
            readings=len(article.readings),
            readings_without_annotations=sum(not reading.annotations for reading in article.readings),
            annotations=len(annotations),
            anchors=sum(len(annotation.anchors) for annotation in annotations),
            relations=sum(len(reading.relations) for reading in article.readings),
            article_labels=sum(len(reading.article_labels) for reading in article.readings),
        )


def _blocks(pks: list[int]) -> Blocks:
    """The blocks of the revisions, by revision."""
    found: Blocks = defaultdict(list)
    rows = Block.objects.filter(revision__in=pks).order_by("revision_id", "start", "pk")
    for revision, id, kind, start, end in rows.values_list("revision_id", "pk", "kind", "start", "end"):
        found[revision].append(BlockRecord(id, kind, start, end))
    return found


def _source(source: Source) -> SourceRecord:
    return SourceRecord(source.pk, source.name_ar, source.name_en, source.kind)


def _article(revision: Revision, blocks: list[BlockRecord], readings: list[ReadingRecord]) -> ArticleRecord:
    article = revision.article
    return ArticleRecord(
        id=article.pk,
        revision=revision.number,
        revision_id=revision.pk,
        headline=article.headline,
        url=article.url,
        language=article.language,
        direction=article.direction,
        publisher=article.publisher.name if article.publisher else None,
        aggregator=article.aggregator.name if article.aggregator else None,
        published_on=article.published_on,
        published_at=article.published_at,
        text=revision.text,
        sha256=revision.sha256,
        blocks=blocks,
        readings=readings,
    )


def _annotations(readings: list[int]) -> dict[int, list[AnnotationRecord]]:
    with connection.cursor() as cursor:
        cursor.execute(ANNOTATIONS, [readings])
        rows = {reading: orjson.loads(told) for reading, told in cursor.fetchall()}
    linked = {one[SOURCE] for told in rows.values() for one in told if one[SOURCE]}
    sources = {
        source.pk: _source(source.standing)
        for source in Source.objects.filter(pk__in=linked).select_related("merged_into")
    }
    return {reading: [_annotation(*one, sources=sources) for one in told] for reading, told in rows.items()}


def _annotation(
    id: str,
    kind: str,
    label: str,
    attributes: dict[str, Any],
    note: str,
    source: int | None,
    version: int,
    problems: list[Any],
    anchors: list[tuple[str, int, int, str]] | None,
    *,
    sources: dict[int, SourceRecord],
) -> AnnotationRecord:
    linked = sources[source] if source else None
    parts = [AnchorRecord(*anchor) for anchor in anchors or ()]
    return AnnotationRecord(id, kind, label, attributes, note, linked, version, problems, parts)


def _relations(readings: list[int]) -> defaultdict[int, list[RelationRecord]]:
    found: defaultdict[int, list[RelationRecord]] = defaultdict(list)
    rows = Relation.objects.filter(reading__in=readings, deleted_at=None).order_by("pk")
    for reading, id, label, *ends in rows.values_list(
        "reading_id", "pk", "label", "from_annotation_id", "to_annotation_id"
    ):
        found[reading].append(RelationRecord(str(id), label, *map(str, ends)))
    return found


def _article_labels(readings: list[int]) -> defaultdict[int, list[ArticleLabelRecord]]:
    found: defaultdict[int, list[ArticleLabelRecord]] = defaultdict(list)
    rows = ArticleLabel.objects.filter(reading__in=readings, deleted_at=None).order_by("pk")
    for reading, id, label, value in rows.values_list("reading_id", "pk", "label", "value"):
        found[reading].append(ArticleLabelRecord(str(id), label, value))
    return found


@contextmanager
def _snapshot() -> Iterator[None]:
    """One unchanging view of the database for all queries inside; a caller's transaction is used as it is."""
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
