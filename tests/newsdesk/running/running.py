"""Helpers for tests that start programs: all of them wait for facts, none for a time to pass."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event
from typing import Any

import psutil
import pytest

from newsdesk.running.places import ROOT
from newsdesk.running.postgres.binaries import wheel_binaries
from newsdesk.running.postgres.cluster import Cluster
from tests import migrated

PATIENCE = 60  # seconds, on a machine that is busy with other tests
HOLD_DATABASE = """
import sys
from newsdesk.running.postgres.embedded import database
with database() as url:
    print(url, flush=True)
    sys.stdin.read()
"""
FILL_DATABASE = """
import subprocess, sys
from newsdesk.running.postgres.embedded import database
with database() as url:
    program, dump = sys.argv[1:]
    subprocess.run([program, "--exit-on-error", "--no-owner", f"--dbname={url}", dump], check=True)
"""


@contextmanager
def started(code: str, data_dir: Path, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """A Python program on our modules, in a session of its own; at the end of the block it has to end, too."""
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=clean_environment(data_dir) | environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
        process.communicate(timeout=PATIENCE)  # Closes its input, which ends it in order.
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            process.communicate(timeout=PATIENCE)


@contextmanager
def lent_static_files(data_dir: Path, factory: pytest.TempPathFactory) -> Iterator[None]:
    """Collecting and compressing them is most of a site's first start: of all first starts of a run, one does it."""
    base = factory.getbasetemp()
    shared = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "static"
    if shared.exists():
        shutil.copytree(shared, data_dir / "static")
    yield
    if not shared.exists():
        draft = shared.with_name(f"static-{os.getpid()}")
        shutil.copytree(data_dir / "static", draft)
        with suppress(OSError):  # Another was first.
            draft.rename(shared)


def lend_database(data_dir: Path) -> None:
    """Fill the database of a site that has not begun yet with the tables of this version: to make them takes longer."""
    if dump := migrated.dump():
        command = [sys.executable, "-c", FILL_DATABASE, wheel_binaries() / "pg_restore", dump]
        subprocess.run(command, cwd=ROOT, env=clean_environment(data_dir), check=True, capture_output=True)


def clean_environment(data_dir: Path) -> dict[str, str]:
    """The environment of somebody who has configured nothing but where the data goes."""
    ours = ("DATABASE_URL", "SECRET_KEY", "DEBUG", "HOST", "PORT", "DJANGO_", "NEWSDESK_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return environment | {"NEWSDESK_DATA_DIR": str(data_dir)}


def in_a_loop(scenario: Coroutine[Any, Any, Any]) -> Any:
    """Run it in a thread of its own: Playwright keeps an event loop in the tests' own one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, scenario).result()


def wait_for(fact: Callable[[], bool], patience: float = PATIENCE) -> None:
    """Return when it is so; fail after a while."""
    deadline = time.monotonic() + patience
    while not fact():
        assert time.monotonic() < deadline
        Event().wait(0.05)


def wait_until_gone(*pids: int) -> None:
    """Return when none of these processes is left; fail after a while."""
    processes = [psutil.Process(pid) for pid in pids if psutil.pid_exists(pid)]
    _, alive = psutil.wait_procs(processes, timeout=PATIENCE)
    assert alive == []


def keepers_of(cluster: Cluster) -> list[psutil.Process]:
    """Of all keepers on this machine, the living ones of that cluster."""
    return [one for one in psutil.process_iter() if cluster.as_json() in _words(one)]


def _words(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def remove_what_root_made(data_dir: Path) -> None:
    """As root a cluster lies outside of the data folder, where nothing but this takes it away."""
    cluster = Cluster.of(data_dir)
    if cluster.account:
        shutil.rmtree(cluster.place)
