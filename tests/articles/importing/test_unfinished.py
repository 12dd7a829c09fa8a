"""Imports that broke off: put on record with what they stored, unless somebody is at them."""

from concurrent.futures import ThreadPoolExecutor
from unittest import mock

import pytest
from django.db import connection

from articles.importing import intake
from articles.importing.batches import import_files
from articles.importing.folders import Incoming
from articles.importing.unfinished import close_interrupted, was_interrupted
from articles.models import Article, ImportBatch
from newsdesk.models import Event
from tests.articles.importing.test_batches import NEWS
from tests.factories import an_editor

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """The process of an importer ends."""


def half_an_import(by=None):
    """Two files of three, each stored by itself, then the importer dies."""

    def die():
        raise Killed

    files = [Incoming("1.txt", lambda: NEWS.encode()), Incoming("2.txt", lambda: b""), Incoming("3.txt", die)]
    with pytest.raises(Killed), mock.patch.object(intake, "TEXTS_TOGETHER", 1):
        import_files(files, kind=ImportBatch.Kind.UPLOAD, by=by)
    return ImportBatch.objects.get()


def test_an_import_whose_importer_died_is_put_on_record_with_what_it_stored():
    by = an_editor()
    batch = half_an_import(by)
    assert close_interrupted() == 1
    event = Event.objects.get(stream=f"importbatch/{batch.pk}")
    totals = {"created": 1, "revised": 0, "unchanged": 0, "failed": 1, "left_out": 0}
    assert (event.action, event.by, event.data) == ("batch.imported", by, {"totals": totals, "interrupted": True})
    assert was_interrupted(batch)
    assert close_interrupted() == 0


def test_the_same_files_end_an_import_that_broke_off():
    half_an_import()
    close_interrupted()
    report = import_files([Incoming("1.txt", lambda: NEWS.encode())], kind=ImportBatch.Kind.UPLOAD, by=None)
    assert report.totals["unchanged"] == 1
    assert Article.objects.count() == 1
    assert close_interrupted() == 0


@pytest.mark.django_db(transaction=True)
def test_an_import_that_somebody_is_at_is_left_alone():
    found = []

    def close_and_leave():
        try:
            return close_interrupted()
        finally:
            connection.close()

    def look_from_elsewhere():
        with ThreadPoolExecutor() as elsewhere:
            found.append(elsewhere.submit(close_and_leave).result())
        return NEWS.encode()

    import_files([Incoming("1.txt", look_from_elsewhere)], kind=ImportBatch.Kind.UPLOAD, by=None)
    assert found == [0]
