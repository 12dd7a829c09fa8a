"""What a `make run` that was killed has left running: known by the lifeline in its environment."""

import contextlib
import signal
from pathlib import Path

import psutil

from newsdesk.running.postgres.locks import is_held
from newsdesk.running.saying import step
from newsdesk.running.supervising.lifeline import LIFELINE

PATIENCE = 5  # seconds for what is being written to come to its end


def end(folder: Path) -> None:
    """Return when nothing runs any more that a former run of this folder had started. Its lock has to be ours."""
    if _left(folder):
        step("what a killed Newsdesk has left is still ending: waiting for it")
    for number, patience in ((signal.SIGTERM, PATIENCE), (signal.SIGKILL, PATIENCE)):
        left = _left(folder)
        for process in left:
            with contextlib.suppress(psutil.Error):
                process.send_signal(number)
        psutil.wait_procs(left, timeout=patience)
    for lifeline in folder.glob("lifeline-*.lock"):
        if not is_held(lifeline):  # Ours is.
            lifeline.unlink()


def _left(folder: Path) -> list[psutil.Process]:
    beginning = str(folder / "lifeline-")
    return [process for process in psutil.process_iter() if _lifeline_of(process).startswith(beginning)]


def _lifeline_of(process: psutil.Process) -> str:
    """ "" also for one that is just ending, or somebody else's."""
    try:
        return process.environ().get(LIFELINE, "")
    except (psutil.Error, OSError):
        return ""
