"""Questions that come with every request: put into SQL once in each process, and asked with other values each time.

To make SQL of a queryset takes Django several times as long as the answer takes PostgreSQL. The queryset decides what
is asked as it does elsewhere, and nothing of an answer is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Expression, Model, QuerySet

M = TypeVar("M", bound=Model)


class Given(Expression):
    """Stands in a queryset where a value goes that is known only when the question is asked."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        return "%s", [self]


class Values(Expression):
    """What a queryset of one column gives, whoever asks, for `pk__in`: its SQL is made once, when this is."""

    def __init__(self, rows: QuerySet[Any, Any]) -> None:
        super().__init__()
        self.sql, self.parameters = rows.query.sql_with_params()

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return f"({self.sql})", self.parameters


class Each(Expression):
    """Many values for `…__in`, as one parameter: of 200 Django and psycopg make more work than PostgreSQL of its rows.

    `kind` is their type in PostgreSQL. They may be `Given`.
    """

    def __init__(self, values: Iterable[object] | Given, kind: str = "bigint") -> None:
        super().__init__()
        self.values, self.kind = values if isinstance(values, Given) else list(values), kind

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        return f"(SELECT unnest(%s::{self.kind}[]))", [self.values]


class Question(Generic[M]):
    """For the rows of a queryset with `Given` values in it. One that locks has to be made in a transaction."""

    def __init__(self, rows: QuerySet[M, Any]) -> None:
        self.rows = rows.model._base_manager
        self.sql, self.parameters = rows.query.sql_with_params()

    def answers(self, **given: object) -> list[M]:
        """The rows for these values, in the queryset's order and with what it annotates them with."""
        return list(self.rows.raw(self.sql, self._values(given)))

    def told(self, **given: object) -> list[tuple[Any, ...]]:
        """As `answers`, but of each row the columns that the queryset selects (`values_list`), in no model."""
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self._values(given))
            return cursor.fetchall()

    def answer(self, **given: object) -> M | None:
        """The first of them; None where there is none."""
        return next(iter(self.answers(**given)), None)

    def _values(self, given: Mapping[str, object]) -> list[Any]:
        return [given[one.name] if isinstance(one, Given) else one for one in self.parameters]
