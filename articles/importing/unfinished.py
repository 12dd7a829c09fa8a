"""Batches whose importer died in their midst: who is at one, and what is put on record afterwards."""

from __future__ import annotations

from django.db import transaction
from django.db.models import CharField, Count, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat

from articles.models import ImportBatch, ImportItem
from newsdesk.database import locks
from newsdesk.history.recording import last_number, record, stream_of
from newsdesk.models import Event

BATCHES_LOOKED_AT = 1000


def close_interrupted() -> int:
    """Put those batches on record whose importer died or lost the database in their midst; how many.

    What they have stored stays, and their reports say that more may have been meant: to import the same files again
    changes nothing about those.
    """
    open_ones = (batch for batch in _unrecorded() if _close_if_nobody_is_at_it(batch))
    return sum(1 for _batch in open_ones)


@transaction.atomic
def close(batch: ImportBatch, totals: dict[str, int], *, is_interrupted: bool = False) -> None:
    """Put a batch on record. `totals`: how many texts had each outcome."""
    found = {"totals": totals} | ({"interrupted": True} if is_interrupted else {})
    record("batch.imported", batch, by=batch.by, data=found)


def was_interrupted(batch: ImportBatch) -> bool:
    """Whether its importer died in its midst, as `close_interrupted` found."""
    return Event.objects.filter(stream=stream_of(batch), data__interrupted=True).exists()


def _unrecorded() -> QuerySet[ImportBatch]:
    """Of the newest batches those that have no event."""
    recent = ImportBatch.objects.order_by("-pk")[:BATCHES_LOOKED_AT]
    stream = Concat(Value("importbatch/"), Cast("pk", CharField()))
    events = Event.objects.filter(stream=OuterRef("stream"))
    return ImportBatch.objects.filter(pk__in=recent.values("pk")).annotate(stream=stream).exclude(Exists(events))


@transaction.atomic
def _close_if_nobody_is_at_it(batch: ImportBatch) -> bool:
    if not locks.BATCH.of(batch.pk).take_for_transaction_if_free() or last_number(stream_of(batch)):
        return False
    counts = dict(batch.items.order_by().values_list("outcome").annotate(Count("pk")))
    totals = {outcome.value: counts.get(outcome.value, 0) for outcome in ImportItem.Outcome}
    close(batch, totals, is_interrupted=True)
    return True
