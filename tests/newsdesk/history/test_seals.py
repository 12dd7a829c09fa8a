"""Seals: when they are made, and that nobody changes, moves, adds or removes one, or what it vouches for, unnoticed."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from newsdesk.history import chain
from newsdesk.history.recording import Entry, record_all
from newsdesk.models import Event, Seal, User
from newsdesk.signals import looking
from tests.factories import an_analyst
from tests.newsdesk.history.test_chain import breaks, hash_anew, stream, tamper

pytestmark = pytest.mark.django_db

# As the version before made them.
SEALED_AS_BEFORE = """
INSERT INTO newsdesk_seal (up_to, count, heads, previous, digest, made_at)
SELECT up_to, count, '{}', previous, newsdesk_seal_digest(previous, up_to, count, hashes, '{}'),
    now() - interval '1 hour'
FROM (
    SELECT max(id) AS up_to, count(*) AS count, sha256(string_agg(hash, '' ORDER BY id)) AS hashes,
        coalesce((SELECT digest FROM newsdesk_seal ORDER BY id DESC LIMIT 1), '') AS previous
    FROM newsdesk_event WHERE id > coalesce((SELECT max(up_to) FROM newsdesk_seal), 0)
) told
"""


@pytest.fixture
def person() -> User:
    return an_analyst()


@pytest.fixture
def seals(person: User) -> list[Seal]:
    """Three, over five events each."""
    return [seal for _round in range(3) for seal in sealed(person)]


def greet(person: User, times: int = 5) -> None:
    record_all(person, [Entry("account.greeted", {"words": f"سلام {number}"}) for number in range(times)], by=person)


def sealed(person: User) -> list[Seal]:
    greet(person)
    return chain.seal()


def kinds() -> set[str]:
    return {one.kind for one in breaks()}


def test_what_nobody_touched_is_whole(seals: list[Seal]) -> None:
    assert len(seals) == 3
    assert breaks() == []


@pytest.mark.parametrize("is_after_old_ones", [False, True])
def test_a_seal_can_be_checked_without_our_code(person: User, is_after_old_ones: bool) -> None:
    if is_after_old_ones:
        greet(person)
        tamper(SEALED_AS_BEFORE)
    old = [[one.pk, micros(one.made_at)] for one in Seal.objects.order_by("pk")]
    after = max(Seal.objects.values_list("up_to", flat=True), default=0)
    (first,), (second,) = sealed(person), sealed(person)
    for seal, last in ((first, sha256(json.dumps(old))), (second, "")):
        events = Event.objects.filter(pk__gt=after, pk__lte=seal.up_to).order_by("pk")
        hashes = hashlib.sha256(b"".join(bytes(one.hash) for one in events)).hexdigest()
        with connection.cursor() as cursor:
            cursor.execute("SELECT heads::text FROM newsdesk_seal WHERE id = %s", [seal.pk])
            (heads,) = cursor.fetchone()
        whole = [2, seal.pk, seal.previous, seal.up_to, seal.count, hashes, sha256(heads), micros(seal.made_at), last]
        assert seal.digest == sha256(json.dumps(whole))
        after = seal.up_to


def micros(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize(
    "change",
    [
        "made_at = made_at - interval '1 microsecond'",
        "made_at = 'infinity'",
        "id = id + 100",
        "version = 1",
        "version = 3",
        "version = 0",
        "up_to = up_to + 1",
        "count = count + 1",
        "previous = 'other'",
        "heads = '{}'",
        "heads = '[]'",
        """heads = '{"x/1": ["many", 3]}'""",
        "heads = '3'",
        "digest = upper(digest)",
    ],
)
def test_no_part_of_a_seal_can_be_changed(seals: list[Seal], place: int, change: str) -> None:
    tamper(f"UPDATE newsdesk_seal SET {change} WHERE id = %s", seals[place].pk)
    assert kinds() & {"sealed", "stream"}


@pytest.mark.parametrize("column", ["up_to", "count", "heads", "previous", "digest", "made_at", "version"])
def test_no_part_of_a_seal_can_be_made_nothing(seals: list[Seal], column: str) -> None:
    tamper(f"ALTER TABLE newsdesk_seal ALTER {column} DROP NOT NULL")
    tamper(f"UPDATE newsdesk_seal SET {column} = NULL WHERE id = %s", seals[1].pk)
    assert "sealed" in kinds()


def test_all_seals_renumbered_together_are_found(seals: list[Seal]) -> None:
    tamper("UPDATE newsdesk_seal SET id = id + 1000")
    assert "sealed" in kinds()


def test_a_seal_put_in_between_is_found(seals: list[Seal]) -> None:
    tamper("UPDATE newsdesk_seal SET id = id + 10 WHERE id > %s", seals[0].pk)
    tamper(
        "INSERT INTO newsdesk_seal (id, up_to, count, heads, previous, digest, version)"
        " SELECT id + 1, up_to + 2, 2, '{}', digest, repeat('a', 64), 2 FROM newsdesk_seal WHERE id = %s",
        seals[0].pk,
    )
    assert "sealed" in kinds()


def test_a_seal_made_for_events_to_come_is_found(person: User, seals: list[Seal]) -> None:
    """Nothing new would ever be sealed below it."""
    tamper(
        "INSERT INTO newsdesk_seal (up_to, count, heads, previous, digest, version)"
        " SELECT 1000000000, 0, '{}', digest,"
        " newsdesk_seal_digest(digest, 1000000000, 0, sha256(''), '{}'), 1 FROM newsdesk_seal WHERE id = %s",
        seals[2].pk,
    )
    assert "sealed" in kinds()


def test_seals_of_the_version_before_still_vouch(person: User) -> None:
    greet(person)
    tamper(SEALED_AS_BEFORE)
    greet(person)
    tamper(SEALED_AS_BEFORE)
    assert [seal.version for seal in Seal.objects.all()] == [1, 1]
    assert breaks() == []
    sealed(person)
    sealed(person)
    assert breaks() == []
    tamper("DELETE FROM newsdesk_event WHERE number = 3")
    assert {"gap", "sealed"} <= kinds()


@pytest.mark.parametrize("change", ["made_at = made_at - interval '1 day'", "id = id - 1000"])
def test_the_seals_of_the_version_before_are_fixed_by_the_first_new_one(person: User, change: str) -> None:
    greet(person)
    tamper(SEALED_AS_BEFORE)
    sealed(person)
    tamper(f"UPDATE newsdesk_seal SET {change} WHERE version = 1")
    assert kinds() == {"sealed"}


def test_nobody_goes_back_to_seals_of_the_version_before(person: User) -> None:
    sealed(person)
    greet(person)
    tamper(SEALED_AS_BEFORE)
    assert kinds() == {"sealed"}


@pytest.mark.parametrize("id", [-1, 0, -(2**62)])
@pytest.mark.parametrize("is_sealed", [True, False])
def test_an_event_with_an_id_that_was_never_given_out_is_found(person: User, id: int, is_sealed: bool) -> None:
    greet(person)
    if is_sealed:
        chain.seal()
    insert = (
        "INSERT INTO newsdesk_event (id, stream, number, action, data, digest, salt, body_digest, hash)"
        " VALUES (%s, 'forged/1', 1, 'forged', '{}', '', gen_random_uuid(), '', '')"
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        tamper(insert, id)
    tamper("ALTER TABLE newsdesk_event DROP CONSTRAINT event_ids_count_up")
    tamper(insert, id)
    hash_anew("forged/1")
    assert "order" in kinds()
    assert ("sealed" in kinds()) is is_sealed


def test_an_event_put_into_a_gap_of_the_ids_is_found(person: User) -> None:
    """Transactions that came to nothing leave gaps, which prove nothing; but what comes into them does."""
    greet(person)
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('newsdesk_event', 'id'))")
        (gap,) = cursor.fetchone()
    greet(person)
    assert breaks() == []
    tamper(
        "INSERT INTO newsdesk_event (id, stream, number, action, data, digest, salt, body_digest, hash)"
        " SELECT %s, stream, number + 1, 'forged', '{}', '', gen_random_uuid(), '', '' FROM newsdesk_event"
        " ORDER BY number DESC LIMIT 1",
        gap,
    )
    hash_anew(stream(person))
    assert kinds() == {"order"}


@pytest.mark.parametrize(
    "column", ["hash", "body_digest", "number", "stream", "action", "at", "data", "digest", "salt", "by_id"]
)
def test_no_part_of_an_event_can_be_made_nothing(person: User, column: str) -> None:
    greet(person)
    tamper(f"ALTER TABLE newsdesk_event ALTER {column} DROP NOT NULL")
    tamper(f"UPDATE newsdesk_event SET {column} = NULL WHERE number = 3")
    assert breaks()


@pytest.mark.parametrize(
    "change",
    [
        "at = 'infinity'",
        "at = '-infinity'",
        "at = '294276-12-31'",
        "at = '4713-01-01 BC'",
        "data = '3'",
        "data = '\"x\"'",
        "stream = ''",
        "number = 9223372036854775807",
        "number = -9223372036854775808",
        "action = 'x.erased'",
        "action = 'user.erased', data = '{\"blanked\": 3}'",
        "action = 'user.erased', data = '{\"blanked\": [3, [1], [\"x\", {}], [1e400, 2], null, {}]}'",
        "action = 'user.erased', salt = NULL, data = '[]'",
        "salt = NULL, data = '{\"erased\": 1}'",
    ],
)
def test_no_odd_value_keeps_the_rest_from_being_checked(seals: list[Seal], change: str) -> None:
    odd = Event.objects.get(number=3)
    tamper("ALTER TABLE newsdesk_event DROP CONSTRAINT newsdesk_event_number_check")
    tamper(f"UPDATE newsdesk_event SET {change} WHERE id = %s", odd.pk)
    assert odd.pk in {one.event for one in breaks()}


def test_no_odd_place_of_a_seal_keeps_the_rest_from_being_checked(seals: list[Seal]) -> None:
    tamper("UPDATE newsdesk_seal SET up_to = 9223372036854775807, count = 0 WHERE id = %s", seals[1].pk)
    assert {seals[1].pk, seals[2].pk} <= {one.seal for one in breaks()}


def test_nothing_that_lies_in_the_database_is_trusted(seals: list[Seal]) -> None:
    """Whoever owns the tables owns our functions, too, and may make others that fit a call better than PostgreSQL's."""
    tamper("UPDATE newsdesk_event SET data = '{}' WHERE number = 3")
    tamper("UPDATE newsdesk_event SET action = 'forged' WHERE number = 8")
    tamper("UPDATE newsdesk_seal SET made_at = now() WHERE id = %s", seals[1].pk)
    for statement in (
        "CREATE OR REPLACE FUNCTION newsdesk_body_digest(salt uuid, data jsonb) RETURNS bytea LANGUAGE sql STABLE"
        " AS 'SELECT body_digest FROM newsdesk_event e WHERE e.salt = $1'",
        "CREATE FUNCTION public.never(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT false'",
        "CREATE FUNCTION public.never(bytea, bytea) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT false'",
        "CREATE FUNCTION public.never(varchar, varchar) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT false'",
        "CREATE FUNCTION public.never(varchar, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT false'",
        *(
            f"CREATE OPERATOR public.{sign} (LEFTARG = {left}, RIGHTARG = {right}, FUNCTION = public.never)"
            for sign in ("<>", "=")
            for left, right in (("varchar", "text"), ("varchar", "varchar"), ("bytea", "bytea"), ("text", "text"))
        ),
        "CREATE FUNCTION public.sha256(bytea) RETURNS bytea LANGUAGE sql IMMUTABLE AS 'SELECT $1'",
        "CREATE TEMPORARY TABLE newsdesk_event (LIKE public.newsdesk_event)",
        "SET LOCAL search_path TO public, pg_catalog, pg_temp",
    ):
        tamper(statement)
    assert {"body", "entry", "sealed"} <= kinds()
    with connection.cursor() as cursor:
        cursor.execute("SHOW search_path")
        assert cursor.fetchone() == ("public, pg_catalog, pg_temp",)


@pytest.mark.parametrize(
    ("statement", "guard"),
    [
        ("ALTER TABLE newsdesk_event DISABLE TRIGGER event_is_append_only", "event_is_append_only"),
        ("ALTER TABLE newsdesk_event ENABLE REPLICA TRIGGER event_is_chained", "event_is_chained"),
        ("DROP TRIGGER seal_stays ON newsdesk_seal", "seal_stays"),
        ("ALTER TABLE newsdesk_erasure DISABLE TRIGGER USER", "erasure_opens"),
        ("CREATE RULE none AS ON INSERT TO newsdesk_event WHERE NEW.action = 'x' DO INSTEAD NOTHING", "newsdesk_event"),
        ("ALTER TABLE newsdesk_event FORCE ROW LEVEL SECURITY", "newsdesk_event"),
        ("CREATE TABLE more () INHERITS (newsdesk_seal)", "newsdesk_seal"),
    ],
)
def test_guards_that_are_left_switched_off_are_found(seals: list[Seal], statement: str, guard: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(statement)
    assert guard in {one.stream for one in breaks() if one.kind == "guard"}


def test_a_worker_seals_after_so_many_events(person: User, seals: list[Seal], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain, "SEAL_AFTER", 6)
    greet(person)
    looking.send(sender=None)
    assert Seal.objects.count() == 3
    greet(person, 1)
    looking.send(sender=None)
    assert Seal.objects.count() == 4


@pytest.mark.parametrize("away", [timedelta(minutes=6), -timedelta(days=300)])
def test_a_worker_seals_after_so_long(person: User, seals: list[Seal], away: timedelta) -> None:
    tamper("UPDATE newsdesk_seal SET made_at = %s WHERE id = %s", timezone.now() - away, seals[2].pk)
    looking.send(sender=None)
    assert Seal.objects.count() == 3, "there is nothing to seal"
    greet(person, 1)
    looking.send(sender=None)
    assert Seal.objects.count() == 4


def test_a_look_costs_two_short_queries_and_no_more(
    seals: list[Seal], person: User, django_assert_num_queries: Any
) -> None:
    greet(person)
    with django_assert_num_queries(2):
        assert chain.seal_if_due() == []
