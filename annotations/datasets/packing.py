"""Several files as one ZIP, streamed: the same files give the same bytes, of one build of zlib.

Another build may pack them otherwise; what is unpacked is the same everywhere. Left unpacked they would be the same
bytes anywhere, but many times as many, and in a shape (sizes after the data) that programs in Java refuse to stream.

Names that are not plain ASCII are marked as UTF-8 (APPNOTE 4.4.4, bit 11), so that Windows shows Arabic ones right.
The files lie in the order in which they came; the list of contents has them by name.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from operator import attrgetter
from tempfile import SpooledTemporaryFile
from typing import IO, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

SUFFIX, MEDIA_TYPE = ".zip", "application/zip"
EARLIEST = (1980, 1, 1, 0, 0, 0)  # A ZIP can name no earlier moment.
UNIX, PLAIN_FILE = 3, 0o100644 << 16
IN_MEMORY, AT_ONCE = 1 << 20, 1 << 16
# Names that Windows or a careful unpacker refuses, or that look like others.
REFUSED = re.compile(
    r"^$|^/|//|/$|[\x00-\x1f\x7f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069<>:\"\\|?*]|(^|/)\.{1,2}(/|$)|[. ](/|$)"
    r"|(^|/)(con|prn|aux|nul|com\d|lpt\d)(\.[^/]*)?(/|$)",
    re.IGNORECASE,
)


class File(NamedTuple):
    """The bytes that follow are this file's, up to the next one's name. It is not taken up again."""

    name: str


class Beside(NamedTuple):
    """Bytes of a file that grows while others are written; it is packed after them."""

    name: str
    data: bytes


def packed(pieces: Iterable[bytes | File | Beside]) -> Iterator[bytes]:
    """The ZIP's bytes as they are ready. Raises `ValueError` for a name that is not one everywhere, or comes twice."""
    archive = _Archive()
    with ExitStack() as stack:
        asides: dict[str, IO[bytes]] = defaultdict(lambda: stack.enter_context(_spool()))
        for name, file in _gathered(pieces, asides):
            yield from archive.take(name, file)
        for name, file in sorted(asides.items()):
            yield from archive.take(name, file)
    yield archive.end()


def _gathered(pieces: Iterable[bytes | File | Beside], asides: dict[str, IO[bytes]]) -> Iterator[tuple[str, IO[bytes]]]:
    """Each file when all of it has come. What is beside them is left in `asides`."""
    name, current = None, _spool()
    try:
        for piece in pieces:
            if isinstance(piece, Beside):
                asides[piece.name].write(piece.data)
            elif isinstance(piece, File):
                if name is not None:
                    yield name, current
                    current.close()
                    current = _spool()
                name = piece.name
            elif name is None:
                raise ValueError("Bytes came before the name of their file.")
            else:
                current.write(piece)
        if name is not None:
            yield name, current
    finally:
        current.close()


def _spool() -> IO[bytes]:
    """On the disk where it grows large; nobody else can open it, and it is gone with the process."""
    return SpooledTemporaryFile(IN_MEMORY)


class _Archive:
    def __init__(self) -> None:
        self.out, self.names = _Outlet(), set[str]()
        self.zip = ZipFile(self.out, "w")  # type: ignore[call-overload]

    def take(self, name: str, file: IO[bytes]) -> Iterator[bytes]:
        self._refuse(name)
        info = ZipInfo(name, EARLIEST)
        info.compress_type, info.create_system, info.external_attr = ZIP_DEFLATED, UNIX, PLAIN_FILE
        info.file_size = file.tell()
        file.seek(0)
        with self.zip.open(info, "w") as entry:
            while data := file.read(AT_ONCE):
                entry.write(data)
                yield self.out.taken()

    def end(self) -> bytes:
        self.zip.filelist.sort(key=attrgetter("filename"))
        self.zip.close()
        return self.out.taken()

    def _refuse(self, name: str) -> None:
        if REFUSED.search(name) or name.casefold() in self.names:
            raise ValueError(f"{name!r} cannot be the name of a file in a dataset, or is one already.")
        self.names.add(name.casefold())


class _Outlet:
    """A stream that cannot be wound back: what was written to it is taken away piece by piece."""

    def __init__(self) -> None:
        self.data = bytearray()

    def write(self, data: bytes) -> int:
        self.data += data
        return len(data)

    def flush(self) -> None:
        pass

    def taken(self) -> bytes:
        data = bytes(self.data)
        self.data.clear()
        return data
