"""Drafts stored, many in a few statements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from articles.arabic import fold
from articles.drafts import Draft
from articles.importing.identity import (
    Identity,
    articles_there,
    headline_of,
    publisher_key,
    publisher_name,
    texts_there,
)
from articles.importing.intake import Parsed
from articles.importing.proposals import KIND_OF, Decided, Role, decided, guesses_of, propose
from articles.importing.reports import Outcome, Result, failure_of, keep_results, refused
from articles.models import HEADLINE_KEY_LENGTH, Article, ImportBatch, Publisher, Revision
from newsdesk.database import locks
from newsdesk.database.copying import copy_in, ids_ahead
from newsdesk.errors import DomainError
from newsdesk.history.recording import stream_of
from newsdesk.history.states import keep_ahead
from newsdesk.models import User

ARTICLE_COLUMNS = (
    *(
        "id",
        "publisher_id",
        "aggregator_id",
        "headline",
        "headline_key",
        "url",
        "language",
        "direction",
        "language_from",
    ),
    *("published_on", "published_at", "needs_review", "batch_id"),
)


def store_together(files: list[Parsed], batch: ImportBatch, by: User | None) -> list[Result]:
    """Store some files in one transaction; where that fails, one by one, so that the report names the bad one."""
    try:
        return store(files, batch, by)
    except DomainError as error:
        failure = refused(files[0].name, error)
    except Exception as error:
        failure = failure_of(files[0].name, error)
    if len(files) > 1:
        return [result for file in files for result in store_together([file], batch, by)]
    keep_results([failure], batch)
    return [failure]


@transaction.atomic
def store(files: list[Parsed], batch: ImportBatch, by: User | None) -> list[Result]:
    """Store some files, as if one after the other, in a number of statements that hardly grows with them."""
    _take_turns()
    results = [result for some in _strangers(files) for result in _store_strangers(some, batch, by)]
    _keep_states(results, batch)
    keep_results(results, batch)
    return results


def _take_turns() -> None:
    """Until the transaction ends. What is there already is looked up by keys, however young the tables' figures are."""
    locks.IMPORTING.take_for_transaction(enable_seqscan="off")


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
    there = texts_there(draft for draft, _identity in drafts)
    new = [(draft, identity) for draft, identity in drafts if draft.sha256 not in there]
    known = articles_there(identity for _draft, identity in new)
    named = decided(guess for draft, _identity in new for guess in guesses_of(draft))
    made = iter(_new_articles([draft for draft, identity in new if identity not in known], named, batch))
    texts = [(known.get(identity) or next(made), draft) for draft, identity in new]
    stored = iter(Revision.objects.add(texts, by=by, batch=batch) if texts else [])
    return [
        file.found if isinstance(file.found, Result) else _result(file, file.found, there, known, named, stored)
        for file in files
    ]


def _result(
    file: Parsed,
    draft: Draft,
    there: dict[str, tuple[int, int]],
    known: dict[Identity | None, int],
    named: Decided,
    stored: Iterator[Revision],
) -> Result:
    if draft.sha256 in there:
        notices = draft.said
        return Result(file.name, Outcome.UNCHANGED, *there[draft.sha256], notices=notices, sha256=draft.sha256)
    revision = next(stored)
    is_new = file.identity not in known
    proposed = [guess.notice for guess in guesses_of(draft) if is_new and guess.digest not in named]
    return Result(
        file.name,
        Outcome.CREATED if is_new else Outcome.REVISED,
        revision.article_id,
        revision.number,
        notices=(*draft.said, *proposed),
        flagged_blocks=draft.flagged_blocks,
        sha256=draft.sha256,
        revision_id=revision.pk,
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
    headline = headline_of(draft)
    return (
        pk,
        who[Role.PUBLISHER],
        who[Role.AGGREGATOR],
        headline,
        fold(headline)[:HEADLINE_KEY_LENGTH],
        draft.url,
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

    A name that is a guess is none of them.
    """
    named: dict[str, tuple[str, str]] = {}
    for draft in drafts:
        for role, kind in KIND_OF.items():
            name = getattr(draft, role.value)
            if role.value not in draft.guessed and (key := publisher_key(name)):
                named.setdefault(key, (publisher_name(name), kind))
    there = dict(Publisher.objects.filter(name_key__in=named).values_list("name_key", "pk"))
    new = {key: Publisher.named(name, kind=kind).pk for key, (name, kind) in named.items() if key not in there}
    keep_ahead(stream_of(batch), {Publisher: list(new.values())})
    return there | new


def _aware(moment: datetime | None) -> datetime | None:
    return timezone.make_aware(moment) if moment and timezone.is_naive(moment) else moment


def _keep_states(results: Iterable[Result], batch: ImportBatch) -> None:
    """What was stored just now vouches for itself, long before the batch's event vouches for all of it."""
    stored = [result for result in results if result.outcome in (Outcome.CREATED, Outcome.REVISED)]
    changed = {Article: [result.article for result in stored], Revision: [result.revision_id for result in stored]}
    keep_ahead(stream_of(batch), changed)
