"""Our front as granian serves it, before `front_app.py` in place of Django. Its patience is ten times shorter."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from newsdesk.running.places import ROOT
from tests.newsdesk.front.slow_clients import Wire
from tests.newsdesk.running.running import PATIENCE, clean_environment, free_port, wait_for

HASTE = 10
THREADS = 2


class Server:
    def __init__(self, process: subprocess.Popen[bytes], port: int, folder: Path) -> None:
        self.process, self.port, self.folder = process, port, folder

    def wire(self, address: str = "") -> Wire:
        return Wire(self.port, address)

    def is_up(self) -> bool:
        try:
            with self.wire() as wire:
                return wire.ask("GET", "/health/live") and wire.hear().status == 200
        except OSError:
            return False

    def open_files(self) -> list[str]:
        """Of its web processes: files that people sent, or are being sent."""
        family = psutil.Process(self.process.pid).children(recursive=True)
        links = [link for process in family for link in Path(f"/proc/{process.pid}/fd").iterdir()]
        return [told for told in map(_target, links) if told.startswith(str(self.folder))]


@contextmanager
def a_front(folder: Path) -> Iterator[Server]:
    """A server that is up; in the end it has to stop in order, and leave nothing of what was sent in `folder`."""
    uploads, port = folder / "uploads", free_port()
    uploads.mkdir()
    environment = clean_environment(folder / "data") | {
        "SECRET_KEY": "a key",
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing?connect_timeout=1",
        "NEWSDESK_FRONT_HASTE": str(HASTE),
        "NEWSDESK_THREADS": str(THREADS),
        "TMPDIR": str(uploads),
    }
    command = [sys.executable, "-m", "newsdesk.front", "--port", str(port), "--workers", "1", "--threads", str(THREADS)]
    process = subprocess.Popen(
        [*command, "--target", "tests.newsdesk.front.front_app:front"], cwd=ROOT, env=environment
    )
    running = Server(process, port, uploads)
    wait_for(lambda: process.poll() is not None or running.is_up())
    yield running
    process.send_signal(signal.SIGTERM)
    assert process.wait(PATIENCE) == 0
    assert list(uploads.iterdir()) == []


def _target(link: Path) -> str:
    try:
        return os.readlink(link)
    except OSError:
        return ""
