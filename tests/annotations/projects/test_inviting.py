"""Invitations into a project: whoever is invited has work at once."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from annotations.models import InvitedMember, Membership
from newsdesk.models import Event, User
from newsdesk.roles import ADMINISTRATOR, ANALYST
from tests.factories import PASSWORD, a_project, an_administrator, an_article, an_editor

pytestmark = pytest.mark.django_db
WANTED = {"role": ANALYST, "days": "7", "name": "ليلى"}
JOINING = {"username": "layla", "first_name": "ليلى", "password1": PASSWORD, "password2": PASSWORD}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def joined(page: Any) -> User:
    guest = Client()
    guest.get(re.search(r"/invitation/[^\"]+", page.text)[0])  # type: ignore[index]
    assert guest.post(reverse("join"), JOINING).status_code == 302
    return User.objects.get(username="layla")


def test_an_invited_analyst_has_work_at_once() -> None:
    administrator, project = an_administrator(language="en"), a_project(team=(), name_en="Iraq 2026")
    article = an_article(project=project)
    client = signed_in(administrator)
    page = client.post("/people/invitations", WANTED | {"project": project.pk, "place": "analyst"})
    assert "Iraq 2026: Analyst" in page.text
    assert "Iraq 2026: Analyst" in client.get("/people/").text
    layla = joined(page)
    assert Membership.objects.values_list("user", "project", "role").get() == (layla.pk, project.pk, "analyst")
    assert f"/articles/{article.pk}/read/" in signed_in(layla).get("/", follow=True).text
    told = Event.objects.filter(action__in=["project.member_invited", "project.member_added"]).order_by("pk")
    assert [(event.action, event.by) for event in told] == [
        ("project.member_invited", administrator),
        ("project.member_added", administrator),
    ]


def test_a_place_is_not_needed_and_the_only_project_is_offered_first() -> None:
    client = signed_in(an_administrator())
    one = a_project(key="one")
    assert chosen_project(client) == str(one.pk)
    a_project(key="two")
    assert chosen_project(client) == ""
    joined(client.post("/people/invitations", WANTED))
    assert not Membership.objects.filter(user__username="layla").exists()


def chosen_project(client: Client) -> str:
    form = client.get("/people/").context["form"]
    return str(form["project"].value() or "")


@pytest.mark.parametrize("wrong", [{"project": "9999"}, {"project": "x"}, {"place": "superuser"}])
def test_a_place_that_is_none_is_refused_and_nothing_is_made(wrong: dict[str, str]) -> None:
    project = a_project()
    page = signed_in(an_administrator()).post("/people/invitations", WANTED | {"project": project.pk} | wrong)
    assert 'class="errors"' in page.text
    assert "/invitation/" not in page.text
    assert not InvitedMember.objects.exists()


def test_what_somebody_promised_who_may_no_longer_is_not_given() -> None:
    project, administrator = a_project(), an_administrator()
    page = signed_in(administrator).post("/people/invitations", WANTED | {"project": project.pk, "place": "editor"})
    administrator.groups.filter(name=ADMINISTRATOR).get().user_set.remove(administrator)
    joined(page)
    assert not Membership.objects.filter(user__username="layla").exists()


def test_only_administrators_invite() -> None:
    project = a_project()
    sent = WANTED | {"project": project.pk, "place": "analyst"}
    assert signed_in(an_editor()).post("/people/invitations", sent).status_code == 403
    assert not InvitedMember.objects.exists()
