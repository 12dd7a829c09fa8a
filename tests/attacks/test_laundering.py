"""Whoever owns the tables puts something in, and waits for somebody's honest change to vouch for it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from annotations.models import Membership, Source, SourceAlias
from annotations.projects.membership import dismiss, enrol
from annotations.sources.changing import add_alias, create_source
from newsdesk.accounts.closing import close, reopen
from newsdesk.history import adopting, chain
from newsdesk.history.comparing import MET_CHANGED
from newsdesk.models import Event, User
from newsdesk.roles import ADMINISTRATOR
from tests.factories import a_project, an_administrator, an_analyst, an_editor

pytestmark = pytest.mark.django_db(transaction=True)


def breaks() -> set[tuple[str, str]]:
    return {(one["kind"], one["stream"].partition("/")[0]) for one in chain.verify().breaks}


@pytest.fixture
def boss() -> User:
    boss = an_administrator()
    adopting.adopt("what the tests' factories have made")
    assert breaks() == set()
    return boss


def test_a_member_put_in_by_sql_is_not_made_right_by_the_next_honest_change(boss: User) -> None:
    project, thief, analyst = a_project(), an_analyst(of=[]), an_analyst(of=[])
    adopting.adopt("again")
    Membership.objects.bulk_create([Membership(user=thief, project=project, role=Membership.Role.ADJUDICATOR)])
    assert breaks() == {("state", "project")}
    enrol(analyst, project, Membership.Role.ANALYST, by=boss)
    assert breaks() == {("before", "project")}
    dismiss(analyst, project, by=boss)
    event = Event.objects.latest("pk")
    assert MET_CHANGED not in event.data, "one change is told once"
    assert breaks() == {("before", "project")}


def test_a_role_taken_by_sql_is_not_made_right_by_closing_and_reopening(boss: User) -> None:
    thief = an_analyst(of=[])
    adopting.adopt("again")
    role = Group.objects.get(name=ADMINISTRATOR)
    User.groups.through.objects.bulk_create([User.groups.through(user_id=thief.pk, group_id=role.pk)])
    close(thief, by=boss)
    reopen(thief, by=boss)
    assert ("before", "user") in breaks()


def test_a_name_or_an_entry_put_in_by_sql_is_told_after_somebody_went_on(boss: User) -> None:
    source, _created = create_source(name_ar="كاظم الفرطوسي", kind="person", by=an_editor())
    stranger = Source.objects.create(name_ar="لا أحد", kind="person")
    adopting_needed = breaks()
    assert ("stranger", "source") in adopting_needed
    SourceAlias.objects.bulk_create([SourceAlias(source=source, name="غيره", name_key="غيره")])
    for one in (source, stranger):
        add_alias(one, "سعد الناطق", by=boss)
    told = Event.objects.filter(data__has_key=MET_CHANGED).values_list("data", flat=True)
    assert sorted(data[MET_CHANGED][0] for data in told) == sorted(f"source/{one.pk}" for one in (source, stranger))


def test_honest_changes_meet_nothing(boss: User) -> None:
    """Also many in one transaction, and through the administration."""
    project, analyst = a_project(), an_analyst(of=[])
    adopting.adopt("again")
    before = Event.objects.latest("pk").pk
    for role in (Membership.Role.ANALYST, Membership.Role.EDITOR):
        enrol(analyst, project, role, by=boss)
    close(analyst, by=boss)
    reopen(analyst, by=boss)
    source, _created = create_source(name_ar="كاظم الفرطوسي", kind="person", by=boss)
    add_alias(source, "سعد الناطق", by=boss)
    client = Client()
    client.force_login(boss)
    client.get(f"/admin/annotations/project/{project.pk}/change/")
    assert Event.objects.filter(pk__gt=before).count() >= 6
    assert not Event.objects.filter(data__has_key=MET_CHANGED).exists()
    assert breaks() == set()
