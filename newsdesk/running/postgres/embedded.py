"""Using an embedded PostgreSQL: start it where it does not run, share it where it does."""

import fcntl
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg

from newsdesk.running.places import ROOT, make_data_dir
from newsdesk.running.postgres.cluster import Cluster, Postmaster
from newsdesk.running.postgres.locks import is_held, locked
from newsdesk.running.saying import Refusal, step
from newsdesk.running.supervising.lifeline import LIFELINE

PATIENCE = 60  # seconds; its keeper tries every half a minute at least
LOOK_EVERY = 0.5  # seconds between two looks whether a keeper is there
LONGEST_PAUSE = 10  # seconds between two tries to replace one

keepers: dict[str, subprocess.Popen[str]] = {}  # those that this process has started, by the cluster's home


def _say_nothing(text: str) -> None:
    """What most users of a database do: their output is their own."""


@contextmanager
def database(*, tell: Callable[[str], None] = _say_nothing) -> Iterator[str]:
    """The address of the data folder's database while the block runs; the last user stops its server.

    `tell` hears of what happens to its keeper meanwhile.
    """
    cluster = Cluster.of(make_data_dir())
    cluster.refuse_other_version()
    with using(cluster, tell=tell) as postmaster:
        yield postmaster.url()


@contextmanager
def throwaway_database(*, careless: bool = True) -> Iterator[str]:
    """The address of a database on a server for tests: fast and forgetful unless wanted otherwise, gone afterwards."""
    with using(Cluster.for_once(careless=careless)) as postmaster:
        yield postmaster.url()


@contextmanager
def using(cluster: Cluster, *, tell: Callable[[str], None] = _say_nothing) -> Iterator[Postmaster]:
    """A running server with the role and the database `newsdesk` in it, for as long as the block runs.

    Any of its users puts a new keeper in the place of one that was killed.
    """
    waiting = "the embedded PostgreSQL is just being stopped: waiting to start it again"
    with ExitStack() as stack:
        stack.callback(put_away, cluster)
        stack.enter_context(locked(cluster.lock("users"), shared=True, on_wait=lambda: step(waiting)))
        found = _running(cluster)
        over = threading.Event()
        stack.callback(over.set)
        threading.Thread(target=_replace_keepers, args=(cluster, over, tell), daemon=True).start()
        yield found


def put_away(cluster: Cluster) -> None:
    """Return when the server has been stopped, or at once when somebody uses it. The last to leave calls it.

    It is its keeper that stops it; where that was killed, another adopts it in order to do so.
    """
    while not _is_used(cluster.lock("users")):
        if is_held(cluster.lock("keeper")):
            time.sleep(0.02)
        elif cluster.postmaster() is None:
            break
        else:
            replace_keeper(cluster)
    keeper = keepers.get(cluster.home)
    if keeper and not is_held(cluster.lock("keeper")):
        keeper.wait()
        del keepers[cluster.home]


def _replace_keepers(cluster: Cluster, over: threading.Event, tell: Callable[[str], None]) -> None:
    """Look for the keeper until it is over; the pauses double while a new one fails right away."""
    pause = LOOK_EVERY
    while not over.wait(pause):
        try:
            if replace_keeper(cluster, unless=over):
                tell("PostgreSQL's keeper was gone: another has taken its place")
            pause = LOOK_EVERY
        except (Refusal, OSError) as error:
            pause = min(2 * pause, LONGEST_PAUSE)
            tell(f"PostgreSQL's keeper is gone, and another cannot take its place: {error}\nNext try in {pause:.0f} s.")


def replace_keeper(cluster: Cluster, *, unless: threading.Event | None = None) -> bool:
    """Whether there was none, and there is one now. Of several who find that out at once, one acts."""
    if is_held(cluster.lock("keeper")):
        return False
    with locked(cluster.lock("starting")):
        if is_held(cluster.lock("keeper")) or (unless and unless.is_set()):
            return False
        if killed := keepers.pop(cluster.home, None):
            killed.wait()
        keepers[cluster.home] = _start_keeper(cluster)
        return True


def _running(cluster: Cluster) -> Postmaster:
    with locked(cluster.lock("starting"), on_wait=lambda: step("another start is under way: sharing its PostgreSQL")):
        found = _kept(cluster)
        if found is None:
            keepers[cluster.home] = _start_keeper(cluster)
            found = _kept(cluster)
        if found is None:
            raise Refusal(f"PostgreSQL ended as soon as it had started. Its log is {cluster.log}.")
        _make_role_and_database(found)
        return found


def _kept(cluster: Cluster) -> Postmaster | None:
    """The server that a keeper looks after; one that has ended by itself is waited for. None where there is no keeper.

    Another keeper would wait for the first one's end.
    """
    deadline = time.monotonic() + PATIENCE
    while is_held(cluster.lock("keeper")):
        found = cluster.postmaster()
        if found and found.is_ready:
            return found
        if time.monotonic() > deadline:
            raise Refusal(f"PostgreSQL has ended and does not start again by itself. Its log, {cluster.log}, says why.")
        time.sleep(0.1)
    return None


def _start_keeper(cluster: Cluster) -> subprocess.Popen[str]:
    with os.fdopen(os.open(cluster.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab") as log:
        keeper = subprocess.Popen(
            [sys.executable, "-m", "newsdesk.running.postgres.keeper", cluster.as_json()],
            cwd=ROOT,
            # It outlives whoever starts it, for the sake of the others.
            env={name: value for name, value in os.environ.items() if name != LIFELINE},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,
            text=True,
        )
    assert keeper.stdout is not None
    answer = keeper.stdout.read()
    keeper.stdout.close()
    if not answer.startswith("ready"):
        keeper.wait()
        raise Refusal(answer.removeprefix("failed ") or f"PostgreSQL's keeper failed; {cluster.log} says why.")
    return keeper


def _make_role_and_database(postmaster: Postmaster) -> None:
    """The application's own role owns its database and is no superuser."""
    with _administering(postmaster) as connection:
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = 'newsdesk'").fetchone():
            connection.execute("CREATE ROLE newsdesk LOGIN CREATEDB")
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'newsdesk'").fetchone():
            connection.execute("CREATE DATABASE newsdesk OWNER newsdesk")


def _administering(postmaster: Postmaster) -> psycopg.Connection:
    """A superuser's connection; a server that is just mending itself after a crash is waited for."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return psycopg.connect(postmaster.url("postgres", "postgres"), autocommit=True)
        except psycopg.OperationalError as error:
            if time.monotonic() > deadline:
                raise Refusal(f"PostgreSQL runs, but takes no connection: {error}") from error
            time.sleep(0.1)


def _is_used(users: Path) -> bool:
    """Whether others hold the shared lock; the keeper's own exclusive one does not count."""
    try:
        descriptor = os.open(users, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        return not _may_lock(descriptor, fcntl.LOCK_EX) and _may_lock(descriptor, fcntl.LOCK_SH)
    finally:
        os.close(descriptor)


def _may_lock(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
