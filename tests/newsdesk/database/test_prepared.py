from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db.models import Value

from newsdesk.database.prepared import Given, Question, Values
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


def test_values_stand_for_what_their_queryset_gives_whenever_they_are_asked() -> None:
    editors = Values(User.objects.filter(groups__name="editor").values("pk"))
    somebody = User.objects.create_user("somebody")
    assert list(User.objects.filter(pk__in=editors)) == []
    somebody.groups.add(Group.objects.get_or_create(name="editor")[0])
    assert list(User.objects.filter(pk__in=editors)) == [somebody]
    assert not User.objects.exclude(pk__in=editors).filter(pk=somebody.pk).exists()
