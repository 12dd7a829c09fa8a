"""The process that starts one embedded PostgreSQL and stops it when its last user is gone.

Every user holds a shared lock on `users.lock`; the keeper waits for the exclusive one. The kernel gives a user's
lock back even after kill -9, so a server neither outlives its users nor stops under them. A PostgreSQL whose
keeper was killed is adopted by the next, which its users start. Run as `python -m newsdesk.running.postgres.keeper
CLUSTER_JSON`; one line on standard output says "ready" or what went wrong.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from newsdesk.running.places import user_name
from newsdesk.running.postgres.cluster import Cluster, Postmaster
from newsdesk.running.postgres.locks import locked
from newsdesk.running.saying import Refusal

PATIENCE = 60  # seconds for a start; recovery after a crash takes long on a large database
LONGEST_PAUSE = 30  # seconds between two tries to start one again that has ended by itself
BIG_LOG = 5_000_000  # bytes
FAST_SHUTDOWN, IMMEDIATE_SHUTDOWN = signal.SIGINT, signal.SIGQUIT
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}


class Ended(BaseException):
    """The keeper is asked to end."""


def main() -> None:
    cluster = Cluster.from_json(sys.argv[1])
    with locked(cluster.lock("keeper")):
        try:
            with _ending_on_signals():
                postmaster = _adopted(cluster) or _start(cluster)
                cluster.remember(postmaster.socket_folder)
                _answer(f"ready {postmaster.pid}")
                _wait_for_the_last_user(cluster)
        except Ended:
            _stop(cluster)
        except Refusal as refusal:
            _answer(f"failed {refusal}")
        finally:
            _tidy(cluster)


def _adopted(cluster: Cluster) -> Postmaster | None:
    """The server that a killed keeper has left, once it is ready; None where there is none or it was being stopped."""
    deadline = time.monotonic() + PATIENCE
    while found := cluster.postmaster():
        if found.is_ready:
            return found
        if time.monotonic() > deadline:
            raise Refusal(f"A PostgreSQL runs and does not become ready. Its log, {cluster.log}, says why.")
        time.sleep(0.02)
    return None


def _wait_for_the_last_user(cluster: Cluster) -> None:
    """Stop PostgreSQL when nobody uses it, holding newcomers up meanwhile; start it again where it ends by itself."""
    free, stopped = threading.Event(), threading.Event()

    def wait_for_lock() -> None:
        with locked(cluster.lock("users")):
            free.set()
            stopped.wait()

    threading.Thread(target=wait_for_lock, daemon=True).start()
    pause = 0.5
    while not free.wait(pause):
        if cluster.postmaster() is None:
            pause = 0.5 if _started_again(cluster) else min(2 * pause, LONGEST_PAUSE)
    _stop(cluster)
    cluster.forget_address()
    stopped.set()


def _started_again(cluster: Cluster) -> bool:
    """Whether it runs again. Why not is told in its log."""
    try:
        _start(cluster)
    except Refusal as refusal:
        with cluster.log.open("a", encoding="utf-8") as log:
            log.write(f"{refusal}\n")
        return False
    return True


def _start(cluster: Cluster) -> Postmaster:
    """Start PostgreSQL, under the address that its users know if it has any, and wait until it takes connections."""
    _make_database(cluster)
    _write_who_may_connect(cluster)
    _clear_up_after_a_crash(cluster)
    socket_folder = cluster.make_socket_folder()
    deadline = time.monotonic() + PATIENCE
    while True:
        log_start = _rotate_log(cluster)
        process = _launch(cluster, socket_folder)
        try:
            return _wait_until_ready(cluster, process, deadline)
        except BaseException as error:
            process.send_signal(IMMEDIATE_SHUTDOWN)
            process.wait()
            told = _log_since(cluster, log_start)
            # The children of a postmaster that was killed take a moment to notice and let go.
            if isinstance(error, Ended) or "shared memory block" not in told or time.monotonic() > deadline:
                if isinstance(error, Ended):
                    raise
                raise Refusal(f"PostgreSQL did not start. Its log, {cluster.log}, ends:\n{_tail(told)}") from error
            time.sleep(0.2)


def _wait_until_ready(cluster: Cluster, process: subprocess.Popen[Any], deadline: float) -> Postmaster:
    while time.monotonic() < deadline and process.poll() is None:
        if (found := cluster.postmaster()) and found.is_ready:
            return found
        time.sleep(0.02)
    raise TimeoutError


def _launch(cluster: Cluster, socket_folder: Path) -> subprocess.Popen[Any]:
    options = {
        "listen_addresses": "",
        "unix_socket_directories": str(socket_folder),
        "unix_socket_permissions": "0700",
        "hba_file": str(cluster.place / "pg_hba.conf"),
        "ident_file": str(cluster.place / "pg_ident.conf"),
        "logging_collector": "off",
        "timezone": "UTC",
        "log_timezone": "UTC",
        **(CARELESS if cluster.careless else {}),
    }
    settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    with cluster.log.open("ab") as log:
        return subprocess.Popen(
            [str(cluster.program("postgres")), "-D", cluster.data, *settings],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            **cluster.as_owner(),  # type: ignore[call-overload]
        )


def _make_database(cluster: Cluster) -> None:
    """initdb beside the place and move it there: what is there is always whole."""
    data = Path(cluster.data)
    if (data / "PG_VERSION").exists():
        return
    draft = data.with_name("database.unfinished")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    cluster.hand_over(draft)
    command = [
        str(cluster.program("initdb")), "-D", str(draft), "--username=postgres", "--auth=peer", "--encoding=UTF8",
        "--locale-provider=builtin", "--locale=C.UTF-8", "--no-instructions",
        *(["--no-sync"] if cluster.throwaway else []),
    ]  # fmt: skip
    made = subprocess.run(command, capture_output=True, text=True, errors="replace", **cluster.as_owner())  # type: ignore[call-overload]
    if made.returncode != 0:
        raise Refusal(f"A new database could not be made in {data}:\n{_tail(made.stdout + made.stderr)}")
    draft.rename(data)


def _write_who_may_connect(cluster: Cluster) -> None:
    """By the socket alone, and there only who owns the files: the kernel says who is asking, no password is kept."""
    people = {user_name(), cluster.account or user_name()}
    mapping = [f'newsdesk "{person}" {role}' for person in sorted(people) for role in ("newsdesk", "postgres")]
    for name, lines in (("pg_ident.conf", mapping), ("pg_hba.conf", ["local all all peer map=newsdesk"])):
        (cluster.place / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
        (cluster.place / name).chmod(0o644)


def _clear_up_after_a_crash(cluster: Cluster) -> None:
    """End what is left, and remove a postmaster.pid whose number is another program's by now, or a dead one's still.

    PostgreSQL would refuse to start beside it. One whose number is nobody's it forgets by itself.
    """
    cluster.end_orphans()  # First: without that file the next server could not tell that somebody is still at its data.
    place = Path(cluster.data) / "postmaster.pid"
    with contextlib.suppress(FileNotFoundError, ValueError, IndexError, ProcessLookupError):
        os.kill(int(place.read_text(encoding="utf-8").splitlines()[0]), 0)
        place.unlink()


def _stop(cluster: Cluster) -> None:
    """Stop PostgreSQL and wait for it: in order, or at once where nothing is kept."""
    postmaster = cluster.postmaster()
    if postmaster is None:
        return
    with contextlib.suppress(ProcessLookupError):
        os.kill(postmaster.pid, IMMEDIATE_SHUTDOWN if cluster.throwaway else FAST_SHUTDOWN)
    while cluster.postmaster() is not None:
        time.sleep(0.02)
    with contextlib.suppress(ChildProcessError):  # An adopted one is not our child.
        os.waitpid(postmaster.pid, 0)


def _tidy(cluster: Cluster) -> None:
    if cluster.throwaway:
        shutil.rmtree(cluster.home, ignore_errors=True)


def _rotate_log(cluster: Cluster) -> int:
    """The log's size in bytes after an old, big one has been put aside."""
    try:
        size = cluster.log.stat().st_size
    except FileNotFoundError:
        return 0
    if size < BIG_LOG:
        return size
    cluster.log.replace(cluster.log.with_suffix(".log.old"))
    return 0


def _log_since(cluster: Cluster, start: int) -> str:
    with cluster.log.open("rb") as log:
        log.seek(start)
        return log.read().decode(errors="replace")


def _tail(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.strip().splitlines()[-15:])


def _answer(text: str) -> None:
    """Tell the starter, who may be gone by now, and let go of its pipe."""
    with contextlib.suppress(OSError):
        os.write(1, text.encode())
    os.dup2(os.open(os.devnull, os.O_RDWR), 1)


@contextlib.contextmanager
def _ending_on_signals() -> Iterator[None]:
    """SIGTERM raises `Ended`; the terminal's own signals are not for us."""

    def end(number: int, frame: FrameType | None) -> NoReturn:
        raise Ended

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    yield


if __name__ == "__main__":
    main()
