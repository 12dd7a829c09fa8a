"""No made-up erasure hides an event that was rewritten, whatever of it was made up; and the real ones go on to count.

Whoever forges here rules over the tables: no trigger is fired, hashes fit, nothing is sealed yet.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Model

from annotations.models import Anchor, Project, Reading, Source
from annotations.readings.erasing import erase_article
from annotations.sources.confiding import confide
from annotations.sources.erasing import erase_notes, erase_source
from annotations.sources.merging import merge_sources
from annotations.writing.door import apply
from newsdesk.history.real_erasures import SHAPES
from newsdesk.history.recording import record, stream_of
from newsdesk.models import Erasure, Event, User
from tests.annotations.readings.test_erasing import REASON, operation
from tests.factories import a_project, a_reading, an_administrator, an_analyst, an_article
from tests.newsdesk.history.test_chain import breaks, hash_anew, tamper

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> User:
    return an_administrator()


@pytest.fixture
def project() -> Project:
    return a_project(key="iraq")


def a_written_reading(project: Project) -> Reading:
    reading = a_reading(revision=an_article(project=project).current_revision, project=project, analyst=an_analyst())
    assert reading.analyst
    assert apply(reading, [operation()], by=reading.analyst)[0].status == "applied"
    return reading


@pytest.fixture
def reading(project: Project) -> Reading:
    return a_written_reading(project)


@pytest.fixture
def victim(reading: Reading) -> Event:
    """Whose content somebody wants to be another."""
    return Event.objects.get(stream=stream_of(reading), action="annotation.create")


def left(event: Event, erasure: int, **more: Any) -> dict[str, Any]:
    """What a real erasure would leave of an event."""
    kept = ("target", "object", "version", "revision", "project", "problems")
    return {key: value for key, value in event.data.items() if key in kept} | {"erased": erasure, **more}


def blank(event: Event, data: Any) -> tuple[int, str]:
    """Write an event's body anew, as if it were blanked: what an erasure would list of it."""
    tamper("UPDATE newsdesk_event SET salt = NULL, data = %s::jsonb WHERE id = %s", json.dumps(data), event.pk)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT encode(sha256(convert_to(data::text, 'UTF8')), 'hex') FROM newsdesk_event WHERE id = %s", [event.pk]
        )
        return event.pk, cursor.fetchone()[0]


def a_row(stream: str, by: User) -> Erasure:
    return Erasure.objects.create(stream=stream, by=by, reason=REASON)


def told(erasure: Erasure, *blanked: Any, **other: Any) -> dict[str, Any]:
    at = round(erasure.at.timestamp() * 1_000_000)
    return {"erasure": erasure.pk, "at": at, "reason": REASON, "blanked": list(blanked), **other}


def rewrite(event: Event, data: Any) -> None:
    """Write an event's body anew and all hashes of its stream."""
    tamper("UPDATE newsdesk_event SET data = %s::jsonb WHERE id = %s", json.dumps(data), event.pk)
    hash_anew(event.stream)


def found() -> set[tuple[str, int | None]]:
    return {(one.kind, one.event) for one in breaks()}


def article_of(reading: Reading) -> Any:
    return reading.revision.article


def test_without_a_row(reading: Reading, victim: Event, administrator: User) -> None:
    listed = blank(victim, left(victim, 7))
    forged = record("x.erased", article_of(reading), by=administrator, data={"erasure": 7, "blanked": [listed]})
    assert found() == {("body", victim.pk), ("erasure", forged.pk)}


def test_with_words_of_its_own_and_no_row(reading: Reading, victim: Event, administrator: User) -> None:
    listed = blank(victim, {"note": "forged"})
    record("x.erased", administrator, by=None, data={"blanked": [listed]})
    assert ("body", victim.pk) in found()


def test_with_a_row_but_an_article_that_shows_none(reading: Reading, victim: Event, administrator: User) -> None:
    erasure = a_row(stream_of(article_of(reading)), administrator)
    listed = blank(victim, left(victim, erasure.pk))
    forged = record("article.erased", article_of(reading), by=administrator, data=told(erasure, listed))
    assert found() == {("body", victim.pk), ("erasure", forged.pk)}


def the_event_of(erasure: Erasure) -> Event:
    return Event.objects.get(stream=erasure.stream, action__endswith=".erased", data__erasure=erasure.pk)


@pytest.fixture
def erasure(project: Project, administrator: User) -> Erasure:
    """A real one, of another article."""
    return erase_article(article_of(a_written_reading(project)), by=administrator, reason=REASON)


def test_a_real_one_is_whole(erasure: Erasure) -> None:
    assert the_event_of(erasure).data["blanked"]
    assert breaks() == []


def test_a_real_one_of_another_article_takes_no_other_event(erasure: Erasure, victim: Event) -> None:
    listed = blank(victim, left(victim, erasure.pk))
    event = the_event_of(erasure)
    rewrite(event, event.data | {"blanked": [*event.data["blanked"], listed]})
    assert found() == {("body", victim.pk), ("erasure", event.pk)}


def test_a_real_one_is_told_once(erasure: Erasure, victim: Event, reading: Reading, administrator: User) -> None:
    real = the_event_of(erasure)
    again = record("article.erased", reading.revision.article, by=administrator, data=real.data)
    assert found() == {("erasure", again.pk)}


def erased_event(erasure: Erasure) -> Event:
    return Event.objects.filter(pk__in=[pk for pk, _digest in the_event_of(erasure).data["blanked"]]).latest("pk")


@pytest.mark.parametrize(
    "forged",
    [
        {"note": "forged"},
        {"state": {"note": "forged"}},
        {"target": "He was bribed."},
        {"target": ["annotation"]},
        {"object": "He was bribed."},
        {"object": {"note": "forged"}},
        {"version": "He was bribed."},
        {"version": 1.5},
        {"version": -1},
        {"revision": {"text": "forged"}},
        {"project": "He was bribed."},
        {"project": ["iraq"]},
        {"problems": "He was bribed."},
        {"problems": ["He was bribed."]},
        {"problems": {"note": "forged"}},
        {"problems": [{"note": "forged"}]},
        {"problems": [{"code": ["forged"]}]},
        {"erased": "He was bribed."},
        {"erased": 0},
        {"erased": None},
        {"target": None},
    ],
    ids=str,
)
def test_what_is_left_says_where_and_which_and_nothing_else(erasure: Erasure, forged: dict[str, Any]) -> None:
    changed, event = erased_event(erasure), the_event_of(erasure)
    listed = blank(changed, changed.data | forged)
    others = [pair for pair in event.data["blanked"] if pair[0] != changed.pk]
    rewrite(event, event.data | {"blanked": [*others, listed]})
    assert found() == {("body", changed.pk), ("erasure", event.pk)}


@pytest.mark.parametrize("data", [{}, [], 3, None, "erased", [{"erased": 1}]], ids=repr)
def test_what_is_left_is_an_object_that_names_its_erasure(erasure: Erasure, data: Any) -> None:
    changed, event = erased_event(erasure), the_event_of(erasure)
    listed = blank(changed, data)
    others = [pair for pair in event.data["blanked"] if pair[0] != changed.pk]
    rewrite(event, event.data | {"blanked": [*others, listed]})
    assert ("body", changed.pk) in found()


@pytest.mark.parametrize(
    "change",
    [
        "stream = 'article/1000000'",
        "reason = 'It was about time, was it not?'",
        "at = at - interval '1 second'",
        "at = 'infinity'",
        "by_id = (SELECT max(id) FROM newsdesk_user)",
    ],
)
def test_a_row_that_was_changed_counts_no_more(erasure: Erasure, change: str) -> None:
    an_analyst()
    tamper(f"UPDATE newsdesk_erasure SET {change} WHERE id = %s", erasure.pk)
    assert {kind for kind, _event in found()} == {"body", "erasure", "unrecorded"}


@pytest.mark.parametrize(
    "change",
    [
        {"erasure": 10**6},
        {"reason": "Other."},
        {"at": 0},
        {"at": "now"},
        {"blanked": 3},
        {"blanked": []},
        {"erasure": "x"},
    ],
    ids=str,
)
def test_an_event_that_tells_otherwise_counts_no_more(erasure: Erasure, change: dict[str, Any]) -> None:
    event = the_event_of(erasure)
    rewrite(event, event.data | change)
    assert "body" in {kind for kind, _event in found()}


def test_one_that_lists_an_event_twice(erasure: Erasure) -> None:
    event = the_event_of(erasure)
    rewrite(event, event.data | {"blanked": event.data["blanked"] * 2})
    assert ("erasure", event.pk) in found()


def test_an_event_that_two_erasures_list(erasure: Erasure, administrator: User) -> None:
    event = the_event_of(erasure)
    second = a_row(erasure.stream, administrator)
    tamper("UPDATE newsdesk_erasure SET at = at + interval '1 second' WHERE id = %s", second.pk)
    second.refresh_from_db()
    article = article_of(Reading.objects.get(revision__article__erasure=erasure))
    forged = record("article.erased", article, by=administrator, data=told(second, *event.data["blanked"]))
    assert ("erasure", forged.pk) in found()


def test_one_that_lists_what_came_after_it(erasure: Erasure, administrator: User) -> None:
    event = the_event_of(erasure)
    article = article_of(Reading.objects.get(revision__article__erasure=erasure))
    later = record("article.changed", article, by=administrator, data={"after": {"headline": "أخرى"}})
    listed = blank(later, {"erased": erasure.pk})
    rewrite(event, event.data | {"blanked": [*event.data["blanked"], listed]})
    assert {("body", later.pk), ("erasure", event.pk)} <= found()


def test_one_that_lists_what_it_left_alone(erasure: Erasure, victim: Event) -> None:
    event = the_event_of(erasure)
    rewrite(event, event.data | {"blanked": [*event.data["blanked"], [victim.pk, "0" * 64]]})
    assert found() == {("erasure", event.pk)}


def test_a_row_of_which_no_event_tells(erasure: Erasure, administrator: User) -> None:
    a_row("article/1", administrator)
    (one,) = breaks()
    assert (one.kind, one.stream) == ("unrecorded", "article/1")


@pytest.mark.parametrize("kind", ["user", "account", "reading", "project"])
def test_of_a_thing_that_nobody_can_erase(victim: Event, reading: Reading, administrator: User, kind: str) -> None:
    subjects: dict[str, Model] = {"user": administrator, "reading": reading, "project": reading.project}
    subject = subjects.get(kind, administrator)
    erasure = a_row(stream_of(subject), administrator)
    listed = blank(victim, left(victim, erasure.pk))
    record(f"{kind}.erased", subject, by=administrator, data=told(erasure, listed))
    assert ("body", victim.pk) in found()


@pytest.fixture
def erased_source(reading: Reading, administrator: User) -> Erasure:
    """Two entries that had been merged, after one's confidential notes had gone; a third was merged into a fourth."""
    one, two, three, four = (Source.objects.create(name_ar=f"كاظم {number}", kind="person") for number in range(4))
    for source in (one, two, three, four):
        record("source.created", source, by=administrator, data={"after": {"name_ar": source.name_ar}})
    confide(one, "رقمه عندي", by=administrator)
    assert erase_notes(one, by=administrator, reason=f"{REASON} Notes.") == 1
    merge_sources(one, [two], by=administrator)
    merge_sources(four, [three], by=administrator)
    return erase_source(one, by=administrator, reason=REASON)


def test_the_erasure_of_an_entry_is_whole_and_leaves_what_was_erased_before_on_record(erased_source: Erasure) -> None:
    assert breaks() == []
    reasons = Event.objects.filter(action="source.erased").order_by("pk").values_list("data__reason", flat=True)
    assert list(reasons) == [f"{REASON} Notes.", REASON]


def test_an_earlier_erasure_that_was_blanked_by_the_version_before_is_still_known_by_its_row(
    erased_source: Erasure,
) -> None:
    earlier, event = Event.objects.filter(action="source.erased").order_by("pk")
    listed = blank(earlier, {"erased": erased_source.pk})
    rewrite(event, event.data | {"blanked": [*event.data["blanked"], listed]})
    assert breaks() == []
    tamper("DELETE FROM newsdesk_erasure WHERE id <> %s", erased_source.pk)
    assert found() == {("erasure", earlier.pk)}


@pytest.mark.parametrize("action", ["annotation.create", "source.created", "reading.opened"])
def test_the_erasure_of_an_entry_takes_no_event_of_others(erased_source: Erasure, action: str) -> None:
    spared = Event.objects.filter(action=action, salt__isnull=False).latest("pk")
    event = the_event_of(erased_source)
    listed = blank(spared, left(spared, erased_source.pk))
    rewrite(event, event.data | {"blanked": [*event.data["blanked"], listed]})
    assert found() == {("body", spared.pk), ("erasure", event.pk)}


def test_those_of_the_version_before_which_told_no_moment_count(erasure: Erasure) -> None:
    event = the_event_of(erasure)
    rewrite(event, {key: value for key, value in event.data.items() if key != "at"})
    assert breaks() == []
    tamper("UPDATE newsdesk_erasure SET at = at + interval '1 hour' WHERE id = %s", erasure.pk)
    assert "unrecorded" in {kind for kind, _event in found()}


class TestTheDoor:
    """What the triggers let an erasure write: the blank."""

    @pytest.fixture
    def begun(self, reading: Reading, administrator: User) -> Erasure:
        return a_row(stream_of(article_of(reading)), administrator)

    @pytest.fixture
    def refused(self) -> Callable[..., None]:
        def refuse(statement: str, *values: Any) -> None:
            with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement, values)

        return refuse

    def test_a_body_is_blanked_as_the_database_would(self, begun: Erasure, victim: Event, refused: Any) -> None:
        right = left(victim, begun.pk)
        update = "UPDATE newsdesk_event SET salt = NULL, data = %s::jsonb WHERE id = %s"
        for wrong in (
            {}, right | {"note": "forged"}, right | {"object": "forged"}, right | {"erased": begun.pk + 1},
            {"erased": begun.pk}, right | {"problems": ["forged"]}, victim.data,
        ):  # fmt: skip
            refused(update, json.dumps(wrong), victim.pk)
        refused("UPDATE newsdesk_event SET data = %s::jsonb WHERE id = %s", json.dumps(right), victim.pk)
        refused("UPDATE newsdesk_event SET salt = NULL WHERE id = %s", victim.pk)
        for more in ("action = 'x'", "number = 99", "by_id = NULL", "hash = ''", "id = id + 1", "at = now()"):
            refused(f"UPDATE newsdesk_event SET salt = NULL, data = %s::jsonb, {more} WHERE id = %s",
                    json.dumps(right), victim.pk)  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(update, [json.dumps(right), victim.pk])
        refused(update, json.dumps(right), victim.pk)
        refused("DELETE FROM newsdesk_event WHERE id = %s", victim.pk)

    def test_that_something_was_erased_is_never_blanked(self, erasure: Erasure, begun: Erasure, refused: Any) -> None:
        event = the_event_of(erasure)
        right = json.dumps({"erased": begun.pk})
        refused("UPDATE newsdesk_event SET salt = NULL, data = %s::jsonb WHERE id = %s", right, event.pk)

    def test_no_other_article_loses_its_text_or_its_quotes(
        self, begun: Erasure, reading: Reading, project: Project, refused: Any
    ) -> None:
        other = a_written_reading(project)
        text = "UPDATE articles_revision SET text = '', erasure_id = %s WHERE id = %s"
        quote = "UPDATE annotations_anchor SET exact = '' WHERE id = %s"
        refused(text, begun.pk, other.revision_id)
        refused(quote, Anchor.objects.get(annotation__reading=other).pk)
        with connection.cursor() as cursor:
            cursor.execute(quote, [Anchor.objects.get(annotation__reading=reading).pk])
            cursor.execute(text, [begun.pk, reading.revision_id])

    @pytest.mark.parametrize("more", ['start = 1, "end" = 20', "role = 'other'", "position = 5", '"end" = "end" + 1'])
    def test_a_quote_that_is_blanked_stays_where_it_was(
        self, begun: Erasure, reading: Reading, refused: Any, more: str
    ) -> None:
        refused(f"UPDATE annotations_anchor SET exact = '', {more} WHERE annotation_id IN"
                " (SELECT id FROM annotations_annotation WHERE reading_id = %s)", reading.pk)  # fmt: skip

    @pytest.mark.parametrize("more", ["text = 'other'", "text = '', length = 1", "text = '', sha256 = ''"])
    def test_a_text_is_blanked_and_nothing_else_of_it_changes(
        self, begun: Erasure, reading: Reading, refused: Any, more: str
    ) -> None:
        refused(f"UPDATE articles_revision SET {more}, erasure_id = %s WHERE id = %s", begun.pk, reading.revision_id)

    def test_the_database_leaves_what_the_verification_lets_pass(self) -> None:
        body = dict.fromkeys((*SHAPES, "note", "state", "before", "headline"), 1)
        with connection.cursor() as cursor:
            cursor.execute("SELECT newsdesk_left_by_erasure(%s::jsonb, 1)", [json.dumps(body)])
            assert set(json.loads(cursor.fetchone()[0])) == set(SHAPES)
