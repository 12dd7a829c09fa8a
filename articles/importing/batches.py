"""Importing: many texts become articles, or revisions of articles, in one batch with a report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress

from django.db import DatabaseError, InterfaceError, transaction

from articles.drafts import Draft
from articles.importing.ahead import ahead
from articles.importing.folders import Incoming
from articles.importing.identity import articles_there, identity_of
from articles.importing.intake import parsed, read_draft, together
from articles.importing.reports import Outcome, Report, Result, rehearsed
from articles.importing.storing import store, store_together
from articles.models import Article, ImportBatch, Revision
from newsdesk.database import locks
from newsdesk.history.recording import record
from newsdesk.models import User
from newsdesk.upkeep import metrics


def ignore(result: Result) -> None:
    """Tell nobody."""


def import_files(
    files: Iterable[Incoming],
    *,
    kind: str,
    by: User | None,
    dry_run: bool = False,
    tell: Callable[[Result], None] = ignore,
) -> Report:
    """Import files some at a time, each time in one transaction: a bad one is reported and the rest go on.

    `tell` hears of each result as soon as it is stored. A text that is already stored changes nothing; another text
    under the same publisher, headline and day is a new revision of that article. A dry run gives the same report but
    stores nothing, so that it names no batch and no new article.
    """
    if not dry_run:
        return _import(files, kind, by, tell)
    with transaction.atomic():
        report = _import(files, kind, by, lambda result: tell(rehearsed(result)))
        transaction.set_rollback(True)
    return Report(None, [rehearsed(result) for result in report.results])


@transaction.atomic
def add_article(draft: Draft, *, name: str, by: User | None) -> Result:
    """Store one text that somebody pasted, by the same rules; `name` is what the report calls it."""
    batch = ImportBatch.objects.create(kind=ImportBatch.Kind.PASTE, by=by)
    results = store([read_draft(name, draft)], batch, by)
    _close(batch, results, by)
    return results[0]


def foreseen(draft: Draft) -> tuple[Outcome, Article | None]:
    """What storing a draft would do now, and the article that is concerned, if it is there."""
    same = Revision.objects.filter(sha256=draft.sha256).order_by("pk").values("article")[:1]
    if article := Article.objects.filter(pk__in=same).first():
        return Outcome.UNCHANGED, article
    article = Article.objects.filter(pk__in=articles_there([identity_of(draft)]).values()).first()
    return (Outcome.REVISED if article else Outcome.CREATED), article


def _import(files: Iterable[Incoming], kind: str, by: User | None, tell: Callable[[Result], None]) -> Report:
    results: list[Result] = []
    with _begun(kind, by) as batch:
        for some in ahead(together(parsed(file) for file in files)):
            for result in store_together(some, batch, by):
                results.append(result)
                metrics.file_imported(result.outcome.value)
                tell(result)
        _close(batch, results, by)
    return Report(batch.pk, results)


@contextmanager
def _begun(kind: str, by: User | None) -> Iterator[ImportBatch]:
    """A new batch, and the lock of this database session that says somebody is at it."""
    with transaction.atomic():
        batch = ImportBatch.objects.create(kind=kind, by=by)
        locks.BATCH.of(batch.pk).take()
    try:
        yield batch
    finally:
        with suppress(DatabaseError, InterfaceError):
            locks.BATCH.of(batch.pk).give_back()


@transaction.atomic
def _close(batch: ImportBatch, results: list[Result], by: User | None) -> None:
    record("batch.imported", batch, by=by, data={"totals": Report(batch.pk, results).totals})
