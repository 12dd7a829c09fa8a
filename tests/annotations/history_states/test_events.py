"""Events and kept states that SQL rewrote, moved, removed or put in are found; no change vouches for anything."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from annotations.models import (
    Annotation,
)
from annotations.readings.submitting import take_back
from annotations.writing.door import apply
from newsdesk.history import chain
from newsdesk.history.recording import NOTHING, record
from newsdesk.models import KeptState, User
from tests.annotations.history_states.house import House, an_operation, breaks, found, tampered

pytestmark = pytest.mark.django_db


def rehash(cursor: Any) -> None:
    """Compute every hash of every stream anew, as a forger does who has read our code."""
    cursor.execute("UPDATE newsdesk_event SET body_digest = newsdesk_body_digest(salt, data) WHERE salt IS NOT NULL")
    cursor.execute("SELECT id, stream FROM newsdesk_event ORDER BY stream, number")
    previous: tuple[str, bytes] = ("", b"")
    for pk, stream in cursor.fetchall():
        before = previous[1] if previous[0] == stream else b""
        cursor.execute(
            "UPDATE newsdesk_event SET hash = newsdesk_event_hash(%s, id, stream, number, action, by_id, at, operation,"
            " digest, body_digest) WHERE id = %s RETURNING hash",
            [before, pk],
        )
        previous = stream, bytes(cursor.fetchone()[0])


def test_who_rewrites_row_event_chain_and_seals_is_found_by_the_mac(unguarded: House) -> None:
    chain.seal()
    pk = unguarded.reading.annotations.live().filter(note="غير ذلك").values_list("pk", flat=True)[0]
    with tampered() as cursor:
        cursor.execute("UPDATE annotations_annotation SET note = 'كذب' WHERE id = %s", [pk])
        cursor.execute(
            """UPDATE newsdesk_event SET data = jsonb_set(data, '{after,note}', '"كذب"')
            WHERE data->>'object' = %s AND data->'after'->>'note' = 'غير ذلك'""",
            [str(pk)],
        )
        rehash(cursor)
        cursor.execute("DELETE FROM newsdesk_seal")
        chain.seal()
        told = breaks()
        assert {one.kind for one in told} >= {"forged", "row"}
        assert {one.stream for one in told} == {f"reading/{unguarded.reading.pk}", f"annotation/{pk}"}


def test_an_event_that_sql_put_in_is_found(house: House) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO newsdesk_event (stream, number, action, data, digest, body_digest, hash)"
            " VALUES ('user/1000', 1, 'account.closed', '{}', '', '', '')"
        )
    assert found() == {("forged", "user")}


def test_an_event_with_another_events_mac_is_found(unguarded: House) -> None:
    with tampered() as cursor:
        cursor.execute("UPDATE newsdesk_event SET mac = (SELECT mac FROM newsdesk_event ORDER BY id LIMIT 1)")
        assert {kind for kind, _what in found()} == {"forged"}


def test_states_that_were_removed_moved_or_forged_are_found(unguarded: House) -> None:
    newest = KeptState.objects.filter(kind="article", object=str(unguarded.first.pk)).latest("pk")
    oldest = KeptState.objects.filter(kind="article", object=str(unguarded.first.pk)).earliest("pk")
    changes = {
        "DELETE FROM newsdesk_keptstate WHERE id = %s": [newest.pk],
        "UPDATE newsdesk_keptstate SET id = %s + 1000000 WHERE id = %s": [newest.pk, oldest.pk],
        "UPDATE newsdesk_keptstate SET mac = %s WHERE id = %s": [bytes(oldest.mac), newest.pk],
        "DELETE FROM newsdesk_keptstate WHERE kind = %s": ["article"],
    }
    for change, values in changes.items():
        with tampered() as cursor:
            cursor.execute(change, values)
            assert "states" in {kind for kind, _what in found()}, change


def test_what_sql_changed_before_somebody_went_on_is_found_afterwards(house: House) -> None:
    """The next operation would else vouch for it."""
    take_back(house.reading, by=house.analyst)
    annotation = house.reading.annotations.live().filter(note="غير ذلك")[0]
    Annotation.objects.filter(pk=annotation.pk).update(note="كذب")
    state = {**annotation.says.as_dict(), "attributes": {"verifiable": "partly"}, "note": "كذب"}
    operation = an_operation("annotation", "update", str(annotation.pk), annotation.version, state)
    [result] = apply(house.reading, [operation], by=house.analyst)
    assert result.status == "applied", result
    assert found() == {("before", "annotation")}


def test_events_that_change_nothing_vouch_for_nothing(house: House) -> None:
    User.objects.filter(pk=house.analyst.pk).update(is_superuser=True)
    record("account.signed_in", house.analyst, by=house.analyst, changed=NOTHING)
    assert found() == {("state", "user")}
