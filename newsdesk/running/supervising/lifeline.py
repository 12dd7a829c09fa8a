"""One `make run` to a data folder, and nothing of it that outlives it. Standard library only, but for PostgreSQL's end.

Who serves a data folder holds its `run.lock`, and a lifeline: a locked file of its own, whose name all that it starts
finds in the environment. The kernel lets go of both however it ends, and who waits for the lifeline knows it at once.
"""

import contextlib
import fcntl
import os
import secrets
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from newsdesk.running.postgres.locks import is_held, locked
from newsdesk.running.saying import Refusal

LIFELINE = "NEWSDESK_LIFELINE"
KEEPER = "NEWSDESK_KEEPER"  # The lock that the keeper of an embedded database holds.
LAST_GRACE = 8  # seconds in which what is being written when the lifeline breaks may come to its end
A_MOMENT = 0.5  # seconds in which all that hold on have set their alarms, before one of them asks all to end
PATIENCE = 2  # seconds; who only looks holds a lock for a moment, too


def refuse_second_run(folder: Path) -> None:
    """Find out before anything is started whether somebody serves this data folder."""
    with contextlib.suppress(PermissionError):  # Somebody else's folder is refused later, in words of its own.
        if is_held(folder / "run.lock"):
            with _alone(folder):
                pass


def was_cut(folder: Path) -> bool:
    """Whether a run of this folder ended without tidying up: some of it may still be ending."""
    return any(folder.glob("lifeline-*.lock"))


@contextlib.contextmanager
def held(folder: Path) -> Iterator[Path]:
    """The lifeline of the one run that serves this folder while the block runs; a `Refusal` where another does."""
    with _alone(folder):
        lifeline = folder / f"lifeline-{secrets.token_hex(6)}.lock"
        with locked(lifeline):
            try:
                yield lifeline
            finally:
                lifeline.unlink(missing_ok=True)


def hold_on() -> None:
    """End with the run that started us, however that ends. Does nothing where none did."""
    if place := os.environ.get(LIFELINE):
        _keep_the_database()
        threading.Thread(target=_end_with, args=(Path(place),), daemon=True, name="lifeline").start()


def _keep_the_database() -> None:
    """Count as a user of an embedded one while this process lives: what it is writing is not cut off."""
    if keeper := os.environ.get(KEEPER):
        with contextlib.suppress(OSError):  # The run is gone, and its database with it.
            fcntl.flock(os.open(Path(keeper).with_name("users.lock"), os.O_RDWR), fcntl.LOCK_SH | fcntl.LOCK_NB)


def _end_with(lifeline: Path) -> None:
    """Our group is ours alone, and a web server's master, too, has to know it.

    Once Python winds up, no thread of it runs: a process that was asked to end, but waits for a thread of its own that
    waits for the database, is ended by the kernel's alarm.
    """
    with contextlib.suppress(FileNotFoundError), lifeline.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
    deadline = time.monotonic() + LAST_GRACE
    signal.setitimer(signal.ITIMER_REAL, LAST_GRACE + A_MOMENT)
    heir = threading.Thread(target=_see_that_the_database_ends, daemon=True)
    heir.start()
    heir.join(LAST_GRACE / 2)
    time.sleep(A_MOMENT)
    os.killpg(0, signal.SIGTERM)
    time.sleep(max(0, deadline - time.monotonic()))
    os.killpg(0, signal.SIGKILL)


def _see_that_the_database_ends() -> None:
    """Its keeper stops it; where that was killed together with the run, another has to."""
    if os.environ.get(KEEPER):
        from newsdesk.running.places import data_dir
        from newsdesk.running.postgres import embedded
        from newsdesk.running.postgres.cluster import Cluster

        cluster = Cluster.of(data_dir())
        with contextlib.suppress(OSError, Refusal):
            if cluster.postmaster():
                embedded.replace_keeper(cluster)


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    descriptor = os.open(folder / "run.lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        _lock_or_refuse(folder, descriptor)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield
        os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


def _lock_or_refuse(folder: Path, descriptor: int) -> None:
    """Where the one that is named lives, we are refused at once; who is not named yet gets a moment to be."""
    deadline = time.monotonic() + PATIENCE
    while True:
        with contextlib.suppress(BlockingIOError):
            return fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        pid = os.pread(descriptor, 20, 0).decode(errors="replace")
        if _is_alive(pid) or time.monotonic() > deadline:
            raise Refusal(_already(folder, pid))
        time.sleep(0.02)


def _is_alive(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except (ValueError, OverflowError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True


def _already(folder: Path, pid: str) -> str:
    who, end = (f" (process {pid})", f", or: kill {pid}") if pid else ("", "")
    return (
        f"Newsdesk already runs on the data folder {folder}{who}. Nothing was started.\n"
        f"Stop that one first (Ctrl-C where it runs{end}), or give this one a folder and a port of its own:\n"
        "make run NEWSDESK_DATA_DIR=/another/folder PORT=8001"
    )
