"""The one door for every write to a reading: operations in, one result and at most one event for each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from annotations.desk import Desk, Held
from annotations.faults import Fault, fault
from annotations.models import Reading, Submission
from annotations.operations import Operation, object_of, read_operation
from newsdesk import metrics
from newsdesk.errors import Invalid
from newsdesk.history import Entry, last_number, record_all, stream_of
from newsdesk.models import Event, User

OPERATIONS_LIMIT = 500
About = tuple[str, UUID]


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

    `operations` are JSON values, see docs/api.md. Raises `NotAllowed` for anybody but the reading's owner and
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
    reading.hold(by)
    return Session(reading, [(raw, read_operation(raw, reading=reading.pk)) for raw in operations], by).run()


class Session:
    """One envelope of operations on one reading, under its lock."""

    def __init__(self, reading: Reading, operations: list[tuple[object, Operation | list[Fault]]], by: User) -> None:
        readable = [operation for _raw, operation in operations if isinstance(operation, Operation)]
        self.reading = reading
        self.by = by
        self.operations = operations
        self.desk = Desk(reading, readable)
        self.seen = _events_of(readable)
        self.blocked: set[About] = set()
        self.entries: list[Entry] = []
        self.first_event = last_number(stream_of(reading)) + 1
        self.is_submitted = Submission.objects.filter(reading=reading).exists()

    def run(self) -> list[Result]:
        results = [self._take(raw, operation) for raw, operation in self.operations]
        self.desk.write()
        record_all(self.reading, self.entries, by=self.by)
        return results

    def _take(self, raw: object, operation: Operation | list[Fault]) -> Result:
        if isinstance(operation, list):
            return self._refuse(_id_of(raw), object_of(raw), operation)
        if operation.id in self.seen:
            return self._seen_before(operation, self.seen[operation.id])
        if operation.about in self.blocked:
            return Result(str(operation.id), "blocked")
        held = self.desk.held(operation.about)
        if self.is_submitted:
            return self._refuse(operation.id, operation.about, [_submitted()], held)
        if faults := _place_faults(operation, held):
            return self._refuse(operation.id, operation.about, faults, held)
        if (held.version if held else 0) != operation.base_version:
            self.blocked.add(operation.about)
            return Result(str(operation.id), "conflict", current=held.as_dict() if held else None)
        if faults := self.desk.faults(operation):
            return self._refuse(operation.id, operation.about, faults, held)
        return self._apply(operation)

    def _apply(self, operation: Operation) -> Result:
        before, after = self.desk.put(operation)
        data = {
            "target": operation.target,
            "object": str(operation.object),
            "version": after.version,
            "before": before,
            "after": None if after.deleted else after.state,
            "problems": after.problems,
        }
        number = self.first_event + len(self.entries)
        action = f"{operation.target}.{operation.action}"
        self.entries.append(Entry(action, data, operation.id, operation.digest))
        self.seen[operation.id] = Event(
            stream=stream_of(self.reading), number=number, by=self.by, data=data, digest=operation.digest
        )
        return Result(str(operation.id), "applied", after.version, number, after.problems)

    def _seen_before(self, operation: Operation, event: Event) -> Result:
        if event.digest != operation.digest or event.by_id != self.by.pk:
            used = fault("id", "id_used", _("This id was used for another operation. Make a new one."))
            return self._refuse(operation.id, operation.about, [used])
        return Result(
            str(operation.id), "duplicate", event.data["version"], event.number, event.data.get("problems", [])
        )

    def _refuse(self, id: object, about: About | None, faults: Iterable[Fault], held: Held | None = None) -> Result:
        if about:
            self.blocked.add(about)
        return Result(
            str(id) if isinstance(id, UUID) else id,
            "refused",
            errors=[fault.as_json() for fault in faults],
            current=held.as_dict() if held else None,
        )


def _events_of(operations: Sequence[Operation]) -> dict[UUID, Event]:
    """The events of operations that were applied before, by operation id."""
    ids = [operation.id for operation in operations]
    return {event.operation: event for event in Event.objects.filter(operation__in=ids) if event.operation}


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
