"""Keeping an eye on what runs: a worker that ends is started again, a web server that ends stops the rest."""

import subprocess
import sys
import time
from typing import Any, Self

from newsdesk.running import processes
from newsdesk.running.saying import Refusal, step

LONGEST_PAUSE = 60  # seconds before a failing worker is tried again
GOOD_RUN = 60  # seconds after which a worker counts as healthy


class Worker:
    """The background worker, started again when it ends, after pauses that double while it keeps failing."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self.pause = 1
        self.again_at: float | None = None
        self._start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *reason: object) -> None:
        step("stopping the background worker")
        processes.stop(self.process)

    def look_after(self) -> None:
        """Call now and then: starts the worker again when its time has come."""
        now = time.monotonic()
        if self.process.poll() is None:
            return
        if self.again_at is None:
            self.pause = 1 if now - self.started_at > GOOD_RUN else min(2 * self.pause, LONGEST_PAUSE)
            self.again_at = now + self.pause
            step(f"the background worker ended with code {self.process.returncode}; next try in {self.pause} s")
        elif now >= self.again_at:
            self._start()
            step("the background worker is started again")

    def _start(self) -> None:
        command = [sys.executable, "manage.py", "db_worker"]
        self.process: subprocess.Popen[Any] = processes.start(command, env=self.environment)
        self.started_at = time.monotonic()
        self.again_at = None


def watch(worker: Worker, web: subprocess.Popen[Any]) -> None:
    """Return never: a signal raises `Stopped`, the end of the web server a `Refusal`."""
    while web.poll() is None:
        worker.look_after()
        time.sleep(0.5)
    raise Refusal(f"The web server ended by itself with code {web.returncode}: everything else is stopped.")
