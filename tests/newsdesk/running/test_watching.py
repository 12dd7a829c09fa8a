"""What is started again, what is not left behind, and what ends with the run that started it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from newsdesk.running.places import ROOT
from newsdesk.running.saying import Refusal
from newsdesk.running.supervising import leftovers, lifeline, processes, watching
from newsdesk.running.supervising.lifeline import LIFELINE
from newsdesk.running.supervising.watching import Program
from tests.newsdesk.running.running import clean_environment, started, wait_for, wait_until_gone

FAILS = ["sh", "-c", "exit 3"]
RUNS = ["sleep", "600"]
HAS_A_CHILD = ["sh", "-c", "sleep 600 & wait"]
SERVES = """
import sys
from newsdesk.running.supervising import lifeline
from newsdesk.running.places import make_data_dir
with lifeline.held(make_data_dir()) as line:
    print(line, flush=True)
    sys.stdin.read()
"""
# As a web process in the midst of a long write: it hears no SIGTERM.
HOLDS_ON = """
import signal, time
from newsdesk.running.supervising import lifeline
lifeline.LAST_GRACE = 0.3
signal.signal(signal.SIGTERM, signal.SIG_IGN)
lifeline.hold_on()
print("holds on", flush=True)
while True:
    time.sleep(60)
"""


@dataclass
class Clock:
    """The time that those who watch see."""

    now: float = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(watching, "time", made)
    return made


@contextmanager
def a_program(command: list[str], hands: int = 0) -> Iterator[Program]:
    with Program("the program", command, dict(os.environ), patience=1, hands=hands) as program:
        yield program


def end_and_plan(program: Program) -> float:
    """Its pause, once it has ended."""
    program.process.wait()
    program.look_after()
    return program.pause


def test_the_pauses_double_while_a_program_fails_and_never_get_long(clock: Clock) -> None:
    with a_program(FAILS) as program:
        pauses = []
        for _time in range(6):
            pauses.append(end_and_plan(program))
            clock.now += program.pause
            program.look_after()
        assert pauses == [1, 2, 4, 8, 8, 8]


def test_after_a_good_run_a_program_is_soon_started_again(clock: Clock) -> None:
    with a_program(RUNS) as program:
        program.pause = 8
        clock.now += watching.GOOD_RUN + 1
        killed = program.process.pid
        program.process.kill()
        assert end_and_plan(program) == 1
        program.look_after()
        assert program.process.pid == killed
        clock.now += 1
        program.look_after()
        assert program.process.poll() is None


def test_what_a_killed_program_has_started_ends_before_the_next_is_started(clock: Clock) -> None:
    with a_program(HAS_A_CHILD) as program:
        wait_for(lambda: len(psutil.Process(program.process.pid).children()) == 1)
        [child] = psutil.Process(program.process.pid).children()
        program.process.kill()
        end_and_plan(program)
        wait_until_gone(child.pid)


def test_a_program_that_cannot_be_started_for_the_moment_is_tried_again(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object, **_options: object) -> subprocess.Popen[bytes]:
        raise OSError(12, "Cannot allocate memory")

    with a_program(FAILS) as program:
        end_and_plan(program)
        with monkeypatch.context() as patched:
            patched.setattr(processes, "start", fail)
            clock.now += program.pause
            program.look_after()
        before = program.process.pid
        clock.now += program.pause
        program.look_after()
        assert program.process.pid != before


def test_a_web_server_that_does_not_replace_its_processes_is_stopped(clock: Clock) -> None:
    with a_program(HAS_A_CHILD, hands=2) as program:
        program.look_after()
        assert program.process.poll() is None
        clock.now += watching.SHORT_OF_HANDS + 1
        program.look_after()
        assert program.process.poll() is not None


@contextmanager
def held_by_another(data_dir: Path) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    with started(SERVES, data_dir) as run:
        assert run.stdout is not None
        yield run, Path(run.stdout.readline().strip())


@contextmanager
def holding_on(data_dir: Path, line: Path) -> Iterator[subprocess.Popen[str]]:
    environment = clean_environment(data_dir) | {LIFELINE: str(line)}
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDS_ON], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "holds on\n"
        yield process
    finally:
        process.kill()
        process.communicate()


def test_what_a_killed_run_has_started_ends_with_it_whether_it_wants_or_not(tmp_path: Path) -> None:
    with held_by_another(tmp_path) as (run, line), holding_on(tmp_path, line) as child:
        run.kill()
        assert child.wait(30) == -9


def test_who_comes_when_the_run_is_gone_already_ends_too(tmp_path: Path) -> None:
    with holding_on(tmp_path, tmp_path / "lifeline-gone.lock") as child:
        assert child.wait(30) == -9


def test_a_second_run_of_a_folder_is_refused_and_told_of_the_first(tmp_path: Path) -> None:
    with held_by_another(tmp_path) as (run, _line):
        with pytest.raises(Refusal, match=rf"already runs on .* \(process {run.pid}\)"):
            lifeline.refuse_second_run(tmp_path)
        with pytest.raises(Refusal, match="kill"), lifeline.held(tmp_path):
            pass
        assert run.poll() is None
    lifeline.refuse_second_run(tmp_path)


def test_a_folder_is_free_as_soon_as_its_run_was_killed_whatever_the_file_says(tmp_path: Path) -> None:
    with held_by_another(tmp_path) as (run, line):
        run.kill()
        run.wait()
        assert lifeline.was_cut(tmp_path)
        lifeline.refuse_second_run(tmp_path)
        with lifeline.held(tmp_path) as ours:
            leftovers.end(tmp_path)
            assert ours.exists()
            assert not line.exists()
    assert not lifeline.was_cut(tmp_path)


def test_who_just_looks_keeps_nobody_from_serving(tmp_path: Path) -> None:
    """A stale number that is alive is another's; a look holds the lock for a moment."""
    looks = "from newsdesk.running.supervising.lifeline import *\nwhile True: refuse_second_run(Path(sys.argv[1]))"
    code = f"import sys\nfrom pathlib import Path\n{looks}"
    (tmp_path / "run.lock").touch()
    with subprocess.Popen([sys.executable, "-c", code, tmp_path], cwd=ROOT, stderr=subprocess.DEVNULL) as looker:
        for _time in range(50):
            with lifeline.held(tmp_path):
                pass
        looker.kill()


def test_what_is_left_of_a_killed_run_is_ended_by_the_next_and_nothing_else(tmp_path: Path) -> None:
    ours, others = tmp_path / "ours", tmp_path / "others"
    left, other = (
        subprocess.Popen(RUNS, env=os.environ | {LIFELINE: f"{each}/lifeline-1.lock"}) for each in (ours, others)
    )
    try:
        leftovers.end(ours)
        assert left.poll() is not None
        assert other.poll() is None
    finally:
        for process in (left, other):
            process.kill()
            process.wait()
