"""The one door for writes: what is applied, refused, in conflict, blocked, and what is on record of it."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import connection, transaction

from annotations.models import Annotation, Reading, Source
from annotations.models.readings import BY_KEYS
from annotations.readings.holding import hold
from annotations.readings.submitting import submit, take_back
from annotations.writing.door import OPERATIONS_LIMIT, apply
from newsdesk.errors import Invalid, NotAllowed
from newsdesk.models import Event, User
from tests.annotations.saying import call_all
from tests.factories import TEXT, a_project, a_reading, a_revision, an_analyst

pytestmark = pytest.mark.django_db


def new_id() -> str:
    return str(uuid.uuid4())


def anchor(quote: str, role: str = "claim", *, text: str = TEXT) -> dict[str, Any]:
    start = text.index(quote)
    return {"role": role, "start": start, "end": start + len(quote), "exact": quote}


def claim(quote: str = "قوات جديدة", **changes: Any) -> dict[str, Any]:
    return {
        "kind": "claim",
        "label": "event",
        "attributes": {"verifiable": "yes"},
        "anchors": [anchor(quote)],
    } | changes


def attribution(**changes: Any) -> dict[str, Any]:
    """Nothing is missing, once its source is linked: pass one, or what says that it is not named."""
    roles = {"source": "كاظم الفرطوسي", "cue": "اتهم", "target": "الولايات المتحدة", "content": "باستقدام قوات جديدة"}
    anchors = [anchor(words, role) for role, words in roles.items()]
    attributes = {"quote_type": "indirect", "source_form": "explicit", "naming": "named", "target_form": "explicit"}
    return {"kind": "attribution", "label": "accuse", "attributes": attributes, "anchors": anchors} | changes


def operation(action: str = "create", *, object: str = "", version: int = 0, **rest: Any) -> dict[str, Any]:
    made: dict[str, Any] = {
        "id": new_id(),
        "target": "annotation",
        "action": action,
        "object": object or new_id(),
        "base_version": version,
    }
    if action in ("create", "update"):
        made["state"] = claim()
    return made | rest


def owner(reading: Reading) -> User:
    assert reading.analyst is not None
    return reading.analyst


def send(reading: Reading, *operations: Any) -> list[Any]:
    return apply(reading, operations, by=owner(reading))


def statuses(reading: Reading, *operations: Any) -> list[str]:
    return [result.status for result in send(reading, *operations)]


def events(reading: Reading) -> list[Event]:
    return list(reading.events.exclude(action="reading.opened"))


def test_a_claim_is_stored_with_its_anchor_and_one_event() -> None:
    reading = a_reading()
    [result] = send(reading, made := operation())
    annotation = reading.annotations.get()
    [event] = events(reading)
    assert (result.status, result.version, result.event) == ("applied", 1, event.number)
    assert annotation.says.as_dict()["anchors"] == made["state"]["anchors"]
    assert (event.action, event.data["before"], event.data["after"]) == (
        "annotation.create",
        None,
        annotation.says.as_dict(),
    )


def test_a_span_may_begin_inside_a_word() -> None:
    reading = a_reading()
    assert statuses(reading, operation(state=attribution())) == ["applied"]
    cue = reading.annotations.get().anchors.get(role="cue")
    assert (cue.start, cue.exact, TEXT[0]) == (1, "اتهم", "و")


def test_the_version_rises_by_one_with_every_operation_so_that_a_client_can_chain_them() -> None:
    reading, thing = a_reading(), new_id()
    results = send(
        reading,
        operation(object=thing),
        operation("update", object=thing, version=1, state=claim(note="لماذا")),
        operation("delete", object=thing, version=2),
        operation("restore", object=thing, version=3),
    )
    assert [result.version for result in results] == [1, 2, 3, 4]
    assert [event.action.split(".")[1] for event in events(reading)] == ["create", "update", "delete", "restore"]
    assert reading.annotations.live().get().note == "لماذا"


def test_a_repeated_operation_is_applied_once() -> None:
    reading, made = a_reading(), operation()
    first, again = send(reading, made), send(reading, made)
    assert again[0].status == "duplicate"
    assert (again[0].version, again[0].event) == (first[0].version, first[0].event)
    assert statuses(reading, other := operation(), other) == ["applied", "duplicate"]
    assert len(events(reading)) == 2


def test_a_used_id_with_another_body_is_refused() -> None:
    reading, made = a_reading(), operation()
    send(reading, made)
    [result] = send(reading, made | {"state": claim(note="آخر")})
    assert (result.status, result.errors[0]["path"]) == ("refused", "id")


def test_a_used_id_is_refused_to_another_user_and_in_another_reading() -> None:
    project = a_project()
    revision = a_revision(project=project)
    mine = a_reading(project=project, revision=revision)
    theirs = a_reading(project=project, revision=revision)
    send(mine, made := operation())
    assert statuses(theirs, made) == ["refused"]
    assert statuses(theirs, operation(object=made["object"])) == ["refused"]
    assert statuses(theirs, operation("delete", object=made["object"], version=1)) == ["refused"]
    assert not theirs.annotations.exists()


def test_a_stale_operation_is_a_conflict_that_shows_the_current_state() -> None:
    reading, thing = a_reading(), new_id()
    send(reading, operation(object=thing), operation("update", object=thing, version=1, state=claim(note="الأحدث")))
    stale = operation("update", object=thing, version=1, state=claim(note="القديم"))
    [result] = send(reading, stale)
    assert (result.status, result.current["version"], result.current["note"]) == ("conflict", 2, "الأحدث")
    assert reading.annotations.get().note == "الأحدث"


def test_ids_of_conflicts_and_refusals_are_not_used_up() -> None:
    reading, made = a_reading(), operation(state=claim(label="unheard_of"))
    assert statuses(reading, made) == ["refused"]
    assert statuses(reading, made | {"state": claim()}) == ["applied"]


def test_after_a_refusal_later_operations_on_that_object_are_blocked_and_the_others_go_on() -> None:
    reading, thing = a_reading(), new_id()
    results = send(
        reading,
        operation(object=thing, state=claim(kind="unheard_of")),
        operation("update", object=thing, version=1),
        operation(),
    )
    assert [result.status for result in results] == ["refused", "blocked", "applied"]


def test_an_operation_without_a_readable_form_is_refused_in_its_place() -> None:
    reading = a_reading()
    results = send(reading, None, {}, operation(), {"id": "x"}, operation() | {"base_version": True})
    assert [result.status for result in results] == ["refused", "refused", "applied", "refused", "refused"]
    assert {error["path"] for error in results[1].errors} >= {"id", "target", "action", "object", "base_version"}


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"end": 10_000}, "anchors/0/exact"),
        ({"start": -1}, "anchors/0/start"),
        ({"start": 9, "end": 3}, "anchors/0/end"),
        ({"exact": "شيء مختلف تماما"}, "anchors/0/exact"),
        ({"role": "cue"}, "anchors/0/role"),
        ({"colour": "red"}, "anchors/0/colour"),
        ({"start": 1.5}, "anchors/0/start"),
    ],
)
def test_a_bad_anchor_is_refused_and_nothing_is_stored(changes: dict[str, Any], path: str) -> None:
    reading = a_reading()
    [result] = send(reading, operation(state=claim(anchors=[anchor("قوات جديدة") | changes])))
    assert (result.status, [error["path"] for error in result.errors]) == ("refused", [f"state/{path}"])
    assert not Annotation.objects.exists()
    assert not events(reading)


def test_a_span_after_the_text_is_refused_even_with_a_fitting_length() -> None:
    reading = a_reading()
    beyond = {"role": "claim", "start": len(TEXT), "end": len(TEXT) + 2, "exact": "ab"}
    [result] = send(reading, operation(state=claim(anchors=[beyond])))
    assert result.errors[0]["path"] == "state/anchors/0/end"


def test_a_span_of_nothing_but_white_space_is_refused() -> None:
    reading = a_reading("فقرة\n\nأخرى")
    blank = {"role": "claim", "start": 4, "end": 6, "exact": "\n\n"}
    [result] = send(reading, operation(state=claim(anchors=[blank])))
    assert result.errors[0]["code"] == "blank"


@pytest.mark.parametrize("depth", [30, 300, 900])
def test_a_bottomless_state_is_refused(depth: int) -> None:
    value: Any = "yes"
    for _ in range(depth):
        value = [value]
    [result] = send(a_reading(), operation(state=claim(attributes={"verifiable": value})))
    assert (result.status, result.errors[0]["code"]) == ("refused", "too_deep")


def test_a_span_that_cuts_a_letter_from_its_marks_is_refused() -> None:
    reading = a_reading("كَتَبَ 👨‍👩‍👧 رسالة")
    for start, end in [(0, 1), (1, 3), (7, 8)]:
        cut = {"role": "claim", "start": start, "end": end, "exact": reading.revision.text[start:end]}
        [result] = send(reading, operation(state=claim(anchors=[cut])))
        assert result.errors[0]["code"] == "grapheme"


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"kind": "rumour"}, "kind"),
        ({"label": "rumour"}, "label"),
        ({"attributes": {"colour": "red"}}, "attributes/colour"),
        ({"attributes": {"verifiable": "maybe"}}, "attributes/verifiable"),
        ({"source": 10**6}, "source"),
        ({"mood": "good"}, "mood"),
    ],
)
def test_what_the_codebook_or_the_registry_does_not_know_is_refused(changes: dict[str, Any], path: str) -> None:
    [result] = send(a_reading(), operation(state=claim(**changes)))
    assert (result.status, result.errors[0]["path"]) == ("refused", f"state/{path}")


def test_what_is_missing_is_stored_with_its_problems() -> None:
    reading = a_reading()
    [result] = send(reading, operation(state={"kind": "claim"}))
    assert result.status == "applied"
    assert {problem["code"] for problem in result.problems} == {"label_missing", "role_missing", "attribute_missing"}
    assert reading.annotations.get().problems == result.problems


def test_an_attribution_may_point_to_a_source_of_the_registry() -> None:
    reading, source = a_reading(), Source.objects.create(name_ar="كاظم الفرطوسي", kind="person")
    assert statuses(reading, operation(state=attribution(source=source.pk))) == ["applied"]
    assert source.annotations.count() == 1


def relation(start: str, end: str, label: str = "contains") -> dict[str, Any]:
    return operation(target="relation", state={"label": label, "from": start, "to": end})


def two_attributions(reading: Reading) -> tuple[str, str]:
    first, second = new_id(), new_id()
    send(reading, operation(object=first, state=attribution()), operation(object=second, state=attribution()))
    return first, second


def test_a_relation_ties_two_annotations_once() -> None:
    reading = a_reading()
    first, second = two_attributions(reading)
    assert statuses(reading, relation(first, second), relation(first, second)) == ["applied", "refused"]


def test_a_relation_may_be_made_in_the_same_batch_as_its_ends() -> None:
    reading, first, second = a_reading(), new_id(), new_id()
    batch = [operation(object=first, state=attribution()), operation(object=second), relation(first, second)]
    assert statuses(reading, *batch) == ["applied"] * 3


def test_attributions_nest_without_a_circle() -> None:
    reading = a_reading()
    first, second = two_attributions(reading)
    results = send(reading, relation(first, second), relation(second, first), relation(first, first))
    assert [result.status for result in results] == ["applied", "refused", "refused"]
    assert results[1].errors[0]["code"] == "cycle"


def test_a_relation_to_something_unknown_or_of_the_wrong_kind_is_refused() -> None:
    reading, thing = a_reading(), new_id()
    send(reading, operation(object=thing))
    first, _second = two_attributions(reading)
    assert statuses(reading, relation(first, new_id())) == ["refused"]
    assert statuses(reading, relation(thing, first)) == ["refused"]


def test_a_relation_never_loses_an_end() -> None:
    reading = a_reading()
    first, second = two_attributions(reading)
    send(reading, tie := relation(first, second))
    delete_end = operation("delete", object=second, version=1)
    assert statuses(reading, delete_end) == ["refused"]
    untie = operation("delete", target="relation", object=tie["object"], version=1)
    assert statuses(reading, untie, delete_end) == ["applied", "applied"]
    assert statuses(reading, operation("restore", target="relation", object=tie["object"], version=2)) == ["refused"]


def test_a_change_of_kind_that_breaks_a_relation_is_refused() -> None:
    reading = a_reading()
    first, second = two_attributions(reading)
    send(reading, relation(first, second, "antecedent"))
    [result] = send(reading, operation("update", object=second, version=1, state=claim()))
    assert result.errors[0]["code"] == "has_relations"


def article_label(value: str = "news", label: str = "genre", **rest: Any) -> dict[str, Any]:
    return operation(target="article_label", state={"label": label, "value": value}, **rest)


def test_an_article_has_each_label_once() -> None:
    reading = a_reading()
    assert statuses(reading, article_label(), article_label("report"), article_label("wire", "origin")) == [
        "applied",
        "refused",
        "applied",
    ]


def test_one_batch_may_delete_a_label_and_make_its_successor() -> None:
    reading = a_reading()
    send(reading, first := article_label())
    gone = operation("delete", target="article_label", object=first["object"], version=1)
    assert statuses(reading, gone, article_label("report")) == ["applied", "applied"]
    assert reading.article_labels.get(deleted_at=None).value == "report"


def test_nobody_but_the_owner_writes() -> None:
    reading = a_reading()
    with pytest.raises(NotAllowed):
        apply(reading, [operation()], by=an_analyst())


def test_a_reading_that_is_handed_in_takes_nothing_but_repeats_until_it_is_taken_back() -> None:
    reading, made = call_all(a_reading()), operation()
    send(reading, made)
    submit(reading, by=owner(reading))
    assert statuses(reading, made, later := operation()) == ["duplicate", "refused"]
    take_back(reading, by=owner(reading))
    assert statuses(reading, later) == ["applied"]


def test_a_reading_with_problems_is_not_handed_in() -> None:
    reading, thing = call_all(a_reading()), new_id()
    send(reading, operation(object=thing, state={"kind": "claim"}))
    with pytest.raises(Invalid) as refusal:
        submit(reading, by=owner(reading))
    assert {problem["object"] for problem in refusal.value.extra["problems"]} == {thing}
    assert not Reading.objects.get(pk=reading.pk).is_submitted


def test_a_second_submission_changes_nothing() -> None:
    reading = call_all(a_reading())
    submit(reading, by=owner(reading))
    submit(reading, by=owner(reading))
    assert [event.action for event in events(reading)] == ["reading.submitted"]


def test_too_many_operations_at_once_are_refused_as_a_whole() -> None:
    with pytest.raises(Invalid):
        send(a_reading(), *[operation() for _ in range(OPERATIONS_LIMIT + 1)])


def test_the_database_plans_once_for_whoever_holds_a_reading_and_for_nobody_else() -> None:
    reading = a_reading()
    assert reading.analyst is not None
    before = {name: setting(name) for name in BY_KEYS}
    with transaction.atomic():
        hold(reading, reading.analyst)
        assert {name: setting(name) for name in BY_KEYS} == BY_KEYS
        transaction.set_rollback(True)
    assert {name: setting(name) for name in BY_KEYS} == before


def setting(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s)", [name])
        return str(cursor.fetchone()[0])


@pytest.mark.parametrize("count", [5, 50])
def test_the_number_of_statements_does_not_grow_with_the_operations(
    count: int, django_assert_max_num_queries: Any
) -> None:
    reading = a_reading()
    send(reading, operation())
    with django_assert_max_num_queries(7):
        assert set(statuses(reading, *[operation() for _ in range(count)])) == {"applied"}
