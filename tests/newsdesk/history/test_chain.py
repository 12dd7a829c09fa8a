"""Whatever somebody with the run of the database does to the history, it is found and pointed at."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django_tasks_db.models import DBTaskResult

from newsdesk.history import chain
from newsdesk.history.recording import Entry, record, record_all
from newsdesk.models import Event, Seal, User, Verification
from newsdesk.signals import housekeeping
from tests.factories import an_analyst

pytestmark = pytest.mark.django_db
COMPARED = {"forged", "other_key", "adopted", "states", "state", "missing", "stranger", "text", "row", "before", "more"}


@pytest.fixture
def people() -> list[User]:
    """Three people to whom ten things happened by turns."""
    people = [an_analyst() for _number in range(3)]
    for number in range(10):
        for one in people:
            record("account.greeted", one, by=one, data={"words": f"سلام {number}"})
    return people


def stream(person: User) -> str:
    return f"user/{person.pk}"


def event(person: User, number: int) -> Event:
    return Event.objects.get(stream=stream(person), number=number)


def tamper(sql: str, *values: Any) -> None:
    """As somebody would who rules over the tables: no trigger is fired."""
    tables = ("newsdesk_event", "newsdesk_keptstate", "newsdesk_seal", "newsdesk_erasure")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(sql, values)
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def hash_anew(stream: str) -> None:
    """Compute all hashes of a stream as they would have to be, as a forger does who has read our code."""
    tamper(
        "UPDATE newsdesk_event SET body_digest = newsdesk_body_digest(salt, data)"
        " WHERE stream = %s AND salt IS NOT NULL",
        stream,
    )
    previous = b""
    for one in Event.objects.filter(stream=stream).order_by("number"):
        tamper(
            "UPDATE newsdesk_event SET hash = newsdesk_event_hash(%s, id, stream, number, action, by_id, at, operation,"
            " digest, body_digest) WHERE id = %s",
            previous,
            one.pk,
        )
        previous = bytes(Event.objects.values_list("hash", flat=True).get(pk=one.pk))


def breaks() -> list[chain.Break]:
    """Of the chain and its seals; what else is compared has tests of its own: see `annotations/history_states/`."""
    found = [chain.Break(**one) for one in chain.verify().breaks]
    return [one for one in found if one.kind not in COMPARED]


def test_a_history_that_nobody_touched_is_whole(people: list[User]) -> None:
    assert chain.verify().breaks == []
    chain.seal()
    assert chain.verify().breaks == []


def test_an_event_can_be_checked_without_our_code(people: list[User]) -> None:
    first, second = event(people[0], 1), event(people[0], 2)
    with connection.cursor() as cursor:
        cursor.execute("SELECT data::text FROM newsdesk_event WHERE id = %s", [second.pk])
        (body,) = cursor.fetchone()
    assert second.salt
    body_digest = hashlib.sha256(second.salt.bytes + body.encode()).hexdigest()
    whole = [
        bytes(first.hash).hex(), second.pk, second.stream, 2, "account.greeted", people[0].pk,
        round(second.at.timestamp() * 1_000_000), None, "", body_digest,
    ]  # fmt: skip
    told = json.dumps(whole, ensure_ascii=False)
    assert hashlib.sha256(told.encode()).hexdigest() == bytes(second.hash).hex()


def test_a_changed_content_is_found(people: list[User]) -> None:
    changed = event(people[1], 4)
    tamper("UPDATE newsdesk_event SET data = %s WHERE id = %s", '{"words": "وداعًا"}', changed.pk)
    assert breaks()[0] == chain.Break("body", stream(people[1]), 4, changed.pk)


def test_a_content_that_was_blanked_without_an_erasure_is_found(people: list[User]) -> None:
    blanked = event(people[1], 4)
    tamper("UPDATE newsdesk_event SET data = '{}', salt = NULL WHERE id = %s", blanked.pk)
    assert breaks()[0] == chain.Break("body", stream(people[1]), 4, blanked.pk)


@pytest.mark.parametrize(
    "change",
    ["action = 'account.other'", "by_id = NULL", "at = at + interval '1 second'", "operation = gen_random_uuid()"],
)
def test_who_when_and_what_cannot_be_changed_unnoticed(people: list[User], change: str) -> None:
    changed = event(people[2], 7)
    tamper(f"UPDATE newsdesk_event SET {change} WHERE id = %s", changed.pk)
    assert breaks()[0] == chain.Break("entry", stream(people[2]), 7, changed.pk)


def test_two_events_that_changed_places_are_found(people: list[User]) -> None:
    one, other = event(people[0], 3), event(people[0], 5)
    tamper("UPDATE newsdesk_event SET number = 0 WHERE id = %s", one.pk)
    tamper("UPDATE newsdesk_event SET number = 3 WHERE id = %s", other.pk)
    tamper("UPDATE newsdesk_event SET number = 5 WHERE id = %s", one.pk)
    assert {(found.kind, found.number) for found in breaks()} >= {("entry", 3), ("entry", 5)}


def test_a_removal_in_the_midst_is_found(people: list[User]) -> None:
    after = event(people[0], 6)
    tamper("DELETE FROM newsdesk_event WHERE id = %s", event(people[0], 5).pk)
    assert breaks()[0] == chain.Break("gap", stream(people[0]), 6, after.pk)


def test_a_removed_end_of_a_stream_is_found_by_its_seal(people: list[User]) -> None:
    (seal,) = chain.seal()
    tamper("DELETE FROM newsdesk_event WHERE stream = %s AND number > 8", stream(people[1]))
    assert breaks() == [chain.Break("tail", stream(people[1]), 9, None, seal.pk)]


def test_a_stream_that_was_removed_whole_is_found_by_its_seal(people: list[User]) -> None:
    (seal,) = chain.seal()
    tamper("DELETE FROM newsdesk_event WHERE stream = %s", stream(people[2]))
    assert breaks() == [chain.Break("stream", stream(people[2]), 1, None, seal.pk)]


def test_a_stream_that_was_written_anew_with_fitting_hashes_is_found_by_its_seal(people: list[User]) -> None:
    (seal,) = chain.seal()
    tamper("UPDATE newsdesk_event SET data = '{}' WHERE id = %s", event(people[0], 2).pk)
    hash_anew(stream(people[0]))
    last = event(people[0], 10)
    assert breaks() == [chain.Break("rewritten", stream(people[0]), 10, last.pk, seal.pk)]


def test_a_seal_that_was_changed_or_removed_is_found(people: list[User]) -> None:
    (first,) = chain.seal()
    record("account.greeted", people[0], by=None)
    (second,) = chain.seal()
    tamper("DELETE FROM newsdesk_seal WHERE id = %s", first.pk)
    assert breaks() == [chain.Break("sealed", seal=second.pk)]


def test_whoever_removes_the_newest_seal_too_is_found_by_its_digest(people: list[User]) -> None:
    (seal,) = chain.seal()
    call_command("verify_history", seal=seal.digest)
    tamper("DELETE FROM newsdesk_event WHERE stream = %s", stream(people[2]))
    tamper("DELETE FROM newsdesk_keptstate WHERE stream = %s AND number > 0", stream(people[2]))
    tamper("DELETE FROM newsdesk_seal")
    call_command("verify_history")
    with pytest.raises(CommandError):
        call_command("verify_history", seal=seal.digest)


def test_the_command_points_at_the_break_and_fails(people: list[User], capsys: pytest.CaptureFixture[str]) -> None:
    changed = event(people[1], 4)
    tamper("UPDATE newsdesk_event SET data = '{}' WHERE id = %s", changed.pk)
    with pytest.raises(CommandError):
        call_command("verify_history")
    said = capsys.readouterr().err
    assert str(changed.pk) in said
    assert stream(people[1]) in said
    assert Verification.objects.latest("pk").breaks[0]["event"] == changed.pk


def test_seals_follow_one_another_and_vouch_for_what_is_new(
    people: list[User], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chain, "EVENTS_IN_A_SEAL", 12)
    seals = chain.seal()
    assert sum(seal.count for seal in seals) == Event.objects.count()
    assert [seal.previous for seal in seals] == ["", *(seal.digest for seal in seals[:-1])]
    assert chain.seal() == []
    assert breaks() == []


def test_nobody_changes_or_deletes_a_seal(people: list[User]) -> None:
    (seal,) = chain.seal()
    with pytest.raises(IntegrityError), transaction.atomic():
        Seal.objects.filter(pk=seal.pk).update(count=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        seal.delete()


def test_many_events_at_once_are_chained_like_single_ones(people: list[User]) -> None:
    record_all(people[0], [Entry("account.greeted", {"number": number}) for number in range(50)], by=None)
    assert breaks() == []


def test_an_event_that_skips_a_number_is_refused(people: list[User]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.create(stream=stream(people[0]), number=12, action="account.greeted")


@pytest.mark.django_db(transaction=True)
def test_nothing_is_sealed_above_a_write_that_is_still_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its events may carry lower ids than those that others have committed since."""
    monkeypatch.setattr(chain, "PATIENCE", 0.0)
    one, other = an_analyst(), an_analyst()
    writer = connection.copy()
    try:
        writer.set_autocommit(False)
        with writer.cursor() as cursor:
            cursor.execute(
                "INSERT INTO newsdesk_event (stream, number, action, data, digest, body_digest, hash)"
                " VALUES (%s, 1, 'account.greeted', '{}', '', '', '')",
                [stream(one)],
            )
        with transaction.atomic():
            record("account.greeted", other, by=None)
        assert chain.seal() == []
        writer.commit()
        assert sum(seal.count for seal in chain.seal()) == 2
    finally:
        writer.close()
    assert breaks() == []


def test_a_worker_seals_and_asks_for_one_verification(people: list[User], monkeypatch: pytest.MonkeyPatch) -> None:
    asked = DBTaskResult.objects.filter(task_path=chain.verify_in_the_background.module_path)
    housekeeping.send(sender=None)
    assert Seal.objects.count() == 1
    assert asked.count() == 0
    monkeypatch.setattr(chain, "VERIFY_EVERY", timedelta(0))
    housekeeping.send(sender=None)
    housekeeping.send(sender=None)
    assert asked.count() == 1
    chain.verify_in_the_background.call()
    assert Verification.objects.get().breaks == []
