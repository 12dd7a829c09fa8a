"""Which erasures are real: SQL by which `chain.py` tells a body that the law had blanked from one that somebody forged.

An erasure counts where its row is there; where one event tells of it, in the stream of the thing that was erased, by
the same person, at the time and for the reason in the row; and of the events that this one lists, those that came
before it, lie within what such an erasure reaches, have nothing left but what says where and which, and are as they
were left.
"""

from __future__ import annotations

# By kind of the thing erased, a condition over `event` and `erasures` (id, stream): may this one blank that event? The
# apps put theirs here; it has to tell, too, that the thing shows by itself that it was erased.
REACHES: dict[str, str] = {}

# What may be left of each key: see `newsdesk_left_by_erasure`. Words of ours, ids, numbers; never a text of somebody's.
SHAPES = {
    "erased": "value = to_jsonb(erasures.id)",
    "target": "value::text ~ '^\"[a-z_]{1,20}\"$'",
    "object": "value::text ~ '^\"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\"$'",
    "version": "value::text ~ '^[0-9]{1,10}$'",
    "revision": "value::text ~ '^[0-9]{1,19}$'",
    "project": "value::text ~ '^\"[-a-zA-Z0-9_]{1,60}\"$'",
    "problems": """jsonb_typeof(value) = 'array' AND NOT EXISTS (
        SELECT FROM jsonb_array_elements(CASE jsonb_typeof(value) WHEN 'array' THEN value ELSE '[]' END) problem
        WHERE CASE jsonb_typeof(problem) WHEN 'object' THEN
            problem - '{code,path,message_ar,message_en}'::text[] <> '{}'
            OR jsonb_path_exists(problem, 'strict $.* ? (@.type() != "string")')
        ELSE true END
    )""",
}


def blanked() -> str:
    """Named queries: `erasures`, those that are on record; `listed`, what they say that they blanked, and if they did.

    Parameters: none. Every percent sign is doubled.
    """
    reach = " ".join(f"WHEN '{kind}' THEN ({condition})" for kind, condition in REACHES.items())
    return BLANKED.replace("{REACH}", f"CASE erasures.kind {reach} ELSE false END" if reach else "false").replace(
        "{SHAPE}", " ".join(f"WHEN '{key}' THEN {shape}" for key, shape in SHAPES.items())
    )


# Before version 2 of the seals an event did not tell the very moment, but came soon after it.
BLANKED = """
WITH erasures AS MATERIALIZED (
    SELECT DISTINCT ON (erasure.id) erasure.id, erasure.stream, split_part(erasure.stream, '/', 1) AS kind,
        event.id AS event, event.number, event.data->'blanked' AS blanked
    FROM newsdesk_erasure erasure
    JOIN newsdesk_event event ON event.stream = erasure.stream AND event.by_id = erasure.by_id
    WHERE event.action = split_part(erasure.stream, '/', 1) || '.erased'
        AND event.data->'erasure' = to_jsonb(erasure.id) AND event.data->>'reason' = erasure.reason AND CASE
            WHEN event.data->'at' IS NULL THEN event.at >= erasure.at AND event.at < erasure.at + interval '1 day'
            ELSE event.data->>'at' = trunc(extract(epoch FROM erasure.at) * 1000000)::text
        END
    ORDER BY erasure.id, event.id
), lists AS MATERIALIZED (
    SELECT erasures.*, pair->>1 AS digest,
        CASE jsonb_typeof(pair->0) WHEN 'number' THEN (pair->0)::numeric END AS about,
        count(*) OVER (PARTITION BY pair->0) AS times
    FROM erasures,
        jsonb_array_elements(CASE jsonb_typeof(blanked) WHEN 'array' THEN blanked ELSE '[]' END) pair
), listed AS MATERIALIZED (
    SELECT erasures.id, erasures.event AS told_by, event.id AS event, coalesce(
        erasures.times = 1 AND event.id < erasures.event AND event.salt IS NULL
        AND erasures.digest = encode(sha256(convert_to(event.data::text, 'UTF8')), 'hex')
        AND jsonb_typeof(event.data) = 'object' AND event.data ? 'erased' AND NOT EXISTS (
            SELECT FROM jsonb_each(CASE jsonb_typeof(event.data) WHEN 'object' THEN event.data ELSE '{}' END)
            WHERE NOT coalesce(CASE key {SHAPE} ELSE false END, false)
        )
        AND {REACH}, false) AS is_so
    FROM lists erasures LEFT JOIN newsdesk_event event ON event.id = erasures.about
)
"""

# Events that tell of an erasure that was not, or not so. One that a later erasure blanked (an earlier version did so)
# tells nothing any more: its row has to.
MADE_UP = """
SELECT event.stream, event.number, event.id FROM newsdesk_event event
WHERE event.action LIKE '%%.erased' AND CASE
    WHEN event.salt IS NOT NULL THEN NOT EXISTS (SELECT FROM erasures WHERE erasures.event = event.id)
        OR EXISTS (SELECT FROM listed WHERE listed.told_by = event.id AND NOT listed.is_so)
    ELSE NOT EXISTS (
        SELECT FROM newsdesk_erasure erasure WHERE erasure.stream = event.stream AND erasure.by_id = event.by_id
            AND event.at >= erasure.at AND event.at < erasure.at + interval '1 day'
            AND NOT EXISTS (SELECT FROM erasures WHERE erasures.id = erasure.id)
    )
END
ORDER BY event.id LIMIT %(limit)s
"""

# Rows of erasures of which no event tells.
UNRECORDED = """
SELECT erasure.stream FROM newsdesk_erasure erasure
WHERE NOT EXISTS (SELECT FROM erasures WHERE erasures.id = erasure.id) AND NOT EXISTS (
    SELECT FROM newsdesk_event event JOIN listed ON listed.event = event.id AND listed.is_so
    WHERE event.stream = erasure.stream AND event.by_id = erasure.by_id AND event.action LIKE '%%.erased'
        AND event.at >= erasure.at AND event.at < erasure.at + interval '1 day'
)
ORDER BY erasure.id LIMIT %(limit)s
"""
