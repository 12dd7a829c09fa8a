"""After a test that commits, the next meets the database as the migrations left it."""

import pytest
from django.contrib.auth.models import Group
from django.db import DatabaseError, transaction

from annotations.models import Source
from articles.models import Article
from newsdesk.models import Event
from tests.annotations.saying import say
from tests.emptying import Beginning
from tests.factories import a_reading

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_a_test_has_left_goes_and_what_it_has_changed_comes_back() -> None:
    beginning = Beginning.of_now()
    assert Group.objects.count() == 3
    say(a_reading())
    Group.objects.first().delete()
    Source.objects.filter(key=Source.UNKNOWN).update(key="changed")
    assert Event.objects.exists()
    beginning.put_back()
    assert Beginning.of_now() == beginning
    assert not Article.objects.exists()


def test_the_guards_of_the_history_stand_again() -> None:
    beginning = Beginning.of_now()
    for _ in range(2):
        say(a_reading())
        with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
            Event.objects.all()._raw_delete(using="default")
        beginning.put_back()
