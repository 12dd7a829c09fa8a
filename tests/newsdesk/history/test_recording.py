"""The one history."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from newsdesk.history.recording import record
from newsdesk.models import Event
from tests.factories import an_analyst

pytestmark = pytest.mark.django_db


def test_events_count_within_the_thing_they_are_about() -> None:
    one, other = an_analyst(), an_analyst()
    numbers = [record("account.greeted", subject, by=None).number for subject in (one, one, other, one)]
    assert numbers == [1, 2, 1, 3]


def test_an_event_is_never_changed_or_deleted() -> None:
    event = record("account.greeted", an_analyst(), by=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(action="other")
    with pytest.raises(IntegrityError), transaction.atomic():
        event.delete()


def test_an_event_knows_when_it_was_written() -> None:
    event = record("account.greeted", an_analyst(), by=None)
    assert Event.objects.get(pk=event.pk).at is not None
