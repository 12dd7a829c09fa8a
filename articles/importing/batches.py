"""Importing: many texts become articles, or revisions of articles, in one batch with a report."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import DatabaseError, InterfaceError, connection, transaction
from django.db.models import CharField, Count, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.arabic import fold
from articles.drafts import Draft
from articles.importing.decoding import decode
from articles.importing.folders import Incoming
from articles.importing.formats import format_of
from articles.models import HEADLINE_KEY_LENGTH, Article, ImportBatch, ImportItem, Publisher, Revision, sha256_of
from newsdesk import metrics
from newsdesk.errors import DomainError, Invalid
from newsdesk.history import last_number, record, stream_of
from newsdesk.models import Event, User
from newsdesk.outages import NoRoom, Unavailable, outage

Outcome = ImportItem.Outcome

# "newsdesk" in ASCII. Imports take turns, so that none misses what another is just storing.
IMPORT_LOCK = 0x6E65777364657363
# The first half of the advisory locks that say that somebody is at a batch; the second is its number.
BATCH_LOCKS = 0x6E646962
BATCHES_LOOKED_AT = 1000
RIGHT_TO_LEFT = frozenset({"ar", "fa", "ur", "he", "ckb", "ps", "sd", "ug", "yi"})
LONGEST_NAME, LONGEST_HEADLINE, LONGEST_FILE_NAME = 200, 500, 1000

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one file. `article` and `revision` (its number) are None where none is stored."""

    name: str
    outcome: Outcome
    article: int | None = None
    revision: int | None = None
    code: str = ""
    message: str = ""
    flagged_blocks: int = 0
    sha256: str = ""

    def as_dict(self) -> dict[str, Any]:
        names = ("name", "outcome", "article", "revision", "code", "message", "flagged_blocks")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a batch; `batch` is None after a rehearsal, which stores nothing."""

    batch: int | None
    results: list[Result]

    @property
    def totals(self) -> dict[str, int]:
        counts = Counter(result.outcome for result in self.results)
        return {outcome.value: counts[outcome] for outcome in Outcome}

    @property
    def has_failures(self) -> bool:
        return any(result.outcome == Outcome.FAILED for result in self.results)

    def as_dict(self) -> dict[str, Any]:
        files = [result.as_dict() for result in self.results]
        return {"batch": self.batch, "files": files, "totals": self.totals}


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
    """Import each file in a transaction of its own: a bad one is reported and the rest go on.

    `tell` hears of each result at once. A text that is already stored changes nothing; another text under the
    same publisher, headline and day is a new revision of that article. A dry run gives the same report but stores
    nothing, so that it names no batch and no new article.
    """
    if not dry_run:
        return _import(files, kind, by, tell)
    with transaction.atomic():
        report = _import(files, kind, by, lambda result: tell(_rehearsed(result)))
        transaction.set_rollback(True)
    return Report(None, [_rehearsed(result) for result in report.results])


@transaction.atomic
def add_article(draft: Draft, *, name: str, by: User | None) -> Result:
    """Store one text that somebody pasted, by the same rules; `name` is what the report calls it."""
    batch = ImportBatch.objects.create(kind=ImportBatch.Kind.PASTE, by=by)
    result = _store(draft, name, batch, by)
    _close(batch, [result], by)
    return result


def foreseen(draft: Draft) -> tuple[Outcome, Article | None]:
    """What storing a draft would do now, and the article that is concerned, if it is there."""
    same = Revision.objects.filter(sha256=sha256_of(draft.text)).order_by("pk").values("article")[:1]
    if article := Article.objects.filter(pk__in=same).first():
        return Outcome.UNCHANGED, article
    article = _same_article(draft)
    return (Outcome.REVISED if article else Outcome.CREATED), article


def close_interrupted() -> int:
    """Put those batches on record whose importer died or lost the database in their midst; how many.

    What they have stored stays, and their reports say that more may have been meant: to import the same files again
    changes nothing about those.
    """
    open_ones = (batch for batch in _unrecorded() if _close_if_nobody_is_at_it(batch))
    return sum(1 for _batch in open_ones)


def was_interrupted(batch: ImportBatch) -> bool:
    """Whether its importer died in its midst, as `close_interrupted` found."""
    return Event.objects.filter(stream=stream_of(batch), data__interrupted=True).exists()


def _import(files: Iterable[Incoming], kind: str, by: User | None, tell: Callable[[Result], None]) -> Report:
    results: list[Result] = []
    with _begun(kind, by) as batch:
        for file in files:
            results.append(_import_file(file, batch, by))
            metrics.file_imported(results[-1].outcome.value)
            tell(results[-1])
        _close(batch, results, by)
    return Report(batch.pk, results)


@contextmanager
def _begun(kind: str, by: User | None) -> Iterator[ImportBatch]:
    """A new batch, and the lock of this database session that says somebody is at it."""
    with transaction.atomic():
        batch = ImportBatch.objects.create(kind=kind, by=by)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", [BATCH_LOCKS, batch.pk])
    try:
        yield batch
    finally:
        with suppress(DatabaseError, InterfaceError), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [BATCH_LOCKS, batch.pk])


def _unrecorded() -> QuerySet[ImportBatch]:
    """Of the newest batches those that have no event."""
    recent = ImportBatch.objects.order_by("-pk")[:BATCHES_LOOKED_AT]
    stream = Concat(Value("importbatch/"), Cast("pk", CharField()))
    events = Event.objects.filter(stream=OuterRef("stream"))
    return ImportBatch.objects.filter(pk__in=recent.values("pk")).annotate(stream=stream).exclude(Exists(events))


@transaction.atomic
def _close_if_nobody_is_at_it(batch: ImportBatch) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [BATCH_LOCKS, batch.pk])
        if not cursor.fetchone()[0] or last_number(stream_of(batch)):
            return False
    counts = dict(batch.items.order_by().values_list("outcome").annotate(Count("pk")))
    totals = {outcome.value: counts.get(outcome.value, 0) for outcome in Outcome}
    record("batch.imported", batch, by=batch.by, data={"totals": totals, "interrupted": True})
    return True


def _import_file(file: Incoming, batch: ImportBatch, by: User | None) -> Result:
    try:
        data = file.read()
        return _store(format_of(file.name).read(decode(data)), file.name, batch, by)
    except DomainError as error:
        failure = Result(file.name, Outcome.FAILED, code=error.code, message=str(error.message))
    except Exception as error:
        failure = _failure(file.name, error)
    _keep(failure, batch)
    return failure


def _failure(name: str, error: Exception) -> Result:
    """What the report says of a file that is not at fault. Raises the error where nothing can be reported either."""
    found = outage(error)
    if isinstance(found, Unavailable):
        raise error
    if isinstance(found, NoRoom):
        return Result(name, Outcome.FAILED, code=found.code, message=str(found.message))
    logger.error("importing a file", exc_info=error)
    message = _("Something went wrong that is not the file's fault. The server's log tells more.")
    return Result(name, Outcome.FAILED, code="unexpected", message=message)


@transaction.atomic
def _store(draft: Draft, name: str, batch: ImportBatch, by: User | None) -> Result:
    _take_turns()
    result = _unchanged(draft, name) or _stored(draft, name, batch, by)
    _keep(result, batch)
    return result


def _take_turns() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [IMPORT_LOCK])


def _unchanged(draft: Draft, name: str) -> Result | None:
    """Raises `Invalid` for a text that was erased by law: it does not come back by another import."""
    digest = sha256_of(draft.text)
    same = Revision.objects.filter(sha256=digest).order_by("pk").defer("text").first()
    if same is None:
        return None
    if same.erasure_id:
        raise Invalid(_("This text was erased for legal reasons. It is not taken again."), code="erased")
    return Result(name, Outcome.UNCHANGED, same.article_id, same.number, sha256=digest)


def _stored(draft: Draft, name: str, batch: ImportBatch, by: User | None) -> Result:
    article = _same_article(draft)
    outcome = Outcome.REVISED if article else Outcome.CREATED
    revision = (article or _new_article(draft, batch)).revise(draft, by=by, batch=batch)
    return Result(
        name,
        outcome,
        revision.article_id,
        revision.number,
        flagged_blocks=sum(block.flagged for block in draft.blocks),
        sha256=revision.sha256,
    )


def _same_article(draft: Draft) -> Article | None:
    """The article of the same publisher (or aggregator, where none is named), headline and day.

    Where neither is named, equal headlines prove nothing.
    """
    publisher, aggregator = _key(draft.publisher), _key(draft.aggregator)
    if not publisher and not aggregator:
        return None
    who = {"publisher__name_key": publisher} if publisher else {"publisher": None, "aggregator__name_key": aggregator}
    headline_key = fold(_headline(draft))[:HEADLINE_KEY_LENGTH]
    same = Article.objects.filter(headline_key=headline_key, published_on=draft.published_on, **who)
    return same.order_by("-pk").first()


def _new_article(draft: Draft, batch: ImportBatch) -> Article:
    return Article.objects.create(
        publisher=_publisher(draft.publisher, Publisher.Kind.OUTLET),
        aggregator=_publisher(draft.aggregator, Publisher.Kind.AGGREGATOR),
        headline=_headline(draft),
        url=draft.url,
        language=draft.language,
        direction=direction_of(draft.language),
        published_on=draft.published_on,
        published_at=_aware(draft.published_at),
        batch=batch,
    )


def direction_of(language: str) -> str:
    """Of a language's code, "rtl" or "ltr"."""
    return "rtl" if language.partition("-")[0] in RIGHT_TO_LEFT else "ltr"


def _publisher(name: str, kind: str) -> Publisher | None:
    return Publisher.named(_name(name), kind=kind) if _key(name) else None


def _name(name: str) -> str:
    return " ".join(name.split())[:LONGEST_NAME]


def _key(name: str) -> str:
    return fold(_name(name)).strip()


def _headline(draft: Draft) -> str:
    """In one line, and cut after a word where it is too long: the text itself keeps the whole."""
    headline = " ".join(draft.headline.split())
    if len(headline) <= LONGEST_HEADLINE:
        return headline
    beginning = headline[: LONGEST_HEADLINE - 1]
    return (beginning.rpartition(" ")[0] or beginning) + "…"


def _aware(moment: datetime | None) -> datetime | None:
    return timezone.make_aware(moment) if moment and timezone.is_naive(moment) else moment


def _keep(result: Result, batch: ImportBatch) -> None:
    ImportItem.objects.create(
        batch=batch,
        name=result.name.replace("\0", "")[-LONGEST_FILE_NAME:],
        outcome=result.outcome,
        article_id=result.article,
        code=result.code,
        message=result.message,
        sha256=result.sha256,
    )


@transaction.atomic
def _close(batch: ImportBatch, results: list[Result], by: User | None) -> None:
    record("batch.imported", batch, by=by, data={"totals": Report(batch.pk, results).totals})


def _rehearsed(result: Result) -> Result:
    return result if result.outcome == Outcome.UNCHANGED else replace(result, article=None, revision=None)
