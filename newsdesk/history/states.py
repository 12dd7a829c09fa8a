"""What things are like, told by the database: each kind of thing is named once, in its app's `history_states.py`.

`record` keeps a keyed digest of the state of whatever an event changed; `comparing.py` asks later whether each thing
is still like that. The columns are listed by name, so that a column that a later version adds changes no old digest: it
is one of `later`, which are told of a row only where they are not NULL. A test holds that every column of every model
is either kept or left out for a reason.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

from django.db import connection, models
from django.db.models import Model

from newsdesk.history.keys import current_key
from newsdesk.history.macs import state_mac
from newsdesk.our_apps import modules_of_apps

# The current key's parameters: see `key_values`.
KEY = ("%(key)s::bytea", "%(inside)s::bytea", "%(outside)s::bytea")
# What an event changed: models, and of each the ids of rows.
Changed = Mapping[Any, Collection[Any]]


@dataclass(frozen=True)
class Part:
    """Rows that belong to a thing by their column `by`, and are told in the order of `order`."""

    model: type[Model]
    by: str
    columns: tuple[str, ...]
    left_out: Mapping[str, str] = field(default_factory=dict)
    order: str = "id"
    later: tuple[str, ...] = ()

    @property
    def sql(self) -> str:
        told = _row(self.model, [_told(self.model, name, "part") for name in self.columns], self.later, "part")
        return (
            f'(SELECT json_agg({told} ORDER BY part."{self.order}")'
            f" FROM {self.model._meta.db_table} part WHERE part.{self.by} = this.id)"
        )


@dataclass(frozen=True)
class Kind:
    """Things of one model and the columns that are kept; `left_out` says why others are not.

    `parts` are rows that belong to it, or SQL that tells of it as `this`. `where` is SQL of those that are kept at all,
    `unfinished` of those that nothing need be kept of yet.
    """

    model: type[Model]
    columns: tuple[str, ...]
    left_out: Mapping[str, str] = field(default_factory=dict)
    parts: tuple[Part | str, ...] = ()
    where: str = "true"
    unfinished: str = "false"
    later: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return str(self.model._meta.model_name)

    @cached_property
    def select(self) -> str:
        """SQL that gives the id and the state, as text, of each."""
        told = [_told(self.model, name, "this") for name in self.columns]
        told += [part.sql if isinstance(part, Part) else part for part in self.parts]
        table = self.model._meta.db_table
        state = f"({_row(self.model, told, self.later, 'this')})::text"
        return f"SELECT this.id, {state} AS state, {self.unfinished} AS unfinished FROM {table} this WHERE {self.where}"

    @property
    def id_type(self) -> str:
        return "uuid" if isinstance(self.model._meta.pk, models.UUIDField) else "bigint"


@dataclass(frozen=True)
class Found:
    """Something that is not as its history says: see `chain.Break`. `total` is how many there are of that sort."""

    kind: str
    stream: str
    number: int | None = None
    event: int | None = None
    total: int = 1


# Given how many to name, what of an app's things is not as it should be, beyond what `Kind`s say.
Check = Callable[[int], Iterator[Found]]


@cache
def kinds() -> dict[type[Model], Kind]:
    """Every kind of thing whose state is kept, by its model."""
    return {kind.model: kind for module in _kept() for kind in module.KINDS}


def checks() -> list[Check]:
    return [check for module in _kept() for check in module.CHECKS]


def fillings() -> list[Callable[[], None]]:
    """What else the apps have to do where everything is taken for right as it is: see `adopting.py`."""
    return [fill for module in _kept() for fill in module.FILLINGS]


def _kept() -> list[Any]:
    return modules_of_apps("history_states")


def _told(model: type[Model], name: str, table: str) -> str:
    """A column as JSON that no setting of a session can make look different."""
    [column] = [one for one in model._meta.concrete_fields if one.column == name]
    told = f'{table}."{name}"'
    if isinstance(column, models.BinaryField):
        return f"encode({told}, 'hex')"
    return f"trunc(extract(epoch FROM {told}) * 1000000)" if isinstance(column, models.DateTimeField) else told


def _row(model: type[Model], told: Sequence[str], later: Sequence[str], table: str) -> str:
    """SQL of a JSON array of what is told, and last an object of those later columns that are not NULL, if any is."""
    row = f"json_build_array({', '.join(told)})"
    if not later:
        return row
    values = ", ".join(f"('{name}', to_json({_told(model, name, table)}))" for name in sorted(later))
    last = (
        "(SELECT json_object_agg(name, value ORDER BY name)"
        f" FROM (VALUES {values}) later (name, value) WHERE value IS NOT NULL)"
    )
    is_as_before = f"num_nonnulls({', '.join(f'{table}.{name}' for name in later)}) = 0"
    return f"CASE WHEN {is_as_before} THEN {row} ELSE json_build_array({', '.join([*told, last])}) END"


def telling(changed: Changed) -> tuple[str, dict[str, Any]]:
    """SQL that tells kind, object and state of those rows, and the values for it; "" where there is nothing to keep."""
    asked: dict[str, Any] = {}
    told = []
    for number, (model, ids) in enumerate(changed.items()):
        if ids and (kind := kinds().get(model)):
            asked[f"ids{number}"] = sorted(set(ids))
            told.append(
                f"SELECT '{kind.name}' AS kind, kept.id::text AS object, kept.state FROM ({kind.select}) kept"
                f" WHERE kept.id = ANY(%(ids{number})s::{kind.id_type}[])"
            )
    return " UNION ALL ".join(told), asked


def keeping(told: str) -> str:
    """SQL that keeps the states which `told` (kind, object, state) tells, as of the stream and number that it names."""
    mac = state_mac(*KEY, "id", "stream", "number", "kind", "object", "state")
    return f"""
    INSERT INTO newsdesk_keptstate (id, stream, number, kind, object, mac)
    SELECT id, stream, number, kind, object, {mac} FROM (
        SELECT nextval('newsdesk_keptstate_id_seq') AS id, %(stream)s::text AS stream, one.* FROM ({told}) one
    ) drawn
    """


def key_values() -> dict[str, bytes]:
    """The current key, for SQL."""
    key = current_key()
    return {"key": key.name, "inside": key.inside, "outside": key.outside}


def keep_ahead(stream: str, changed: Changed) -> None:
    """Keep what a long import has stored so far: its event, the first of `stream`, will vouch for it."""
    told, asked = telling(changed)
    if told:
        with connection.cursor() as cursor:
            statement = keeping(f"SELECT 1::bigint AS number, told.* FROM ({told}) told")
            cursor.execute(statement, {"stream": stream, **asked, **key_values()})
