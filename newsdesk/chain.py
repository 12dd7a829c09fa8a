"""The chain over events: seals are made, everything is verified, by set-based SQL.

Each event carries the hash of the one before it in its stream, which a trigger computes: whoever changes, moves or
removes an event in the midst of a stream breaks that chain. A seal vouches for all events of all streams up to an id,
and for the seal before it: whoever removes the end of a stream, or a stream whole, or writes one anew with fitting
hashes, breaks a seal. Who can write the newest seal anew, too, is found by a digest that was copied to another place.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from newsdesk import comparing
from newsdesk.models import Event, Seal, Verification

SEALING = 0x6E64_7365_616C  # "ndseal": the advisory lock of whoever seals.
EVENTS_IN_A_SEAL = 10_000
SEAL_EVERY = timedelta(hours=1)
VERIFY_EVERY = timedelta(days=1)
BREAKS_TOLD = 20
UNFINISHED = [TaskResultStatus.READY, TaskResultStatus.RUNNING]
PATIENCE, LOOK_EVERY = 5.0, 0.05  # seconds

logger = logging.getLogger("newsdesk.chain")


@dataclass(frozen=True, slots=True)
class Break:
    """Where the history is not as it was written.

    `kind`: body (its content was changed), entry (its who, when, what or place was), gap (events before it are gone),
    tail (events after it are gone), stream (all of it is gone), rewritten (hashes fit each other, but not the seal),
    sealed (the seal was changed, or is gone, or its events are not those it vouches for).
    Of what `comparing.py` compares, where `stream` names the thing: forged (we did not write that event), other_key
    (it is vouched for under a key that is not known here), adopted (the events that were adopted are others now),
    states (what was kept with the event is gone), state (the thing is not as its last event left it), missing (it is
    gone), stranger (no event tells of it), text (a text does not fit its digest), row (a row does not fit its own),
    before (an operation met with what no operation had left), more (there are `number` more of these).
    `event` is an id, None where it is gone; `seal` likewise.
    """

    kind: str
    stream: str = ""
    number: int | None = None
    event: int | None = None
    seal: int | None = None


def seal() -> list[Seal]:
    """Seal what is not sealed yet, as far as no open transaction may still add to it: the new seals."""
    return list(_seals_up_to(_settled()))


def seal_if_due() -> list[Seal]:
    newest = Seal.objects.order_by("-pk").first()
    return seal() if newest is None or timezone.now() - newest.made_at > SEAL_EVERY else []


def verify() -> Verification:
    """Check every event and every seal, and keep what was found."""
    found = [*_broken_events(), *_broken_seals()][:BREAKS_TOLD] + list(_differences())
    return Verification.objects.create(
        events=Event.objects.count(), seals=Seal.objects.count(), breaks=[asdict(one) for one in found]
    )


def ask_for_verification_if_due() -> None:
    """Have a worker verify the history once a day."""
    if _verification_is_due():
        ask_for_verification()


def ask_for_verification() -> None:
    """Have a worker verify the history, unless one is about to."""
    if not is_being_verified():
        verify_in_the_background.enqueue()


def is_being_verified() -> bool:
    asked = DBTaskResult.objects.filter(task_path=verify_in_the_background.module_path, status__in=UNFINISHED)
    return asked.exists()


@task
def verify_in_the_background() -> None:
    if verify().breaks:
        logger.error("the history was tampered with: see the audit page", extra={"fields": {"code": "history_broken"}})


def _verification_is_due() -> bool:
    last = Verification.objects.order_by("-pk").values_list("at", flat=True).first()
    last = last or Seal.objects.order_by("pk").values_list("made_at", flat=True).first()
    return last is not None and timezone.now() - last > VERIFY_EVERY


# Whoever inserts an event locks the table (shared) before drawing its id, until the transaction ends.
WRITERS = """
SELECT pid, virtualtransaction FROM pg_locks
WHERE locktype = 'relation' AND relation = 'newsdesk_event'::regclass AND mode = 'RowExclusiveLock'
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND pid <> pg_backend_pid()
"""


def _settled() -> int:
    """The highest event id below which nothing can appear any more; 0 while somebody's long write forbids to tell.

    Ids are drawn before transactions end, so that a lower one may come later than a higher one. But all who drew
    lower ones than the newest that is seen now hold their lock now: once these are through, no lower one is to come.
    """
    newest = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    writers = _writers()
    deadline = time.monotonic() + PATIENCE
    while writers:
        if time.monotonic() > deadline:
            return 0
        time.sleep(LOOK_EVERY)
        writers &= _writers()
    return newest


def _writers() -> set[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(WRITERS)
        return set(cursor.fetchall())


NEW_SEAL = """
WITH sealed AS (
    SELECT id, stream, number, hash FROM newsdesk_event
    WHERE id > (SELECT coalesce(max(up_to), 0) FROM newsdesk_seal) AND id <= %(settled)s ORDER BY id LIMIT %(limit)s
), heads AS (
    SELECT DISTINCT ON (stream) stream, number, hash FROM sealed ORDER BY stream, number DESC
), told AS (
    SELECT max(id) AS up_to, count(*) AS count, sha256(string_agg(hash, '' ORDER BY id)) AS hashes,
        (SELECT jsonb_object_agg(stream, jsonb_build_array(number, encode(hash, 'hex'))) FROM heads) AS heads,
        coalesce((SELECT digest FROM newsdesk_seal ORDER BY id DESC LIMIT 1), '') AS previous
    FROM sealed
)
INSERT INTO newsdesk_seal (up_to, count, heads, previous, digest)
SELECT up_to, count, heads, previous, newsdesk_seal_digest(previous, up_to, count, hashes, heads)
FROM told WHERE count > 0
RETURNING id
"""


def _seals_up_to(settled: int) -> Iterator[Seal]:
    while settled:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEALING])
            cursor.execute(NEW_SEAL, {"settled": settled, "limit": EVENTS_IN_A_SEAL})
            made = cursor.fetchone()
        if made is None:
            return
        yield Seal.objects.get(pk=made[0])


# What an erasure blanked is on record, with a digest of what it left.
BROKEN_BODIES = """
WITH blanked AS (
    SELECT (pair->>0)::bigint AS id, pair->>1 AS digest
    FROM newsdesk_event erasure, jsonb_array_elements(erasure.data->'blanked') pair
    WHERE erasure.action LIKE '%%.erased' AND jsonb_typeof(erasure.data->'blanked') = 'array'
)
SELECT event.stream, event.number, event.id FROM newsdesk_event event
WHERE CASE
    WHEN event.salt IS NOT NULL THEN event.body_digest <> newsdesk_body_digest(event.salt, event.data)
    ELSE NOT EXISTS (
        SELECT FROM blanked
        WHERE blanked.id = event.id AND blanked.digest = encode(sha256(convert_to(event.data::text, 'UTF8')), 'hex')
    )
END
ORDER BY event.id LIMIT %(limit)s
"""

BROKEN_LINKS = """
SELECT stream, number, id, number - before FROM (
    SELECT event.*, coalesce(lag(hash) OVER earlier, '') AS previous, coalesce(lag(number) OVER earlier, 0) AS before
    FROM (SELECT id, stream, number, action, by_id, at, operation, digest, body_digest, hash FROM newsdesk_event) event
    WINDOW earlier AS (PARTITION BY stream ORDER BY number)
) linked
WHERE number <> before + 1
    OR hash <> newsdesk_event_hash(previous, id, stream, number, action, by_id, at, operation, digest, body_digest)
ORDER BY id LIMIT %(limit)s
"""


def _broken_events() -> list[Break]:
    """The first, by id, of those whose content, place or link is not what it was."""
    limit = {"limit": BREAKS_TOLD}
    with connection.cursor() as cursor:
        cursor.execute(BROKEN_BODIES, limit)
        found = [Break("body", *row) for row in cursor.fetchall()]
        told = {one.event for one in found}
        cursor.execute(BROKEN_LINKS, limit)
        links = [Break("entry" if step == 1 else "gap", *place) for *place, step in cursor.fetchall()]
    return sorted(found + [one for one in links if one.event not in told], key=lambda one: one.event or 0)


BROKEN_SEALS = """
WITH seals AS (
    SELECT *, coalesce(lag(up_to) OVER earlier, 0) AS after, coalesce(lag(digest) OVER earlier, '') AS digest_before
    FROM newsdesk_seal WINDOW earlier AS (ORDER BY id)
)
SELECT seals.id
FROM seals, LATERAL (
    SELECT count(*) AS count, sha256(coalesce(string_agg(hash, '' ORDER BY id), '')) AS hashes
    FROM newsdesk_event WHERE id > seals.after AND id <= seals.up_to
) there
WHERE seals.previous <> seals.digest_before OR seals.count <> there.count
    OR seals.digest <> newsdesk_seal_digest(seals.previous, seals.up_to, seals.count, there.hashes, seals.heads)
ORDER BY seals.id
"""

# Of the streams in a seal those whose last sealed event is gone, or not the one that was sealed.
BROKEN_HEADS = """
SELECT head.key, (head.value->>0)::bigint, event.id,
    (SELECT max(number) FROM newsdesk_event WHERE stream = head.key) AS last
FROM newsdesk_seal seal, jsonb_each(seal.heads) head
LEFT JOIN newsdesk_event event ON event.stream = head.key AND event.number = (head.value->>0)::bigint
WHERE seal.id = %(seal)s AND (event.id IS NULL OR encode(event.hash, 'hex') <> head.value->>1)
ORDER BY head.key LIMIT %(limit)s
"""


def _broken_seals() -> list[Break]:
    """The seals whose events are not those that they vouch for, each with the streams that are to blame."""
    with connection.cursor() as cursor:
        cursor.execute(BROKEN_SEALS)
        broken = [pk for (pk,) in cursor.fetchall()]
        found: list[Break] = []
        for pk in broken[:BREAKS_TOLD]:
            cursor.execute(BROKEN_HEADS, {"seal": pk, "limit": BREAKS_TOLD})
            heads = [_broken_head(pk, *row) for row in cursor.fetchall()]
            found += heads or [Break("sealed", seal=pk)]
    return found


def _broken_head(seal: int, stream: str, number: int, event: int | None, last: int | None) -> Break:
    if last is None:
        return Break("stream", stream, 1, None, seal)
    if last < number:
        return Break("tail", stream, last + 1, None, seal)
    return Break("rewritten", stream, number, event, seal)


def _differences() -> Iterator[Break]:
    """What is not as the history says: the first of each sort, and how many more there are."""
    found = comparing.everything(BREAKS_TOLD)
    totals: dict[tuple[str, str], int] = {}
    for one in found:
        totals[one.kind, one.stream.partition("/")[0]] = one.total
        yield Break(one.kind, one.stream, one.number, one.event)
    for (kind, what), total in totals.items():
        named = sum(1 for one in found if (one.kind, one.stream.partition("/")[0]) == (kind, what))
        if total > named:
            yield Break("more", what, total - named)


def told(one: Break) -> Any:
    """A break in words: what, and where to look."""
    words = {
        "body": _("Event %(event)s (%(stream)s, number %(number)s): its content was changed."),
        "entry": _("Event %(event)s (%(stream)s, number %(number)s): its author, time, action or place was changed."),
        "gap": _("Event %(event)s (%(stream)s, number %(number)s): events before it are missing."),
        "tail": _("%(stream)s: its events from number %(number)s on are missing (seal %(seal)s)."),
        "stream": _("%(stream)s: all of its events are missing (seal %(seal)s)."),
        "rewritten": _("%(stream)s: its events up to number %(number)s were written anew (seal %(seal)s)."),
        "forged": _("Event %(event)s (%(stream)s, number %(number)s): it was not written by this site."),
        "other_key": _("%(stream)s: vouched for under a key that this site does not know. See “adopt_history”."),
        "adopted": _("The events that were adopted by event %(event)s are not the same any more."),
        "states": _("%(stream)s, number %(number)s: what was kept with this event was changed or removed."),
        "state": _("%(stream)s: it is not as its history says; somebody changed it in the database."),
        "missing": _("%(stream)s: it is gone, and its history does not say so; somebody removed it in the database."),
        "stranger": _("%(stream)s: nothing in the history tells of it; somebody put it into the database."),
        "text": _("%(stream)s: its text is not the one that was imported."),
        "row": _("%(stream)s: its row was not written by this site."),
        "before": _("%(stream)s: before event %(event)s somebody changed it in the database."),
        "more": _("And %(number)s more of the same about: %(stream)s."),
        "sealed": _("Seal %(seal)s: it, or the events for which it vouches, were changed or removed."),
    }
    return words[one.kind] % asdict(one)
