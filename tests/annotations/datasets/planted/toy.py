"""A format that tests plant: a text for each article, and one table of all anchors beside them. It loses ties."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from annotations.datasets.dataset import Dataset
from annotations.datasets.losses import NO_PLACE, Loss, LossKind, Place
from annotations.datasets.packing import MEDIA_TYPE, Beside, File
from annotations.datasets.records import ArticleRecord, ReadingRecord

label, extension, media_type = "Toy", "toy.zip", MEDIA_TYPE
purpose = "for tests"
TIES = LossKind("ties", _("Relations"), NO_PLACE)
CALLED = LossKind("called", _("Article labels"), NO_PLACE)
losses = (TIES, CALLED)
TABLE, READINGS = "جدول.tsv", "a/readings.tsv"


def write(dataset: Dataset) -> Iterator[bytes | File | Beside | Loss]:
    for article in dataset.articles(with_codebooks=True):
        yield File(f"نصوص/{article.id}-{article.revision}.txt")
        yield article.text.encode()
        for reading in article.readings:
            yield Beside(READINGS, f"{reading.id}\n".encode())
            yield from _lost(article, reading)
            for line in _lines(dataset, article, reading):
                yield Beside(TABLE, "\t".join(map(str, line)).encode() + b"\n")


def _lines(dataset: Dataset, article: ArticleRecord, reading: ReadingRecord) -> Iterator[tuple[str | int, ...]]:
    codebook = dataset.codebooks[reading.codebook, reading.codebook_version]
    for annotation in reading.annotations:
        label = codebook.kind(annotation.says.kind).labels_by_key.get(annotation.says.label)
        yield (annotation.id, label.name.ar if label else "")
        for number, anchor in enumerate(annotation.says.anchors, start=1):
            yield (annotation.id, number, anchor.role, article.id, article.revision, anchor.start, anchor.end)


def _lost(article: ArticleRecord, reading: ReadingRecord) -> Iterator[Loss]:
    for relation in reading.relations:
        yield Loss(TIES, Place.of(article, reading), relation.id)
    yield Loss(CALLED, Place.of(article, reading), number=len(reading.article_labels))
