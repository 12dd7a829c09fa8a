"""Gold readings: who holds one, each operation under their own name; and the second door."""

from __future__ import annotations

import pytest

from annotations.access import own_readings_of, reading_held_by
from annotations.models import Membership, Project, Reading, Source
from annotations.readings.comparing import differing_rows, forged_rows, rewritten_befores
from annotations.readings.opening import open_gold_reading
from annotations.readings.submitting import submit
from annotations.writing.door import apply
from annotations.writing.rewriting import hold_together, rewrite
from newsdesk.errors import Invalid, NotAllowed
from newsdesk.models import Event, User
from tests.annotations.saying import call_all
from tests.annotations.writing.test_door import claim, events, operation, send
from tests.factories import a_member, a_project, a_reading, a_revision, an_analyst, an_editor

pytestmark = pytest.mark.django_db
Role = Membership.Role


def a_gold_reading() -> tuple[Reading, Project, User]:
    """With an adjudicator of its project."""
    project = a_project()
    revision = a_revision()
    project.articles.add(revision.article)
    adjudicator = a_member(project, Role.ADJUDICATOR)
    reading, created = open_gold_reading(revision, project=project, by=adjudicator)
    assert created
    return reading, project, adjudicator


def test_those_who_adjudicate_write_a_gold_reading_each_under_their_own_name() -> None:
    reading, project, adjudicator = a_gold_reading()
    editor = a_member(project, Role.EDITOR)
    made = operation()
    [result] = apply(reading, [made], by=adjudicator)
    assert result.status == "applied", result
    mended = operation("update", object=made["object"], version=1, state=claim(note="يحتاج إلى تدقيق"))
    [result] = apply(reading, [mended], by=editor)
    assert result.status == "applied", result
    assert [(event.action, event.by) for event in events(reading)] == [
        ("annotation.create", adjudicator),
        ("annotation.update", editor),
    ]
    assert reading.analyst is None
    assert open_gold_reading(reading.revision, project=project, by=editor) == (reading, False)
    submit(call_all(reading), by=adjudicator)


def test_the_house_editors_hold_every_gold_reading_but_nobody_elses_own() -> None:
    reading, _project, _adjudicator = a_gold_reading()
    editor = an_editor()
    assert reading_held_by(editor, reading.pk) == reading
    [result] = apply(reading, [operation()], by=editor)
    assert result.status == "applied"
    others = a_reading()
    assert reading_held_by(editor, others.pk) is None
    with pytest.raises(NotAllowed):
        apply(others, [operation()], by=editor)


@pytest.mark.parametrize("role", [Role.ANALYST, Role.OBSERVER])
def test_nobody_else_holds_or_opens_one(role: str) -> None:
    reading, project, _adjudicator = a_gold_reading()
    adjudicates_elsewhere = a_member(a_project(), Role.ADJUDICATOR)
    for person in (a_member(project, role), adjudicates_elsewhere, an_analyst(of=[])):
        assert reading_held_by(person, reading.pk) is None
        with pytest.raises(NotAllowed):
            apply(reading, [operation()], by=person)
        with pytest.raises(NotAllowed):
            open_gold_reading(reading.revision, project=project, by=person)
    assert not events(reading)


def test_a_gold_reading_stands_in_nobodys_list_of_own_work() -> None:
    reading, _project, adjudicator = a_gold_reading()
    assert reading not in own_readings_of(adjudicator)
    assert reading not in own_readings_of(an_editor())


def test_one_is_opened_only_where_its_article_is_in_the_project() -> None:
    project = a_project()
    with pytest.raises(Invalid):
        open_gold_reading(a_revision(), project=project, by=a_member(project, Role.ADJUDICATOR))


def test_the_second_door_has_the_versions_events_and_judging_of_the_first() -> None:
    reading, editor = a_reading(), an_editor()
    send(reading, operation(), operation())
    source = Source.objects.create(name_en="Somebody", kind=Source.Kind.PERSON)
    [held] = hold_together(Reading.objects.filter(pk=reading.pk).values("pk"))
    frames = {row.pk: row.says._replace(source=source.pk) for row in reading.annotations.live().with_anchors()}
    assert rewrite(held, frames, action="relinked", by=editor) == 2
    relinked = Event.objects.filter(action="annotation.relinked").order_by("pk")
    for event in relinked:
        row = reading.annotations.get(pk=event.data["object"])
        assert (row.version, row.source, event.by) == (2, source, editor)
        assert event.data["after"] == row.says.as_dict()
        assert event.data["before"] == row.says._replace(source=None).as_dict()
    assert len(relinked) == 2
    assert not [*differing_rows(9), *rewritten_befores(9), *forged_rows(9)]


def test_the_second_door_refuses_what_the_first_would() -> None:
    reading = a_reading()
    send(reading, operation())
    [row] = reading.annotations.live().with_anchors()
    [held] = hold_together(Reading.objects.filter(pk=reading.pk).values("pk"))
    with pytest.raises(Invalid, match="nothing"):
        rewrite(held, {row.pk: row.says._replace(label="nothing")}, action="relinked", by=an_editor())
    with pytest.raises(ValueError, match="anchors"):
        rewrite(held, {row.pk: row.says._replace(anchors=())}, action="relinked", by=an_editor())
    row.refresh_from_db()
    assert (row.version, row.label) == (1, "event")
