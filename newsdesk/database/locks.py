"""The advisory locks, each by its name: the numbers never change, as processes of the version before hold them too.

A session's lock lasts until it is given back or its session ends, however that ends: whatever is held by nobody is
known at once, and nothing has to expire. A transaction's lock lasts until the transaction ends.

By hand, not by django-pglock: that has locks of one number alone, and ours of two halves are what lets one question
tell who is at which thing; it writes each number into the statement, so that none is ever prepared; it takes neither
the first free one of many nor a setting along with a lock; and it brings two more apps.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import psycopg
from django.db import OperationalError, connection, transaction

ONE_FREE = "(SELECT turn FROM unnest(%s::bigint[]) turn WHERE pg_try_advisory_lock(turn) LIMIT 1)"
# A transaction sees the sessions' activity as it was when it first asked: who came since has not been silent yet.
HOLDERS = """
SELECT lock.objid::bigint, coalesce(clock_timestamp() - activity.state_change, interval '0')
FROM pg_locks lock LEFT JOIN pg_stat_activity activity USING (pid)
WHERE lock.locktype = 'advisory' AND lock.granted AND lock.classid = %s AND lock.objsubid = 2
    AND lock.database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


class Lock:
    """One lock: of one number of 64 bits, or of two of 32."""

    def __init__(self, *numbers: int) -> None:
        self.numbers = numbers

    def take(self) -> None:
        """Wait for it, and keep it until `give_back` or the session's end."""
        self._call("pg_advisory_lock")

    def take_if_free(self) -> bool:
        return bool(self._call("pg_try_advisory_lock"))

    def give_back(self) -> None:
        self._call("pg_advisory_unlock")

    @contextmanager
    def held_if_free(self) -> Iterator[bool]:
        """Whether it was free; then the block has it."""
        is_mine = self.take_if_free()
        try:
            yield is_mine
        finally:
            if is_mine:
                self.give_back()

    def take_for_transaction(self, **settings: str) -> None:
        """Wait for it until the caller's transaction has it; settings that are to last as long come along."""
        self._call("pg_advisory_xact_lock", settings)

    def take_for_transaction_if_free(self) -> bool:
        return bool(self._call("pg_try_advisory_xact_lock"))

    def wait_until_free(self, *, seconds: float) -> None:
        """At most so long. It is not taken: others may be quicker."""
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{max(1, round(seconds * 1000))}ms"])
                self.take_for_transaction()
        except OperationalError as error:
            if not isinstance(error.__cause__, psycopg.errors.LockNotAvailable):
                raise

    def _call(self, function: str, settings: dict[str, str] | None = None) -> Any:
        places = ", ".join("%s" for _number in self.numbers)
        along = "".join(f", set_config('{name}', '{value}', true)" for name, value in (settings or {}).items())
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {function}({places}){along}", self.numbers)
            return cursor.fetchone()[0]


@dataclass(frozen=True)
class Locks:
    """Locks of one kind, each for a thing by its number."""

    kind: int

    def of(self, number: int) -> Lock:
        return Lock(self.kind, number)

    def holders(self) -> dict[int, timedelta]:
        """The numbers of the things that somebody holds at this moment, and how long each one's session is silent."""
        with connection.cursor() as cursor:
            cursor.execute(HOLDERS, [self.kind])
            return dict(cursor.fetchall())


WORKER = Locks(0x6E64776B)  # A worker lives: by a number made of its name.
EXPORT = Locks(0x6E646578)  # A worker makes this export's file.
BATCH = Locks(0x6E646962)  # An importer is at this batch.
BACKUP_ASKING = Lock(0x6E64626B, 1)  # One worker alone asks for tonight's backup.
BACKUP_MAKING = Lock(0x6E64626B, 2)  # One worker alone makes backups.
IMPORTING = Lock(0x6E65777364657363)  # Imports store in turns, so that none misses what another is just storing.
SEALING = Lock(0x6E64_7365_616C)  # Seals of the history are made one after the other.


def stream_lock(stream: str) -> Lock:
    """Whoever holds it gives the events of this stream their numbers."""
    return _named(stream)


def source_name_lock(key: str) -> Lock:
    """Whoever holds it makes an entry of this name in the registry of sources."""
    return _named(f"source/{key}")


def _named(name: str) -> Lock:
    return Lock(int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True))


def take_turns(choices: Sequence[Sequence[int]]) -> list[int | None]:
    """Of each choice of one-number locks the first that is free, in one question; None where all of them are taken."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join([ONE_FREE] * len(choices))}", [list(turns) for turns in choices])
        return list(cursor.fetchone())


def give_turns_back(turns: Iterable[int | None]) -> None:
    held = [turn for turn in turns if turn is not None]
    if held:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(turn) FROM unnest(%s::bigint[]) turn", [held])
