"""Comparing the tables with the history while people work."""

from __future__ import annotations

import threading
import uuid

import pytest
from django.db import connection, transaction

from annotations.readings.submitting import take_back
from annotations.writing.door import apply
from articles.importing.batches import add_article
from newsdesk.accounts import preferences
from newsdesk.history import chain
from newsdesk.models import Event
from tests.annotations.history_states.house import House, a_claim, an_operation
from tests.factories import a_draft


@pytest.mark.django_db(transaction=True)
def test_who_works_while_it_is_verified_raises_no_alarm() -> None:
    with transaction.atomic():
        house = House()
    take_back(house.reading, by=house.analyst)
    over, failed = threading.Event(), []

    def work() -> None:
        try:
            claim = a_claim(house.reading.revision, house.source)
            while not over.is_set():
                made = an_operation("annotation", "create", str(uuid.uuid4()), 0, claim)
                change = an_operation("annotation", "update", made["object"], 1, claim | {"note": "غيرها"})
                failed.extend(
                    one for one in apply(house.reading, [made, change], by=house.analyst) if one.status != "applied"
                )
                preferences.prefer(house.analyst, {"theme": "light"})
                preferences.prefer(house.analyst, {"theme": "dark"})
                add_article(a_draft(f"نص {uuid.uuid4()}"), name="pasted", by=house.admin)
        finally:
            connection.close()

    worker = threading.Thread(target=work)
    worker.start()
    try:
        begun = Event.objects.count()
        for _number in range(5):
            assert [chain.told(chain.Break(**one)) for one in chain.verify().breaks] == []
        assert Event.objects.count() > begun
    finally:
        over.set()
        worker.join()
    assert failed == []
