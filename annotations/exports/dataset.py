"""The dataset: what a person may see of a project, as a stream of verified records. Exporters read nothing else."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

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
from annotations.models import Anchor, Annotation, ArticleLabel, Project, Reading, Relation, Source
from articles.models import Article, Block, Revision
from newsdesk.models import User

# A chunk ends at whichever comes first, so that neither many articles nor long ones fill the memory.
CHUNK_ARTICLES = 25
CHUNK_CHARACTERS = 1_000_000

# The columns of an annotation that are told as they are.
STORED = ("kind", "label", "attributes", "note", "version", "problems")
Blocks = defaultdict[int, list[BlockRecord]]
Annotations = defaultdict[int, list[AnnotationRecord]]
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
            blocks, annotations = _blocks(chunk), self._annotations(chunk)
            for revision in self._fetched(chunk):
                record = self._article(revision, blocks, annotations)
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

    def _fetched(self, pks: list[int]) -> QuerySet[Revision]:
        """The revisions with all that belongs to them, in a number of queries that no size changes."""
        readings = self.readings.select_related("project", "codebook", "analyst", "submission")
        return (
            Revision.objects.filter(pk__in=pks)
            .select_related("article__publisher", "article__aggregator")
            .order_by("article_id", "number")
            .prefetch_related(
                Prefetch("readings", readings.defer("codebook__source", "codebook__data").order_by("pk")),
                Prefetch("readings__relations", Relation.objects.filter(deleted_at=None).order_by("pk")),
                Prefetch("readings__article_labels", ArticleLabel.objects.filter(deleted_at=None).order_by("pk")),
            )
        )

    def _annotations(self, pks: list[int]) -> Annotations:
        """The annotations of the revisions by reading. There are many: no models are made of them or their anchors."""
        live = Annotation.objects.live().filter(reading__in=self.readings.filter(revision__in=pks).values("pk"))
        anchors: defaultdict[UUID, list[AnchorRecord]] = defaultdict(list)
        parts = Anchor.objects.filter(annotation__in=live.values("pk")).order_by("annotation_id", "position")
        for id, role, start, end, exact in parts.values_list("annotation_id", "role", "start", "end", "exact"):
            anchors[id].append(AnchorRecord(role, start, end, exact))
        rows = list(live.order_by("pk").values_list("reading_id", "source_id", "pk", *STORED))
        linked = Source.objects.filter(pk__in={row[1] for row in rows if row[1]}).select_related("merged_into")
        sources = {source.pk: _source(source.standing) for source in linked}
        found: Annotations = defaultdict(list)
        for reading, source, id, *stored in rows:
            own = dict(zip(STORED, stored, strict=True))
            found[reading].append(AnnotationRecord(id=str(id), source=sources.get(source), anchors=anchors[id], **own))
        return found

    def _article(self, revision: Revision, blocks: Blocks, annotations: Annotations) -> ArticleRecord:
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
            blocks=blocks[revision.pk],
            readings=[self._reading(reading, annotations[reading.pk]) for reading in revision.readings.all()],
        )

    def _reading(self, reading: Reading, annotations: list[AnnotationRecord]) -> ReadingRecord:
        return ReadingRecord(
            id=reading.pk,
            project=reading.project.key,
            codebook=reading.codebook.key,
            codebook_version=reading.codebook.version,
            annotator=reading.analyst.username if reading.analyst else None,
            is_gold=reading.is_gold,
            submitted_at=reading.submission.at if reading.is_submitted else None,
            annotations=annotations,
            relations=[_relation(relation) for relation in reading.relations.all()],
            article_labels=[
                ArticleLabelRecord(str(label.pk), label.label, label.value) for label in reading.article_labels.all()
            ],
        )

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


def _relation(relation: Relation) -> RelationRecord:
    return RelationRecord(
        str(relation.pk), relation.label, str(relation.from_annotation_id), str(relation.to_annotation_id)
    )


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
