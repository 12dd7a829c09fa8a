"""One history of everything: every change is a domain function that leaves one append-only `Event`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Max, Model

from newsdesk.models import Event, User

TOGETHER = 5000  # Events in one statement.
INSERT = """
INSERT INTO newsdesk_event (stream, number, action, by_id, data, operation, digest, body_digest, hash)
SELECT %(stream)s, number, action, %(by)s, data, operation, digest, '', ''
FROM jsonb_to_recordset(%(events)s::jsonb) AS one(
    number bigint, action text, data jsonb, operation uuid, digest text
) ORDER BY number
RETURNING id, at
"""


class OutsideATransaction(RuntimeError):
    """A change and its event are stored together or not at all: whoever records must have begun a transaction.

    Outside of one the numbers of a stream would not be safe either: their lock would end with the statement.
    """


@dataclass(frozen=True)
class Entry:
    """One thing to write down: `operation` and `digest` where a client's operation made it."""

    action: str
    data: dict[str, Any] = field(default_factory=dict)
    operation: UUID | None = None
    digest: str = ""


def stream_of(subject: Model) -> str:
    """The name under which the events of one thing are numbered: `reading/7`."""
    return f"{subject._meta.model_name}/{subject.pk}"


def last_number(stream: str) -> int:
    """The number of the newest event of a stream, 0 where there is none."""
    return Event.objects.filter(stream=stream).aggregate(last=Max("number"))["last"] or 0


def is_in_a_transaction() -> bool:
    return connection.in_atomic_block


def record(action: str, subject: Model, *, by: User | None, data: dict[str, Any] | None = None) -> Event:
    """Write one event in the caller's transaction: see `record_all`."""
    return record_all(subject, [Entry(action, data or {})], by=by)[0]


def record_all(subject: Model, entries: Sequence[Entry], *, by: User | None, after: int | None = None) -> list[Event]:
    """Write events in the caller's transaction, numbered 1, 2, 3… within the subject's stream.

    Raises `OutsideATransaction` where the caller has begun none.

    Writers to one stream wait for each other until their transactions end, so no number is ever skipped. `after` is
    the stream's last number, from callers that keep all other writers to it waiting by a lock of their own.
    """
    if not is_in_a_transaction():
        raise OutsideATransaction(f"events of {subject._meta.label} are recorded within transaction.atomic alone")
    stream = stream_of(subject)
    if after is None:
        _lock(stream)
        after = last_number(stream)
    events = [
        Event(
            stream=stream,
            number=number,
            action=entry.action,
            by=by,
            data=entry.data,
            operation=entry.operation,
            digest=entry.digest,
        )
        for number, entry in enumerate(entries, after + 1)
    ]
    for start in range(0, len(events), TOGETHER):
        _insert(events[start : start + TOGETHER], stream, by)
    return events


def _insert(events: list[Event], stream: str, by: User | None) -> None:
    """Every change comes by here: a statement of its own costs half of what Django takes to make one."""
    rows = [
        {
            "number": event.number,
            "action": event.action,
            "data": event.data,
            "operation": str(event.operation) if event.operation else None,
            "digest": event.digest,
        }
        for event in events
    ]
    with connection.cursor() as cursor:
        cursor.execute(INSERT, {"stream": stream, "by": by.pk if by else None, "events": json.dumps(rows)})
        for event, (id, at) in zip(events, cursor.fetchall(), strict=True):
            event.id, event.at, event._state.adding = id, at, False


def _lock(stream: str) -> None:
    key = int.from_bytes(hashlib.sha256(stream.encode()).digest()[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])
