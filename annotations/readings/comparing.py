"""Whether what readings say is what the events of their operations say, and whether each row is still its own.

Everything is compared by the database in one pass; only the digests of rows are computed here, as rows stream by.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson
from django.db import connection

from annotations.frames import COLUMNS, message_of_row, state_sql
from annotations.models import Source
from annotations.readings.vouching import judge, message
from newsdesk.database.plain_sql import asked, plain
from newsdesk.history.keys import current_key
from newsdesk.history.states import Found

AT_ONCE = 2000
# Objects of standing texts as events tell them; of an erased text the events are blank.
STANDING = """
SELECT reading.id FROM annotations_reading reading JOIN articles_revision revision ON revision.id = reading.revision_id
WHERE revision.erasure_id IS NULL
"""
ANCHORS = """coalesce((
    SELECT jsonb_agg(jsonb_build_object('role', role, 'start', start, 'end', "end", 'exact', exact) ORDER BY position)
    FROM annotations_anchor WHERE annotation_id = annotation.id
), '[]')"""
ROWS = f"""
SELECT 'annotation' AS target, id::text AS object, reading_id, version, deleted_at IS NOT NULL AS deleted, problems,
    {state_sql(ANCHORS)} AS state
FROM annotations_annotation annotation WHERE reading_id IN ({STANDING})
UNION ALL
SELECT 'relation', id::text, reading_id, version, deleted_at IS NOT NULL, problems,
    jsonb_build_object('label', label, 'from', from_annotation_id::text, 'to', to_annotation_id::text)
FROM annotations_relation WHERE reading_id IN ({STANDING})
UNION ALL
SELECT 'article_label', id::text, reading_id, version, deleted_at IS NOT NULL, problems,
    jsonb_build_object('label', label, 'value', value)
FROM annotations_articlelabel WHERE reading_id IN ({STANDING})
"""
OPERATIONS = f"""
SELECT id, number, stream, data->>'target' AS target, data->>'object' AS object, data->'version' AS version,
    jsonb_typeof(data->'after') IS DISTINCT FROM 'object' AS deleted, data->'problems' AS problems,
    CASE WHEN jsonb_typeof(data->'after') = 'object' THEN data->'after' ELSE data->'before' END AS state,
    data->'before' AS before, data->'after' AS after
FROM newsdesk_event
WHERE stream LIKE 'reading/%%' AND data ? 'object' AND stream IN (SELECT 'reading/' || id FROM ({STANDING}) reading)
"""
DIFFERING = f"""
WITH rows AS ({ROWS}), newest AS (
    SELECT DISTINCT ON (target, object) * FROM ({OPERATIONS}) told ORDER BY target, object, id DESC
)
SELECT CASE WHEN newest.object IS NULL THEN 'stranger' WHEN rows.object IS NULL THEN 'missing' ELSE 'state' END AS kind,
    coalesce(rows.target, newest.target), coalesce(rows.object, newest.object), newest.number, newest.id,
    count(*) OVER (PARTITION BY newest.object IS NULL, rows.object IS NULL)
FROM rows FULL JOIN newest ON newest.target = rows.target AND newest.object = rows.object
WHERE newest.object IS NULL OR rows.object IS NULL OR newest.stream <> 'reading/' || rows.reading_id
    OR newest.version IS DISTINCT FROM to_jsonb(rows.version) OR newest.deleted <> rows.deleted
    OR newest.problems IS DISTINCT FROM rows.problems OR newest.state IS DISTINCT FROM rows.state
ORDER BY kind, 2, 3 LIMIT %(limit)s
"""
# Each operation began with what the one before it had left: else somebody changed the object in between, unnoticed.
BEFORES = f"""
SELECT target, object, number, id, count(*) OVER () FROM (
    SELECT *, lag(after) OVER earlier AS left_by FROM ({OPERATIONS}) told
    WINDOW earlier AS (PARTITION BY target, object ORDER BY id)
) linked
WHERE nullif(before, 'null') IS DISTINCT FROM nullif(left_by, 'null')
ORDER BY id LIMIT %(limit)s
"""
OF_MODELS = {"annotation": "annotation", "relation": "relation", "article_label": "articlelabel"}


def differing_rows(limit: int) -> Iterator[Found]:
    """Objects that are not what the last operation on them left."""
    for kind, target, object, number, event, total in asked(DIFFERING, {"limit": limit}):
        yield Found(kind, f"{OF_MODELS.get(target, target)}/{object}", number, event, total)


def rewritten_befores(limit: int) -> Iterator[Found]:
    """Operations that met with something else than the one before them had left."""
    for target, object, number, event, total in asked(BEFORES, {"limit": limit}):
        yield Found("before", f"{OF_MODELS.get(target, target)}/{object}", number, event, total)


TOLD = {
    "annotation": f"""
        SELECT id, encode(digest, 'hex'), reading_id, id::text, version, deleted_at, problems::text,
            json_build_array({", ".join(COLUMNS)})::text, (
                SELECT json_agg(json_build_array(role, start, "end", exact) ORDER BY position)::text
                FROM annotations_anchor WHERE annotation_id = annotation.id
            )
        FROM annotations_annotation annotation
    """,
    "relation": """
        SELECT id, encode(digest, 'hex'), reading_id, id::text, version, deleted_at, problems::text,
            label, from_annotation_id::text, to_annotation_id::text
        FROM annotations_relation
    """,
    "article_label": """
        SELECT id, encode(digest, 'hex'), reading_id, id::text, version, deleted_at, problems::text,
            label, value
        FROM annotations_articlelabel
    """,
}
PROBLEMS = 4  # Which of a row's values.


def forged_rows(limit: int) -> Iterator[Found]:
    """Objects of which the digest does not fit the row."""
    is_ours = judge()
    for target in TOLD:
        found = [pk for pk, digest, message in _rows(target) if not is_ours(digest, message)]
        for pk in sorted(found)[:limit]:
            yield Found("row", f"{OF_MODELS[target]}/{pk}", total=len(found))


def fill_digests() -> None:
    """Vouch for every row as it is."""
    for target in TOLD:
        key = current_key()
        with connection.cursor() as cursor:
            for some in _together(_rows(target)):
                cursor.execute(
                    f"UPDATE annotations_{OF_MODELS[target]} object SET digest = one.digest"
                    " FROM unnest(%s::uuid[], %s::bytea[]) one(id, digest) WHERE object.id = one.id",
                    [[pk for pk, _digest, _message in some], [key.digest(message) for _pk, _digest, message in some]],
                )


def _rows(target: str) -> Iterator[tuple[Any, str | None, bytes]]:
    """Of each row in a standing text its id, its digest and what that is of; never all of them in the memory."""
    statement = f"{TOLD[target]} WHERE reading_id IN ({STANDING})"
    with connection.chunked_cursor() as cursor:
        cursor.execute(plain(statement))
        while rows := cursor.fetchmany(AT_ONCE):
            for pk, digest, *values in rows:
                *place, problems = values[: PROBLEMS + 1]
                yield pk, digest, message(*place, orjson.loads(problems), *_said(target, values[PROBLEMS + 1 :]))


def _said(target: str, values: list[Any]) -> list[Any]:
    """What a row says, as its digest knows it."""
    if target != "annotation":
        return values
    columns, anchors = values
    return message_of_row(orjson.loads(columns), orjson.loads(anchors or "[]"))


def _together(rows: Iterator[Any]) -> Iterator[list[Any]]:
    some: list[Any] = []
    for row in rows:
        some.append(row)
        if len(some) == AT_ONCE:
            yield some
            some = []
    if some:
        yield some


# The registry's one entry that the house makes itself, of which there is no event.
BUILT_IN = f"""
SELECT source.id FROM annotations_source source
WHERE source.key IS NOT NULL AND NOT (
    source.key = %(key)s AND {" AND ".join(f"source.{name} = %({name})s" for name in Source.UNKNOWN_ENTRY)}
    AND coalesce(source.publisher_id, source.merged_into_id, source.erasure_id) IS NULL
    AND NOT EXISTS (SELECT FROM annotations_sourcealias alias WHERE alias.source_id = source.id)
)
ORDER BY source.id LIMIT %(limit)s
"""


def changed_built_in_sources(limit: int) -> Iterator[Found]:
    for (pk,) in asked(BUILT_IN, {"limit": limit, "key": Source.UNKNOWN, **Source.UNKNOWN_ENTRY}):
        yield Found("state", f"source/{pk}")
