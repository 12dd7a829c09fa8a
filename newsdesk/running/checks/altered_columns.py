"""What migrations change of columns that are there: known only from what the fields were before. Asks no database."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from newsdesk.running.checks.migration_rules import REASON, UNRELEASED

WHY = "another type, no more nulls or an index, made while everybody waits: use a new column"


def faults() -> list[str]:
    """Every released migration under which a column becomes another, one line each."""
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(None)
    ours = [(app, name) for app, name in loader.disk_migrations if app in UNRELEASED]
    released = [(app, name) for app, name in ours if int(name[:4]) > UNRELEASED[app]]
    return [
        f"{app}/migrations/{name}.py: {fault}" for app, name in sorted(released) for fault in _faults(loader, app, name)
    ]


def is_another_column(before: Any, after: Any) -> bool:
    """Whether the database has more to do than to remember other words about it."""
    from django.db import connection

    is_of_another_type = not after.is_relation and before.db_type(connection) != after.db_type(connection)
    loses_nulls = before.null and not after.null
    gains_an_index = (after.unique and not before.unique) or (after.db_index and not before.db_index)
    return is_of_another_type or loses_nulls or gains_an_index


def _faults(loader: Any, app: str, name: str) -> Iterator[str]:
    from django.db.migrations import AlterField

    migration = loader.disk_migrations[app, name]
    altered = [one for one in migration.operations if isinstance(one, AlterField)]
    if not altered or hasattr(sys.modules[type(migration).__module__], REASON):
        return
    models = loader.project_state((app, name), at_end=False).models
    for one in altered:
        model = models.get((app, one.model_name_lower))
        before = model and model.fields.get(one.name)
        if before and is_another_column(before, one.field):
            yield f"AlterField of {one.model_name}.{one.name}: {WHY}"
