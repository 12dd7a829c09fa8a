"""Files and folders as a person names them, turned into what can be imported."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from articles.importing.formats import is_known
from newsdesk.errors import Invalid


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
            message = _("The file cannot be read (%(reason)s). Check its permissions.")
            raise Invalid(message % {"reason": error.strerror}, code="unreadable") from error


def ignore(path: Path) -> None:
    """Tell nobody."""


def incoming(paths: Iterable[Path], *, leave_out: Callable[[Path], None] = ignore) -> Iterator[OnDisk]:
    """The files named, and those of a known format in the folders named, in the order of their names.

    In folders, hidden files are passed by, links that lead out are not followed, and `leave_out` hears of files of
    other kinds. A file named by itself is always there, even if missing: reading it says what is wrong.
    """
    for path in paths:
        files = _files_in(path, leave_out) if path.is_dir() else [path]
        for file in files:
            yield OnDisk(file)


def printable(path: Path) -> str:
    """The name as text, even where the file system holds bytes that are none."""
    return os.fsencode(path).decode("utf-8", "replace")


def _refuse_what_is_no_file(path: Path) -> None:
    if not path.exists():
        raise Invalid(_("There is no such file. Check its name and place."), code="missing")
    if not path.is_file():
        raise Invalid(_("This is not a file that can be read. Give a text file."), code="unreadable")


def _files_in(folder: Path, leave_out: Callable[[Path], None]) -> Iterator[Path]:
    for path in _visible_files(folder):
        if is_known(path.name):
            yield path
        else:
            leave_out(path)


def _visible_files(folder: Path) -> Iterator[Path]:
    top = folder.resolve()
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(parent, name)
            if not name.startswith(".") and path.resolve().is_relative_to(top):
                yield path
