"""`make bench`: a site of its own, served as `make run` serves it, measured from outside, gone afterwards."""

import os
import shlex
import socket
import sys
import tempfile
from pathlib import Path

from newsdesk.running import serving, testing
from newsdesk.running.places import data_dir
from newsdesk.running.postgres.embedded import throwaway_database
from newsdesk.running.saying import step
from newsdesk.running.supervising import processes


def bench() -> int:
    """Measure, tell and keep; the exit code says whether that worked, not whether the figures are good."""
    arguments = shlex.split(os.environ.get("ARGS", ""))
    if "--only" not in arguments or "review" in arguments:
        testing.provide_browser_and_font()
    folder = data_dir() / "bench"
    if "--against" in arguments:
        return processes.run([sys.executable, "-m", "tests.load.against", folder, *arguments])
    step("starting a throw-away PostgreSQL")
    with throwaway_database(careless=False) as url, tempfile.TemporaryDirectory(prefix="newsdesk-bench-") as data:
        os.environ.update(NEWSDESK_DATA_DIR=data, PORT=str(_free_port()))
        environment = _plain(serving.site_environment(url))
        with serving.web_site(environment) as web, serving.background_worker(environment) as worker:
            served = ["--web", str(web.process.pid), "--worker", str(worker.process.pid)]
            command: list[str | Path] = [sys.executable, "-m", "tests.load", folder, *served, *arguments]
            return processes.run(command, env=environment)


def _plain(environment: dict[str, str]) -> dict[str, str]:
    """Without what a developer may have set for a site of another kind."""
    foreign = {"DEBUG", "NEWSDESK_ORIGIN", "NEWSDESK_ALLOWED_HOSTS", "NEWSDESK_DEMO_PASSWORD"}
    ours = {"DJANGO_SETTINGS_MODULE": "newsdesk.settings"}
    return {name: value for name, value in environment.items() if name not in foreign} | ours


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])
