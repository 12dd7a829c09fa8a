"""`make run`: database, preparations, worker and web server, until somebody says stop."""

import contextlib
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from newsdesk.front.limits import GRACE
from newsdesk.running import embedded, ports, processes
from newsdesk.running.places import ROOT, make_data_dir
from newsdesk.running.processes import Stopped
from newsdesk.running.saying import Refusal, say, step
from newsdesk.running.secrets_kept import demo_accounts, secret_key
from newsdesk.running.watching import Worker, watch

PATIENCE = 60  # seconds for the web server to answer


def serve() -> int:
    """Run the site until a signal or a failure; the exit code."""
    try:
        with contextlib.ExitStack() as stack:
            environment = site_environment(stack.enter_context(_database()))
            web = stack.enter_context(web_site(environment))
            worker = stack.enter_context(Worker(environment))
            _welcome()
            watch(worker, web)
    except Stopped:
        say("Newsdesk has stopped.")
        return 0
    return 1


def site_environment(database_url: str) -> dict[str, str]:
    """What the processes of a site find in their environment."""
    return os.environ | {
        "NEWSDESK_DATA_DIR": str(make_data_dir()),
        "SECRET_KEY": secret_key(),
        "HOST": ports.host(),
        "DATABASE_URL": database_url,
        "PYTHONUNBUFFERED": "1",
    }


@contextlib.contextmanager
def web_site(environment: dict[str, str]) -> Iterator[subprocess.Popen[Any]]:
    """A prepared site that answers at `ports.address()` while the block runs."""
    _prepare(environment)
    _forget_the_figures(environment)
    step("starting the web server")
    with _web_server(environment) as web:
        _wait_until_it_answers(web)
        yield web


@contextlib.contextmanager
def _database() -> Iterator[str]:
    if os.environ.get("DATABASE_URL"):
        step("using the PostgreSQL of DATABASE_URL")
        yield os.environ["DATABASE_URL"]
        return
    step("starting the embedded PostgreSQL")
    with embedded.database() as url:
        yield url
        step("stopping PostgreSQL")


def _prepare(environment: dict[str, str]) -> None:
    if processes.run([sys.executable, "-m", "newsdesk.running.preparing"], env=environment) != 0:
        raise Refusal("Newsdesk was not started; the reason stands above.")


def _forget_the_figures(environment: dict[str, str]) -> None:
    """Those of processes that are gone: counting begins anew with each start, and their files do not pile up."""
    given = environment.get("PROMETHEUS_MULTIPROC_DIR")
    folder = Path(given) if given else Path(environment["NEWSDESK_DATA_DIR"]) / "metrics"
    for file in folder.glob("*.db"):
        file.unlink()


@contextlib.contextmanager
def _web_server(environment: dict[str, str]) -> Iterator[subprocess.Popen[Any]]:
    command = [
        sys.executable, "-m", "newsdesk.front", "--host", ports.host(), "--port", str(ports.port()),
        "--grace", str(GRACE),
    ]  # fmt: skip
    process = processes.start(command, env=environment, cwd=ROOT)
    try:
        yield process
    finally:
        step("stopping the web server")
        processes.stop(process, patience=GRACE + 5)


def _welcome() -> None:
    say(f"\nNewsdesk runs at {os.environ.get('NEWSDESK_ORIGIN') or ports.address()}\n")
    for name, account in demo_accounts().items():
        say(f"  {name:<10} {account.password or '(a password of its own)'}")
    say("\nCtrl-C stops it.")


def _wait_until_it_answers(web: subprocess.Popen[Any]) -> None:
    deadline = time.monotonic() + PATIENCE
    while web.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{ports.address()}/sign-in/", timeout=10):
                return
        except urllib.error.HTTPError as error:
            if error.code < 500:
                return
            raise Refusal("The web server answers with an error; the reason stands above.") from error
        except OSError:
            time.sleep(0.05)
    raise Refusal("The web server did not start to answer; the reason stands above.")
