"""The SHA-256 of files on this machine, each read once for as long as nothing has touched it."""

from __future__ import annotations

import hashlib
import os
import time
from typing import Any

# A file's times are as fine as the kernel's clock ticks: what was touched just now may be touched again unnoticed.
SETTLED = 2  # seconds
REMEMBERED = 1000  # files

_digests: dict[tuple[int, ...], str] = {}


def sha256_of(file: Any) -> str:
    """Of an open file, in hex; it is at its beginning afterwards.

    A process remembers it by place, size and times. The time at which a file's entry was changed (`st_ctime`) is set by
    the kernel alone, so that nobody who writes to the file can put it back. What is no file of this machine is read
    every time.
    """
    before = _look(file)
    digest = _digests.get(before) if before else None
    if digest is None:
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        if before and before == _look(file) and _is_settled(before):
            _remember(before, digest)
    file.seek(0)
    return digest


def _look(file: Any) -> tuple[int, ...] | None:
    try:
        seen = os.fstat(file.fileno())
    except (AttributeError, OSError):
        return None
    return seen.st_dev, seen.st_ino, seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns


def _is_settled(seen: tuple[int, ...]) -> bool:
    return time.time_ns() - seen[-1] >= SETTLED * 10**9


def _remember(seen: tuple[int, ...], digest: str) -> None:
    _digests[seen] = digest
    while len(_digests) > REMEMBERED:
        _digests.pop(next(iter(_digests)), None)
