"""The other door: what readings say is rewritten without an operation of a client. See `door.py` for the first.

The same lock, versions, events and judging as there; but whoever holds the reading may be somebody else, so whoever
calls this has settled that it may be done.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from annotations.faults import Fault
from annotations.frames import COLUMNS, Frame
from annotations.models import Annotation, Reading
from annotations.models.codebooks import published_spec
from annotations.readings.vouching import vouch
from annotations.writing.completeness import problems
from annotations.writing.entries import entry
from annotations.writing.structure import structure_errors
from newsdesk.errors import Invalid
from newsdesk.history.recording import record_all
from newsdesk.models import User


def hold_together(readings: QuerySet[Any, Any]) -> list[Reading]:
    """Lock the readings of these ids one after the other, in one order for all, until the transaction ends."""
    held = Reading.objects.filter(pk__in=readings).order_by("pk")
    return list(held.select_for_update(of=("self",), no_key=True).only("pk", "codebook"))


@transaction.atomic
def rewrite(reading: Reading, changes: Mapping[UUID, Frame], *, action: str, by: User) -> int:
    """Let live annotations of a held reading say something else where they are; how many there were.

    The anchors stay as they are: what moves them has to compare them with the text. Each gets its next version and
    one event, `annotation.` and the action, so that whoever changed it at the same time meets a conflict. Raises
    `Invalid` for what could not be stored through the other door either.
    """
    spec = published_spec(reading.codebook_id)
    rows = list(reading.annotations.live().filter(pk__in=changes).with_anchors().order_by("pk"))
    entries = []
    for row in rows:
        before, after = row.says, changes[row.pk]
        if after.anchors != before.anchors:
            raise ValueError(f"{row.pk}: its anchors are not to be moved here")
        there = structure_errors(spec, before.as_dict())  # Judged by other rules in its time, it is not to blame.
        if faults := [one for one in structure_errors(spec, after.as_dict()) if one not in there]:
            raise _refused(row, faults)
        for column, value in after.columns().items():
            setattr(row, column, value)
        row.version += 1
        row.problems = [problem.as_json() for problem in problems(spec, after)]
        about = {"id": row.pk, "version": row.version, "deleted_at": None, "problems": row.problems}
        row.digest = vouch(reading.pk, about, after)
        entries.append(
            entry(action, "annotation", row.pk, version=row.version, before=before, after=after, problems=row.problems)
        )
    if rows:
        Annotation.objects.bulk_update(rows, [*COLUMNS, "version", "problems", "digest"])
        record_all(reading, entries, by=by)
    return len(rows)


def _refused(row: Annotation, faults: Sequence[Fault]) -> Invalid:
    return Invalid(f"{row.pk}: {faults[0].message}", code=faults[0].code)
