"""`make run` as a person meets it: what it prints, what it serves, how it stops."""

import os
import re
import signal
import socket
import stat
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import psutil
import pytest

from newsdesk.front import limits
from newsdesk.running.__main__ import _refuse_what_cannot_be_served, main
from newsdesk.running.places import ROOT
from newsdesk.running.postgres.cluster import Cluster
from newsdesk.running.saying import Refusal
from newsdesk.running.supervising import ports
from tests.newsdesk.running.running import (
    PATIENCE,
    clean_environment,
    free_port,
    keepers_of,
    lend_database,
    lent_static_files,
    remove_what_root_made,
    started,
    wait_for,
    wait_until_gone,
)

SERVE = """
import sys
from newsdesk.running.__main__ import outcome
from newsdesk.running.serving import serve
sys.exit(outcome(serve))
"""
ACCOUNTS = ["admin", "editor", "analyst1", "analyst2", "analyst3"]


@pytest.fixture
def data_dir(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "غرفة الأخبار" / "data"
    yield place
    remove_what_root_made(place)


@pytest.fixture
def begun(data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    lend_database(data_dir)
    with lent_static_files(data_dir, tmp_path_factory):
        yield


def lines_until_ready(site: subprocess.Popen[str]) -> list[str]:
    assert site.stdout is not None
    lines = []
    for line in site.stdout:
        lines.append(line.rstrip("\n"))
        if "Ctrl-C" in line:
            return lines
    raise AssertionError("\n".join(lines))


def passwords(lines: list[str]) -> dict[str, str]:
    return dict(line.split(maxsplit=1) for line in lines if line.strip().startswith(tuple(ACCOUNTS)))


def descendants(site: subprocess.Popen[str]) -> list[int]:
    return [process.pid for process in psutil.Process(site.pid).children(recursive=True)]


def fetched(address: str) -> str:
    with urllib.request.urlopen(address, timeout=PATIENCE) as response:
        return response.read().decode()


def test_it_serves_prints_the_accounts_stops_in_order_and_keeps_everything(data_dir: Path) -> None:
    port = free_port()
    with started(SERVE, data_dir, PORT=str(port)) as site:
        first = lines_until_ready(site)
        assert f"Newsdesk runs at http://localhost:{port}" in first
        assert list(passwords(first)) == ACCOUNTS
        page = fetched(f"http://localhost:{port}/sign-in/")
        assert 'lang="ar"' in page
        sheet = re.search(r'href="(/static/[^"]+\.[0-9a-f]{12}\.css)"', page)
        assert sheet is not None
        assert fetched(f"http://localhost:{port}{sheet[1]}")
        secrets = [path for path in (data_dir / "secrets").iterdir() if path.is_file()]
        assert {stat.S_IMODE(path.stat().st_mode) for path in secrets} == {0o600}
        told = {path.name for path in secrets if not path.name.startswith("seals-seen.jsonl")}  # Once there are some.
        assert told == {"secret-key", "demo-accounts.json"}
        key = (data_dir / "secrets" / "secret-key").read_text(encoding="utf-8")
        programs = descendants(site)
        assert len(programs) > 4
        site.send_signal(signal.SIGINT)
        assert site.wait(PATIENCE) == 0
        wait_until_gone(*programs)

    with started(SERVE, data_dir, PORT=str(port)) as site:
        second = lines_until_ready(site)
        assert passwords(second) == passwords(first)
        assert (data_dir / "secrets" / "secret-key").read_text(encoding="utf-8") == key
        assert not [line for line in second if "tables" in line or "static" in line]
        programs = descendants(site)
        site.kill()
        wait_until_gone(*programs)


def wait_until_ready(port: int) -> None:
    def is_ready() -> bool:
        with suppress(OSError):
            return '"status": "ready"' in fetched(f"http://localhost:{port}/health/ready")
        return False

    wait_for(is_ready, 2 * PATIENCE)


def child(site: subprocess.Popen[str], word: str) -> psutil.Process:
    return next(p for p in psutil.Process(site.pid).children() if word in " ".join(p.cmdline()))


@pytest.mark.usefixtures("begun")
def test_what_is_killed_comes_back_a_second_run_is_refused_and_a_killed_run_is_followed(data_dir: Path) -> None:
    """Four things of one site, since a start takes its time."""
    port = free_port()
    with started(SERVE, data_dir, PORT=str(port)) as site:
        lines_until_ready(site)
        told: list[str] = []
        assert site.stdout is not None
        threading.Thread(target=told.extend, args=(site.stdout,), daemon=True).start()

        [watcher] = keepers_of(Cluster.of(data_dir))
        web, worker = child(site, "newsdesk.front"), child(site, "db_worker")
        hands = web.children()
        for process in (watcher, web, worker):
            process.kill()
        wait_until_gone(watcher.pid, web.pid, worker.pid, *(hand.pid for hand in hands))
        wait_for(lambda: len([line for line in told if "started again" in line or "taken its place" in line]) == 3)
        wait_until_ready(port)

        for another in (port, free_port()):
            with started(SERVE, data_dir, PORT=str(another)) as second:
                refusal, _ = second.communicate(timeout=PATIENCE)
                assert second.returncode == 1
                assert f"already runs on the data folder {data_dir} (process {site.pid})" in refusal
                assert "Traceback" not in refusal
        wait_until_ready(port)
        site.kill()
        with started(SERVE, data_dir, PORT=str(port)) as next_one:
            lines_until_ready(next_one)
            wait_until_ready(port)
            assert len(list(data_dir.glob("lifeline-*.lock"))) == 1
            next_one.terminate()
            assert next_one.wait(PATIENCE) == 0


@pytest.mark.usefixtures("begun")
def test_of_two_runs_at_the_same_moment_one_serves(data_dir: Path) -> None:
    port = free_port()
    with started(SERVE, data_dir, PORT=str(port)) as one, started(SERVE, data_dir, PORT=str(port)) as two:
        wait_for(lambda: one.poll() == 1 or two.poll() == 1)
        refused, serves = (one, two) if one.poll() == 1 else (two, one)
        assert refused.stdout is not None
        assert f"(process {serves.pid})" in refused.stdout.read()
        lines_until_ready(serves)
        assert len(child(serves, "newsdesk.front").children()) == limits.WORKERS
        serves.terminate()
        assert serves.wait(PATIENCE) == 0


@pytest.mark.parametrize(
    ("host", "other"),
    [("127.0.0.1", "127.0.0.1"), ("127.0.0.1", "0.0.0.0"), ("0.0.0.0", "127.0.0.1"), ("localhost", "127.0.0.1"),
     ("::", "127.0.0.1"), ("127.0.0.1", "::")],
)  # fmt: skip
def test_a_port_is_kept_also_while_nobody_listens_at_it(host: str, other: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", str(free_port()))
    monkeypatch.setenv("HOST", host)
    with ports.claimed():
        monkeypatch.setenv("HOST", other)
        with pytest.raises(Refusal, match="is taken"), ports.claimed():
            pass
    with ports.claimed():
        pass


def test_web_processes_may_share_the_port_that_we_keep_and_take_all_its_requests(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PORT", str(free_port()))
    with ports.claimed(), ExitStack() as stack:
        listeners = [stack.enter_context(socket.socket()) for _number in range(2)]
        for listener in listeners:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            listener.bind(("127.0.0.1", ports.port()))
            listener.listen()
            listener.setblocking(False)
        clients = [stack.enter_context(socket.create_connection(("127.0.0.1", ports.port()))) for _number in range(20)]
        taken = [stack.enter_context(connection) for listener in listeners for connection in accepted(listener)]
        assert len(taken) == len(clients)
        with pytest.raises(Refusal, match="is taken"), ports.claimed():
            pass
    with ports.claimed():  # What is left of its connections does not count.
        pass


def accepted(listener: socket.socket) -> Iterator[socket.socket]:
    with suppress(BlockingIOError):
        while True:
            yield listener.accept()[0]


def test_what_a_killed_run_left_at_the_port_is_no_reason_to_refuse_at_once(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is waited for later, when there is something to tell it by."""
    data_dir.mkdir(parents=True)
    monkeypatch.setenv("NEWSDESK_DATA_DIR", str(data_dir))
    monkeypatch.setenv("PORT", str(free_port()))
    with ports.claimed():
        with pytest.raises(Refusal, match="is taken"):
            _refuse_what_cannot_be_served()
        (data_dir / "lifeline-0.lock").touch()
        _refuse_what_cannot_be_served()


def test_a_taken_port_is_said_before_anything_starts(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NEWSDESK_DATA_DIR", str(data_dir))
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        assert main(["run"]) == 1
    told = capfd.readouterr()
    assert f"Port {port} on 127.0.0.1 is taken" in told.err
    assert f"make run PORT={port + 1}" in told.err
    assert told.out == ""
    assert not data_dir.exists()


@pytest.mark.parametrize("port", ["eighty", "0", "65536", "-1", "٨٠٠٠x"])
def test_a_port_that_is_none_is_said(
    port: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORT", port)
    assert main(["run"]) == 1
    assert "it has to be a number from 1 to 65535" in capfd.readouterr().err


def test_an_unsafe_setting_is_said_in_a_sentence(data_dir: Path) -> None:
    with started(SERVE, data_dir, PORT=str(free_port()), HOST="0.0.0.0") as site:
        told, _ = site.communicate(timeout=PATIENCE)
        assert "NEWSDESK_ORIGIN is not set" in told
        assert "Traceback" not in told
        assert site.returncode == 1


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can meet a folder of somebody else's and read it")
def test_somebody_elses_data_folder_is_refused(data_dir: Path) -> None:
    data_dir.mkdir(parents=True)
    os.chown(data_dir, 65534, 65534)
    with started(SERVE, data_dir, PORT=str(free_port())) as site:
        told, _ = site.communicate(timeout=PATIENCE)
        assert "belongs to nobody, not to root" in told
        assert "Traceback" not in told


def by_hand(data_dir: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, ROOT / "manage.py", *arguments],
        env=clean_environment(data_dir),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )


def test_manage_py_by_hand_brings_key_and_database_along(data_dir: Path) -> None:
    assert by_hand(data_dir, "migrate", "--verbosity", "0").returncode == 0
    made = by_hand(data_dir, "make_demo_accounts")
    assert made.stderr == ""
    count = by_hand(data_dir, "shell", "--verbosity", "0", "-c", "print(User.objects.count())")
    assert count.stdout.splitlines()[-1] == str(len(ACCOUNTS))


def test_manage_py_help_starts_no_database(data_dir: Path) -> None:
    told = by_hand(data_dir, "help")
    assert "make_demo_accounts" in told.stdout
    assert not (data_dir / "postgresql.log").exists()
