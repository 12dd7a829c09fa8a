"""The tables say what the history says: after a day's work nothing differs, and whatever is changed by SQL is found."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models

from annotations.datasets import making
from annotations.models import (
    Annotation,
    ArticleLabel,
    Relation,
)
from articles.models import ImportBatch, ImportItem
from newsdesk.history import chain
from newsdesk.history.states import Kind, Part, _kept, kinds
from newsdesk.history_states import PREFERENCES
from tests.annotations.history_states.house import House, breaks, found, tampered

pytestmark = pytest.mark.django_db


def test_after_a_day_of_work_nothing_differs(house: House) -> None:
    assert [chain.told(chain.Break(**one)) for one in chain.verify().breaks] == []
    chain.seal()
    assert breaks() == []


def test_every_model_is_kept_or_left_out_for_a_reason() -> None:
    left_out = {model for module in _kept() for model in module.OF_THE_MOMENT}
    parts = {part.model for kind in kinds().values() for part in kind.parts if isinstance(part, Part)}
    known = {*kinds(), *parts, *left_out}
    managed = {model for model in apps.get_models() if model._meta.managed}
    assert {model._meta.label for model in managed - known} == set()


def test_every_column_is_kept_or_left_out_for_a_reason() -> None:
    for kind in kinds().values():
        for told in (kind, *(part for part in kind.parts if isinstance(part, Part))):
            columns = {field.column for field in told.model._meta.concrete_fields}
            assert columns == {*told.columns, *told.later, *told.left_out}, told.model


def test_a_later_column_changes_no_state_until_it_is_used(house: House) -> None:
    kind = kinds()[ImportBatch]
    [items] = kind.parts
    assert isinstance(items, Part)
    before = replace(kind, parts=(replace(items, later=()),))
    ImportItem.objects.update(notices=None)
    assert _states(kind) == _states(before)
    ImportItem.objects.update(notices=[])
    assert _states(kind) != _states(before)


def _states(kind: Kind) -> set[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, state FROM ({kind.select}) kept WHERE id IN (SELECT batch_id FROM articles_importitem)"
        )
        return set(cursor.fetchall())


def another(field: models.Field[Any, Any], column: str) -> str:
    """SQL for another value than the column has."""
    of_type = {
        models.BooleanField: "NOT {0}",
        models.JSONField: """coalesce({0}, '[]') || '[{{"x": 1}}]'""",
        models.DateTimeField: "coalesce({0}, now()) + interval '1 second'",
        models.DateField: "coalesce({0}, current_date) + 1",
        models.UUIDField: "gen_random_uuid()",
        models.FloatField: "1 - {0} / 2",
        models.BinaryField: "coalesce({0}, '') || '\\x00'::bytea",
    }
    for type_, sql in of_type.items():
        if isinstance(field, type_) and not (type_ is models.DateField and isinstance(field, models.DateTimeField)):
            return sql.format(column)
    if field.get_internal_type() == "ArrayField":
        return f"array_append({column}, 'editor')"
    if isinstance(field, (models.CharField, models.TextField, models.FileField)):
        return f"overlay(coalesce({column}, '') placing 'x' from 1)"
    target = getattr(field, "target_field", field)  # A foreign key has the type of what it points to.
    return (
        "gen_random_uuid()"
        if isinstance(target, models.UUIDField)
        else f"coalesce({column}, 0) + {1_000_000 if field.primary_key else 7}"
    )


def test_whatever_column_is_changed_by_sql_it_is_found(unguarded: House) -> None:
    unfound = []
    for kind in kinds().values():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT id FROM ({kind.select}) kept ORDER BY id LIMIT 1")
            (pk,) = cursor.fetchone()
        unfound += _unfound(kind.model, f"id = '{pk}'", kind.name)
        for part in kind.parts:
            if isinstance(part, Part):
                of = part.model._meta.db_table
                where = (
                    f"id = (SELECT min(part.id) FROM {of} part JOIN ({kind.select}) whole ON whole.id = part.{part.by})"
                )
                unfound += _unfound(part.model, where, kind.name)
    assert unfound == []


NOT_COMPARED = {
    *(f"newsdesk_user.{name}" for name in PREFERENCES),
    *(f"annotations_export.{name}" for name in ("queued_at", "started_at", "finished_at", "failure")),
    *("newsdesk_user.password", "newsdesk_user.last_login", "annotations_apitoken.last_used_at"),
    *(f"annotations_{name}.digest" for name in ("annotation", "relation", "articlelabel")),  # Of erased ones.
}


def _unfound(model: Any, where: str, name: str) -> list[str]:
    table, unfound = model._meta.db_table, []
    for field in model._meta.concrete_fields:
        if f"{table}.{field.column}" in NOT_COMPARED:
            continue
        with tampered() as cursor:
            quoted = f'"{field.column}"'
            cursor.execute(f"UPDATE {table} SET {quoted} = {another(field, quoted)} WHERE {where}")
            assert cursor.rowcount == 1, (table, field.column)
            if not {what for _kind, what in found()} & {name}:
                unfound.append(f"{table}.{field.column}")
    return unfound


def test_whatever_column_of_an_annotation_is_changed_by_sql_it_is_found(unguarded: House) -> None:
    unfound = []
    for model in (Annotation, Relation, ArticleLabel):
        name = str(model._meta.model_name)
        for row in model.objects.filter(reading=unguarded.reading):
            for field in model._meta.concrete_fields:
                table, quoted = model._meta.db_table, f'"{field.column}"'
                with tampered() as cursor:
                    cursor.execute(f"UPDATE {table} SET {quoted} = {another(field, quoted)} WHERE id = '{row.pk}'")
                    if not {what for _kind, what in found()} & {name}:
                        unfound.append(f"{table}.{field.column} {row.deleted_at}")
    assert unfound == []


@pytest.mark.parametrize("column", ["position", "role", "start", "end", "exact", "annotation_id"])
def test_a_changed_anchor_is_found(unguarded: House, column: str) -> None:
    change = {"exact": "'كذب'", "role": "'cue'", "annotation_id": "gen_random_uuid()", "position": "2 - position"}
    changed = change.get(column, f'"{column}" + 1')
    with tampered() as cursor:
        cursor.execute(
            f'UPDATE annotations_anchor SET "{column}" = {changed} WHERE annotation_id IN'
            " (SELECT id FROM annotations_annotation WHERE reading_id = %s AND kind = 'attribution')",
            [unguarded.reading.pk],
        )
        assert {("row", "annotation"), ("state", "annotation")} <= found()


def test_notes_changed_in_bulk_are_found_and_no_export_tells_them(unguarded: House) -> None:
    with tampered() as cursor:
        cursor.execute("UPDATE annotations_annotation SET note = 'كذب' WHERE reading_id = %s", [unguarded.reading.pk])
        told = breaks()
        assert {one.kind for one in told} == {"state", "row"}
        assert {one.stream for one in told} == {f"annotation/{pk}" for (pk,) in _annotations(unguarded)}
        export = making.ask_for(unguarded.project, "jsonl", by=unguarded.admin)
        making.make.call(export.pk)
        export.refresh_from_db()
        assert (export.state, export.failure["code"]) == ("failed", "forged")


def _annotations(house: House) -> Any:
    return house.reading.annotations.values_list("pk")
