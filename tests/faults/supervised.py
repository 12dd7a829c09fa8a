"""A site's processes by kind, to kill them one by one or together, and clients that write meanwhile."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import psutil

from newsdesk.running.places import ROOT
from newsdesk.running.postgres.cluster import Cluster
from tests.faults.site import SERVE, Site, a_claim
from tests.newsdesk.running.running import PATIENCE, clean_environment, free_port, keepers_of, wait_for

Work = tuple[str, str, str]
PACE = 0.05  # seconds between two operations of a client
CLIENTS = 4


@dataclass
class Supervised:
    """A data folder and a port that one `make run` after another serves."""

    data_dir: Path
    port: int = field(default_factory=free_port)
    runs: list[subprocess.Popen[str]] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def start(self) -> None:
        """Begin a new run; it is not waited for."""
        run = subprocess.Popen(
            [sys.executable, "-c", SERVE],
            cwd=ROOT,
            env=clean_environment(self.data_dir) | {"PORT": str(self.port)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.runs.append(run)
        threading.Thread(target=self._read, args=(run,), daemon=True).start()

    def _read(self, run: subprocess.Popen[str]) -> None:
        assert run.stdout is not None
        for line in run.stdout:
            self.told.append(line.rstrip("\n"))

    @property
    def site(self) -> Site:
        return Site(self.supervisor, self.port, self.data_dir, self.told)

    @property
    def supervisor(self) -> subprocess.Popen[str]:
        return self.runs[-1]

    def stop(self) -> None:
        self.supervisor.terminate()
        self.supervisor.wait(PATIENCE)

    def pids(self, kind: str) -> list[int]:
        """The living processes of a kind."""
        found: dict[str, Callable[[], list[psutil.Process]]] = {
            "supervisor": lambda: [psutil.Process(self.supervisor.pid)],
            "keeper": lambda: keepers_of(Cluster.of(self.data_dir)),
            "postmaster": self._postmasters,
            "session": lambda: self._backends("postgres: newsdesk"),
            "checkpointer": lambda: self._backends("postgres: checkpointer"),
            "database's own": lambda: self._backends("postgres: ", but="postgres: newsdesk"),
            "web master": self._masters,
            "web process": lambda: [child for master in self._masters() for child in master.children()],
            "worker": lambda: self._children("db_worker"),
        }
        try:
            return [one.pid for one in found[kind]() if one.status() != psutil.STATUS_ZOMBIE]
        except psutil.Error:
            return []

    def _children(self, word: str) -> list[psutil.Process]:
        return [one for one in psutil.Process(self.supervisor.pid).children() if word in " ".join(one.cmdline())]

    def _masters(self) -> list[psutil.Process]:
        return self._children("newsdesk.front")

    def _postmasters(self) -> list[psutil.Process]:
        found = Cluster.of(self.data_dir).postmaster()
        return [psutil.Process(found.pid)] if found else []

    def _backends(self, beginning: str, but: str = "none") -> list[psutil.Process]:
        titles = [(one, " ".join(one.cmdline())) for master in self._postmasters() for one in master.children()]
        return [one for one, title in titles if title.startswith(beginning) and not title.startswith(but)]


def kill(pids: list[int]) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


@dataclass
class Load:
    """Clients that write one operation after another, each as often as it takes: as the browser's outbox does."""

    supervised: Supervised
    work: Work
    acknowledged: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def running(self) -> Iterator[None]:
        threads = [threading.Thread(target=self._write) for _client in range(CLIENTS)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.over.set()
            for thread in threads:
                thread.join()

    def _write(self) -> None:
        """Each ends with its last operation acknowledged."""
        while not self.over.wait(PACE):
            operation = a_claim(self.work[2])
            wait_for(lambda operation=operation: self.is_taken(operation), 3 * PATIENCE)  # type: ignore[misc]
            self.acknowledged.append(str(operation["id"]))

    def is_taken(self, operation: dict[str, Any]) -> bool:
        answer = self.supervised.site.ask(self.work[1], token=self.work[0], body={"operations": [operation]})
        assert answer.status in {0, 200, 503}, (answer.status, answer.body)
        if answer.status == 200:
            assert answer.body["results"][0]["status"] in {"applied", "duplicate"}
        return answer.status == 200


def work_on(site: Site) -> Work:
    """A token, the address of a new reading's operations, and its text."""
    token = site.token("analyst1")
    revision = site.number("SELECT min(id) FROM articles_revision")
    reading = site.ask("/api/v1/readings", token=token, body={"revision": revision}).body["id"]
    text = site.ask(f"/api/v1/revisions/{revision}", token=token).body["text"]
    return token, f"/api/v1/readings/{reading}/operations", text


@dataclass
class Recoveries:
    """How many seconds it took after each kind of kill until all was there and a new operation was acknowledged."""

    seconds: dict[str, list[float]] = field(default_factory=dict)

    def add(self, kind: str, seconds: float) -> None:
        self.seconds.setdefault(kind, []).append(seconds)

    @property
    def longest(self) -> float:
        return max(max(each) for each in self.seconds.values())

    def table(self) -> str:
        rows = [
            f"{kind:<90} {len(each):>3} {median(each):>8.1f} {max(each):>8.1f}" for kind, each in self.seconds.items()
        ]
        return "\n".join([f"{'killed':<90} {'n':>3} {'median':>8} {'max':>8}", *sorted(rows)])


def in_turns(kinds: list[tuple[str, ...]], number: int, chance: random.Random) -> list[tuple[str, ...]]:
    """So many of them in a random order, each about as often as the others."""
    wanted = [kinds[index % len(kinds)] for index in range(number)]
    chance.shuffle(wanted)
    return wanted
