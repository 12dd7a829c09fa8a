"""Time, processor time and memory of programs: of those that are started here, and of those that serve the site.

On a machine that does other things as well, processor time tells more than the clock.
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path

import psutil
from django.db import connection

from newsdesk.running.places import ROOT

LOOK_EVERY = 0.05  # seconds
MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Spent:
    """What a program took: seconds by the clock, seconds of processor time with the database's, megabytes at most."""

    seconds: float
    processor: float
    database: float
    memory: float


def run(command: Sequence[str | Path]) -> Spent:
    """Run a program to its end. Raises `CalledProcessError` where it fails."""
    database, began = database_server(), time.perf_counter()
    before, memory, own = processor_time(database), 0.0, 0.0
    with subprocess.Popen([str(part) for part in command], cwd=ROOT, stdout=subprocess.DEVNULL) as started:
        process = psutil.Process(started.pid)
        while started.poll() is None:
            try:
                memory, own = max(memory, _resident(process)), processor_time(process)
                started.wait(LOOK_EVERY)
            except (psutil.NoSuchProcess, psutil.ZombieProcess, subprocess.TimeoutExpired):
                continue
    if started.returncode:
        raise subprocess.CalledProcessError(started.returncode, command)
    theirs = processor_time(database) - before
    return Spent(time.perf_counter() - began, own + theirs, theirs, memory)


def database_server() -> psutil.Process:
    """The server behind our connection, which has to be on this machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        found = psutil.Process(cursor.fetchone()[0]).parent()
    assert found is not None
    return found


def processor_time(process: psutil.Process) -> float:
    """Seconds of a process and of all that it has started, those included that have ended."""
    times = [one.cpu_times() for one in _alive(process)]
    return sum(one.user + one.system + one.children_user + one.children_system for one in times)


def memory(process: psutil.Process) -> float:
    """Megabytes of a process and of all that it has started; what they share is counted once."""
    infos = [one.memory_full_info() for one in _alive(process)]
    return sum(getattr(info, "pss", info.uss) for info in infos) / MEGABYTE


def percentile(values: Iterable[float], part: float) -> float:
    ordered = sorted(values)
    return ordered[ceil(part * len(ordered)) - 1]


def _resident(process: psutil.Process) -> float:
    return sum(one.memory_info().rss for one in _alive(process)) / MEGABYTE


def _alive(process: psutil.Process) -> list[psutil.Process]:
    family = [process, *process.children(recursive=True)]
    return [one for one in family if _is_alive(one)]


def _is_alive(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:  # Gone between the two questions.
        return False
