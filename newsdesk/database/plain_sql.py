"""Asking the database so that its names mean what they say.

Who owns the tables may put functions and operators of their own before PostgreSQL's, or tables before ours: by the
search path, or by a function whose arguments fit better. So what has to be true is asked with PostgreSQL's own names
alone in the path, and our tables named in full.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection, transaction

_schema: ContextVar[str] = ContextVar("schema")
_path: ContextVar[str] = ContextVar("path")
_elsewhere: ContextVar[Any] = ContextVar("elsewhere", default=None)  # Another session that is asked instead.

SCHEMA_AND_PATH = """
SELECT quote_ident(nspname), current_setting('search_path') FROM pg_catalog.pg_class
JOIN pg_catalog.pg_namespace ON pg_namespace.oid = relnamespace WHERE pg_class.oid = 'newsdesk_event'::regclass
"""
PATIENCE = 2_000  # milliseconds that another session waits for a table which this one may hold itself


@contextmanager
def plainly() -> Iterator[None]:
    """A transaction in which `asked` may be called."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(SCHEMA_AND_PATH)
        schema, path = cursor.fetchone()
        token = _schema.set(schema)
        _path.set(path)
        try:
            cursor.execute("SET LOCAL search_path TO pg_catalog, pg_temp")
            yield
            cursor.execute("SELECT set_config('search_path', %s, true)", [path])
        finally:
            _schema.reset(token)


@contextmanager
def plainly_elsewhere() -> Iterator[None]:
    """A session of its own in which `asked` may be called: it sees nothing of what this one has not committed yet."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = {PATIENCE}")
            cursor.execute(SCHEMA_AND_PATH)
            schema, _own = cursor.fetchone()
            cursor.execute("SET search_path TO pg_catalog, pg_temp")
        tokens = _schema.set(schema), _elsewhere.set(other)
        try:
            yield
        finally:
            _schema.reset(tokens[0])
            _elsewhere.reset(tokens[1])
    finally:
        other.close()


def asked(query: str, parameters: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
    """The rows of a query, whose tables stand after FROM, JOIN or INTO."""
    with (_elsewhere.get() or connection).cursor() as cursor:
        cursor.execute(plain(query), parameters or {})
        return cursor.fetchall()


def plain(query: str) -> str:
    """The query with our tables named in full; outside of `plainly` as it is."""
    if _schema.get(None) is None:
        return query
    return _our_tables().sub(lambda found: f"{found[1]} {qualified(found[2])}", query)


def qualified(table: str) -> str:
    """A table's name in full."""
    return f"{_schema.get()}.{table}"


@cache
def _our_tables() -> re.Pattern[str]:
    tables = "|".join(model._meta.db_table for model in apps.get_models(include_auto_created=True))
    return re.compile(rf"\b(FROM|JOIN|INTO) ({tables})\b")


def meant(tables: list[str]) -> list[int | None]:
    """What the site itself meets under these names: by its own search path. Within `plainly` alone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_catalog.set_config('search_path', %s, true)", [_path.get()])
        cursor.execute(
            "SELECT pg_catalog.to_regclass(one)::pg_catalog.oid FROM pg_catalog.unnest(%s::text[]) one", [tables]
        )
        found = [oid for (oid,) in cursor.fetchall()]
        cursor.execute("SET LOCAL search_path TO pg_catalog, pg_temp")
    return found
