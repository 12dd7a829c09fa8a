"""Writing a dataset down: to a file that is there whole or not at all, or to a stream."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from annotations.datasets.dataset import Dataset
from annotations.datasets.failures import ExportFailed
from annotations.datasets.formats import Format
from annotations.datasets.losses import Losses
from annotations.datasets.packing import SUFFIX, packed

AS_USUAL, PRIVATE = 0o666, 0o600


@dataclass(frozen=True)
class Written:
    """What was written: its size in bytes, its SHA-256, what is in it by name, and what it could not carry."""

    size: int
    sha256: str
    counts: dict[str, int]
    lost: Losses


def write_file(dataset: Dataset, form: Format, path: Path, *, mode: int = AS_USUAL) -> Written:
    """Write `path`, or raise `ExportFailed` and leave what was there before.

    The bytes go into a file beside it, reach the disk, and only then take its name. `mode` is narrowed by the umask.
    """
    path = path.resolve()
    if path.exists() and not path.is_file():
        raise ExportFailed("not_a_file", path=str(path))
    part = part_of(path)
    try:
        with _created(part, mode) as file:
            written = write_stream(dataset, form, file)
            os.fsync(file.fileno())
        os.replace(part, path)
        _sync_folder(path.parent)
    except OSError as error:
        raise ExportFailed("cannot_write", path=str(path), reason=error.strerror or str(error)) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink()
    return written


def write_stream(dataset: Dataset, form: Format, stream: BinaryIO) -> Written:
    """Write to an open stream. Raises `ExportFailed`; what came before it has been written then."""
    digest, size, lost = hashlib.sha256(), 0, Losses()
    for piece in streamed(dataset, form, lost):
        stream.write(piece)
        digest.update(piece)
        size += len(piece)
    stream.flush()
    return Written(size, digest.hexdigest(), {name: n for name, n in sorted(dataset.counts.items()) if n}, lost)


def streamed(dataset: Dataset, form: Format, lost: Losses) -> Iterator[bytes]:
    """The bytes of the one file, or of the ZIP of several; what could not be carried is added to `lost`."""
    pieces: Iterator[Any] = lost.taken_from(form.write(dataset))
    return packed(pieces) if form.extension.endswith(SUFFIX) else pieces


def part_of(path: Path) -> Path:
    """A new name for the unfinished form of a file, beside it so that renaming it is one step."""
    return path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")


def remove_parts(path: Path) -> None:
    """Remove what writers that were killed have left of a file. Nobody may be writing it."""
    for part in path.parent.glob(f".{path.name}.*.part"):
        part.unlink(missing_ok=True)


@contextlib.contextmanager
def _created(path: Path, mode: int) -> Iterator[BinaryIO]:
    with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode), "wb") as file:
        yield file


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
