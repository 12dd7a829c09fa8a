"""`make run` as a person meets it: what it prints, what it serves, how it stops."""

import os
import re
import signal
import socket
import stat
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from newsdesk.running.__main__ import main
from newsdesk.running.places import ROOT
from tests.newsdesk.running import (
    PATIENCE,
    clean_environment,
    free_port,
    remove_what_root_made,
    started,
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
        assert {path.name for path in secrets} == {"secret-key", "demo-accounts.json"}
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


@pytest.mark.long
def test_a_web_server_that_dies_stops_the_rest(data_dir: Path) -> None:
    with started(SERVE, data_dir, PORT=str(free_port())) as site:
        lines_until_ready(site)
        programs = descendants(site)
        web = next(p for p in psutil.Process(site.pid).children() if "newsdesk.front" in p.cmdline())
        web.kill()
        told, _ = site.communicate(timeout=PATIENCE)
        assert "The web server ended by itself" in told
        assert site.returncode == 1
        wait_until_gone(*programs)


@pytest.mark.long
def test_a_worker_that_dies_is_started_again(data_dir: Path) -> None:
    with started(SERVE, data_dir, PORT=str(free_port())) as site:
        lines_until_ready(site)
        worker = next(p for p in psutil.Process(site.pid).children() if "db_worker" in p.cmdline())
        worker.kill()
        assert site.stdout is not None
        assert "the background worker ended" in next(line for line in site.stdout if "worker" in line)
        assert "started again" in next(line for line in site.stdout if "worker" in line)
        site.send_signal(signal.SIGTERM)
        assert site.wait(PATIENCE) == 0


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
