"""Importing: many texts become articles, or revisions of articles, in one batch with a report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from itertools import chain, islice
from typing import NamedTuple

from django.db import DatabaseError, InterfaceError, transaction

from articles.drafts import Draft
from articles.importing.ahead import ahead, ahead_apart
from articles.importing.formats import NO_OPTIONS, Options
from articles.importing.identity import Register, texts_there, traits_of
from articles.importing.intake import Parsed, is_full, read_draft, texts_of, together
from articles.importing.recent import Recent
from articles.importing.reports import Outcome, Report, Result, no_totals, rehearsed
from articles.importing.sources import Openable, PassedBy
from articles.importing.storing import store, store_together
from articles.importing.unfinished import close
from articles.models import Article, ImportBatch
from newsdesk.database import locks
from newsdesk.models import User
from newsdesk.upkeep import metrics


def ignore(result: Result) -> None:
    """Tell nobody."""


def import_files(
    files: Iterable[Openable | PassedBy],
    *,
    kind: str,
    by: User | None,
    dry_run: bool = False,
    tell: Callable[[Result], None] = ignore,
    options: Options = NO_OPTIONS,
    limited: bool = False,
    keep: bool = True,
    apart: bool = False,
) -> Report:
    """Import the texts of files some at a time, each time in one transaction: a bad one is reported, the rest go on.

    `tell` hears of each result as soon as it is stored. A text that is already stored changes nothing; one that is
    known to be a new text of an article becomes a revision of it; one that only looks so is an article of its own,
    offered to the editors (`identity.py`). A dry run gives the same report but
    stores nothing, so that it names no batch and no new article. `options` are for the formats; where it is `limited`,
    a file may have no more bytes than an article. The report has all results unless they need not be kept: then memory
    does not grow with the texts. Where it may be done `apart`, another process reads what comes after the first texts
    (`ahead_apart`, which raises `MakerLost`).
    """
    results: list[Result] = []
    made: set[int] = set()

    def hear(result: Result) -> None:
        told = rehearsed(result, made) if dry_run else result
        if keep:
            results.append(told)
        tell(told)

    texts = (text for file in files for text in texts_of(file, options, limited=limited))
    with _undone() if dry_run else nullcontext():
        batch, totals = _import(_ahead(texts, apart=apart), kind, by, hear)
    return Report(None if dry_run else batch.pk, totals, results)


@transaction.atomic
def add_article(draft: Draft, *, name: str, by: User | None) -> Result:
    """Store one text that somebody pasted, by the same rules; `name` is what the report calls it."""
    batch = ImportBatch.objects.create(kind=ImportBatch.Kind.PASTE, by=by)
    results = store([read_draft(name, draft)], batch, by, Recent())
    close(batch, no_totals() | {results[0].outcome.value: 1})
    return results[0]


class Foreseen(NamedTuple):
    """What storing a draft would do now: to `article`, if it is there; `maybe` is one to which it may belong."""

    outcome: Outcome
    article: Article | None = None
    maybe: Article | None = None


def foreseen(draft: Draft) -> Foreseen:
    """Raises `Invalid` for a text that was erased by law."""
    if there := texts_there([draft]):
        return Foreseen(Outcome.UNCHANGED, Article.objects.get(pk=there[draft.sha256][0]))
    traits = traits_of(draft)
    found = Register([traits]).judge(draft, traits)
    article = Article.objects.get(pk=found.home.article) if found else None
    if found and found.is_proven:
        return Foreseen(Outcome.REVISED, article)
    return Foreseen(Outcome.CREATED, maybe=article)


@contextmanager
def _undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _ahead(texts: Iterator[Parsed], *, apart: bool) -> Iterator[list[Parsed]]:
    """The texts as they are stored together; another process reads them only where they are many, which it is worth."""
    groups = together(texts)
    first = list(islice(groups, 1)) if apart else []
    return (ahead_apart if any(map(is_full, first)) else ahead)(chain(first, groups))


def _import(
    groups: Iterator[list[Parsed]], kind: str, by: User | None, hear: Callable[[Result], None]
) -> tuple[ImportBatch, dict[str, int]]:
    totals, recent = no_totals(), Recent()
    with _begun(kind, by) as batch:
        for some in groups:
            for result in store_together(some, batch, by, recent):
                totals[result.outcome.value] += 1
                metrics.file_imported(result.outcome.value)
                hear(result)
        close(batch, totals)
    return batch, totals


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
