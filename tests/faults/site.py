"""A whole site as `make run` serves it, on a database of its own, to do harm to."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from typing import Any
from uuid import uuid4

import psutil
import psycopg

from newsdesk.running.places import ROOT
from newsdesk.running.postgres.cluster import Cluster, Postmaster
from tests.newsdesk.running.running import (
    PATIENCE,
    clean_environment,
    free_port,
    remove_what_root_made,
    started,
    wait_for,
)

SERVE = """
import sys
from newsdesk.running.__main__ import outcome
from newsdesk.running.serving import serve
sys.exit(outcome(serve))
"""


@dataclass
class Answer:
    """What came back; status 0 where nothing did, as when the connection broke."""

    status: int = 0
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Site:
    """One run of it. `told` is what it has printed so far, in lines."""

    process: subprocess.Popen[str]
    port: int
    data_dir: Path
    told: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def postmaster(self) -> Postmaster:
        found = Cluster.of(self.data_dir).postmaster()
        assert found is not None
        return found

    def connect(self, role: str = "newsdesk") -> psycopg.Connection[Any]:
        return psycopg.connect(self.postmaster.url(user=role), autocommit=True)

    def number(self, query: str, *values: object) -> int:
        with self.connect() as connection:
            found = connection.execute(query, values).fetchone()
        assert found is not None
        return int(found[0])

    def ask(self, path: str, *, token: str = "", body: object = None, method: str = "") -> Answer:
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        wanted = urllib.request.Request(self.url + path, data, headers, method=method or ("POST" if data else "GET"))
        try:
            with urllib.request.urlopen(wanted, timeout=PATIENCE) as response:
                return _answer(response.status, response)
        except urllib.error.HTTPError as error:
            return _answer(error.code, error)
        except (OSError, HTTPException):
            return Answer()

    def is_ready(self) -> bool:
        return self.ask("/health/ready").status == 200

    def manage(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, ROOT / "manage.py", *arguments],
            env=clean_environment(self.data_dir) | environment,
            capture_output=True,
            text=True,
            timeout=2 * PATIENCE,
        )

    def begin(self, *arguments: str) -> subprocess.Popen[bytes]:
        """A command of `manage.py` that runs on beside the test."""
        return subprocess.Popen(
            [sys.executable, ROOT / "manage.py", *arguments],
            env=clean_environment(self.data_dir),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def token(self, account: str) -> str:
        told = self.manage("create_token", account)
        assert told.returncode == 0, told.stderr
        return told.stdout.strip().splitlines()[-1]

    def worker(self) -> psutil.Process:
        return next(p for p in psutil.Process(self.process.pid).children() if "db_worker" in p.cmdline())

    def kill_worker(self) -> None:
        """In the middle of whatever it does; the next is on its way when this returns."""
        killed = self.worker()
        killed.kill()
        wait_for(lambda: any(self._workers_but(killed.pid)))

    def _workers_but(self, pid: int) -> Iterator[int]:
        for process in psutil.Process(self.process.pid).children():
            if process.pid != pid and process.status() != psutil.STATUS_ZOMBIE and "db_worker" in process.cmdline():
                yield process.pid

    def stop(self, number: signal.Signals = signal.SIGTERM) -> None:
        self.process.send_signal(number)


@contextmanager
def a_site(data_dir: Path, **environment: str) -> Iterator[Site]:
    """A site that is ready; afterwards it is stopped, its data stay."""
    port = free_port()
    with started(SERVE, data_dir, PORT=str(port), **environment) as process:
        site = Site(process, port, data_dir)
        reader = threading.Thread(target=_read, args=(site,), daemon=True)
        reader.start()
        wait_for(lambda: process.poll() is not None or site.is_ready(), 5 * PATIENCE)
        assert process.poll() is None, "\n".join(site.told)
        yield site
        if process.poll() is None:
            site.stop()
        process.wait(PATIENCE)
        reader.join()


@contextmanager
def removed_afterwards(data_dir: Path) -> Iterator[Path]:
    try:
        yield data_dir
    finally:
        remove_what_root_made(data_dir)


def a_claim(text: str, start: int = 0, end: int = 3) -> dict[str, Any]:
    """A new claim on `text`, as an operation."""
    state = {"kind": "claim", "anchors": [{"role": "claim", "start": start, "end": end, "exact": text[start:end]}]}
    return {
        "id": str(uuid4()),
        "target": "annotation",
        "action": "create",
        "object": str(uuid4()),
        "base_version": 0,
        "state": state,
    }


def _read(site: Site) -> None:
    assert site.process.stdout is not None
    for line in site.process.stdout:
        site.told.append(line.rstrip("\n"))


def _answer(status: int, response: Any) -> Answer:
    data = response.read()
    is_json = "json" in response.headers.get("Content-Type", "")
    return Answer(
        status, json.loads(data) if is_json else data, {name.lower(): value for name, value in response.headers.items()}
    )


def kill(process: subprocess.Popen[bytes]) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(PATIENCE)
