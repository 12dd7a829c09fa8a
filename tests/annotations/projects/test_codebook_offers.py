"""A newer version of a project's codebook: offered to its editors, taken by them alone, and by nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from annotations.access import codebooks_visible_to
from annotations.codebook_versions import shipped
from annotations.codebook_versions.offering import newer_than, projects_behind, take_newer
from annotations.codebook_versions.publishing import next_version, publish, write_into
from annotations.models import Codebook, Membership, Project, Reading
from newsdesk.errors import Conflict, NotAllowed
from newsdesk.models import Event, User
from seeds.loading import CODEBOOK
from tests.factories import a_codebook, a_member, a_project, a_reading, a_revision, an_analyst, an_editor

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[3]
OLDER = (ROOT / "tests" / "vectors" / "newsroom_3.yaml").read_text(encoding="utf-8")
Role = Membership.Role


@pytest.fixture
def project() -> Project:
    """A project of a house that began with version 3 of the default codebook."""
    return a_project(codebook=a_codebook(source=OLDER))


@pytest.fixture
def nothing_shipped() -> Iterator[None]:
    kept, shipped._files[:] = list(shipped._files), []
    yield
    shipped._files[:] = kept


def a_version_more(codebook: Codebook) -> Codebook:
    draft = Codebook()
    write_into(draft, next_version(codebook))
    draft.save()
    return draft


def browser_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page_of(project: Project, user: User) -> str:
    response = browser_of(user).get(reverse("project_codebook", args=[project.pk]))
    assert response.status_code == 200
    return str(response.content.decode())


def test_an_update_changes_no_project(project: Project) -> None:
    for _time in range(2):
        call_command("load_seeds")
        assert Project.objects.get(pk=project.pk).codebook.version == 3
    assert Codebook.objects.filter(version=4).exists()


def test_what_the_release_brings_along_is_offered_before_it_is_published(project: Project) -> None:
    newer = newer_than(project.codebook)
    assert newer
    assert (newer.version, newer.published) == (4, None)
    assert newer.spec.version == 4
    assert not Codebook.objects.filter(version=4).exists()


def test_the_newest_published_version_is_offered_and_no_draft(project: Project, nothing_shipped: None) -> None:
    assert newer_than(project.codebook) is None
    draft = a_version_more(project.codebook)
    assert newer_than(project.codebook) is None
    publish(draft, by=None)
    newest = a_version_more(draft)
    publish(newest, by=None)
    newer = newer_than(project.codebook)
    assert newer
    assert newer.published == newest


def test_what_the_house_made_itself_is_not_outrun_by_an_older_file(project: Project) -> None:
    draft = Codebook()
    write_into(draft, OLDER.replace("version: 3", "version: 9", 1))
    draft.save()
    publish(draft, by=None)
    newer = newer_than(project.codebook)
    assert newer
    assert newer.published == draft
    assert newer_than(draft) is None


def test_projects_of_an_older_version_are_behind_whether_its_newer_one_is_a_row_or_a_file(project: Project) -> None:
    other = a_project(codebook=a_codebook("other"))
    assert projects_behind() == [project]
    new = a_project(codebook=a_codebook())
    assert projects_behind() == [project]
    assert not {other, new} & set(projects_behind())


def test_taking_it_is_one_event_and_readings_stay_under_theirs(project: Project) -> None:
    reading = a_reading(project=project)
    editor = a_member(project, Role.EDITOR)
    taken = take_newer(project, 4, by=editor)
    project.refresh_from_db()
    assert (project.codebook, taken.version, taken.source) == (taken, 4, CODEBOOK.read_text("utf-8"))
    assert Reading.objects.get(pk=reading.pk).codebook.version == 3
    assert a_reading(project=project, revision=a_revision("نص", project=project)).codebook == taken
    [event] = Event.objects.filter(action="project.changed")
    assert event.by == editor
    assert event.data == {"before": {"codebook": reading.codebook_id}, "after": {"codebook": taken.pk}}
    assert [event.by for event in Event.objects.filter(action="codebook.published")] == [editor]


def test_taking_it_twice_changes_nothing(project: Project) -> None:
    editor = an_editor()
    assert take_newer(project, 4, by=editor) == take_newer(project, 4, by=editor)
    assert Event.objects.filter(action="project.changed").count() == 1


def test_what_was_not_looked_at_is_not_taken(project: Project) -> None:
    draft = Codebook()
    write_into(draft, OLDER.replace("version: 3", "version: 5", 1))
    draft.save()
    publish(draft, by=None)
    with pytest.raises(Conflict):
        take_newer(project, 4, by=an_editor())
    assert Project.objects.get(pk=project.pk).codebook.version == 3


def test_a_draft_of_the_same_version_is_not_overwritten(project: Project) -> None:
    draft = a_version_more(project.codebook)
    with pytest.raises(Conflict):
        take_newer(project, 4, by=an_editor())
    assert Codebook.objects.get(pk=draft.pk).published_at is None


@pytest.mark.parametrize("role", [Role.ANALYST, Role.ADJUDICATOR, Role.OBSERVER])
def test_nobody_but_its_editors_chooses_the_codebook(project: Project, role: str) -> None:
    member = a_member(project, role)
    with pytest.raises(NotAllowed):
        take_newer(project, 4, by=member)
    client = browser_of(member)
    assert client.get(reverse("project_codebook", args=[project.pk])).status_code == 404
    assert reverse("project_codebook", args=[project.pk]) not in client.get(f"/projects/{project.pk}/").content.decode()


def test_editors_are_told_on_the_project_and_led_to_what_changes(project: Project) -> None:
    editor = a_member(project, Role.EDITOR)
    client, address = browser_of(editor), reverse("project_codebook", args=[project.pk])
    assert address in client.get(f"/projects/{project.pk}/").content.decode()
    response = client.post(address, {"version": "4"}, follow=True)
    assert response.redirect_chain == [(f"/projects/{project.pk}/", 302)]
    assert address not in response.content.decode()
    assert "project_codebook" not in page_of(project, editor)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ar", ("المستهدف بالقول", "اتهام أو إدانة", "لا مدخل له في سجل المصادر", "هل يُلزم ملؤها", "جديد")),
        ("en", ("Target", "Accusation or blame", "no entry of the registry", "whether it is required", "New")),
    ],
)
def test_what_changes_is_told_in_the_readers_language(project: Project, language: str, said: tuple[str, ...]) -> None:
    page = page_of(project, an_editor(language=language))
    assert [words for words in said if words not in page] == []


def test_a_house_is_told_in_the_administration(project: Project) -> None:
    client, address = browser_of(an_editor()), reverse("project_codebook", args=[project.pk])
    assert address in client.get("/admin/").content.decode()
    change = f"/admin/annotations/project/{project.pk}/change/"
    assert address in client.get(change).content.decode()
    client.post(address, {"version": "4"})
    assert address not in client.get("/admin/").content.decode()
    assert address not in client.get(change).content.decode()


@pytest.mark.parametrize("version", ["", "3", "4.0", "-4", "99999999999999999999"])
def test_a_version_that_is_not_offered_is_refused(project: Project, version: str) -> None:
    response = browser_of(an_editor()).post(reverse("project_codebook", args=[project.pk]), {"version": version})
    assert response.status_code == 409
    assert Project.objects.get(pk=project.pk).codebook.version == 3


def test_editors_of_a_project_may_read_its_newer_version_and_analysts_may_not(
    project: Project,
) -> None:
    newer = a_codebook()
    editor, analyst = a_member(project, Role.EDITOR), an_analyst(of=[project])
    assert newer in codebooks_visible_to(editor)
    assert newer not in codebooks_visible_to(analyst)
    assert a_codebook("other") not in codebooks_visible_to(editor)
