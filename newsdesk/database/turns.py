"""Turns: of a few things that may be done at the same moment each needs one, in whatever process it is done.

A turn is an advisory lock of the database's session. No row and no transaction is held meanwhile, and a process that
dies gives its turns back by dying: nothing has to expire.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import psycopg
from django.db import OperationalError, connection, transaction

ONE_FREE = "(SELECT turn FROM unnest(%s::bigint[]) turn WHERE pg_try_advisory_lock(turn) LIMIT 1)"


def take(choices: Sequence[Sequence[int]]) -> list[int | None]:
    """Of each choice the first turn that is free, in one question; None where all of them are taken."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join([ONE_FREE] * len(choices))}", [list(turns) for turns in choices])
        return list(cursor.fetchone())


def give_back(turns: Iterable[int | None]) -> None:
    held = [turn for turn in turns if turn is not None]
    if held:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(turn) FROM unnest(%s::bigint[]) turn", [held])


def wait_for(turn: int, *, seconds: float) -> None:
    """Wait until whoever has this turn gives it back, at most so long. It is not taken: others may be quicker."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{max(1, round(seconds * 1000))}ms"])
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [turn])
    except OperationalError as error:
        if not isinstance(error.__cause__, psycopg.errors.LockNotAvailable):
            raise
