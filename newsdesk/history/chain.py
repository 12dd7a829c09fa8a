"""The chain over events: seals are made, everything is verified, by set-based SQL.

Each event carries the hash of the one before it in its stream, which a trigger computes: whoever changes, moves or
removes an event in the midst of a stream breaks that chain. A seal vouches for all events of all streams up to an id,
for its own number and time, and for the seal before it: whoever removes the end of a stream, or a stream whole, or
writes one anew with fitting hashes, breaks a seal. Who writes the newest seals anew, too, or removes them, is found by
what was seen of them outside the database: see `witnessing.py`.

Nothing that lies in the database is trusted: neither its functions nor what its names may have been made to mean.

Triggers are kept by hand, as SQL in migrations, and not by django-pgtrigger: each of its triggers first asks a setting
of the session whether to stay out of the way (`pgtrigger.ignore`), so that whoever writes SQL walks past one that is
seen in its place. Ours open to nothing but the row of an erasure.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from newsdesk.database.locks import SEALING
from newsdesk.database.plain_sql import asked, meant, plainly, qualified
from newsdesk.history import comparing, real_erasures, witnessing
from newsdesk.models import Event, Seal, Verification

EVENTS_IN_A_SEAL = 10_000
SEAL_AFTER, SEAL_EVERY = 1_000, timedelta(minutes=5)  # Whichever comes first: so many events, or so long.
SEAL_VERSION = 2  # 1 vouched for neither number nor time.
VERIFY_EVERY = timedelta(days=1)
BREAKS_TOLD = 20
UNFINISHED = [TaskResultStatus.READY, TaskResultStatus.RUNNING]
PATIENCE, LOOK_EVERY = 5.0, 0.05  # seconds

logger = logging.getLogger("newsdesk.chain")


@dataclass(frozen=True, slots=True)
class Break:
    """Where the history is not as it was written.

    `kind`: body (its content was changed), entry (its who, when, what or place was), gap (events before it are gone),
    order (it was put in afterwards), tail (events after it are gone), stream (all of it is gone), rewritten (hashes fit
    each other, but not the seal), sealed (the seal was changed, or is gone, or its events are not those it vouches
    for), forgotten (the seal was seen outside the database, and is not there any more), unwitnessed (what was seen
    there is gone itself), erasure (the event tells of an
    erasure that was not), unrecorded (no event tells of an erasure of `stream`), guard (`stream` names a trigger or
    table of the history that is switched off, or not what it was).
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
    """Seal what is new, where it is much or has waited for long; a look costs two steps of an index.

    The log tells each digest, for whoever keeps it elsewhere.
    """
    made = seal() if _sealing_is_due() else []
    for one in made:
        logger.info("sealed", extra={"fields": {"seal": one.pk, "up_to": one.up_to, "digest": one.digest}})
    return made


def verify() -> Verification:
    """Check every event and every seal, and keep what was found."""
    with plainly():
        found = [*broken_guards(), *_broken_events(), *_broken_erasures(), *_broken_seals(), *_forgotten_seals()]
    found = found[:BREAKS_TOLD] + list(_differences())
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


def _sealing_is_due() -> bool:
    last = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    newest = Seal.objects.order_by("-pk").values_list("up_to", "made_at").first()
    if newest is None:
        return last > 0
    up_to, made_at = newest
    is_old = not timedelta() <= timezone.now() - made_at <= SEAL_EVERY  # Also where the clock was put back.
    return last - up_to >= SEAL_AFTER or (last > up_to and is_old)


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


# How everything is digested: stated in docs/administration.md, so that anybody can check it without us.
BODY_DIGEST = "sha256(uuid_send(salt) || convert_to(data::text, 'UTF8'))"
EVENT_HASH = """sha256(convert_to(json_build_array(
    encode(previous, 'hex'), id, stream, number, action, by_id, trunc(extract(epoch FROM at) * 1000000), operation,
    digest, encode(body_digest, 'hex')
)::text, 'UTF8'))"""
# The first seal of the second version vouches for the times of those before it.
SEAL_DIGEST = """encode(sha256(convert_to(CASE version
    WHEN 2 THEN json_build_array(
        version, id, previous, up_to, count, encode(hashes, 'hex'),
        encode(sha256(convert_to(heads::text, 'UTF8')), 'hex'),
        trunc(extract(epoch FROM made_at) * 1000000), encode(CASE WHEN version_before = 2 THEN '' ELSE (
            SELECT sha256(convert_to(coalesce(json_agg(
                json_build_array(old.id, trunc(extract(epoch FROM old.made_at) * 1000000)) ORDER BY old.id
            ), '[]')::text, 'UTF8')) FROM newsdesk_seal old WHERE old.version = 1
        ) END, 'hex'))
    ELSE json_build_array(
        previous, up_to, count, encode(hashes, 'hex'), encode(sha256(convert_to(heads::text, 'UTF8')), 'hex'))
END::text, 'UTF8')), 'hex')"""

NEW_SEAL = f"""
WITH sealed AS (
    SELECT id, stream, number, hash FROM newsdesk_event
    WHERE id > coalesce((SELECT max(up_to) FROM newsdesk_seal), 0) AND id <= %(settled)s ORDER BY id LIMIT %(limit)s
), heads AS (
    SELECT DISTINCT ON (stream) stream, number, hash FROM sealed ORDER BY stream, number DESC
), told AS (
    SELECT max(id) AS up_to, count(*) AS count, sha256(string_agg(hash, '' ORDER BY id)) AS hashes,
        (SELECT jsonb_object_agg(stream, jsonb_build_array(number, encode(hash, 'hex'))) FROM heads) AS heads
    FROM sealed
), before AS (
    SELECT digest, version FROM newsdesk_seal ORDER BY id DESC LIMIT 1
), numbered AS (
    SELECT nextval(pg_get_serial_sequence(%(seals)s, 'id')) AS id, told.*, statement_timestamp() AS made_at,
        coalesce((SELECT digest FROM before), '') AS previous, %(version)s::int AS version,
        (SELECT version FROM before) AS version_before
    FROM told WHERE count > 0
)
INSERT INTO newsdesk_seal (id, up_to, count, heads, previous, made_at, version, digest)
SELECT id, up_to, count, heads, previous, made_at, version, {SEAL_DIGEST} FROM numbered
RETURNING id
"""


def _seals_up_to(settled: int) -> Iterator[Seal]:
    while settled:
        with plainly():
            SEALING.take_for_transaction()
            wanted = {"settled": settled, "limit": EVENTS_IN_A_SEAL, "version": SEAL_VERSION}
            made = asked(NEW_SEAL, {**wanted, "seals": qualified("newsdesk_seal")})
        if not made:
            return
        yield Seal.objects.get(pk=made[0][0])


BROKEN_BODIES = f"""
SELECT event.stream, event.number, event.id FROM newsdesk_event event
WHERE CASE
    WHEN event.salt IS NOT NULL THEN event.body_digest IS DISTINCT FROM {BODY_DIGEST}
    ELSE NOT EXISTS (SELECT FROM listed WHERE listed.event = event.id AND listed.is_so)
END
ORDER BY event.id LIMIT %(limit)s
"""

# Ids rise within a stream, for its writers wait for each other. Whatever is compared may have been made null.
BROKEN_LINKS = f"""
SELECT stream, number, id, kind FROM (
    SELECT stream, number, id, CASE
        WHEN number IS DISTINCT FROM before::numeric + 1 THEN 'gap'
        WHEN hash IS DISTINCT FROM {EVENT_HASH} THEN 'entry'
        WHEN id <= id_before OR id IS NULL THEN 'order'
    END AS kind
    FROM (
        SELECT event.*, coalesce(lag(hash) OVER earlier, '') AS previous,
            coalesce(lag(number) OVER earlier, 0) AS before, coalesce(lag(id) OVER earlier, 0) AS id_before
        FROM (
            SELECT id, stream, number, action, by_id, at, operation, digest, body_digest, hash FROM newsdesk_event
        ) event
        WINDOW earlier AS (PARTITION BY stream ORDER BY number)
    ) linked
) judged
WHERE kind IS NOT NULL ORDER BY id LIMIT %(limit)s
"""
LIMIT = {"limit": BREAKS_TOLD}


def _broken_events() -> list[Break]:
    """The first, by id, of those whose content, place or link is not what it was."""
    found = [Break("body", *row) for row in asked(real_erasures.blanked() + BROKEN_BODIES, LIMIT)]
    told = {one.event for one in found}
    links = [Break(kind, *place) for *place, kind in asked(BROKEN_LINKS, LIMIT)]
    return sorted(found + [one for one in links if one.event not in told], key=lambda one: one.event or 0)


def _broken_erasures() -> list[Break]:
    made_up = [Break("erasure", *row) for row in asked(real_erasures.blanked() + real_erasures.MADE_UP, LIMIT)]
    return made_up + [
        Break("unrecorded", *row) for row in asked(real_erasures.blanked() + real_erasures.UNRECORDED, LIMIT)
    ]


# All that there is below the first seal is its own, whatever its id. No seal is of an earlier version than the one
# before it.
BROKEN_SEALS = f"""
WITH seals AS (
    SELECT *, coalesce(lag(up_to) OVER earlier, '-9223372036854775808'::bigint) AS after,
        coalesce(lag(digest) OVER earlier, '') AS digest_before, lag(version) OVER earlier AS version_before
    FROM newsdesk_seal WINDOW earlier AS (ORDER BY id)
), compared AS (
    SELECT seals.*, there.hashes, there.count AS there, there.last
    FROM seals, LATERAL (
        SELECT count(*) AS count, max(id) AS last, sha256(coalesce(string_agg(hash, '' ORDER BY id), '')) AS hashes
        FROM newsdesk_event WHERE id > seals.after AND id <= seals.up_to
    ) there
)
SELECT id FROM compared
WHERE previous IS DISTINCT FROM digest_before OR count IS DISTINCT FROM there OR up_to IS DISTINCT FROM last
    OR version < version_before OR version NOT IN (1, 2) OR version IS NULL
    OR digest IS DISTINCT FROM {SEAL_DIGEST}
ORDER BY id
"""

# Of the streams in a seal those whose last sealed event is gone, or not the one that was sealed.
BROKEN_HEADS = """
SELECT head.key, head.number::bigint, event.id,
    (SELECT max(number) FROM newsdesk_event WHERE stream = head.key) AS last
FROM newsdesk_seal seal, LATERAL (
    SELECT key, value->>1 AS hash, CASE WHEN value->>0 ~ '^[0-9]{1,18}$' THEN value->>0 ELSE '0' END AS number
    FROM jsonb_each(CASE jsonb_typeof(seal.heads) WHEN 'object' THEN seal.heads ELSE '{}' END)
) head
LEFT JOIN newsdesk_event event ON event.stream = head.key AND event.number = head.number::bigint
WHERE seal.id = %(seal)s AND (event.id IS NULL OR encode(event.hash, 'hex') IS DISTINCT FROM head.hash)
ORDER BY head.key LIMIT %(limit)s
"""


def _broken_seals() -> list[Break]:
    """The seals whose events are not those that they vouch for, each with the streams that are to blame."""
    found: list[Break] = []
    for (pk,) in asked(BROKEN_SEALS)[:BREAKS_TOLD]:
        heads = [_broken_head(pk, *row) for row in asked(BROKEN_HEADS, {"seal": pk, **LIMIT})]
        found += heads or [Break("sealed", seal=pk)]
    return found


def _broken_head(seal: int, stream: str, number: int, event: int | None, last: int | None) -> Break:
    if last is None:
        return Break("stream", stream, 1, None, seal)
    if last < number:
        return Break("tail", stream, last + 1, None, seal)
    return Break("rewritten", stream, number, event, seal)


def _forgotten_seals() -> list[Break]:
    if witnessing.is_lost():
        return [Break("unwitnessed")]
    return [Break("forgotten", seal=one.seal) for one in witnessing.forgotten()[:BREAKS_TOLD]]


# Whoever switches the guards off can switch them on again: this finds the careless.
BROKEN_GUARDS = """
SELECT guard.name FROM unnest(%(names)s::text[], %(tables)s::text[]) guard(name, place)
WHERE NOT EXISTS (
    SELECT FROM pg_trigger WHERE tgrelid = to_regclass(guard.place) AND tgname = guard.name AND tgenabled IN ('O', 'A')
)
UNION ALL
SELECT name FROM unnest(%(ours)s::text[], %(seen)s::oid[]) one(name, seen)
LEFT JOIN pg_class ON pg_class.oid = to_regclass(%(schema)s || '.' || name)
WHERE relkind IS DISTINCT FROM 'r' OR seen IS DISTINCT FROM pg_class.oid OR relrowsecurity OR relforcerowsecurity
    OR EXISTS (SELECT FROM pg_rewrite WHERE ev_class = pg_class.oid)
    OR EXISTS (SELECT FROM pg_inherits WHERE inhparent = pg_class.oid)
    OR EXISTS (
        SELECT FROM pg_trigger WHERE tgrelid = pg_class.oid AND NOT tgisinternal AND tgname <> ALL(%(known)s::text[])
    )
"""
GUARDS = {
    "event_is_chained": "newsdesk_event",
    "event_is_append_only": "newsdesk_event",
    "seal_stays": "newsdesk_seal",
    "erasure_opens": "newsdesk_erasure",
    "erasure_stays": "newsdesk_erasure",
}
# Of other tables; the site would vouch for whatever a further one makes of a row.
TRIGGERS = (
    "anchor_lies_in_its_text",
    "published_codebook_is_frozen",
    "relation_stays_in_its_reading",
    "changed_blocks_lie_in_their_texts",
    "new_blocks_lie_in_their_texts",
    "revision_is_immutable",
    "kept_state_stays",
)


def broken_guards() -> list[Break]:
    """Triggers that are off or not ours, and tables that are not what the site meets. Within `plainly` alone."""
    tables = [qualified(table) for table in GUARDS.values()]
    ours = sorted({model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed})
    told = {"names": list(GUARDS), "tables": tables, "ours": ours, "seen": meant(ours), "schema": qualified("")[:-1]}
    return [Break("guard", name) for (name,) in asked(BROKEN_GUARDS, told | {"known": [*GUARDS, *TRIGGERS]})]


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
        "order": _("Event %(event)s (%(stream)s, number %(number)s): it was put in afterwards."),
        "erasure": _(
            "Event %(event)s (%(stream)s, number %(number)s): the erasure of which it tells was not, or not so."
        ),
        "unrecorded": _("%(stream)s: no event tells of an erasure that its table lists."),
        "forgotten": _(
            "Seal %(seal)s was seen outside the database: it, or the events before it, were removed or changed."
        ),
        "unwitnessed": _(
            "What was seen of the seals outside the database is gone: nobody can say whether the newest events are"
            " missing. Compare the last digest that you keep elsewhere; if you know why the file went, say so:"
            " manage.py seal_history --put-back WHY"
        ),
        "guard": _("%(stream)s: this guard of the history is switched off in the database, or replaced."),
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
