"""Where things lie."""

import os
from pathlib import Path

from newsdesk.running.saying import Refusal

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"


def data_dir() -> Path:
    """The folder of everything that is kept: NEWSDESK_DATA_DIR, or .newsdesk in the project."""
    return Path(os.path.abspath(os.environ.get("NEWSDESK_DATA_DIR") or ROOT / ".newsdesk"))


def make_data_dir() -> Path:
    """The data folder, made for our eyes alone where it is missing. Refuses somebody else's."""
    place = data_dir()
    try:
        if not place.is_dir():
            place.parent.mkdir(parents=True, exist_ok=True)
            place.mkdir(mode=0o700)
        owner = place.stat().st_uid
    except OSError as error:
        raise Refusal(f"The data folder {place} cannot be made: {error.strerror}.") from error
    if owner != os.geteuid():
        raise Refusal(
            f"The data folder {place} belongs to {user_name(owner)}, not to {user_name()}.\n"
            f"Run this as {user_name(owner)}, or name another folder: NEWSDESK_DATA_DIR=/path"
        )
    return place


def user_name(uid: int | None = None) -> str:
    import pwd

    uid = os.geteuid() if uid is None else uid
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"


def in_venv() -> bool:
    """Whether this very Python is the one of .venv."""
    import sys

    return Path(sys.prefix).resolve() == VENV.resolve()
