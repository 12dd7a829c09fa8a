"""Fills the database with much at once, past the doors that people go through: what is measured is what comes then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

from annotations.frames import Frame
from annotations.models import Anchor, Annotation, Project, ProjectArticle, Reading
from annotations.readings.vouching import vouch
from articles.arabic import fold
from articles.models import Article, Block, Publisher, Revision
from articles.text_digests import sha256_of
from newsdesk.models import User
from tests.factories import keep_all, kept
from tests.load.corpus import Written
from tests.load.marking import operations

AT_ONCE = 1000
T = TypeVar("T")


def store(written: Iterable[Written], project: Project) -> Iterator[tuple[Written, Revision]]:
    """Articles of the project with one revision each, as they are written."""
    publishers: dict[str, Publisher] = {}
    kept(project)
    for some in _batched(written):
        for one in some:
            publishers.setdefault(one.publisher, Publisher.named(one.publisher))
        keep_all(Publisher, publishers.values())
        articles = Article.objects.bulk_create(
            Article(
                publisher=publishers[one.publisher],
                headline=one.headline,
                headline_key=fold(one.headline),
                published_on=one.published_on,
            )
            for one in some
        )
        revisions = Revision.objects.bulk_create(
            Revision(article=article, number=1, text=one.text, sha256=sha256_of(one.text), length=len(one.text))
            for article, one in zip(articles, some, strict=True)
        )
        Block.objects.bulk_create(
            Block(revision=revision, kind=block.kind, start=block.start, end=block.end)
            for revision, one in zip(revisions, some, strict=True)
            for block in one.blocks
        )
        places = ProjectArticle.objects.bulk_create(
            ProjectArticle(project=project, article=article) for article in articles
        )
        for model, things in ((Article, articles), (Revision, revisions), (ProjectArticle, places)):
            keep_all(model, things)
        yield from zip(some, revisions, strict=True)


def read(stored: Iterable[tuple[Written, Revision]], project: Project, analyst: User, *, annotations: int) -> None:
    """Give each stored article the analyst's reading with that many annotations."""
    for some in _batched(stored):
        readings = Reading.objects.bulk_create(
            Reading(revision=revision, project=project, codebook=project.codebook, analyst=analyst)
            for _written, revision in some
        )
        keep_all(Reading, readings)
        made = [
            (reading, operation)
            for (written, _revision), reading in zip(some, readings, strict=True)
            for operation in operations(written, annotations, seed=reading.pk)
            if operation["target"] == "annotation"
        ]
        Annotation.objects.bulk_create(
            (_annotation(reading, operation) for reading, operation in made), batch_size=5 * AT_ONCE
        )
        Anchor.objects.bulk_create(
            Anchor(annotation_id=UUID(operation["object"]), position=position, **anchor)
            for _reading, operation in made
            for position, anchor in enumerate(operation["state"]["anchors"])
        )


def _batched(things: Iterable[T]) -> Iterator[list[T]]:
    """Lists of AT_ONCE of them; the last is shorter."""
    rest = iter(things)
    while some := list(islice(rest, AT_ONCE)):
        yield some


def _annotation(reading: Reading, operation: dict[str, Any]) -> Annotation:
    state = operation["state"]
    own = {name: state[name] for name in ("kind", "label", "attributes", "note")}
    about = {"id": operation["object"], "version": 1, "deleted_at": None, "problems": []}
    digest = vouch(reading.pk, about, Frame.read(state))
    return Annotation(id=UUID(operation["object"]), reading=reading, digest=digest, **own)
