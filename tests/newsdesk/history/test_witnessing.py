"""Seals are remembered where the database's owner cannot write: what it forgets is found."""

from __future__ import annotations

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from newsdesk.history import chain, witnessing
from newsdesk.models import Event, Seal, User
from newsdesk.running import witness
from newsdesk.signals import looking
from tests.factories import an_administrator, an_analyst
from tests.newsdesk.history.test_chain import breaks, tamper
from tests.newsdesk.history.test_seals import SEALED_AS_BEFORE, greet

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path: Path) -> Path:
    place = witness.place()
    assert place == tmp_path / "data" / "secrets" / "seals-seen.jsonl"
    return place


@pytest.fixture
def person() -> User:
    return an_analyst()


@pytest.fixture
def seals(person: User, file: Path) -> list[Seal]:
    """Three seals that a worker made and remembered."""
    return [sealed(person) for _round in range(3)]


def sealed(person: User) -> Seal:
    greet(person)
    (seal,) = chain.seal()
    witnessing.remember()
    return seal


def seen(file: Path) -> list[int]:
    return [one.seal for one in witness.memory(file).seen]


def forgotten() -> list[int | None]:
    return [one.seal for one in breaks() if one.kind == "forgotten"]


def remove(seal: Seal) -> None:
    """A seal and its events, so that what is left in the database fits together."""
    tamper("DELETE FROM newsdesk_event WHERE id > %s", seal.up_to - seal.count)
    tamper("DELETE FROM newsdesk_seal WHERE id >= %s", seal.pk)


def test_a_worker_remembers_each_seal_once(person: User, file: Path) -> None:
    greet(person)
    for _look in range(3):
        looking.send(sender=None)
    assert seen(file) == [Seal.objects.get().pk]
    assert breaks() == []


def test_the_file_is_for_its_owner_alone(seals: list[Seal], file: Path) -> None:
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_the_last_seal_removed_with_its_events_is_found(seals: list[Seal], person: User) -> None:
    remove(seals[2])
    assert forgotten() == [seals[2].pk]
    sealed(person)
    sealed(person)
    assert forgotten() == [seals[2].pk], "what is sealed afterwards does not make it forgotten"


def test_all_seals_removed_with_all_events_are_found(seals: list[Seal]) -> None:
    remove(seals[0])
    assert forgotten() == [seal.pk for seal in seals]


def test_seals_written_anew_under_the_same_numbers_are_found(seals: list[Seal], person: User) -> None:
    remove(seals[1])
    greet(person, 9)
    tamper(f"ALTER TABLE newsdesk_seal ALTER id RESTART WITH {seals[1].pk}")
    chain.seal()
    witnessing.remember()
    assert forgotten() == [seals[1].pk, seals[2].pk]


@pytest.mark.parametrize("change", ["made_at = made_at - interval '1 day'", "id = id + 50"])
def test_seals_of_the_version_before_are_remembered_whole(person: User, file: Path, change: str) -> None:
    greet(person)
    tamper(SEALED_AS_BEFORE)
    witnessing.remember()
    assert breaks() == []
    tamper(f"UPDATE newsdesk_seal SET {change}")
    assert forgotten() == seen(file)


def test_a_gap_is_told_at_once_and_the_new_ones_are_remembered_nevertheless(
    seals: list[Seal], person: User, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    remove(seals[2])
    new = sealed(person)
    assert [record.fields["code"] for record in caplog.records] == ["history_broken"]  # type: ignore[attr-defined]
    assert seen(file) == [seal.pk for seal in seals] + [new.pk]


def test_what_was_missed_while_no_worker_could_write_is_made_up_for(
    person: User, seals: list[Seal], file: Path
) -> None:
    for _round in range(3):
        greet(person)
        chain.seal()
    witnessing.remember()
    assert seen(file) == list(Seal.objects.order_by("pk").values_list("pk", flat=True))


def test_without_a_file_there_is_a_warning_and_no_break(
    person: User, file: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    call_command("verify_history")
    assert capsys.readouterr().err == ""
    for _round in range(2):
        greet(person)
        chain.seal()
    call_command("verify_history")
    assert f"Warning: Seals are not remembered outside the database: there is no {file}" in capsys.readouterr().err
    witnessing.remember()
    assert seen(file) == [Seal.objects.latest("pk").pk]
    assert "from now on alone" in caplog.text


def test_one_that_lags_behind_is_told(person: User, seals: list[Seal], file: Path) -> None:
    greet(person)
    chain.seal()
    assert witnessing.told().fault == ""
    tamper("UPDATE newsdesk_seal SET made_at = %s", timezone.now() - 2 * witnessing.LATE)
    assert witnessing.told().fault == "late"


def test_a_line_that_was_cut_off_is_told_and_the_next_is_read(person: User, seals: list[Seal], file: Path) -> None:
    with file.open("a", encoding="utf-8") as cut:
        cut.write('{"seal": 12, "up_')
    new = sealed(person)
    assert seen(file) == [seal.pk for seal in seals] + [new.pk]
    assert breaks() == []
    assert witnessing.told().fault == "damaged"


@pytest.mark.parametrize("text", ["[]", "3", '{"seal": 1}', '{"put_back": 1}', '"put_back"', "{}", "\x00", "é" * 5000])
def test_odd_lines_are_passed_over(person: User, seals: list[Seal], file: Path, text: str) -> None:
    with file.open("a", encoding="utf-8") as odd:
        odd.write(f"{text}\n")
    sealed(person)
    assert breaks() == []
    assert witnessing.told().fault == "damaged"


def test_where_the_file_cannot_be_written_the_log_says_so_and_sealing_goes_on(
    person: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv(witness.VARIABLE, str(tmp_path / "file" / "seen"))
    greet(person)
    looking.send(sender=None)
    assert Seal.objects.count() == 1
    assert "cannot be remembered" in caplog.text
    assert witnessing.told().fault == "unreadable"
    assert breaks() == []


def test_it_lies_where_the_environment_says_or_nowhere(
    seals: list[Seal], person: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: Path
) -> None:
    monkeypatch.setenv(witness.VARIABLE, str(tmp_path / "elsewhere" / "seen"))
    assert witnessing.told().fault == "lost"
    call_command("seal_history", put_back="the file lies elsewhere from now on")
    new = sealed(person)
    assert new.pk in seen(tmp_path / "elsewhere" / "seen")
    monkeypatch.setenv(witness.VARIABLE, "off")
    remove(new)
    sealed(person)
    assert forgotten() == []
    assert len(seen(file)) == 3


def test_an_earlier_state_that_was_put_back_with_good_reason_is_no_break(
    seals: list[Seal], person: User, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    remove(seals[1])
    with pytest.raises(CommandError):
        call_command("seal_history", put_back="  ")
    with pytest.raises(CommandError):
        call_command("verify_history")
    call_command("seal_history", put_back="The disk broke.")
    capsys.readouterr()
    call_command("verify_history")
    assert "put back at" in (said := capsys.readouterr().err)
    assert "The disk broke." in said
    assert seen(file) == [seals[0].pk]
    new = sealed(person)
    assert breaks() == []
    remove(new)
    assert forgotten() == [new.pk]


def test_a_long_file_is_shortened_but_for_what_the_database_has_lost(
    seals: list[Seal], person: User, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remove(seals[2])
    monkeypatch.setattr(witness, "MOST_LINES", 8)
    monkeypatch.setattr(witness, "FEWEST_LINES", 4)
    new = [sealed(person).pk for _round in range(9)]
    assert len(file.read_text(encoding="utf-8").splitlines()) <= 8
    assert seen(file)[0] == seals[2].pk
    assert seen(file)[-4:] == new[-4:]
    assert forgotten() == [seals[2].pk]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_many_who_write_at_once_lose_no_line(file: Path) -> None:
    def write(number: int) -> None:
        witness.add(file, [witness.Seen(number, number, "a" * 64, number)])

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(200)))
    assert sorted(seen(file)) == list(range(200))


def test_the_page_and_the_command_tell_what_was_seen(
    seals: list[Seal], capsys: pytest.CaptureFixture[str], file: Path
) -> None:
    client = Client()
    client.force_login(an_administrator(language="en"))
    assert "up to event" in client.get("/audit/").text.partition("Seen outside the database")[2]
    call_command("verify_history")
    said = capsys.readouterr().out
    assert seals[2].digest in said
    assert f"seals {seals[0].pk} to {seals[2].pk}" in said
    file.unlink()
    assert "No: what was seen there is gone." in client.get("/audit/").text


def test_the_file_tells_nothing_but_seals(seals: list[Seal], file: Path) -> None:
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert {tuple(sorted(line)) for line in lines} == {("digest", "made_at", "seal", "up_to")}


@pytest.mark.parametrize("goes", [Path.unlink, lambda file: file.write_text("")], ids=["removed", "emptied"])
def test_a_file_that_is_gone_is_a_break_until_somebody_says_why(
    seals: list[Seal], person: User, file: Path, goes: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """Begun anew without a word, it would not miss the newest events, which somebody removed meanwhile."""
    sealed(person)
    goes(file)
    remove(Seal.objects.latest("pk"))
    for _look in range(2):
        greet(person)
        chain.seal()
        witnessing.remember()
    assert [one.kind for one in breaks()] == ["unwitnessed"]
    assert "what was seen of the seals is gone" in caplog.text
    assert not file.exists() or not file.read_text()
    client = Client()
    client.force_login(an_administrator(language="en"))
    page = client.get("/audit/").content.decode()
    assert "No: what was seen there is gone." in page
    with pytest.raises(CommandError):
        call_command("verify_history")
    call_command("seal_history", put_back="the disk was replaced")
    assert breaks() == []
    assert witnessing.told().fault == ""


def test_that_seals_are_remembered_is_told_once(seals: list[Seal]) -> None:
    [event] = Event.objects.filter(action=witnessing.WITNESSED)
    assert event.by is None
