"""Puts the database back after a test that commits, as it was when the migrations were through.

Django's own way, TRUNCATE, makes the files of each table and index anew. That takes thirty times as long as deleting
the few rows that a test leaves, and takes along what migrations have stored.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

REFUSING = "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal AND tgtype & 8 <> 0"
ROWS = "SELECT coalesce(json_agg(t ORDER BY t::text)::text, '') FROM \"{0}\" t"
IS_FILLED = "SELECT '{0}' WHERE EXISTS (SELECT FROM \"{0}\")"
HAS_CHANGED = f"SELECT '{{0}}' WHERE md5(({ROWS})) <> md5($rows${{1}}$rows$)"
DELETE_ALL = 'DELETE FROM "{0}"'
DELETE_OTHERS = """DELETE FROM "{0}" t WHERE NOT EXISTS (
    SELECT FROM json_populate_recordset(NULL::"{0}", $rows${1}$rows$) kept WHERE kept IS NOT DISTINCT FROM t)"""
PUT_BACK = """INSERT INTO "{0}" SELECT kept.* FROM json_populate_recordset(NULL::"{0}", $rows${1}$rows$) kept
    WHERE NOT EXISTS (SELECT FROM "{0}" t WHERE kept IS NOT DISTINCT FROM t)"""


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a database held when the tests began."""

    rows: dict[str, str]  # of each table, as JSON; "" for none
    refusing: frozenset[str]  # tables whose triggers let no row go

    @classmethod
    def of_now(cls) -> Beginning:
        tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
        with connection.cursor() as cursor:
            rows = {table: _asked(cursor, ROWS.format(table))[0] for table in tables}
            return cls(rows, frozenset(_asked(cursor, REFUSING)))

    def put_back(self) -> None:
        """Whoever still writes is waited for, as with TRUNCATE: nothing may come in afterwards."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {', '.join(self.rows)} IN SHARE ROW EXCLUSIVE MODE")
            changed = _asked(cursor, " UNION ALL ".join(self._look_at(table) for table in self.rows))
            guarded = [table for table in changed if table in self.refusing]
            for table in guarded:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            for statement in self._mend(changed):
                cursor.execute(statement)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in guarded:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")

    def _look_at(self, table: str) -> str:
        return (HAS_CHANGED if self.rows[table] else IS_FILLED).format(table, self.rows[table])

    def _mend(self, changed: list[str]) -> list[str]:
        """Rows go before others come: both may bear the same name."""
        kept = [table for table in changed if self.rows[table]]
        return [
            *(DELETE_ALL.format(table) for table in changed if not self.rows[table]),
            *(DELETE_OTHERS.format(table, self.rows[table]) for table in kept),
            *(PUT_BACK.format(table, self.rows[table]) for table in kept),
        ]


def _asked(cursor: CursorWrapper, query: str) -> list[str]:
    cursor.execute(query)
    return [value for (value,) in cursor.fetchall()]
