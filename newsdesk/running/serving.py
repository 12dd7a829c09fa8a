"""`make run`: database, preparations, worker and web server, until somebody says stop."""

import contextlib
import os
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from newsdesk.front.limits import GRACE, WORKERS
from newsdesk.running.places import make_data_dir
from newsdesk.running.postgres import embedded
from newsdesk.running.postgres.cluster import Cluster
from newsdesk.running.saying import Refusal, say, step
from newsdesk.running.secrets_kept import demo_accounts, secret_key
from newsdesk.running.supervising import leftovers, lifeline, ports, processes
from newsdesk.running.supervising.processes import Stopped
from newsdesk.running.supervising.watching import Program, watch

PATIENCE = 60  # seconds for the web server to answer


def serve() -> int:
    """Run the site until a signal or a failure; the exit code."""
    try:
        with contextlib.ExitStack() as stack:
            tied = stack.enter_context(_alone())
            environment = site_environment(stack.enter_context(_database())) | tied
            _make_ready(environment)
            web = stack.enter_context(_web_server(environment))
            worker = stack.enter_context(background_worker(environment))
            _wait_until_it_answers(web)
            _welcome()
            watch(worker, web)
    except Stopped:
        say("Newsdesk has stopped.")
    return 0


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
def web_site(environment: dict[str, str]) -> Iterator[Program]:
    """A prepared site that answers at `ports.address()` while the block runs."""
    _make_ready(environment)
    with _web_server(environment) as web:
        _wait_until_it_answers(web)
        yield web


def background_worker(environment: dict[str, str]) -> Program:
    return Program("the background worker", [sys.executable, "manage.py", "db_worker"], environment)


@contextlib.contextmanager
def _alone() -> Iterator[dict[str, str]]:
    """The data folder and the port are ours; what we start ends with us if it finds these in its environment."""
    folder = make_data_dir()
    with lifeline.held(folder) as line:
        leftovers.end(folder)
        with ports.claimed():
            keeper = {} if os.environ.get("DATABASE_URL") else {lifeline.KEEPER: str(Cluster.of(folder).lock("keeper"))}
            yield {lifeline.LIFELINE: str(line), **keeper}


@contextlib.contextmanager
def _database() -> Iterator[str]:
    if os.environ.get("DATABASE_URL"):
        step("using the PostgreSQL of DATABASE_URL")
        yield os.environ["DATABASE_URL"]
        return
    step("starting the embedded PostgreSQL")
    with embedded.database(tell=step) as url:
        yield url
        step("stopping PostgreSQL")


def _make_ready(environment: dict[str, str]) -> None:
    _prepare(environment)
    _forget_the_figures(environment)
    step("starting the web server")


def _prepare(environment: dict[str, str]) -> None:
    if processes.run([sys.executable, "-m", "newsdesk.running.preparing"], env=environment) != 0:
        raise Refusal("Newsdesk was not started; the reason stands above.")


def _forget_the_figures(environment: dict[str, str]) -> None:
    """Those of processes that are gone: counting begins anew with each start, and their files do not pile up."""
    given = environment.get("PROMETHEUS_MULTIPROC_DIR")
    folder = Path(given) if given else Path(environment["NEWSDESK_DATA_DIR"]) / "metrics"
    for file in folder.glob("*.db"):
        file.unlink()


def _web_server(environment: dict[str, str]) -> Program:
    command = [
        sys.executable, "-m", "newsdesk.front", "--host", ports.number(), "--port", str(ports.port()),
        "--grace", str(GRACE),
    ]  # fmt: skip
    return Program("the web server", command, environment, patience=GRACE + 5, hands=WORKERS)


def _welcome() -> None:
    say(f"\nNewsdesk runs at {os.environ.get('NEWSDESK_ORIGIN') or ports.address()}\n")
    for name, account in demo_accounts().items():
        say(f"  {name:<10} {account.password or '(a password of its own)'}")
    say("\nCtrl-C stops it.")


def _wait_until_it_answers(web: Program) -> None:
    deadline = time.monotonic() + PATIENCE
    while web.process.poll() is None and time.monotonic() < deadline:
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
