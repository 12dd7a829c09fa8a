from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction

from newsdesk.database import locks
from newsdesk.database.locks import Lock, Locks
from newsdesk.running.places import ROOT

KEEPER = Path("newsdesk/database/locks.py")
ASKING = re.compile(r"pg_(try_)?advisory|'advisory'")
EVERY = [value for value in vars(locks).values() if isinstance(value, (Lock, Locks))]

THINGS = Locks(0x7E57)
THING = THINGS.of(4)


@pytest.fixture
def another_session(transactional_db: None) -> Iterator[psycopg.Connection[Any]]:
    parameters = connection.get_connection_params()
    names = ("host", "port", "user", "password", "dbname")
    with psycopg.connect(**{name: parameters[name] for name in names if parameters.get(name)}) as session:
        yield session


def test_no_other_module_speaks_of_advisory_locks() -> None:
    modules = (path for app in ("newsdesk", "articles", "annotations", "seeds") for path in ROOT.glob(f"{app}/**/*.py"))
    found = {path.relative_to(ROOT) for path in modules if ASKING.search(path.read_text("utf-8"))}
    assert found == {KEEPER}


def test_no_two_locks_are_one() -> None:
    numbers = [(lock.kind,) if isinstance(lock, Locks) else lock.numbers for lock in EVERY]
    assert len(set(numbers)) == len(numbers) == 7


def test_the_numbers_are_those_of_the_versions_before() -> None:
    assert locks.WORKER.of(7).numbers == (0x6E64776B, 7)
    assert locks.EXPORT.of(7).numbers == (0x6E646578, 7)
    assert locks.BATCH.of(7).numbers == (0x6E646962, 7)
    assert locks.BACKUP_ASKING.numbers == (0x6E64626B, 1)
    assert locks.BACKUP_MAKING.numbers == (0x6E64626B, 2)
    assert locks.IMPORTING.numbers == (0x6E65777364657363,)
    assert locks.SEALING.numbers == (0x6E647365616C,)
    assert locks.stream_lock("reading/7").numbers == (7772004305666339882,)
    assert locks.source_name_lock("رويترز").numbers == (-2788223665113983731,)


def test_what_another_session_holds_is_not_free(another_session: psycopg.Connection[Any]) -> None:
    another_session.execute("SELECT pg_advisory_lock(%s, %s)", THING.numbers)
    with THING.held_if_free() as is_mine:
        assert not is_mine
    with transaction.atomic():
        assert not THING.take_for_transaction_if_free()
    another_session.execute("SELECT pg_advisory_unlock(%s, %s)", THING.numbers)
    with THING.held_if_free() as is_mine:
        assert is_mine
    assert THINGS.holders() == {}


def test_one_question_tells_who_is_at_which_thing(
    another_session: psycopg.Connection[Any], django_assert_num_queries: Any
) -> None:
    for number in (4, 2**31 - 1):
        another_session.execute("SELECT pg_advisory_lock(%s, %s)", THINGS.of(number).numbers)
    Locks(0x7E58).of(5).take()
    with django_assert_num_queries(1):
        holders = THINGS.holders()
    Locks(0x7E58).of(5).give_back()
    assert set(holders) == {4, 2**31 - 1}
    assert all(timedelta() <= silence < timedelta(minutes=1) for silence in holders.values())


@pytest.mark.django_db(transaction=True)
def test_a_transactions_lock_and_settings_end_with_it(django_assert_num_queries: Any) -> None:
    with transaction.atomic():
        with django_assert_num_queries(1):
            THING.take_for_transaction(enable_seqscan="off")
        assert set(THINGS.holders()) == {4}
        assert _setting("enable_seqscan") == "off"
    assert THINGS.holders() == {}
    assert _setting("enable_seqscan") == "on"


def test_waiting_ends_when_its_time_is_over(another_session: psycopg.Connection[Any]) -> None:
    another_session.execute("SELECT pg_advisory_lock(%s, %s)", THING.numbers)
    THING.wait_until_free(seconds=0.05)
    assert _setting("lock_timeout") == "0"


def _setting(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s)", [name])
        return str(cursor.fetchone()[0])
