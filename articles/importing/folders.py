"""Files and folders as a person names them, turned into what can be imported."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from articles.importing.formats import is_known
from articles.importing.sources import PassedBy
from articles.notices import invalid


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file whose bytes come at once: `read` gives them, or raises `OSError` or `Invalid`."""

    name: str
    read: Callable[[], bytes]

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        yield BytesIO(self.read())


@dataclass(frozen=True, slots=True)
class OnDisk:
    """A file that is read where it lies."""

    path: Path

    @property
    def name(self) -> str:
        return printable(self.path)

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """Raises `Invalid`: `missing`, `unreadable`; the latter also where it cannot be read on."""
        _refuse_what_is_no_file(self.path)
        try:
            with self.path.open("rb") as stream:
                yield stream
        except OSError as error:
            raise invalid("unreadable", reason=error.strerror or type(error).__name__) from error


def incoming(paths: Iterable[Path]) -> Iterator[OnDisk | PassedBy]:
    """The files named, and those in the folders named, in the order of their names; `PassedBy` of no known format.

    In folders, hidden files are not seen and links that lead out are not followed. A file named by itself is always
    there, even if missing: reading it says what is wrong.
    """
    for path in paths:
        if path.is_dir():
            yield from map(_in_a_folder, _visible_files(path))
        else:
            yield OnDisk(path)


def printable(path: Path) -> str:
    """The name as text, even where the file system holds bytes that are none."""
    return os.fsencode(path).decode("utf-8", "replace")


def _refuse_what_is_no_file(path: Path) -> None:
    if not path.exists():
        raise invalid("missing")
    if not path.is_file():
        raise invalid("unreadable")


def _in_a_folder(path: Path) -> OnDisk | PassedBy:
    return OnDisk(path) if is_known(path.name) else PassedBy(printable(path))


def _visible_files(folder: Path) -> Iterator[Path]:
    top = folder.resolve()
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(parent, name)
            if not name.startswith(".") and path.resolve().is_relative_to(top):
                yield path
