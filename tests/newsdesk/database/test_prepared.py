from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db.models import Value

from newsdesk.database.prepared import Given, Question
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
