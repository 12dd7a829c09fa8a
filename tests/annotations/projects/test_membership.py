"""Who belongs to a project, how that changes, and what it opens."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from django.test.utils import CaptureQueriesContext

from annotations.access import (
    articles_visible_to,
    doors_of,
    projects_managed_by,
    projects_visible_to,
    reading_held_by,
    readings_held_by,
    readings_visible_to,
)
from annotations.datasets.making import ask_for, make
from annotations.models import Export, Membership, Project, Submission
from annotations.projects.membership import dismiss, enrol
from annotations.readings.opening import open_reading
from newsdesk.errors import Invalid, NotAllowed
from newsdesk.models import Event, User
from tests.admin_desk import filled_form, signed_in
from tests.factories import (
    a_member,
    a_project,
    a_reading,
    a_revision,
    a_user,
    an_administrator,
    an_analyst,
    an_article,
    an_editor,
)

pytestmark = pytest.mark.django_db
Role = Membership.Role


@pytest.fixture
def project() -> Project:
    return a_project(team=())


def told(project: Project) -> list[tuple[str, Any]]:
    events = Event.objects.filter(stream=f"project/{project.pk}", action__startswith="project.member")
    return [(event.action, event.data) for event in events.order_by("number")]


def test_joining_another_role_and_leaving_are_on_record(project: Project) -> None:
    boss, layla = a_member(project, Role.ADMINISTRATOR), a_user("", username="layla")
    before = len(told(project))
    enrol(layla, project, Role.ANALYST, by=boss)
    enrol(layla, project, Role.ANALYST, by=boss)
    enrol(layla, project, Role.ADJUDICATOR, by=boss)
    dismiss(layla, project, by=boss)
    dismiss(layla, project, by=boss)
    assert told(project)[before:] == [
        ("project.member_added", {"user": "layla", "role": "analyst"}),
        ("project.member_changed", {"user": "layla", "before": "analyst", "role": "adjudicator"}),
        ("project.member_removed", {"user": "layla", "role": "adjudicator"}),
    ]


@pytest.mark.parametrize("role", [Role.OBSERVER, Role.ANALYST, Role.ADJUDICATOR, Role.EDITOR])
def test_only_administrators_choose_members(project: Project, role: str) -> None:
    somebody, member, editor = a_user(""), a_member(project, role), an_editor()
    for by in (member, editor, somebody, a_member(a_project(team=()), Role.ADMINISTRATOR)):
        with pytest.raises(NotAllowed):
            enrol(by, project, Role.ADMINISTRATOR, by=by)
        with pytest.raises(NotAllowed):
            dismiss(member, project, by=by)
    enrol(somebody, project, Role.OBSERVER, by=an_administrator())


def test_a_closed_account_and_a_made_up_role_are_refused(project: Project) -> None:
    with pytest.raises(Invalid):
        enrol(a_user("", is_active=False), project, Role.ANALYST, by=None)
    with pytest.raises(Invalid):
        enrol(a_user(""), project, "owner", by=None)


def test_a_closed_account_sees_nothing_whatever_its_roles(project: Project) -> None:
    reading = a_reading(project=project, analyst=a_member(project, Role.ADMINISTRATOR))
    person = reading.analyst
    assert person is not None
    assert readings_visible_to(person).exists()
    User.objects.filter(pk=person.pk).update(is_active=False)
    person.refresh_from_db()
    for visitor in (person, AnonymousUser()):
        assert not readings_visible_to(visitor).exists()
        assert not readings_held_by(visitor).exists()
        assert not articles_visible_to(visitor).exists()
        assert not projects_visible_to(visitor).exists()
        assert not projects_managed_by(visitor).exists()


def test_who_leaves_a_project_loses_sight_of_their_readings_and_its_editors_do_not(project: Project) -> None:
    analyst, editor = a_member(project, Role.ANALYST), a_member(project, Role.EDITOR)
    reading = a_reading(project=project, analyst=analyst)
    dismiss(analyst, project, by=None)
    assert not readings_visible_to(analyst).exists()
    assert not readings_held_by(analyst).exists()
    assert list(readings_visible_to(editor)) == [reading]


def test_the_question_of_every_operation_is_decided_as_everywhere(project: Project) -> None:
    owner = a_user()
    reading = a_reading(project=project, analyst=owner)
    for role in Role.values:
        enrol(owner, project, role, by=None)
        for who in (owner, a_member(project, role), an_editor(), an_administrator()):
            held = readings_held_by(who).filter(pk=reading.pk).first()
            assert reading_held_by(who, reading.pk) == held, role
    assert reading_held_by(owner, reading.pk + 1) is None
    owner.is_active = False
    assert reading_held_by(owner, reading.pk) is None


def test_who_may_not_annotate_any_more_cannot_from_the_next_operation_on(project: Project) -> None:
    owner = a_user()
    reading = a_reading(project=project, analyst=owner)
    enrol(owner, project, Role.ANALYST, by=None)
    assert reading_held_by(owner, reading.pk) == reading
    enrol(owner, project, Role.OBSERVER, by=None)
    assert reading_held_by(owner, reading.pk) is None


def test_an_adjudicator_sees_work_from_the_moment_it_is_handed_in_until_it_is_taken_back(project: Project) -> None:
    adjudicator, analyst = a_member(project, Role.ADJUDICATOR), a_member(project, Role.ANALYST)
    reading = a_reading(project=project, analyst=analyst)
    assert not readings_visible_to(adjudicator).exists()
    submission = Submission.objects.create(reading=reading, by=analyst)
    assert list(readings_visible_to(adjudicator)) == [reading]
    submission.delete()
    assert not readings_visible_to(adjudicator).exists()


def test_roles_of_one_project_say_nothing_about_another_that_has_the_same_article(project: Project) -> None:
    other = a_project(team=())
    revision = a_revision(project=project)
    other.articles.add(revision.article)
    editor = a_member(project, Role.EDITOR)
    enrol(editor, other, Role.ANALYST, by=None)
    a_reading(project=other, revision=revision)
    assert not readings_visible_to(editor).exists()


def test_an_observer_reads_the_text_and_begins_no_reading(project: Project) -> None:
    article = an_article("قال <b>الوزير</b>", project=project)
    observer = a_member(project, Role.OBSERVER)
    page = signed_in(observer).get(f"/articles/{article.pk}/read/")
    assert "قال &lt;b&gt;الوزير&lt;/b&gt;" in page.content.decode()
    assert not readings_visible_to(an_editor()).exists()
    with pytest.raises(NotAllowed):
        open_reading(article.current_revision, by=observer)


def test_an_editor_of_a_project_downloads_it_and_no_other(project: Project) -> None:
    editor, foreign = a_member(project, Role.EDITOR), a_project(team=())
    client = signed_in(editor)
    assert client.post("/exports/", {"project": foreign.pk, "format": "jsonl"}).status_code == 200
    assert not Export.objects.exists()
    with pytest.raises(NotAllowed):
        ask_for(foreign, "jsonl", by=editor)
    client.post("/exports/", {"project": project.pk, "format": "jsonl"})
    assert [export.project for export in Export.objects.all()] == [project]


def test_a_file_is_not_made_for_somebody_who_is_no_editor_any_more(project: Project) -> None:
    editor = a_member(project, Role.EDITOR)
    export = ask_for(project, "jsonl", by=editor)
    enrol(editor, project, Role.ANALYST, by=None)
    make.call(export.pk)
    export.refresh_from_db()
    assert (export.state, export.failure["code"]) == ("failed", "asker_left")


def test_a_file_of_a_project_holds_nothing_of_another(project: Project) -> None:
    editor, other = a_member(project, Role.EDITOR), a_project(team=())
    mine = a_reading(project=project)
    other.take([mine.revision.article_id], by=None)
    a_reading(project=other, revision=mine.revision)
    export = ask_for(project, "jsonl", by=editor)
    make.call(export.pk)
    export.refresh_from_db()
    with export.file.open() as file:
        lines = [json.loads(line) for line in file.read().decode().splitlines()]
    assert [reading["id"] for line in lines for reading in line.get("readings", [])] == [mine.pk]


def test_members_are_chosen_on_the_projects_page(project: Project) -> None:
    boss = a_member(project, Role.ADMINISTRATOR, username="boss")
    layla, client = a_user("", username="layla", first_name="Layla"), signed_in(boss)
    page = f"/projects/{project.pk}/"
    answer = client.post(f"{page}members", {"username": "nobody-at-all", "role": "analyst"})
    assert "Nobody has an open account with this name." in answer.content.decode()
    answer = client.post(f"{page}members", {"username": " layla ", "role": "observer"}, follow=True)
    assert "Layla is in the project now: Observer." in answer.content.decode()
    member = Membership.objects.get(project=project, user=layla)
    answer = client.post(f"{page}members/{member.pk}/removal", follow=True)
    assert "Layla is out of the project." in answer.content.decode()
    assert not Membership.objects.filter(user=layla).exists()


def test_who_takes_oneself_out_is_led_away(project: Project) -> None:
    boss = a_member(project, Role.ADMINISTRATOR)
    member = Membership.objects.get(user=boss)
    answer = signed_in(boss).post(f"/projects/{project.pk}/members/{member.pk}/removal")
    assert answer["Location"] == "/projects/"


def test_a_member_of_another_project_is_not_taken_out_by_way_of_ones_own(project: Project) -> None:
    boss, other = a_member(project, Role.ADMINISTRATOR), a_project(team=())
    stranger = a_member(other, Role.ANALYST)
    member = Membership.objects.get(user=stranger)
    assert signed_in(boss).post(f"/projects/{project.pk}/members/{member.pk}/removal").status_code == 404
    assert Membership.objects.filter(user=stranger).exists()


@pytest.mark.parametrize("role", [Role.OBSERVER, Role.ANALYST, Role.ADJUDICATOR])
def test_colleagues_are_not_listed_for_those_who_need_not_know(project: Project, role: str) -> None:
    a_member(project, Role.ANALYST, username="the-other-one")
    page = signed_in(a_member(project, role)).get(f"/projects/{project.pk}/").content.decode()
    assert "the-other-one" not in page


def test_the_menu_offers_what_there_is_for_somebody(project: Project) -> None:
    def menu(user: User) -> set[str]:
        page = signed_in(user).get("/").content.decode()
        return {place for place in ("projects", "sources", "exports") if f'href="/{place}/"' in page}

    assert menu(a_user("")) == set()
    assert menu(a_member(project, Role.OBSERVER)) == {"projects"}
    assert menu(a_member(project, Role.ANALYST)) == {"projects", "sources"}
    assert menu(a_member(project, Role.EDITOR)) == {"projects", "sources", "exports"}
    assert doors_of(an_editor()).exports


def test_the_home_page_says_why_there_is_no_work(project: Project) -> None:
    def home(user: User) -> str:
        return signed_in(user).get("/").content.decode()

    assert "You are in no project yet" in (alone := home(a_user("", username="newcomer")))
    assert '<bdi dir="ltr">newcomer</bdi>' in alone
    assert "You are an observer" in home(a_member(project, Role.OBSERVER))
    for working in (a_member(project, Role.ANALYST), an_editor()):
        assert "You have begun every article" in home(working)


@pytest.mark.parametrize("address", ["/", "/articles/", "/projects/", "/projects/{}/", "/exports/", "/sources/"])
def test_pages_ask_as_often_for_many_projects_and_members_as_for_few(project: Project, address: str) -> None:
    editor = a_member(project, Role.EDITOR)
    client, place = signed_in(editor), address.format(project.pk)

    def grow() -> None:
        more = a_project(team=())
        enrol(editor, more, Role.ADMINISTRATOR, by=None)
        for one in (project, more):
            a_member(one, Role.ANALYST)
            a_reading(project=one, analyst=an_analyst(of=[one]))
            ask_for(one, "jsonl", by=an_editor())

    grow()
    few = queries(client, place)
    for _more in range(3):
        grow()
    assert queries(client, place) == few


def queries(client: Client, place: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(place).status_code == 200
    return len(asked)


def test_administrators_of_the_house_choose_members_in_the_administration(project: Project) -> None:
    layla, rami = a_user("", username="layla"), a_user("", username="rami")
    enrol(rami, project, Role.ANALYST, by=None)
    before = len(told(project))
    client = signed_in(an_administrator())
    url = f"/admin/annotations/project/{project.pk}/change/"
    sent = filled_form(client, url)
    added = {"memberships-TOTAL_FORMS": "2", "memberships-1-user": str(layla.pk), "memberships-1-role": "observer"}
    project_of = {"memberships-1-id": "", "memberships-1-project": str(project.pk)}
    assert client.post(url, sent | added | project_of | {"memberships-0-role": "editor"}).status_code == 302
    assert sorted(told(project)[before:], key=str) == [
        ("project.member_added", {"user": "layla", "role": "observer"}),
        ("project.member_changed", {"user": "rami", "before": "analyst", "role": "editor"}),
    ]
    sent = filled_form(client, url)
    assert client.post(url, sent | {"memberships-1-DELETE": "on"}).status_code == 302
    assert told(project)[-1] == ("project.member_removed", {"user": "rami", "role": "editor"})
    assert Membership.objects.filter(project=project).count() == 1


def test_editors_of_the_house_look_at_members_there(project: Project) -> None:
    member = a_member(project, Role.ANALYST, username="rami")
    client = signed_in(an_editor())
    url = f"/admin/annotations/project/{project.pk}/change/"
    assert "rami" in client.get(url).content.decode()
    client.post(url, filled_form(client, url) | {"memberships-0-DELETE": "on", "memberships-0-role": "editor"})
    assert Membership.objects.get(user=member).role == Role.ANALYST


@pytest.mark.django_db(transaction=True)
def test_analysts_keep_what_they_saw_when_memberships_come() -> None:
    analyst, editor = an_analyst(of=[], username="layla"), an_editor()
    first, second = a_project(team=()), a_project(team=())
    executor = MigrationExecutor(connection)
    module = executor.loader.get_migration("annotations", "0010_analysts_keep_their_projects")
    operation: Any = module.operations[0]
    operation.code(executor.loader.project_state(("annotations", "0010_analysts_keep_their_projects")).apps, None)
    assert set(projects_visible_to(analyst)) == {first, second}
    assert not Membership.objects.filter(user=editor).exists()
    assert told(first) == [("project.members_kept", {"users": ["layla"], "role": "analyst"})]


def test_demo_analysts_work_in_the_first_project_until_somebody_takes_them_out() -> None:
    call_command("load_seeds")
    call_command("make_demo_accounts")
    analyst, project = User.objects.get(username="analyst1"), Project.objects.get(key="default")
    assert list(projects_visible_to(analyst)) == [project]
    dismiss(analyst, project, by=None)
    call_command("make_demo_accounts")
    assert not projects_visible_to(analyst).exists()
