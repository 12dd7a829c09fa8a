"""The page on which a codebook is read and printed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from annotations.codebook.spec import CodebookSpec, Name
from annotations.models import Codebook
from newsdesk.models import User
from tests.factories import a_codebook, a_project, a_reading, an_analyst, an_editor

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(user: User, codebook: Codebook) -> str:
    response = signed_in(user).get(f"/codebooks/{codebook.pk}/")
    assert response.status_code == 200
    return str(response.content.decode())


@pytest.mark.parametrize("language", ["ar", "en"])
def test_everything_that_a_codebook_explains_is_on_its_page(language: str) -> None:
    user = an_editor(language=language)
    shown = page(user, a_codebook())
    for name, definition in explained(a_codebook().spec):
        assert name.in_(language).replace("'", "&#x27;") in shown
        assert not definition or definition.in_(language).replace("'", "&#x27;") in shown
    for kind in a_codebook().spec.annotations:
        assert all(one.message.in_(language) in shown for one in kind.constraints)


def explained(spec: CodebookSpec) -> Iterator[tuple[Name, Name | None]]:
    yield spec.name, spec.definition
    for kind in spec.annotations:
        for thing in (kind, *kind.roles, *kind.labels, *kind.attributes):
            yield thing.name, thing.definition
        for attribute in kind.attributes:
            yield from ((choice.name, choice.definition) for choice in attribute.choices)
    for thing in (*spec.relations, *spec.article_labels):
        yield thing.name, thing.definition


def test_one_reads_the_codebooks_of_ones_projects_and_readings_alone() -> None:
    analyst, other = an_analyst(), a_codebook("other")
    project = a_project(team=[analyst])
    page(analyst, project.codebook)
    assert signed_in(analyst).get(f"/codebooks/{other.pk}/").status_code == 404
    reading = a_reading(analyst=analyst, project=project)
    project.codebook = other
    project.save()
    page(analyst, reading.codebook)
    page(analyst, other)


def test_a_draft_is_nobodys_to_read() -> None:
    draft = Codebook.objects.create(key="draft", version=1, source="", data=a_codebook().spec.as_json())
    assert signed_in(an_editor()).get(f"/codebooks/{draft.pk}/").status_code == 404


def test_projects_and_readings_lead_to_their_codebook() -> None:
    reading = a_reading()
    address = f'href="/codebooks/{reading.codebook_id}/"'
    client = signed_in(reading.analyst)
    assert address in client.get(f"/readings/{reading.pk}/").content.decode()
    assert address in client.get(f"/projects/{reading.project_id}/").content.decode()
