"""Every process of a site is killed, at random moments and under load: it comes back by itself, and nothing is lost."""

from __future__ import annotations

import os
import random
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from tests.faults.site import Site, a_claim, a_site, removed_afterwards
from tests.faults.supervised import Load, Recoveries, Supervised, in_turns, kill, work_on
from tests.newsdesk.running.running import PATIENCE, started, wait_for, wait_until_gone

pytestmark = pytest.mark.long
KILLS = 50
LIMIT = 30  # seconds
ENDING = 15  # seconds in which what a killed supervisor leaves has to end
ONE, ALL = "one ", "every "
EACH = (
    "keeper", "postmaster", "session", "checkpointer", "database's own", "web master", "web process", "worker"
)  # fmt: skip
KINDS: list[tuple[str, ...]] = [
    *((ONE + kind,) for kind in EACH),
    (ALL + "web process",),
    (ALL + "session",),
    (ONE + "keeper", ONE + "postmaster"),
    (ONE + "web master", ALL + "web process"),
    (ONE + "postmaster", ONE + "web master"),
    (ONE + "keeper", ONE + "worker", ONE + "web process"),
    (ONE + "keeper", ONE + "postmaster", ONE + "web master", ALL + "web process", ONE + "worker"),
    (ONE + "supervisor",),
    (ONE + "supervisor", ONE + "keeper"),
    (ONE + "supervisor", ONE + "web master", ONE + "postmaster"),
]
EVERYTHING = ("supervisor", "keeper", "postmaster", "session", "web master", "web process", "worker")


@pytest.fixture
def supervised(tmp_path: Path) -> Iterator[Supervised]:
    with removed_afterwards(tmp_path / "data") as place:
        running = Supervised(place)
        running.start()
        wait_for(lambda: running.supervisor.poll() is not None or running.site.is_ready(), 5 * PATIENCE)
        assert running.supervisor.poll() is None, running.told
        yield running
        print("\n".join(line for line in running.told if line.startswith("·")))  # Shown where the test has failed.
        running.stop()


def chosen(supervised: Supervised, what: tuple[str, ...], chance: random.Random) -> list[int]:
    """The processes that these words mean; who is just being replaced is waited for."""
    found: list[int] = []
    for words in what:
        kind = words.removeprefix(ONE).removeprefix(ALL)
        wait_for(lambda kind=kind: bool(supervised.pids(kind)))  # type: ignore[misc]
        pids = supervised.pids(kind) or [0]
        found += pids if words.startswith(ALL) else [chance.choice(pids)]
    return [pid for pid in found if pid]


def is_whole(supervised: Supervised) -> bool:
    """All kinds of process are there, and the site says that it is ready."""
    return all(supervised.pids(kind) for kind in EVERYTHING) and supervised.site.is_ready()


def seconds_until_it_works(supervised: Supervised, load: Load, begun: float) -> float:
    """Until all is there and an operation that was made after the kill is acknowledged."""
    wait_for(lambda: is_whole(supervised), 2 * LIMIT)
    operation = a_claim(load.work[2])
    wait_for(lambda: load.is_taken(operation), 2 * LIMIT)
    load.acknowledged.append(str(operation["id"]))
    return time.monotonic() - begun


def assert_stored_once(site: Site, load: Load) -> None:
    stored = stored_in(site, stream_of(load))
    assert len(load.acknowledged) == len(set(load.acknowledged))
    assert set(load.acknowledged) == set(stored)  # Every client has insisted until it was told.
    assert set(stored.values()) == {1}


def stored_in(site: Site, stream: str) -> Counter[str]:
    """How often each operation of a reading has an event; the events have to be numbered without a gap."""
    with site.connect() as connection:
        query = "SELECT operation::text, number FROM newsdesk_event WHERE stream = %s ORDER BY number"
        events = connection.execute(query, [stream]).fetchall()
    assert [number for _operation, number in events] == list(range(1, len(events) + 1))
    return Counter(operation for operation, _number in events if operation)


def stream_of(load: Load) -> str:
    return f"reading/{load.work[1].split('/')[4]}"


def assert_the_chain_is_whole(site: Site) -> None:
    assert site.manage("seal_history").returncode == 0
    told = site.manage("verify_history")
    assert told.returncode == 0, told.stderr


def test_after_fifty_kills_everything_has_come_back_by_itself_and_nothing_acknowledged_is_lost(
    supervised: Supervised, capsys: pytest.CaptureFixture[str]
) -> None:
    seed = int(os.environ.get("NEWSDESK_SEED") or random.SystemRandom().randrange(10**6))
    chance, recoveries = random.Random(seed), Recoveries()
    load = Load(supervised, work_on(supervised.site))
    try:
        with load.running():
            for what in in_turns(KINDS, KILLS, chance):
                Event().wait(chance.uniform(0, 2))  # A random moment, not a wait for anything.
                kill(chosen(supervised, what, chance))
                begun = time.monotonic()
                if ONE + "supervisor" in what:
                    supervised.start()
                recoveries.add(" + ".join(what), seconds_until_it_works(supervised, load, begun))
    finally:
        with capsys.disabled():
            print(f"\nNEWSDESK_SEED={seed}, {len(load.acknowledged)} operations\n{recoveries.table()}")
    assert recoveries.longest <= LIMIT
    wait_for(supervised.site.is_ready)
    assert_stored_once(supervised.site, load)
    assert_the_chain_is_whole(supervised.site)


@pytest.mark.parametrize("also", [(), ("keeper",), ("web master",), ("keeper", "postmaster", "worker")])
def test_what_a_killed_supervisor_has_started_ends(supervised: Supervised, also: tuple[str, ...]) -> None:
    """Also a web process in the midst of writing, whose master may be dead as well."""
    site, (token, address, text) = supervised.site, work_on(supervised.site)
    left = [pid for kind in EVERYTHING for pid in supervised.pids(kind)]
    load = Load(supervised, (token, address, text))
    with load.running():
        other = site.connect()
        other.autocommit = False
        other.execute("SELECT 1 FROM annotations_reading FOR UPDATE")
        wait_for(lambda: is_waiting_for_a_lock(supervised.site))
        kill([pid for kind in also for pid in supervised.pids(kind)] + supervised.pids("supervisor"))
        begun = time.monotonic()
        wait_until_gone(*left)
        assert time.monotonic() - begun <= ENDING
        supervised.start()
    wait_for(supervised.site.is_ready)
    assert_stored_once(supervised.site, load)


def is_waiting_for_a_lock(site: Site) -> bool:
    return site.number("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'") > 0


def test_a_backup_made_during_writes_holds_one_moment_whole(supervised: Supervised, tmp_path: Path) -> None:
    """All that was acknowledged before it was begun, nothing by halves, and the site that is made of it works."""
    load = Load(supervised, work_on(supervised.site))
    file = tmp_path / "backup.tar"
    with load.running():
        wait_for(lambda: len(load.acknowledged) >= 50)
        before = set(load.acknowledged)
        run_command("backup", supervised.data_dir, FILE=str(file))
        wait_for(lambda: len(load.acknowledged) > len(before))
    with removed_afterwards(tmp_path / "restored") as restored:
        shutil.copytree(supervised.data_dir / "secrets", restored / "secrets")
        restored.chmod(0o700)
        run_command("restore", restored, FILE=str(file))
        with a_site(restored) as site:
            assert_one_moment(site, load, before)
            assert_the_chain_is_whole(site)


def run_command(name: str, data_dir: Path, **environment: str) -> None:
    """As `make backup` and `make restore`."""
    code = f"import sys\nfrom newsdesk.running import backups\nsys.exit(backups.{name}())"
    with started(code, data_dir, **environment) as command:
        told, _ = command.communicate(timeout=5 * PATIENCE)
    assert command.returncode == 0, told


def assert_one_moment(site: Site, load: Load, before: set[str]) -> None:
    stored = stored_in(site, stream_of(load))
    assert before <= set(stored) <= set(load.acknowledged)
    assert set(stored.values()) == {1}
    reading = load.work[1].split("/")[4]
    annotations = site.number("SELECT count(*) FROM annotations_annotation WHERE reading_id = %s", int(reading))
    assert annotations == len(stored)  # Each of these operations makes one.
