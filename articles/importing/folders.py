"""Files and folders as a person names them, turned into what can be imported."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from articles.importing.decoding import check_size
from articles.importing.formats import is_known
from newsdesk.errors import Invalid


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file to come: `read` gives its bytes, or raises `OSError` or `Invalid`; another thread may call it."""

    name: str
    read: Callable[[], bytes]


def ignore(path: Path) -> None:
    """Tell nobody."""


def incoming(paths: Iterable[Path], *, leave_out: Callable[[Path], None] = ignore) -> Iterator[Incoming]:
    """The files named, and those of a known format in the folders named, in the order of their names.

    In folders, hidden files are passed by, links that lead out are not followed, and `leave_out` hears of files of
    other kinds. A file named by itself is always there, even if missing: reading it says what is wrong.
    """
    for path in paths:
        files = _files_in(path, leave_out) if path.is_dir() else [path]
        for file in files:
            yield Incoming(printable(file), partial(read_file, file))


def read_file(path: Path) -> bytes:
    """The bytes of a file. Raises `Invalid`: `missing`, `unreadable`, `too_large`."""
    if not path.exists():
        raise Invalid(_("There is no such file. Check its name and place."), code="missing")
    if not path.is_file():
        raise Invalid(_("This is not a file that can be read. Give a text file."), code="unreadable")
    try:
        check_size(path.stat().st_size)
        return path.read_bytes()
    except OSError as error:
        message = _("The file cannot be read (%(reason)s). Check its permissions.")
        raise Invalid(message % {"reason": error.strerror}, code="unreadable") from error


def printable(path: Path) -> str:
    """The name as text, even where the file system holds bytes that are none."""
    return os.fsencode(path).decode("utf-8", "replace")


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
