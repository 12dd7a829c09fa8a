"""The two commands from a clean clone, as a newcomer types them."""

import os
import signal
import subprocess
from pathlib import Path

import psutil
import pytest

from newsdesk.running.places import ROOT
from tests.newsdesk.running.running import (
    PATIENCE,
    clean_environment,
    free_port,
    remove_what_root_made,
    wait_until_gone,
)

pytestmark = pytest.mark.long


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_make_run_from_a_clean_clone_stops_without_a_trace(tmp_path: Path, number: signal.Signals) -> None:
    clone = tmp_path / "مجلد جديد" / "a clone"
    subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)
    environment = clean_environment(clone / ".newsdesk")
    del environment["NEWSDESK_DATA_DIR"]
    with subprocess.Popen(
        ["make", "run"],
        cwd=clone,
        env=environment | {"PORT": str(free_port())},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as make:
        assert make.stdout is not None
        lines = []
        for line in make.stdout:
            lines.append(line)
            if "Ctrl-C" in line:
                break
        else:
            raise AssertionError("".join(lines))
        programs = [process.pid for process in psutil.Process(make.pid).children(recursive=True)]
        _end(make, number)
        make.wait(PATIENCE)
        wait_until_gone(*programs)
    remove_what_root_made(clone / ".newsdesk")


def _end(make: subprocess.Popen[str], number: signal.Signals) -> None:
    """As it happens: the terminal signals the whole group, `kill` one process, a crash takes the inner one."""
    if number in (signal.SIGINT, signal.SIGHUP):
        os.killpg(make.pid, number)
    elif number == signal.SIGTERM:
        make.send_signal(number)
    else:
        (inner,) = psutil.Process(make.pid).children()
        inner.kill()
