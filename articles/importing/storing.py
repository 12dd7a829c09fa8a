"""Drafts stored, many in a few statements."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from articles.addresses import without_counting
from articles.drafts import Draft
from articles.importing.identity import headline_key, headline_of, publisher_key, publisher_name, texts_there
from articles.importing.intake import Parsed
from articles.importing.placing import Placed, in_turn, offer, placed_texts
from articles.importing.proposals import KIND_OF, Decided, Role, decided, guesses_of, propose
from articles.importing.recent import Recent
from articles.importing.reports import Outcome, Result, failure_of, keep_results, refused
from articles.models import Article, ImportBatch, Publisher, Revision
from newsdesk.database import locks
from newsdesk.database.copying import copy_in, ids_ahead
from newsdesk.errors import DomainError
from newsdesk.history.recording import stream_of
from newsdesk.history.states import keep_ahead
from newsdesk.models import User

ARTICLE_COLUMNS = (
    *("id", "publisher_id", "aggregator_id", "headline", "headline_key", "url", "language", "direction"),
    *("language_from", "published_on", "published_at", "needs_review", "batch_id"),
)
KEY_AND_KIND = ("name_key", "pk", "kind")


def store_together(files: list[Parsed], batch: ImportBatch, by: User | None, recent: Recent) -> list[Result]:
    """Store some files in one transaction; where that fails, one by one, so that the report names the bad one."""
    try:
        return store(files, batch, by, recent)
    except DomainError as error:
        failure = refused(files[0].name, error)
    except Exception as error:
        failure = failure_of(files[0].name, error)
    if len(files) > 1:
        return [result for file in files for result in store_together([file], batch, by, recent)]
    keep_results([failure], batch)
    return [failure]


@transaction.atomic
def store(files: list[Parsed], batch: ImportBatch, by: User | None, recent: Recent) -> list[Result]:
    """Store some files, as if one after the other, in a number of statements that hardly grows with them."""
    _take_turns()
    results = _stored(files, batch, by, recent)
    _keep_states(results, batch)
    keep_results(results, batch)
    return results


def _take_turns() -> None:
    """Until the transaction ends. What is there already is looked up by keys, however young the tables' figures are."""
    locks.IMPORTING.take_for_transaction(enable_seqscan="off")


def _stored(files: list[Parsed], batch: ImportBatch, by: User | None, recent: Recent) -> list[Result]:
    there = texts_there(file.found for file in files if isinstance(file.found, Draft))
    placed = placed_texts(files, there, recent)
    new = [one for one in placed.values() if one.is_new]
    named = decided(guess for one in new for guess in guesses_of(one.draft))
    for one, pk in zip(new, _new_articles([one.draft for one in new], named, batch), strict=True):
        one.home.article = pk
    for some in in_turn(placed.values()):
        texts = [(one.home.article, one.draft) for one in some]
        for one, revision in zip(some, Revision.objects.add(texts, by=by, batch=batch), strict=True):
            one.revision = revision
            recent.add(revision.pk, one.draft)
    offer(new, batch)
    told: set[str] = set()
    return [
        file.found if isinstance(file.found, Result) else _result(file, file.found, there, placed, named, told)
        for file in files
    ]


def _result(
    file: Parsed,
    draft: Draft,
    there: dict[str, tuple[int, int]],
    placed: dict[str, Placed],
    named: Decided,
    told: set[str],
) -> Result:
    notices = draft.said
    if draft.sha256 in there:
        return Result(file.name, Outcome.UNCHANGED, *there[draft.sha256], notices=notices, sha256=draft.sha256)
    one = placed[draft.sha256]
    where = (one.home.article, one.stored.number)
    if draft.sha256 in told:
        return Result(file.name, Outcome.UNCHANGED, *where, notices=notices, sha256=draft.sha256)
    told.add(draft.sha256)
    proposed = [guess.notice for guess in guesses_of(draft) if one.is_new and guess.digest not in named]
    return Result(
        file.name,
        Outcome.CREATED if one.is_new else Outcome.REVISED,
        *where,
        notices=(*notices, *proposed),
        flagged_blocks=draft.flagged_blocks,
        sha256=draft.sha256,
        revision_id=one.stored.pk,
        may_belong_to=one.maybe.home.article if one.maybe else None,
    )


def _new_articles(drafts: list[Draft], named: Decided, batch: ImportBatch) -> list[int]:
    publishers = _publishers(drafts, batch)
    ids = ids_ahead(Article, len(drafts))
    names = [_names_of(draft, publishers, named) for draft in drafts]
    rows = (_article_row(pk, draft, who, batch) for pk, draft, who in zip(ids, drafts, names, strict=True))
    copy_in(Article, ARTICLE_COLUMNS, rows)
    guesses = ((pk, guess) for pk, draft in zip(ids, drafts, strict=True) for guess in guesses_of(draft))
    propose(guesses, named, batch)
    return ids


def _names_of(draft: Draft, publishers: dict[str, int], named: Decided) -> dict[str, int | None]:
    """The ids of its publisher and aggregator, by role: those that it names, and those of guesses decided before."""
    read = {role.value: publishers.get(publisher_key(getattr(draft, role.value))) for role in Role}
    return read | {guess.role.value: named.get(guess.digest) for guess in guesses_of(draft)}


def _article_row(pk: int, draft: Draft, who: dict[str, int | None], batch: ImportBatch) -> tuple[Any, ...]:
    """The values of `ARTICLE_COLUMNS`."""
    return (
        pk,
        who[Role.PUBLISHER],
        who[Role.AGGREGATOR],
        headline_of(draft),
        headline_key(draft),
        without_counting(draft.url),
        draft.language,
        draft.direction,
        draft.language_from,
        draft.published_on,
        _aware(draft.published_at),
        not draft.is_certain,
        batch.pk,
    )


def _publishers(drafts: list[Draft], batch: ImportBatch) -> dict[str, int]:
    """The publishers and aggregators that are named, by key; those are made that nobody has named before.

    A name that is a guess is none of them, nor is one of which an editor has said that it is no publisher's.
    """
    named: dict[str, tuple[str, str]] = {}
    for draft in drafts:
        for role, kind in KIND_OF.items():
            name = getattr(draft, role.value)
            if role.value not in draft.guessed and (key := publisher_key(name)):
                named.setdefault(key, (publisher_name(name), kind))
    known = {
        key: (pk, kind) for key, pk, kind in Publisher.objects.filter(name_key__in=named).values_list(*KEY_AND_KIND)
    }
    there = {key: pk for key, (pk, kind) in known.items() if kind != Publisher.Kind.NONE}
    new = {key: Publisher.named(name, kind=kind).pk for key, (name, kind) in named.items() if key not in known}
    keep_ahead(stream_of(batch), {Publisher: list(new.values())})
    return there | new


def _aware(moment: datetime | None) -> datetime | None:
    return timezone.make_aware(moment) if moment and timezone.is_naive(moment) else moment


def _keep_states(results: Iterable[Result], batch: ImportBatch) -> None:
    """What was stored just now vouches for itself, long before the batch's event vouches for all of it."""
    stored = [result for result in results if result.outcome in (Outcome.CREATED, Outcome.REVISED)]
    changed = {Article: [result.article for result in stored], Revision: [result.revision_id for result in stored]}
    keep_ahead(stream_of(batch), changed)
