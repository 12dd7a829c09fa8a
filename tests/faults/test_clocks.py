"""A clock that is put back: what is counted goes on, and nobody waits longer than they should."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from annotations.datasets.making import ask_for, make
from annotations.models import Export
from annotations.writing import door
from newsdesk.accounts.guarding import LIMITS, Kind, TooManyAttempts, attempt
from newsdesk.models import Backup, Event
from newsdesk.upkeep import backups
from tests.annotations.writing.test_door import operation
from tests.factories import a_project, a_reading, an_analyst, an_article, an_editor

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)


class Clock:
    """What the programs take for the time."""

    def __init__(self) -> None:
        self.off = timedelta()
        self.true = timezone.now

    def now(self) -> datetime:
        return self.true() + self.off


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    ours = Clock()
    monkeypatch.setattr(timezone, "now", ours.now)
    return ours


def test_operations_and_events_keep_their_order(clock: Clock) -> None:
    reading = a_reading()
    assert reading.analyst is not None
    for off in (timedelta(), -A_DAY, A_DAY, -2 * A_DAY):
        clock.off = off
        assert door.apply(reading, [operation()], by=reading.analyst)[0].status == "applied"
    numbers = list(reading.events.order_by("pk").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert [event.number for event in reading.events.filter(number__gt=2)] == numbers[2:]


def test_a_session_stays_open(clock: Clock) -> None:
    client = Client()
    client.force_login(an_analyst())
    clock.off = -A_DAY
    assert client.get("/preferences/").status_code == 200


def test_a_lock_out_by_another_clock_is_over(clock: Clock) -> None:
    def fail() -> None:
        with attempt(Kind.NAME, user=None, name="somebody") as one:
            one.failed()

    for _number in range(LIMITS[Kind.NAME]):
        fail()
    with pytest.raises(TooManyAttempts):
        fail()
    clock.off = -timedelta(minutes=5)
    with pytest.raises(TooManyAttempts):
        fail()
    clock.off = -A_DAY
    for _number in range(LIMITS[Kind.NAME]):
        fail()
    with pytest.raises(TooManyAttempts):
        fail()


def test_an_export_is_made(clock: Clock) -> None:
    project, editor = a_project(), an_editor()
    an_article(project=project)
    export = ask_for(project, "jsonl", by=editor)
    clock.off = -A_DAY
    make.call(export.pk)
    export.refresh_from_db()
    assert export.state == Export.State.DONE


def test_the_next_backup_is_made_and_only_one(clock: Clock, settings: Any) -> None:
    settings.BACKUPS = replace(settings.BACKUPS, at=(timezone.localtime() - timedelta(hours=1)).time())
    Backup.objects.create(asked_at=timezone.now() + 2 * A_DAY)
    assert backups.ask_if_due() is not None
    assert backups.ask_if_due() is None
    assert Event.objects.filter(action="backup.asked").count() == 1
