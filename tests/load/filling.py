"""Puts written articles and what is said of them into the database, by the same doors as people do."""

from __future__ import annotations

from collections.abc import Iterator

from annotations.models import Project, Reading
from annotations.writing.door import OPERATIONS_LIMIT, apply
from articles.models import Article, Publisher
from newsdesk.models import User
from tests.factories import keep_article, revise
from tests.load.corpus import Written
from tests.load.marking import Operation, operations


def store(written: Written, project: Project) -> Article:
    """The written article as a new one of the project."""
    article = Article.objects.create(
        publisher=Publisher.named(written.publisher), headline=written.headline, published_on=written.published_on
    )
    revise(article, written.draft(), by=None)
    project.articles.add(article)
    keep_article(article)
    return article


def annotate(article: Article, written: Written, count: int, *, project: Project, by: User, seed: int) -> Reading:
    """An analyst's reading of the article with that many annotations in it."""
    reading, _made = Reading.objects.open(revision=article.current_revision, project=project, by=by)
    for envelope in _envelopes(operations(written, count, seed=seed)):
        refused = [result for result in apply(reading, envelope, by=by) if result.status != "applied"]
        if refused:
            raise ValueError(f"The server did not take what the bench says: {refused[0]}")
    return reading


def _envelopes(operations: list[Operation]) -> Iterator[list[Operation]]:
    for start in range(0, len(operations), OPERATIONS_LIMIT):
        yield operations[start : start + OPERATIONS_LIMIT]
