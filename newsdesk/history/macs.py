"""Digests under the history's key (HMAC-SHA256, RFC 2104), as SQL in PostgreSQL's own words alone.

A function of the database would be told the key, and whoever owns the tables may replace it by one that keeps it. So
the formulas stand here, every function and operator that meets the key named in full; arguments are SQL.
"""

from __future__ import annotations

NEWLINE = "E'\\n'"


def event_mac(
    name: str,
    inside: str,
    outside: str,
    *,
    id: str,
    stream: str,
    number: str,
    action: str,
    by: str,
    at: str,
    operation: str,
    digest: str,
    body_digest: str,
    states: str,
) -> str:
    """That of an event; its body by its digest alone, so that an erasure leaves it right."""
    told = [id, stream, number, action, by, f"pg_catalog.trunc(extract(epoch FROM {at}) * 1000000)", operation, digest]
    told += [f"pg_catalog.encode({one}, 'hex')" for one in (body_digest, states)]
    return _mac(name, inside, outside, f"pg_catalog.json_build_array({', '.join(told)})::text")


def state_mac(name: str, inside: str, outside: str, *told: str) -> str:
    """That of a state which is kept: of its id, stream, number, kind, object, and of the state itself."""
    return _mac(name, inside, outside, f"pg_catalog.concat_ws({NEWLINE}, {', '.join(told)})")


def _mac(name: str, inside: str, outside: str, text: str) -> str:
    """It begins with the name of the key that made it."""
    message = f"pg_catalog.convert_to({text}, 'UTF8')"
    inner = f"pg_catalog.sha256({inside} OPERATOR(pg_catalog.||) {message})"
    return f"{name} OPERATOR(pg_catalog.||) pg_catalog.sha256({outside} OPERATOR(pg_catalog.||) {inner})"
