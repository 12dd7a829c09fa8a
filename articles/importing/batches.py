"""Importing: many texts become articles, or revisions of articles, in one batch with a report."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import DatabaseError, InterfaceError, connection, transaction
from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.arabic import fold
from articles.drafts import Draft
from articles.importing.ahead import ahead
from articles.importing.decoding import decode
from articles.importing.folders import Incoming
from articles.importing.formats import format_of
from articles.models import HEADLINE_KEY_LENGTH, Article, ImportBatch, ImportItem, Publisher, Revision
from newsdesk import metrics
from newsdesk.copying import copy_in, ids_ahead
from newsdesk.errors import DomainError, Invalid
from newsdesk.history import last_number, record, stream_of
from newsdesk.models import Event, User
from newsdesk.outages import NoRoom, Unavailable, outage
from newsdesk.states import keep_ahead

Outcome = ImportItem.Outcome

# "newsdesk" in ASCII. Imports take turns, so that none misses what another is just storing.
IMPORT_LOCK = 0x6E65777364657363
# The first half of the advisory locks that say that somebody is at a batch; the second is its number.
BATCH_LOCKS = 0x6E646962
BATCHES_LOOKED_AT = 1000
RIGHT_TO_LEFT = frozenset({"ar", "fa", "ur", "he", "ckb", "ps", "sd", "ug", "yi"})
LONGEST_NAME, LONGEST_HEADLINE, LONGEST_FILE_NAME = 200, 500, 1000
# What is stored in one transaction ends at whichever comes first.
FILES_TOGETHER, CHARACTERS_TOGETHER = 200, 4_000_000
ARTICLE_COLUMNS = (
    *("id", "publisher_id", "aggregator_id", "headline", "headline_key", "url", "language", "direction"),
    *("published_on", "published_at", "needs_review", "batch_id"),
)
ITEM_COLUMNS = ("batch_id", "name", "outcome", "article_id", "code", "message", "sha256")
# The keys of a publisher and of an aggregator, that of the headline, and the day.
Identity = tuple[str, str, str, date | None]

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
    revision_id: int | None = None

    def as_dict(self) -> dict[str, Any]:
        names = ("name", "outcome", "article", "revision", "code", "message", "flagged_blocks")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True, slots=True)
class Parsed:
    """A file that was read: the draft that it holds, or why it is refused."""

    name: str
    found: Draft | Result
    identity: Identity | None = None

    @property
    def size(self) -> int:
        return len(self.found.text) if isinstance(self.found, Draft) else 0


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
    """Import files some at a time, each time in one transaction: a bad one is reported and the rest go on.

    `tell` hears of each result as soon as it is stored. A text that is already stored changes nothing; another text
    under the same publisher, headline and day is a new revision of that article. A dry run gives the same report but
    stores nothing, so that it names no batch and no new article.
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
    results = _store([_read(name, draft)], batch, by)
    _close(batch, results, by)
    return results[0]


def foreseen(draft: Draft) -> tuple[Outcome, Article | None]:
    """What storing a draft would do now, and the article that is concerned, if it is there."""
    same = Revision.objects.filter(sha256=draft.sha256).order_by("pk").values("article")[:1]
    if article := Article.objects.filter(pk__in=same).first():
        return Outcome.UNCHANGED, article
    article = Article.objects.filter(pk__in=_articles_there([_identity(draft)]).values()).first()
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
        for some in ahead(_together(_parsed(file) for file in files)):
            for result in _import_together(some, batch, by):
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


def _parsed(file: Incoming) -> Parsed:
    try:
        return _read(file.name, format_of(file.name).read(decode(file.read())))
    except DomainError as error:
        return Parsed(file.name, _refused(file.name, error))
    except Exception as error:
        return Parsed(file.name, _failure(file.name, error))


def _read(name: str, draft: Draft) -> Parsed:
    return Parsed(name, draft, _identity(draft))


def _together(files: Iterable[Parsed]) -> Iterator[list[Parsed]]:
    """As many as are stored in one transaction: never so much text that it would fill the memory."""
    some: list[Parsed] = []
    characters = 0
    for file in files:
        some.append(file)
        characters += file.size
        if len(some) == FILES_TOGETHER or characters >= CHARACTERS_TOGETHER:
            yield some
            some, characters = [], 0
    if some:
        yield some


def _import_together(files: list[Parsed], batch: ImportBatch, by: User | None) -> list[Result]:
    """Store some files in one transaction; where that fails, one by one, so that the report names the bad one."""
    try:
        return _store(files, batch, by)
    except DomainError as error:
        failure = _refused(files[0].name, error)
    except Exception as error:
        failure = _failure(files[0].name, error)
    if len(files) > 1:
        return [result for file in files for result in _import_together([file], batch, by)]
    _keep([failure], batch)
    return [failure]


def _refused(name: str, error: DomainError) -> Result:
    return Result(name, Outcome.FAILED, code=error.code, message=str(error.message))


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
def _store(files: list[Parsed], batch: ImportBatch, by: User | None) -> list[Result]:
    """Store some files, as if one after the other, in a number of statements that hardly grows with them."""
    _take_turns()
    results = [result for some in _strangers(files) for result in _store_strangers(some, batch, by)]
    _keep_states(results, batch)
    _keep(results, batch)
    return results


def _take_turns() -> None:
    """Until the transaction ends. What is there already is looked up by keys, however young the tables' figures are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s), set_config('enable_seqscan', 'off', true)", [IMPORT_LOCK])


def _strangers(files: list[Parsed]) -> Iterator[list[Parsed]]:
    """The same files in order, parted wherever one may be the same text or article as one just before it."""
    some: list[Parsed] = []
    seen: set[object] = set()
    for file in files:
        keys = _marks(file)
        if keys & seen:
            yield some
            some, seen = [], set()
        some.append(file)
        seen |= keys
    if some:
        yield some


def _marks(file: Parsed) -> set[object]:
    return {file.found.sha256, file.identity or file.found.sha256} if isinstance(file.found, Draft) else set()


def _store_strangers(files: list[Parsed], batch: ImportBatch, by: User | None) -> list[Result]:
    """Store files of which none is the same text or article as another."""
    drafts = [(file.found, file.identity) for file in files if isinstance(file.found, Draft)]
    there = _texts_there(draft for draft, _identity in drafts)
    new = [(draft, identity) for draft, identity in drafts if draft.sha256 not in there]
    known = _articles_there(identity for _draft, identity in new)
    made = iter(_new_articles([draft for draft, identity in new if identity not in known], batch))
    texts = [(known.get(identity) or next(made), draft) for draft, identity in new]
    stored = iter(Revision.objects.add(texts, by=by, batch=batch) if texts else [])
    return [
        file.found if isinstance(file.found, Result) else _result(file, file.found, there, known, stored)
        for file in files
    ]


def _result(
    file: Parsed,
    draft: Draft,
    there: dict[str, tuple[int, int]],
    known: dict[Identity | None, int],
    stored: Iterator[Revision],
) -> Result:
    if draft.sha256 in there:
        return Result(file.name, Outcome.UNCHANGED, *there[draft.sha256], sha256=draft.sha256)
    revision = next(stored)
    return Result(
        file.name,
        Outcome.REVISED if file.identity in known else Outcome.CREATED,
        revision.article_id,
        revision.number,
        flagged_blocks=draft.flagged_blocks,
        sha256=draft.sha256,
        revision_id=revision.pk,
    )


def _texts_there(drafts: Iterable[Draft]) -> dict[str, tuple[int, int]]:
    """Of those texts that are stored: the article and the number of its revision, the first one, by digest.

    Raises `Invalid` for a text that was erased by law: it does not come back by another import.
    """
    found = Revision.objects.filter(sha256__in=[draft.sha256 for draft in drafts]).order_by()
    # Sorted here: to have them in order the database would go through all texts there are.
    rows = sorted(found.values_list("pk", "sha256", "article", "number", "erasure"), reverse=True)
    first = {digest: (article, number, erasure) for _pk, digest, article, number, erasure in rows}
    if any(erasure for _article, _number, erasure in first.values()):
        raise Invalid(_("This text was erased for legal reasons. It is not taken again."), code="erased")
    return {digest: (article, number) for digest, (article, number, _erasure) in first.items()}


def _articles_there(identities: Iterable[Identity | None]) -> dict[Identity | None, int]:
    """The articles of which these are new texts, by identity: the newest, where there are several."""
    wanted = set(filter(None, identities))
    if not wanted:
        return {}
    publishers, _aggregators, headlines, days = map(set, zip(*wanted, strict=True))
    found = Article.objects.filter(
        Q(publisher__in=Publisher.objects.filter(name_key__in=publishers)) | Q(publisher=None),
        Q(published_on__in=days - {None}) | Q(published_on=None),
        headline_key__in=headlines,
    )
    rows = found.order_by().values_list(
        "pk", "publisher__name_key", "aggregator__name_key", "headline_key", "published_on"
    )
    articles: dict[Identity | None, int] = {
        (publisher or "", "" if publisher else aggregator or "", headline, day): pk
        for pk, publisher, aggregator, headline, day in sorted(rows)
    }
    return {identity: articles[identity] for identity in wanted if identity in articles}


def _identity(draft: Draft) -> Identity | None:
    """By what a text is known as one of an article: publisher (or aggregator, where none is named), headline and day.

    Where neither is named, equal headlines prove nothing.
    """
    publisher, aggregator = _key(draft.publisher), _key(draft.aggregator)
    if not publisher and not aggregator:
        return None
    headline = fold(_headline(draft))[:HEADLINE_KEY_LENGTH]
    return publisher, "" if publisher else aggregator, headline, draft.published_on


def _new_articles(drafts: list[Draft], batch: ImportBatch) -> list[int]:
    publishers = _publishers(drafts, batch)
    ids = ids_ahead(Article, len(drafts))
    rows = (_article_row(pk, draft, publishers, batch) for pk, draft in zip(ids, drafts, strict=True))
    copy_in(Article, ARTICLE_COLUMNS, rows)
    return ids


def _article_row(pk: int, draft: Draft, publishers: dict[str, int], batch: ImportBatch) -> tuple[Any, ...]:
    """The values of `ARTICLE_COLUMNS`."""
    headline = _headline(draft)
    return (
        pk,
        publishers.get(_key(draft.publisher)),
        publishers.get(_key(draft.aggregator)),
        headline,
        fold(headline)[:HEADLINE_KEY_LENGTH],
        draft.url,
        draft.language,
        direction_of(draft.language),
        draft.published_on,
        _aware(draft.published_at),
        not draft.is_certain,
        batch.pk,
    )


def direction_of(language: str) -> str:
    """Of a language's code, "rtl" or "ltr"."""
    return "rtl" if language.partition("-")[0] in RIGHT_TO_LEFT else "ltr"


def _publishers(drafts: list[Draft], batch: ImportBatch) -> dict[str, int]:
    """The publishers and aggregators that are named, by key; those are made that nobody has named before."""
    named: dict[str, tuple[str, str]] = {}
    for draft in drafts:
        for name, kind in ((draft.publisher, Publisher.Kind.OUTLET), (draft.aggregator, Publisher.Kind.AGGREGATOR)):
            if key := _key(name):
                named.setdefault(key, (_name(name), kind))
    there = dict(Publisher.objects.filter(name_key__in=named).values_list("name_key", "pk"))
    new = {key: Publisher.named(name, kind=kind).pk for key, (name, kind) in named.items() if key not in there}
    keep_ahead(stream_of(batch), {Publisher: list(new.values())})
    return there | new


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


def _keep(results: Iterable[Result], batch: ImportBatch) -> None:
    rows = (
        (batch.pk, _kept_name(one), one.outcome.value, one.article, one.code, one.message, one.sha256)
        for one in results
    )
    copy_in(ImportItem, ITEM_COLUMNS, rows)


def _keep_states(results: Iterable[Result], batch: ImportBatch) -> None:
    """What was stored just now vouches for itself, long before the batch's event vouches for all of it."""
    stored = [result for result in results if result.outcome in (Outcome.CREATED, Outcome.REVISED)]
    changed = {Article: [result.article for result in stored], Revision: [result.revision_id for result in stored]}
    keep_ahead(stream_of(batch), changed)


def _kept_name(result: Result) -> str:
    return result.name.replace("\0", "")[-LONGEST_FILE_NAME:]


@transaction.atomic
def _close(batch: ImportBatch, results: list[Result], by: User | None) -> None:
    record("batch.imported", batch, by=by, data={"totals": Report(batch.pk, results).totals})


def _rehearsed(result: Result) -> Result:
    return result if result.outcome == Outcome.UNCHANGED else replace(result, article=None, revision=None)
