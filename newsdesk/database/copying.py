"""COPY: how rows are stored where they are many.

psycopg copies; Django knows nothing of it, and django-postgres-copy reads files of CSV.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Model


def copy_in(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Store rows without making models of them: each has the values of those columns, in their order."""
    names = ", ".join(map(connection.ops.quote_name, columns))
    statement = f"COPY {model._meta.db_table} ({names}) FROM STDIN"
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def ids_ahead(model: type[Model], count: int) -> list[int]:
    """As many ids, for rows that tell each other by them before they are stored."""
    with connection.cursor() as cursor:
        sequence = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
        cursor.execute(sequence, [model._meta.db_table, count])
        return [number for (number,) in cursor.fetchall()]
