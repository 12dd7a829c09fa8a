"""Starting other programs so that none outlives us."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import FrameType
from typing import Any

from newsdesk.running.places import ROOT

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PR_SET_PDEATHSIG = 1


class Stopped(BaseException):
    """A signal asks us to stop. Not an Exception, so that nothing takes it for a mere error."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@contextlib.contextmanager
def stopping_on_signals() -> Iterator[None]:
    """Ctrl-C, SIGTERM and a closed terminal raise `Stopped` once; stopping is then undisturbed."""

    def stop(number: int, frame: FrameType | None) -> None:
        for each in STOPPING:
            signal.signal(each, signal.SIG_IGN)
        raise Stopped(number)

    before = {each: signal.signal(each, stop) for each in STOPPING}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def start(command: Sequence[str | Path], **options: Any) -> subprocess.Popen[Any]:
    """Start a program in a session of its own: the terminal's Ctrl-C reaches us alone, and we stop
    it in our order. On Linux it is told to stop even when we are killed outright."""
    options.setdefault("cwd", ROOT)
    options.setdefault("stdin", subprocess.DEVNULL)
    arguments = [str(part) for part in command]
    return subprocess.Popen(arguments, start_new_session=True, preexec_fn=_dying_with_us(), **options)


def run(command: Sequence[str | Path], **options: Any) -> int:
    """Run a program to its end and return its exit code; when we are stopped, it is too."""
    process = start(command, **options)
    try:
        return process.wait()
    finally:
        stop(process)


def stop(process: subprocess.Popen[Any], *, patience: float = 10) -> None:
    """Ask a program to end and, after `patience` seconds, end it and all that it started."""
    if process.poll() is None:
        _signal_group(process, signal.SIGTERM, leader_only=True)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(patience)
    _signal_group(process, signal.SIGKILL)
    process.wait()


def ask_to_end(process: subprocess.Popen[Any]) -> None:
    """Ask a program and all that it started to end, also where it has ended itself."""
    _signal_group(process, signal.SIGTERM)


def _signal_group(process: subprocess.Popen[Any], number: int, *, leader_only: bool = False) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(process.pid, number) if leader_only else os.killpg(process.pid, number)


def _dying_with_us() -> Callable[[], None] | None:
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None).prctl
    return lambda: prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
