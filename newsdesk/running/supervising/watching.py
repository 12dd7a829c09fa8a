"""Keeping an eye on what runs: what ends is started again, whatever it is and however often.

By hand, because honcho starts nothing again, and supervisord is one more daemon to be set up and stopped.
"""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Self

import psutil

from newsdesk.running.places import ROOT
from newsdesk.running.saying import step
from newsdesk.running.supervising import processes

LOOK_EVERY = 0.5  # seconds
LONGEST_PAUSE = 8  # seconds before a failing program is tried again: when its trouble is over, it is soon back
GOOD_RUN = 10  # seconds after which a program counts as healthy
SHORT_OF_HANDS = 15  # seconds that a web server may take to fill a gap among its processes


class Program:
    """A program that is started again when it ends, after pauses that double while it keeps failing."""

    def __init__(
        self,
        name: str,
        command: Sequence[str | Path],
        environment: dict[str, str],
        *,
        patience: float = 10,
        hands: int = 0,
    ) -> None:
        """`patience` is what its stopping may take, in seconds; `hands`, how many processes it has to keep running."""
        self.name, self.command, self.environment = name, command, environment
        self.patience, self.hands = patience, hands
        self.pause = 0.5
        self.again_at: float | None = None
        self._start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *reason: object) -> None:
        step(f"stopping {self.name}")
        processes.stop(self.process, patience=self.patience)

    def look_after(self) -> None:
        """Call now and then: starts the program again when its time has come."""
        if self.process.poll() is None:
            self._end_where_hands_are_missing()
        elif self.again_at is None:
            processes.ask_to_end(self.process)  # What it has started itself has until the next try.
            self._plan_the_next_try(f"ended with code {self.process.returncode}")
        elif time.monotonic() >= self.again_at:
            self._start_again()

    def _start(self) -> None:
        self.process = processes.start(self.command, env=self.environment, cwd=ROOT)
        self.started_at = self.complete_at = time.monotonic()
        self.again_at = None

    def _start_again(self) -> None:
        processes.stop(self.process)
        try:
            self._start()
        except OSError as error:  # No memory, no process left: that may pass.
            self._plan_the_next_try(f"cannot be started: {error.strerror}")
        else:
            step(f"{self.name} is started again")

    def _plan_the_next_try(self, why: str) -> None:
        now = time.monotonic()
        self.pause = 1 if now - self.started_at > GOOD_RUN else min(2 * self.pause, LONGEST_PAUSE)
        self.again_at = now + self.pause
        step(f"{self.name} {why}; next try in {self.pause:.0f} s")

    def _end_where_hands_are_missing(self) -> None:
        """A web server fills gaps itself, but it can miss one of two that open at the same moment."""
        now = time.monotonic()
        if not self.hands or _children(self.process.pid) >= self.hands:
            self.complete_at = now
        elif now - self.complete_at > SHORT_OF_HANDS:
            step(f"{self.name} does not replace its processes: it is stopped")
            processes.stop(self.process, patience=self.patience)


def watch(*programs: Program) -> None:
    """Return never: a signal raises `Stopped`."""
    while True:
        for program in programs:
            program.look_after()
        time.sleep(LOOK_EVERY)


def _children(pid: int) -> int:
    try:
        return sum(child.status() != psutil.STATUS_ZOMBIE for child in psutil.Process(pid).children())
    except psutil.Error:
        return 0
