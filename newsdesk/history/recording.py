"""One history of everything: every change is a domain function that leaves one append-only `Event`.

By hand, because django-simple-history, django-pghistory and their like keep copies of rows, and none of them is
chained: nobody would see what is gone.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Max, Model

from newsdesk.database.locks import stream_lock
from newsdesk.history import comparing
from newsdesk.history.macs import event_mac
from newsdesk.history.registry import subject_of
from newsdesk.history.states import KEY, Changed, keeping, key_values, telling
from newsdesk.models import Event, User

NOTHING: Changed = {}
TOGETHER = 5000  # Events in one statement.
# Ids are drawn by this one statement, which has locked the table by then: `chain._settled` counts on it.
INSERT = """
WITH drawn AS MATERIALIZED (
    SELECT nextval('newsdesk_event_id_seq') AS id, statement_timestamp() AS at, gen_random_uuid() AS salt, one.*
    FROM (
        SELECT * FROM jsonb_to_recordset(%(events)s::jsonb) AS one(
            number bigint, action text, data jsonb, operation uuid, digest text
        ) ORDER BY number
    ) one
), told AS MATERIALIZED (SELECT *, newsdesk_body_digest(salt, data) AS body_digest FROM drawn){kept}
INSERT INTO newsdesk_event
    (id, stream, number, action, by_id, at, data, operation, digest, salt, body_digest, states, mac, hash)
SELECT id, %(stream)s::text, number, action, %(by)s::bigint, at, data, operation, digest, salt, body_digest, {states},
    {mac}, ''
FROM told{vouched} ORDER BY number
RETURNING id, at
"""


def _insert_statement(kept: str, states: str, vouched: str) -> str:
    mac = event_mac(
        *KEY,
        id="id",
        stream="%(stream)s::text",
        number="number",
        action="action",
        by="%(by)s::bigint",
        at="at",
        operation="operation",
        digest="digest",
        body_digest="body_digest",
        states=states,
    )
    return INSERT.format(kept=kept, states=states, vouched=vouched, mac=mac)


OPERATIONS = _insert_statement("", "NULL::bytea", "")
# What an import has kept before is vouched for with what is kept now.
VOUCHED = """, (
    SELECT sha256(string_agg(mac, '' ORDER BY id)) AS states FROM (
        SELECT id, mac FROM kept
        UNION ALL SELECT id, mac FROM newsdesk_keptstate
        WHERE stream = %(stream)s::text AND number = %(after)s::bigint + 1
    ) every
) vouched"""


class OutsideATransaction(RuntimeError):
    """A change and its event are stored together or not at all: whoever records must have begun a transaction.

    Outside of one the numbers of a stream would not be safe either: their lock would end with the statement.
    """


class NamedNowhere(LookupError):
    """Nobody has said what an event is about, nor who may see it: a fault of ours, which a test meets first."""


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


def record(
    action: str,
    subject: Model,
    *,
    by: User | None,
    data: dict[str, Any] | None = None,
    changed: Changed | None = None,
) -> Event:
    """Write one event in the caller's transaction, after what it tells of: see `record_all`.

    What `changed` names is kept as it is now, and compared with that from then on; None is the subject itself, and
    NOTHING is for events that tell of no change, lest they vouch for one that nobody made.
    """
    changed = {type(subject): [subject.pk]} if changed is None else changed
    return record_all(subject, [Entry(action, data or {})], by=by, changed=changed)[0]


def record_all(
    subject: Model,
    entries: Sequence[Entry],
    *,
    by: User | None,
    after: int | None = None,
    changed: Changed = NOTHING,
) -> list[Event]:
    """Write events in the caller's transaction, numbered 1, 2, 3… within the subject's stream.

    Raises `OutsideATransaction` where the caller has begun none.

    Writers to one stream wait for each other until their transactions end, so no number is ever skipped. `after` is
    the stream's last number, from callers that keep all other writers to it waiting by a lock of their own.
    """
    return write(stream_of(subject), entries, by=by, after=after, changed=changed)


def write(
    stream: str, entries: Sequence[Entry], *, by: User | None, after: int | None = None, changed: Changed = NOTHING
) -> list[Event]:
    """What `record_all` does, for a stream by its name. `changed` is for single entries."""
    if not is_in_a_transaction():
        raise OutsideATransaction(f"events of {stream} are recorded within transaction.atomic alone")
    if not subject_of(stream):
        raise NamedNowhere(f"no history_events.py says what events of {stream} are about, and who may see them")
    if after is None:
        stream_lock(stream).take_for_transaction()
        after = last_number(stream)
    if changed and entries and entries[0].action != comparing.ADOPTED:
        entries = _telling_what_was_met(entries, changed)
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
        _insert(events[start : start + TOGETHER], stream, by, changed)
    return events


def _telling_what_was_met(entries: Sequence[Entry], changed: Changed) -> list[Entry]:
    first, *rest = entries
    met = comparing.met_changed(changed)
    return [replace(first, data={**first.data, comparing.MET_CHANGED: met}) if met else first, *rest]


def _insert(events: list[Event], stream: str, by: User | None, changed: Changed) -> None:
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
    statement, asked = _statement(changed, events[0].number)
    asked |= {"stream": stream, "by": by.pk if by else None, "events": json.dumps(rows), **key_values()}
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        for event, (id, at) in zip(events, cursor.fetchall(), strict=True):
            event.id, event.at, event._state.adding = id, at, False


def _statement(changed: Changed, number: int) -> tuple[str, dict[str, Any]]:
    told, asked = telling(changed)
    if not told:
        return OPERATIONS, asked
    kept = keeping(f"SELECT told.number, state.* FROM told, ({told}) state")
    statement = _insert_statement(kept=f", kept AS ({kept} RETURNING id, mac)", states="states", vouched=VOUCHED)
    return statement, asked | {"after": number - 1}
