"""Whether everything still is as the history says: events by their macs, things by the states that were kept of them.

All is asked plainly (`database/plain_sql.py`) and in one snapshot, so that what people write meanwhile is seen whole or
not at all. What the database holds is compared by the database; nothing here grows with it.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

from django.db import DatabaseError

from newsdesk.database.plain_sql import asked, plainly, plainly_elsewhere
from newsdesk.database.snapshots import snapshot
from newsdesk.history.keys import known_keys
from newsdesk.history.macs import event_mac, state_mac
from newsdesk.history.states import Changed, Found, Kind, checks, kinds

ADOPTED = "history.adopted"
MET_CHANGED = "met_changed"  # In an event's data: what was not as it had been kept, before the event.
MET_AT_MOST = 20

logger = logging.getLogger("newsdesk.chain")
# The keys by their names: what is under another one cannot be judged.
KEYS = "unnest(%(names)s::bytea[], %(insides)s::bytea[], %(outsides)s::bytea[]) known(name, inside, outside)"
KNOWN = ("known.name", "known.inside", "known.outside")
MAC = event_mac(
    *KNOWN,
    id="event.id",
    stream="event.stream",
    number="event.number",
    action="event.action",
    by="event.by_id",
    at="event.at",
    operation="event.operation",
    digest="event.digest",
    body_digest="event.body_digest",
    states="event.states",
)
EVENT_IS_VOUCHED = f"EXISTS (SELECT FROM {KEYS} WHERE known.name = substr(event.mac, 1, 4) AND event.mac = {MAC})"


def everything(limit: int) -> list[Found]:
    """What is not as it should be: at most `limit` of each sort are named, each with the number of all."""
    with snapshot(), plainly():
        found = [*_forged_events(limit), *_lost_states(limit), *_changed_before(limit)]
        for kind in kinds().values():
            found += [*differing(kind, limit), *missing(kind, limit)]
        for check in checks():
            found += check(limit)
    return found


# The newest event by which somebody said: what is there now is right. It vouches for what was before.
NEWEST_ADOPTION = f"""
SELECT event.id, event.number, event.data FROM newsdesk_event event
WHERE event.action = '{ADOPTED}' AND event.stream LIKE 'history/%%' AND event.data ? 'up_to' AND {EVENT_IS_VOUCHED}
ORDER BY event.id DESC LIMIT 1
"""
THERE = """
SELECT count(*), encode(sha256(coalesce(string_agg(hash, '' ORDER BY id), '')), 'hex')
FROM newsdesk_event WHERE id <= %(up_to)s
"""
FORGED = f"""
SELECT event.stream, event.number, event.id, count(*) OVER () FROM newsdesk_event event
WHERE (event.id > %(adopted)s OR event.action = '{ADOPTED}') AND NOT {EVENT_IS_VOUCHED} AND {{of_which}}
ORDER BY event.id LIMIT %(limit)s
"""
STRANGE = "(event.mac IS NOT NULL AND substr(event.mac, 1, 4) <> ALL(%(names)s::bytea[]))"


def _forged_events(limit: int) -> Iterator[Found]:
    up_to = 0
    for event, number, told in asked(NEWEST_ADOPTION, _keys()):
        data = json.loads(told)
        up_to = data["up_to"]
        if asked(THERE, {"up_to": up_to}) != [(data["events"], data["hashes"])]:
            yield Found("adopted", "history/1", number, event)
    for kind, of_which in (("forged", f"NOT {STRANGE}"), ("other_key", STRANGE)):
        values = {**_keys(), "adopted": up_to, "limit": limit}
        for stream, number, pk, total in asked(FORGED.format(of_which=of_which), values):
            yield Found(kind, stream or "", number, pk, total)


# An event vouches for the states that were kept with it; those of an import come before its event.
LOST_STATES = """
WITH kept AS (
    SELECT stream, number, sha256(string_agg(mac, '' ORDER BY id)) AS states FROM newsdesk_keptstate GROUP BY 1, 2
)
SELECT coalesce(kept.stream, event.stream), coalesce(kept.number, event.number), event.id, count(*) OVER ()
FROM kept FULL JOIN (SELECT id, stream, number, states FROM newsdesk_event WHERE states IS NOT NULL) event
    ON event.stream = kept.stream AND event.number = kept.number
WHERE event.states IS DISTINCT FROM kept.states AND NOT (
    kept.stream LIKE 'importbatch/%%' AND kept.number = 1
    AND NOT EXISTS (SELECT FROM newsdesk_event began WHERE began.stream = kept.stream)
)
ORDER BY 1, 2 LIMIT %(limit)s
"""


def _lost_states(limit: int) -> Iterator[Found]:
    for stream, number, event, total in asked(LOST_STATES, {"limit": limit}):
        yield Found("states", stream or "", number, event, total)


# {kept}: rows with id and state. The newest state of each is looked up by its index.
DIFFERING = f"""
SELECT kept.id::text, newest.stream, newest.number, newest.mac IS NULL, newest.is_known, count(*) OVER (
    PARTITION BY newest.mac IS NULL, newest.is_known
)
FROM ({{kept}}) kept LEFT JOIN LATERAL (
    SELECT stream, number, mac, known.name IS NOT NULL AS is_known, mac = {
    state_mac(*KNOWN, "one.id", "stream", "number", "kind", "object", "kept.state")
} AS fits
    FROM (
        SELECT * FROM newsdesk_keptstate WHERE kind = %(kind)s::text AND object = kept.id::text ORDER BY id DESC LIMIT 1
    ) one LEFT JOIN {KEYS} ON known.name = substr(one.mac, 1, 4)
) newest ON TRUE
WHERE newest.fits IS NOT TRUE AND NOT (newest.mac IS NULL AND kept.unfinished)
ORDER BY kept.id LIMIT %(limit)s
"""


def differing(kind: Kind, limit: int, of: str = "", values: dict[str, Any] | None = None) -> Iterator[Found]:
    """Those things of a kind that are not as they were kept. `of`: only those of which this SQL gives the ids.

    Within `plainly` alone.
    """
    kept = f"SELECT * FROM ({kind.select}) every WHERE id IN ({of})" if of else kind.select
    given = {**_keys(), **(values or {}), "kind": kind.name, "limit": limit}
    for pk, _stream, number, is_strange, is_known, total in asked(DIFFERING.format(kept=kept), given):
        sort = "stranger" if is_strange else "state" if is_known else "other_key"
        yield Found(sort, f"{kind.name}/{pk}", number, total=total)


def met_changed(changed: Changed) -> list[str]:
    """Of things that are about to be kept anew those that were not as they had been kept: their names.

    Else somebody's honest change would vouch for what another one did in the database before it. Asked in a session of
    its own, to which the change that is under way has not happened yet.
    """
    try:
        with plainly_elsewhere():
            return [
                found.stream
                for model, ids in changed.items()
                if ids and (kind := kinds().get(model))
                for found in differing(
                    kind, MET_AT_MOST, of=f"SELECT unnest(%(ids)s::{kind.id_type}[])", values={"ids": sorted(set(ids))}
                )
            ]
    except DatabaseError:
        logger.warning("nobody could look whether something was changed before", exc_info=True)
        return []


MET = """
SELECT stream, number, id, count(*) OVER () FROM newsdesk_event event
WHERE id > %(adopted)s AND data ? %(met)s ORDER BY id LIMIT %(limit)s
"""


def _changed_before(limit: int) -> Iterator[Found]:
    adopted = [event for event, _number, _told in asked(NEWEST_ADOPTION, _keys())]
    values = {"adopted": max(adopted, default=0), "met": MET_CHANGED, "limit": limit}
    for stream, number, event, total in asked(MET, values):
        yield Found("before", stream or "", number, event, total)


MISSING = """
SELECT object, stream, number, count(*) OVER () FROM (
    SELECT DISTINCT ON (object) object, stream, number FROM newsdesk_keptstate WHERE kind = %(kind)s::text
    ORDER BY object, id DESC
) newest
WHERE NOT EXISTS (SELECT FROM ({kept}) kept WHERE kept.id = newest.object::{id_type})
ORDER BY object LIMIT %(limit)s
"""


def missing(kind: Kind, limit: int) -> Iterator[Found]:
    """Those things of a kind that were kept and are gone. Within `plainly` alone."""
    statement = MISSING.format(
        kept=f"SELECT id FROM {kind.model._meta.db_table} this WHERE {kind.where}", id_type=kind.id_type
    )
    for pk, _stream, number, total in asked(statement, {"kind": kind.name, "limit": limit}):
        yield Found("missing", f"{kind.name}/{pk}", number, total=total)


def _keys() -> dict[str, list[bytes]]:
    keys = known_keys()
    return {
        "names": [key.name for key in keys],
        "insides": [key.inside for key in keys],
        "outsides": [key.outside for key in keys],
    }
