"""Makes .venv and keeps it at what the requirements files say. Standard library only."""

import fcntl
import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from newsdesk.running.places import ROOT, VENV, VENV_PYTHON, in_venv
from newsdesk.running.saying import Refusal, step
from newsdesk.running.supervising import processes

OLDEST = (3, 11)
FINISHED = VENV / "finished"


def enter(*, dev: bool) -> None:
    """Make .venv what the requirements ask for, then go on in it: the same command, its Python."""
    with _alone():
        _make_venv()
        _install("requirements.txt")
        if dev:
            _install("requirements-dev.txt")
    if not in_venv():
        os.execv(VENV_PYTHON, [str(VENV_PYTHON), "-m", "newsdesk.running", *sys.argv[1:]])


def enter_if_made() -> None:
    """Go on in .venv where there is one: `python manage.py` works with any Python."""
    if FINISHED.exists() and not in_venv():
        os.execv(VENV_PYTHON, [str(VENV_PYTHON), *sys.argv])


def refuse_old_python() -> None:
    if sys.version_info < OLDEST:
        found = ".".join(map(str, sys.version_info[:2]))
        raise Refusal(f"Newsdesk needs Python 3.11 or later; {sys.executable} is {found}.")


def _make_venv() -> None:
    if FINISHED.exists() and VENV_PYTHON.exists():
        return
    step("making .venv")
    python = getattr(sys, "_base_executable", sys.executable)
    if processes.run([python, "-m", "venv", "--clear", VENV], stdout=subprocess.DEVNULL) != 0:
        raise Refusal(
            f"{python} could not make a virtual environment in {VENV}.\n"
            "On Debian and Ubuntu this helps: apt-get install python3-venv"
        )
    step("installing uv into it")
    if processes.run([VENV_PYTHON, "-m", "pip", "install", "-qq", _pinned("uv")]) != 0:
        raise Refusal("uv could not be installed into .venv; what pip said stands above.")
    FINISHED.touch()


def _install(name: str) -> None:
    requirements = ROOT / name
    wanted = hashlib.sha256(requirements.read_bytes()).hexdigest()
    stamp = VENV / f"installed-{name}"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    step(f"installing {name}")
    uv: list[str | Path] = [
        VENV_PYTHON,
        "-m",
        "uv",
        "pip",
        "install",
        "--quiet",
        "--compile-bytecode",
        "--python",
        VENV_PYTHON,
    ]
    pip: list[str | Path] = [VENV_PYTHON, "-m", "pip", "install", "-qq"]
    if processes.run([*uv, "-r", requirements]) != 0:
        step("uv could not; trying pip, which knows pip's own configuration and takes longer")
        if processes.run([*pip, "-r", requirements]) != 0:
            raise Refusal(f"{name} could not be installed; what pip said stands above.")
    stamp.write_text(wanted)


def _pinned(package: str) -> str:
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    found = re.search(rf"^{package}==\S+", lines, re.MULTILINE)
    return found[0] if found else package


@contextmanager
def _alone() -> Iterator[None]:
    """One set-up at a time; a second waits, and then finds everything done."""
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            step("another command is setting .venv up: waiting for it")
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)
