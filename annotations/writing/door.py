"""The door for what people do to a reading: operations in, one result and at most one event for each.

The only other one is `rewriting.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from annotations.faults import Fault, fault
from annotations.models import Reading
from annotations.readings.holding import hold
from annotations.writing.entries import entry
from annotations.writing.operations import Operation, object_of, read_operation
from annotations.writing.unit_of_work import Held, UnitOfWork
from newsdesk.errors import Invalid
from newsdesk.history.recording import Entry, record_all, stream_of
from newsdesk.models import User
from newsdesk.upkeep import metrics

OPERATIONS_LIMIT = 500
About = tuple[str, UUID]


FOUND = """
SELECT
    (SELECT coalesce(max(number), 0) FROM newsdesk_event WHERE stream = %(stream)s),
    EXISTS (SELECT FROM annotations_submission WHERE reading_id = %(reading)s),
    (
        SELECT coalesce(json_agg(json_build_array(
            operation, digest, by_id, number, data->'version', coalesce(data->'problems', '[]')
        )), '[]')::text
        FROM newsdesk_event WHERE operation = ANY(%(operations)s)
    ),
    ARRAY(
        SELECT id FROM annotations_annotation WHERE id = ANY(%(objects)s)
        UNION SELECT id FROM annotations_relation WHERE id = ANY(%(objects)s)
        UNION SELECT id FROM annotations_articlelabel WHERE id = ANY(%(objects)s)
    )
"""


@dataclass(frozen=True)
class Seen:
    """An operation that was applied before, as its event tells of it."""

    digest: str
    by: int
    number: int
    version: int
    problems: list[dict[str, Any]]


@dataclass
class Result:
    """What became of one operation.

    `status` is applied, duplicate (it was applied before), conflict (made against another version), refused (`errors`
    say why) or blocked (an earlier operation on the same object did not go through). `version` is the object's and
    `event` the event's number after it; `current` is the object as it stands, with a conflict or refusal.
    """

    id: Any
    status: str
    version: int | None = None
    event: int | None = None
    problems: list[dict[str, Any]] = field(default_factory=list)
    errors: list[dict[str, str]] = field(default_factory=list)
    current: dict[str, Any] | None = None


def apply(reading: Reading, operations: Sequence[object], *, by: User) -> list[Result]:
    """Apply operations in order, each checked by itself, and say what became of each.

    `operations` are JSON values, see docs/api.md. Raises `NotAllowed` for who may not hold the reading and
    `Invalid` for more than OPERATIONS_LIMIT of them. The reading stays locked until the transaction ends.
    """
    if len(operations) > OPERATIONS_LIMIT:
        raise Invalid(
            _("Send at most %(limit)d operations at once.") % {"limit": OPERATIONS_LIMIT}, code="too_many_operations"
        )
    try:
        results = _apply(reading, operations, by)
    except IntegrityError:
        # The same id arrived at the same moment for another reading: now that one is there to be seen.
        results = _apply(reading, operations, by)
    for result in results:
        metrics.operation_settled(result.status)
    return results


@transaction.atomic
def _apply(reading: Reading, operations: Sequence[object], by: User) -> list[Result]:
    hold(reading, by)
    return Envelope(reading, [(raw, read_operation(raw, reading=reading.pk)) for raw in operations], by).run()


class Envelope:
    """One envelope of operations on one reading, under its lock."""

    def __init__(self, reading: Reading, operations: list[tuple[object, Operation | list[Fault]]], by: User) -> None:
        readable = [operation for _raw, operation in operations if isinstance(operation, Operation)]
        self.reading = reading
        self.by = by
        self.operations = operations
        self.last_event, self.is_submitted, self.seen, there = _found(reading, readable)
        self.work = UnitOfWork(reading, readable, there)
        self.blocked: set[About] = set()
        self.entries: list[Entry] = []

    def run(self) -> list[Result]:
        results = [self._take(raw, operation) for raw, operation in self.operations]
        self.work.write()
        record_all(self.reading, self.entries, by=self.by, after=self.last_event)
        return results

    def _take(self, raw: object, operation: Operation | list[Fault]) -> Result:
        if isinstance(operation, list):
            return self._refuse(_id_of(raw), object_of(raw), operation)
        if operation.id in self.seen:
            return self._seen_before(operation, self.seen[operation.id])
        if operation.about in self.blocked:
            return Result(str(operation.id), "blocked")
        held = self.work.held(operation.about)
        if self.is_submitted:
            return self._refuse(operation.id, operation.about, [_submitted()], held)
        if faults := _place_faults(operation, held):
            return self._refuse(operation.id, operation.about, faults, held)
        if (held.version if held else 0) != operation.base_version:
            self.blocked.add(operation.about)
            return Result(str(operation.id), "conflict", current=held.as_dict() if held else None)
        if faults := self.work.faults(operation):
            return self._refuse(operation.id, operation.about, faults, held)
        return self._apply(operation)

    def _apply(self, operation: Operation) -> Result:
        before, after = self.work.put(operation)
        self.entries.append(
            entry(
                operation.action,
                *operation.about,
                version=after.version,
                before=before,
                after=None if after.deleted else after.says,
                problems=after.problems,
                operation=operation.id,
                digest=operation.digest,
            )
        )
        number = self.last_event + len(self.entries)
        self.seen[operation.id] = Seen(operation.digest, self.by.pk, number, after.version, after.problems)
        return Result(str(operation.id), "applied", after.version, number, after.problems)

    def _seen_before(self, operation: Operation, seen: Seen) -> Result:
        if seen.digest != operation.digest or seen.by != self.by.pk:
            used = fault("id", "id_used", _("This id was used for another operation. Make a new one."))
            return self._refuse(operation.id, operation.about, [used])
        return Result(str(operation.id), "duplicate", seen.version, seen.number, seen.problems)

    def _refuse(self, id: object, about: About | None, faults: Iterable[Fault], held: Held | None = None) -> Result:
        if about:
            self.blocked.add(about)
        return Result(
            str(id) if isinstance(id, UUID) else id,
            "refused",
            errors=[fault.as_json() for fault in faults],
            current=held.as_dict() if held else None,
        )


def _found(reading: Reading, operations: Sequence[Operation]) -> tuple[int, bool, dict[UUID, Seen], set[UUID]]:
    """What there is to know before operations are judged, in one question, since each of them waits for the answer.

    The number of the reading's last event, whether it is handed in, the operations that were applied before by id,
    and the ids of those objects that are there already.
    """
    asked: dict[str, Any] = {
        "stream": stream_of(reading),
        "reading": reading.pk,
        "operations": [operation.id for operation in operations],
        "objects": [operation.object for operation in operations],
    }
    with connection.cursor() as cursor:
        cursor.execute(FOUND, asked)
        last_event, is_submitted, events, objects = cursor.fetchone()
    return last_event, is_submitted, {UUID(id): Seen(*rest) for id, *rest in orjson.loads(events)}, set(objects)


def _place_faults(operation: Operation, held: Held | None) -> list[Fault]:
    """Why the action does not fit the object as it stands, whatever its version."""
    if held is None:
        if operation.action != "create":
            return [fault("object", "unknown_object", _("This reading has no such object. Create it first."))]
        if operation.base_version != 0:
            return [fault("base_version", "version", _("A new object is made against version 0."))]
    elif held.is_elsewhere:
        return [fault("object", "id_used", _("This id belongs to something else. Make a new one."))]
    elif held.version == operation.base_version:
        if operation.action == "restore" and not held.deleted:
            return [fault("action", "not_deleted", _("It is not deleted, so it cannot be restored."))]
        if operation.action in ("update", "delete") and held.deleted:
            return [fault("action", "deleted", _("It is deleted. Restore it first."))]
        if operation.action == "create":
            return [fault("action", "exists", _("It is there already. Update it instead."))]
    return []


def _submitted() -> Fault:
    return fault("", "submitted", _("The reading is handed in. Take it back to go on working."))


def _id_of(raw: object) -> Any:
    identifier = raw.get("id") if isinstance(raw, dict) else None
    return identifier if isinstance(identifier, str) else None
