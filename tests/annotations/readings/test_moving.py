"""A reading moved to the newer version of its codebook that its project uses by now."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from annotations.codebook_versions.offering import take_newer
from annotations.frames import NOTE_LIMIT
from annotations.models import Codebook, Project, Reading, Source
from annotations.readings.moving import move_reading, planned_move
from annotations.readings.opening import open_reading
from annotations.readings.submitting import submit, take_back
from annotations.writing.door import apply
from newsdesk.errors import Conflict, Invalid, NotAllowed
from newsdesk.history import chain
from newsdesk.models import Event, User
from tests.annotations.saying import call, call_all, say
from tests.annotations.writing.test_door import anchor, operation, owner
from tests.factories import a_codebook, a_project, a_reading, an_analyst, an_article, an_editor

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[3]
OLDER = (ROOT / "tests" / "vectors" / "newsroom_3.yaml").read_text(encoding="utf-8")
SAID = {"source_naming": "anonymous", "source_form": "explicit", "quote_type": "indirect"}


@pytest.fixture
def project() -> Project:
    return a_project(codebook=a_codebook(source=OLDER))


@pytest.fixture
def reading(project: Project) -> Reading:
    """Under version 3, with an attribution of an unnamed source and a claim; the project uses version 4 by now."""
    reading = a_reading(project=project)
    anchors = [anchor("كاظم الفرطوسي", "source"), anchor("اتهم", "cue"), anchor("قوات جديدة", "content")]
    state = {"kind": "attribution", "label": "assert", "attributes": SAID, "note": "كما قال", "anchors": anchors}
    apply(reading, [operation(state=state), operation()], by=owner(reading))
    take_newer(project, 4, by=an_editor())
    return Reading.objects.get(pk=reading.pk)


def newest(reading: Reading) -> int:
    return Project.objects.get(pk=reading.project_id).codebook_id


def move(reading: Reading, *, by: User | None = None) -> Any:
    return move_reading(reading, to=newest(reading), by=by or owner(reading))


def browser_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_what_it_says_is_carried_over_with_an_event_each(reading: Reading) -> None:
    attribution = reading.annotations.get(kind="attribution")
    before = attribution.says
    move(reading)
    moved = Reading.objects.get(pk=reading.pk)
    assert moved.codebook.version == 4
    attribution.refresh_from_db()
    assert attribution.attributes == {"naming": "described", "source_form": "explicit", "quote_type": "indirect"}
    assert attribution.says._replace(attributes={}) == before._replace(attributes={})
    assert (attribution.version, attribution.problems) == (2, [])
    [told] = moved.events.filter(action="reading.moved")
    assert told.data == {
        "before": {"codebook": "newsroom", "version": 3},
        "after": {"codebook": "newsroom", "version": 4},
    }
    carried = moved.events.filter(action="annotation.carried")
    assert len(carried) == 2
    [one] = [event for event in carried if event.data["object"] == str(attribution.pk)]
    assert (one.by, one.data["before"], one.data["after"]) == (
        owner(reading),
        before.as_dict(),
        attribution.says.as_dict(),
    )


@pytest.mark.django_db(transaction=True)
def test_the_history_holds_after_it(reading: Reading) -> None:
    move(reading)
    assert [one for one in chain.verify().breaks if str(reading.pk) in str(one)] == []


def test_moving_it_twice_changes_nothing(reading: Reading) -> None:
    move(reading)
    events = reading.events.count()
    move(reading)
    assert reading.events.count() == events


def test_what_wants_an_answer_afterwards_is_among_the_problems(reading: Reading) -> None:
    bare = say(reading, kind="attribution", label="accuse", attributes={"quote_type": "direct"}, role="content")
    planned = planned_move(reading)
    assert planned.incomplete == 1
    assert [name.en for name in planned.unsaid] == ["Genre", "Headline and body"]
    move(reading)
    bare.refresh_from_db()
    assert {"attributes/naming", "attributes/target_form"} <= {problem["path"] for problem in bare.problems}
    with pytest.raises(Invalid):
        submit(call_all(Reading.objects.get(pk=reading.pk)), by=owner(reading))


def test_what_has_no_place_any_more_is_kept_in_the_note(reading: Reading) -> None:
    without = Codebook.objects.get(version=4).source.replace("version: 4", "version: 5", 1)
    without = without[: without.index("from_earlier:")]
    Project.objects.filter(pk=reading.project_id).update(codebook=a_codebook("newsroom", source=without))
    reading = Reading.objects.get(pk=reading.pk)
    planned = planned_move(reading)
    assert [(of.en, which.en, n) for (of, which), n in planned.lost.items()] == [
        ("Naming of the source", "Not named", 1)
    ]
    move(reading)
    note = reading.annotations.get(kind="attribution").note
    assert note.startswith("كما قال\n\n")
    assert "3" in note
    assert "source_naming" not in note


def test_what_cannot_be_carried_is_listed_and_nothing_is_moved(reading: Reading) -> None:
    source = Codebook.objects.get(version=4).source.replace("version: 4", "version: 5", 1)
    source = source.replace("      - key: news\n", "      - key: items\n", 1)
    Project.objects.filter(pk=reading.project_id).update(codebook=a_codebook("newsroom", source=source))
    reading = Reading.objects.get(pk=reading.pk)
    call(reading, "genre", "news")
    assert len(planned_move(reading).obstacles) == 1
    with pytest.raises(Conflict):
        move(reading)
    assert Reading.objects.get(pk=reading.pk).codebook.version == 3
    assert not reading.events.filter(action="annotation.carried").exists()


def test_a_note_without_room_is_an_obstacle(reading: Reading) -> None:
    source = Codebook.objects.get(version=4).source.replace("version: 4", "version: 5", 1)
    source = source[: source.index("from_earlier:")]
    Project.objects.filter(pk=reading.project_id).update(codebook=a_codebook("newsroom", source=source))
    reading = Reading.objects.get(pk=reading.pk)
    say(reading, kind="attribution", label="assert", attributes=SAID, role="content", note="ن" * NOTE_LIMIT)
    assert len(planned_move(reading).obstacles) == 1


def test_its_analyst_alone_moves_it_before_it_is_handed_in(reading: Reading) -> None:
    for other in (an_analyst(of=[reading.project]), an_editor()):
        with pytest.raises(NotAllowed):
            move(reading, by=other)
    Source.objects.unknown()
    submit(call_all(reading), by=owner(reading))
    with pytest.raises(Conflict):
        move(reading)
    take_back(reading, by=owner(reading))
    move(reading)
    assert Reading.objects.get(pk=reading.pk).codebook.version == 4


def test_to_another_version_than_its_project_uses_it_is_not_moved(reading: Reading) -> None:
    other = a_codebook("other")
    with pytest.raises(Conflict):
        move_reading(reading, to=other.pk, by=owner(reading))


def test_a_reading_of_another_codebook_is_not_moved(reading: Reading) -> None:
    Project.objects.filter(pk=reading.project_id).update(codebook=a_codebook("other"))
    with pytest.raises(Conflict):
        move(reading)


def test_the_article_leads_to_the_reading_that_was_begun(reading: Reading) -> None:
    assert open_reading(reading.revision, by=owner(reading)) == (reading, False)
    other = an_article("نص آخر.", project=Project.objects.get(pk=reading.project_id)).current_revision
    made, is_new = open_reading(other, by=owner(reading))
    assert (made.codebook.version, is_new) == (4, True)


def test_the_page_says_what_would_become_of_it_and_does_it(reading: Reading) -> None:
    client, address = browser_of(owner(reading)), reverse("reading_codebook", args=[reading.pk])
    assert address in client.get(f"/readings/{reading.pk}/").content.decode()
    page = client.get(address).content.decode()
    assert "تسمية المصدر" in page
    response = client.post(address, {"codebook": newest(reading)}, follow=True)
    assert response.redirect_chain == [(f"/readings/{reading.pk}/", 302)]
    assert address not in response.content.decode()
    assert Reading.objects.get(pk=reading.pk).codebook.version == 4
    assert client.get(address).status_code == 302
    assert Event.objects.filter(action="reading.moved").count() == 1
