"""What was seen of the history's seals, kept in a file: whoever rules the database alone cannot write there.

One JSON object a line, added at the end: a seal as it was seen (`seal`, `up_to`, `digest`, `made_at`), or that the
database was put back to an earlier state with good reason (`put_back`, `at`). After such a line the lines above it are
history: what they tell need not be in the database any more. Lies among the secrets, for its owner's eyes alone.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from newsdesk.running.places import data_dir
from newsdesk.running.postgres.locks import locked
from newsdesk.running.secrets_kept import write_privately

VARIABLE, OFF = "NEWSDESK_WITNESS_FILE", "off"
MOST_LINES, FEWEST_LINES = 4_000, 2_000
LONGEST_LINE = 4_096  # bytes


@dataclass(frozen=True, slots=True)
class Seen:
    """A seal as it was seen; `made_at` in microseconds since 1970."""

    seal: int
    up_to: int
    digest: str
    made_at: int


@dataclass(frozen=True, slots=True)
class PutBack:
    """The database was put back to an earlier state: why, and when in UTC."""

    put_back: str
    at: str


@dataclass(frozen=True, slots=True)
class Memory:
    """What the file tells: seals since the database was last put back, the last time that it was, unreadable lines."""

    seen: list[Seen]
    put_back: PutBack | None = None
    unreadable: int = 0


def place() -> Path | None:
    """Where the file is, or will be; None where NEWSDESK_WITNESS_FILE says off."""
    given = os.environ.get(VARIABLE, "")
    if given.lower() == OFF:
        return None
    return Path(given).absolute() if given else data_dir() / "secrets" / "seals-seen.jsonl"


def memory(file: Path) -> Memory:
    """Raises `OSError`, `FileNotFoundError` among them."""
    lines = [_read(line) for line in file.read_text(encoding="utf-8", errors="replace").splitlines()]
    returns = [number for number, one in enumerate(lines) if isinstance(one, PutBack)]
    since = lines[returns[-1] :] if returns else lines
    last = since[0] if returns else None
    return Memory(
        seen=[one for one in since if isinstance(one, Seen)],
        put_back=last if isinstance(last, PutBack) else None,
        unreadable=lines.count(None),
    )


def last(file: Path) -> Seen | PutBack | None:
    """The last line, for little, however long the file is. Raises `OSError`."""
    with file.open("rb") as read:
        read.seek(max(0, read.seek(0, os.SEEK_END) - LONGEST_LINE))
        lines = read.read().decode("utf-8", "replace").splitlines()
    return _read(lines[-1]) if lines else None


def add(file: Path, seen: Iterable[Seen]) -> None:
    """Write them down at the end, on the disk when it returns. Raises `OSError`."""
    _append(file, [asdict(one) for one in seen])


def put_back(why: str) -> None:
    """Write down that the database was put back to an earlier state with good reason."""
    if file := place():
        _append(file, [asdict(PutBack(why, datetime.now(UTC).isoformat(timespec="seconds")))])


def shorten(file: Path, is_known: Callable[[list[Seen]], set[Seen]]) -> None:
    """Of a long file keep the newest lines, and of the older ones those that the database does not know (any more).

    A seal that it knows is vouched for by the newer ones.
    """
    if file.stat().st_size < MOST_LINES * 100:
        return
    with _held(file):
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
        if len(lines) <= MOST_LINES:
            return
        older = {line: _read(line) for line in lines[:-FEWEST_LINES]}
        known = is_known([one for one in older.values() if isinstance(one, Seen)])
        kept = [line for line, one in older.items() if one and one not in known]
        write_privately(file, "\n".join([*kept, *lines[-FEWEST_LINES:]]) + "\n")


def _append(file: Path, lines: list[dict[str, Any]]) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    with _held(file):
        descriptor = os.open(file, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "rb+") as written:
            # A line that a power cut has left half is closed, and counts as unreadable.
            written.write((b"" if _ends_well(written) else b"\n") + text.encode())
            written.flush()
            os.fsync(descriptor)


def _ends_well(file: Any) -> bool:
    if file.seek(0, os.SEEK_END) == 0:
        return True
    file.seek(-1, os.SEEK_END)
    return file.read(1) == b"\n"


@contextmanager
def _held(file: Path) -> Iterator[None]:
    with locked(file.with_name(f"{file.name}.lock")):
        yield


def _read(line: str) -> Seen | PutBack | None:
    try:
        told = json.loads(line)
        return PutBack(**told) if "put_back" in told else Seen(**told)
    except (ValueError, TypeError):
        return None
