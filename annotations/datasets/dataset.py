"""The dataset: what a person may see of a project, as a stream of verified records. Exporters read nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from annotations.codebook.spec import CodebookSpec
from annotations.datasets.authenticity import refuse_forged_rows, refusing_changed
from annotations.datasets.records import (
    AnnotationRecord,
    ArticleLabelRecord,
    ArticleRecord,
    BlockRecord,
    ReadingRecord,
    RelationRecord,
    SourceRecord,
)
from annotations.datasets.scope import EVERYTHING, Scope
from annotations.datasets.verifying import verify
from annotations.frames import COLUMNS, Anchor, Frame
from annotations.models import Codebook, Reading
from annotations.readings.vouching import judge
from articles.models import Revision
from newsdesk.database.snapshots import snapshot

# One row a revision, with its blocks and readings as JSON: the database makes those faster than rows can be told.
# Sorted is what is narrow (`OFFSET 0` keeps the sorting to itself); the rest is looked up as each row is sent.
TELLING = """
SELECT
    article_id, number, told.id, headline, url, language, direction, publisher, aggregator, published_on, published_at,
    (SELECT text FROM articles_revision WHERE id = told.id), sha256, (
        SELECT json_agg(json_build_array(id, kind, start, "end") ORDER BY start, id)::text
        FROM articles_block WHERE revision_id = told.id
    ), (
        SELECT json_agg(json_build_array(
            reading.id, project.key, codebook.key, codebook.version, username, is_gold, submission.at, (
                SELECT json_agg(json_build_array(
                    annotation.id, {said}, (
                        SELECT json_agg(json_build_array(role, start, "end", exact) ORDER BY position)
                        FROM annotations_anchor WHERE annotation_id = annotation.id
                    ), CASE WHEN source.id IS NOT NULL THEN
                        json_build_array(source.id, source.name_ar, source.name_en, source.kind)
                    END, CASE WHEN links <> '{{}}' THEN (
                        SELECT json_object_agg(link.key, json_build_array(
                            named.id, named.name_ar, named.name_en, named.kind
                        ) ORDER BY link.key)
                        FROM jsonb_each_text(links) link
                        JOIN annotations_source pointed ON pointed.id = link.value::bigint
                        JOIN annotations_source named ON named.id = COALESCE(pointed.merged_into_id, pointed.id)
                    ) END, version, problems, encode(digest, 'hex')
                ) ORDER BY annotation.id)
                FROM annotations_annotation annotation
                LEFT JOIN annotations_source linked ON linked.id = source_id
                LEFT JOIN annotations_source source ON source.id = COALESCE(linked.merged_into_id, linked.id)
                WHERE reading_id = reading.id AND deleted_at IS NULL {of_kinds}
            ), (
                SELECT json_agg(json_build_array(
                    id, label, from_annotation_id, to_annotation_id, version, problems, encode(digest, 'hex')
                ) ORDER BY id)
                FROM annotations_relation WHERE reading_id = reading.id AND deleted_at IS NULL {between_kinds}
            ), (
                SELECT json_agg(json_build_array(
                    id, label, value, version, problems, encode(digest, 'hex')
                ) ORDER BY id)
                FROM annotations_articlelabel WHERE reading_id = reading.id AND deleted_at IS NULL
            )
        ) ORDER BY reading.id)::text
        FROM annotations_reading reading
        JOIN annotations_project project ON project.id = reading.project_id
        JOIN annotations_codebook codebook ON codebook.id = reading.codebook_id
        LEFT JOIN newsdesk_user analyst ON analyst.id = analyst_id
        LEFT JOIN annotations_submission submission ON submission.reading_id = reading.id
        WHERE revision_id = told.id AND reading.id IN ({readings})
    ), CASE WHEN EXISTS (
        SELECT FROM articles_offer WHERE article_id = told.article_id AND decision = 'joined'
    ) THEN (
        WITH RECURSIVE way (article) AS (
            SELECT told.article_id
            UNION ALL
            SELECT text.article_id FROM way
            JOIN articles_offer ON articles_offer.article_id = article AND decision = 'joined'
            JOIN articles_revision text ON text.id = revision_id AND text.article_id < article
        )
        SELECT NULLIF(min(article), told.article_id) FROM way
    ) END
FROM (
    SELECT
        article_id, number, revision.id, headline, article.url, language, direction, publisher.name publisher,
        aggregator.name aggregator, published_on, published_at, sha256
    FROM articles_revision revision
    JOIN articles_article article ON article.id = article_id
    LEFT JOIN articles_publisher publisher ON publisher.id = publisher_id
    LEFT JOIN articles_publisher aggregator ON aggregator.id = aggregator_id
    WHERE revision.id IN ({revisions})
    ORDER BY article_id, number
    OFFSET 0
) told
"""
OF_KINDS = "AND annotation.kind = ANY(%s)"
BETWEEN_KINDS = """AND ARRAY[from_annotation_id, to_annotation_id] <@ ARRAY(
    SELECT annotation.id FROM annotations_annotation annotation
    WHERE annotation.reading_id = reading.id AND annotation.kind = ANY(%s)
)"""
SAID = ", ".join(f"annotation.{column}" for column in COLUMNS)
NONE = "SELECT NULL::bigint WHERE FALSE"
Watch = Callable[[Iterator[ArticleRecord]], Iterator[ArticleRecord]]


@dataclass
class Dataset:
    """Articles with their readings, as far as a `Scope` goes.

    An article is told in its newest revision and in every revision that has a reading. `counts` grows while
    `articles` is read: what has been told so far, by name. What was deleted is left out. `watch` passes the articles
    on and sees how far it is. `kinds` None: annotations of every kind.
    """

    revisions: QuerySet[Revision]
    readings: QuerySet[Reading]
    kinds: Collection[str] | None = None
    counts: Counter[str] = field(default_factory=Counter)
    codebooks: Mapping[tuple[str, int], CodebookSpec] = field(default_factory=dict)
    watch: Watch = iter

    @classmethod
    def of(cls, scope: Scope = EVERYTHING) -> Dataset:
        return cls(scope.told_revisions(), scope.told_readings(), scope.kinds)

    def __len__(self) -> int:
        """How many articles will be told; an article told in two revisions counts twice."""
        return self.revisions.count()

    def articles(self, *, with_codebooks: bool = False) -> Iterator[ArticleRecord]:
        """Every article in a stable order, each verified before it is given out.

        `with_codebooks`: from the first article on, `codebooks` holds what its readings use, by key and version.
        Raises `ExportFailed`, at the very end where an article or a reading was changed in the database: nothing may be
        released before. What others write meanwhile is not seen: one snapshot serves the whole. Before the last article
        nothing else can be asked of the connection, nor another dataset be told: that raises `RuntimeError`.
        """
        self.counts.clear()
        with snapshot() as name, refusing_changed(name, self.revisions, self.readings):
            if with_codebooks:
                self.codebooks = self._used_codebooks()
            yield from self.watch(self._verified())

    def _used_codebooks(self) -> dict[tuple[str, int], CodebookSpec]:
        used = Codebook.objects.filter(pk__in=self.readings.order_by().values("codebook"))
        told = used.order_by("key", "version").values_list("key", "version", "data")
        return {(key, version): CodebookSpec.from_json(data) for key, version, data in told}

    def _verified(self) -> Iterator[ArticleRecord]:
        with closing(self._rows()) as rows:
            is_ours = judge()
            for row in rows:
                readings = _parts(row[-2])
                article = _article(*row[:-2], readings, row[-1])
                verify(article)
                for reading in readings:
                    refuse_forged_rows(is_ours, reading)
                self._count(article)
                yield article

    def _rows(self) -> Generator[tuple[Any, ...]]:
        """The rows as they come: the database makes the next ones while one is being written, and none is kept."""
        readings, theirs = _ids(self.readings)
        revisions, own = _ids(self.revisions)
        of_kinds, between_kinds, kinds = "", "", []
        if self.kinds is not None:
            of_kinds, between_kinds, kinds = OF_KINDS, BETWEEN_KINDS, [sorted(self.kinds)] * 2
        statement = TELLING.format(
            said=SAID, of_kinds=of_kinds, between_kinds=between_kinds, readings=readings, revisions=revisions
        )
        if _refuse in connection.execute_wrappers:
            _refuse()  # A second stream would wait for the first one's connection, which waits for nobody.
        with connection.wrap_database_errors, connection.cursor() as cursor, connection.execute_wrapper(_refuse):
            yield from cursor.stream(statement, [*kinds, *theirs, *own])

    def _count(self, article: ArticleRecord) -> None:
        counts, told = self.counts, 0
        counts["articles"] += 1
        counts["texts"] += 1
        counts["blocks"] += len(article.blocks)
        for reading in article.readings:
            annotations = reading.annotations
            told += len(annotations)
            counts["readings"] += 1
            counts["readings_without_annotations"] += not annotations
            counts["anchors"] += sum([len(annotation.says.anchors) for annotation in annotations])
            counts["relations"] += len(reading.relations)
            counts["article_labels"] += len(reading.article_labels)
        counts["annotations"] += told
        counts["articles_without_annotations"] += not told


def _article(*columns: Any) -> ArticleRecord:
    """The record of a row of `TELLING`, of which the readings are read already."""
    *plain, blocks, readings, joined_to = columns
    parts = [BlockRecord(*block) for block in _parts(blocks)]
    return ArticleRecord._make([*plain, parts, [_reading(*reading) for reading in readings], joined_to])


def _reading(
    id: int,
    project: str,
    codebook: str,
    version: int,
    annotator: str | None,
    is_gold: bool,
    submitted_at: str | None,
    annotations: list[Any] | None,
    relations: list[Any] | None,
    article_labels: list[Any] | None,
) -> ReadingRecord:
    return ReadingRecord(
        id,
        project,
        codebook,
        version,
        annotator,
        is_gold,
        submitted_at=datetime.fromisoformat(submitted_at) if submitted_at else None,
        annotations=[_annotation(annotation) for annotation in annotations or ()],
        relations=[RelationRecord(*relation[:4]) for relation in relations or ()],
        article_labels=[ArticleLabelRecord(*label[:3]) for label in article_labels or ()],
    )


def _annotation(told: list[Any]) -> AnnotationRecord:
    """The record of an annotation as `TELLING` tells it."""
    id, *values, anchors, source, linked, version, problems, _digest = told
    says = Frame.of_row(values, [Anchor(*anchor) for anchor in anchors or ()])
    links = {role: SourceRecord(*entry) for role, entry in linked.items()} if linked else {}
    return AnnotationRecord(id, says, SourceRecord(*source) if source else None, links, version, problems)


def _parts(told: str | None) -> list[Any]:
    found: list[Any] = orjson.loads(told) if told else []
    return found


def _ids(rows: QuerySet[Any]) -> tuple[str, tuple[Any, ...]]:
    """The statement of a query for ids, with its values."""
    try:
        return rows.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return NONE, ()


def _refuse(*_query: Any) -> None:
    raise RuntimeError("The database is telling a dataset: whoever reads it can't ask anything else meanwhile.")
