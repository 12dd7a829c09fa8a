from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db.models import Value

from newsdesk.database.prepared import Each, Given, Question, Values
from newsdesk.models import User
from tests.factories import a_user

pytestmark = pytest.mark.django_db


def test_a_question_answers_what_it_is_asked_with() -> None:
    layla, omar = a_user(username="layla"), a_user(username="omar")
    question = Question(User.objects.filter(username=Given("name")).annotate(answer=Value(42)))
    assert question.answer(name="layla") == layla
    assert question.answer(name="omar") == omar
    assert question.answer(name="nobody") is None
    assert getattr(question.answer(name="omar"), "answer", None) == 42


def test_a_question_keeps_nothing_of_an_answer(django_assert_num_queries: Any) -> None:
    layla = a_user(username="layla")
    question = Question(User.objects.filter(pk=Given("user"), groups__name=Given("role")))
    role = Group.objects.get(name="analyst")
    with django_assert_num_queries(1):
        assert question.answer(user=layla.pk, role=role.name) == layla
    layla.groups.clear()
    assert question.answer(user=layla.pk, role=role.name) is None


def test_of_a_question_columns_are_told_in_no_model(django_assert_num_queries: Any) -> None:
    layla, omar = a_user(username="layla"), a_user(username="omar")
    a_user(username="zaynab")
    names = Each(Given("names"), "text")
    question = Question(User.objects.filter(username__in=names).order_by("pk").values_list("pk", "username"))
    with django_assert_num_queries(1):
        assert question.told(names=["omar", "layla"]) == [(layla.pk, "layla"), (omar.pk, "omar")]
    assert question.told(names=[]) == []


def test_many_values_are_one_parameter() -> None:
    users = [a_user() for _number in range(3)]
    found = User.objects.filter(pk__in=Each([users[0].pk, users[2].pk]))
    assert set(found) == {users[0], users[2]}
    _sql, parameters = found.query.sql_with_params()
    assert len(parameters) == 1
    assert not User.objects.filter(pk__in=Each([])).exists()


def test_values_stand_for_what_their_queryset_gives_whenever_they_are_asked() -> None:
    editors = Values(User.objects.filter(groups__name="editor").values("pk"))
    somebody = User.objects.create_user("somebody")
    assert list(User.objects.filter(pk__in=editors)) == []
    somebody.groups.add(Group.objects.get_or_create(name="editor")[0])
    assert list(User.objects.filter(pk__in=editors)) == [somebody]
    assert not User.objects.exclude(pk__in=editors).filter(pk=somebody.pk).exists()
