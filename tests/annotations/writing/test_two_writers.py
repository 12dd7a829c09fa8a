"""Two writers and a poller on one reading: no event is skipped, none doubled."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import connection

from annotations.models import Reading
from annotations.writing.door import apply
from tests.annotations.writing.test_door import operation, owner
from tests.factories import a_reading

pytestmark = pytest.mark.django_db(transaction=True)


def write(reading: Reading, count: int, seed: int) -> None:
    """Make `count` events in batches of odd sizes, each sent twice as after a lost answer."""
    sizes = random.Random(seed)
    while count:
        batch = [operation() for _ in range(min(count, sizes.randint(1, 60)))]
        for expected in ("applied", "duplicate"):
            assert {result.status for result in apply(reading, batch, by=owner(reading))} == {expected}
        count -= len(batch)


def poll(reading: Reading, until: int) -> list[int]:
    """The numbers that a client sees that asks again and again for what came after the last it saw."""
    seen: list[int] = []
    while not seen or seen[-1] < until:
        after = seen[-1] if seen else 0
        seen += reading.events.filter(number__gt=after).values_list("number", flat=True)[:500]
    return seen


def in_threads(*jobs: Callable[[], Any]) -> list[Any]:
    """Run the jobs at once, each on a connection of its own; what they returned. Raises what one of them raised."""
    outcomes: list[Any] = [None] * len(jobs)

    def run(place: int, job: Callable[[], Any]) -> None:
        try:
            outcomes[place] = job()
        except BaseException as error:
            outcomes[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, job)) for place, job in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=300)
    for outcome in outcomes:
        if isinstance(outcome, BaseException):
            raise outcome
    return outcomes


@pytest.mark.parametrize("half", [500, pytest.param(5_000, marks=pytest.mark.long)])
def test_a_poller_sees_all_events_once_and_in_order(half: int) -> None:
    reading = a_reading()
    last = reading.last_event + 2 * half
    _one, _two, seen = in_threads(
        lambda: write(reading, half, seed=1), lambda: write(reading, half, seed=2), lambda: poll(reading, last)
    )
    assert seen == list(range(1, last + 1))
    assert reading.annotations.count() == 2 * half


def test_of_two_edits_of_one_version_one_is_applied_and_one_is_a_conflict() -> None:
    reading = a_reading()
    apply(reading, [made := operation()], by=owner(reading))

    def edit() -> str:
        change = operation("update", object=made["object"], version=1)
        return apply(reading, [change], by=owner(reading))[0].status

    assert sorted(in_threads(edit, edit)) == ["applied", "conflict"]


def test_one_operation_sent_by_two_at_once_is_applied_once() -> None:
    reading, made = a_reading(), operation()

    def send() -> str:
        return apply(reading, [made], by=owner(reading))[0].status

    assert sorted(in_threads(send, send)) == ["applied", "duplicate"]


def status_of(reading: Reading, made: dict[str, Any]) -> str:
    return apply(reading, [made], by=owner(reading))[0].status


def test_one_id_used_in_two_readings_at_once_is_applied_in_one_of_them() -> None:
    first = a_reading()
    second = a_reading()
    for _ in range(20):
        made = operation()
        outcomes = in_threads(*[partial(status_of, reading, made) for reading in (first, second)])
        assert sorted(outcomes) == ["applied", "refused"]
