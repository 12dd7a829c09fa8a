"""Correcting the blocks of a text through the API."""

import json

import pytest
from django.test import Client

from articles.models import Block
from articles.revising.blocks import blocks_of, version_of
from newsdesk.models import Event
from tests.factories import a_project, a_revision, an_analyst, an_article, an_editor

pytestmark = pytest.mark.django_db

TEXT = "العنوان\nالفقرة الأولى من الخبر."
RIGHT = [{"kind": "title", "start": 0, "end": 7}, {"kind": "paragraph", "start": 8, "end": 31}]


@pytest.fixture
def editor():
    return an_editor(language="en")


@pytest.fixture
def client(editor):
    client = Client()
    client.force_login(editor)
    return client


def put(client, revision, blocks=RIGHT, *, seen=None, **headers):
    body = {"seen": version_of(blocks_of(revision)) if seen is None else seen, "blocks": blocks}
    address = f"/api/v1/revisions/{revision.pk}/blocks"
    return client.put(address, json.dumps(body), content_type="application/json", headers=headers)


def test_the_blocks_are_stored_and_told_with_their_new_version(client, editor):
    revision = a_revision(TEXT)
    answer = put(client, revision)
    assert answer.status_code == 200
    assert answer.json() == {
        "seen": version_of(blocks_of(revision)),
        "blocks": [block | {"flagged": False} for block in RIGHT],
    }
    assert Event.objects.get(action="revision.blocks_corrected").by == editor


def test_a_stale_correction_is_refused_with_what_is_stored_and_who_stored_it(client):
    revision = a_revision(TEXT)
    seen = version_of(blocks_of(revision))
    put(client, revision)
    answer = put(client, revision, [RIGHT[0], RIGHT[1] | {"kind": "caption"}], seen=seen)
    assert (answer.status_code, answer.headers["Content-Type"]) == (409, "application/problem+json")
    problem = answer.json()
    assert problem["type"] == "urn:newsdesk:blocks_changed"
    assert [block["kind"] for block in problem["current"]["blocks"]] == ["title", "paragraph"]
    assert problem["current"]["seen"] == version_of(blocks_of(revision))
    assert problem["current"]["by"]
    assert problem["current"]["at"].startswith("20")


def test_what_does_not_fit_the_text_is_told_block_by_block(client):
    revision = a_revision(TEXT)
    answer = put(client, revision, [RIGHT[0], RIGHT[1] | {"end": 20}])
    assert answer.status_code == 422
    assert "lies in no block" in answer.json()["errors"][0]["message"]
    answer = put(client, revision, [RIGHT[0] | {"kind": "poem"}, RIGHT[1]])
    assert answer.json()["errors"][0]["path"] == "blocks/0"


@pytest.mark.parametrize(
    "blocks",
    ["x", [{"kind": "title"}], [RIGHT[0] | {"start": 0.5}], [RIGHT[0] | {"text": "x"}], [RIGHT[0] | {"start": -1}]],
)
def test_what_is_of_another_form_is_refused(client, blocks):
    assert put(client, a_revision(TEXT), blocks).status_code == 422


def test_an_analyst_reads_blocks_and_corrects_none():
    article = an_article(TEXT, project=a_project())
    analyst = an_analyst()
    client = Client()
    client.force_login(analyst)
    revision = article.current_revision
    assert client.get(f"/api/v1/revisions/{revision.pk}").status_code == 200
    answer = put(client, revision)
    assert answer.status_code == 403
    assert set(Block.objects.values_list("kind", flat=True)) == {"paragraph"}


def test_work_of_somebody_who_has_left_is_not_taken_under_another_name(client, editor):
    answer = put(client, a_revision(TEXT), **{"X-Newsdesk-User": str(editor.pk + 1)})
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:newsdesk:other_user")
