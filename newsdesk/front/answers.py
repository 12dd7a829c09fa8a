"""Django's answers on their way out: the small ones as they are, the large ones as downloads that hold no thread."""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import IO, Any

from django.conf import settings
from django.http import HttpResponse

from newsdesk.front.downloads import Download, Headers

WHOLE = 512 * 1024  # bytes of an answer that are handed over at once
LENGTH = "content-length"


class FileWrapper:
    """What Django hands over instead of the pieces of a file."""

    def __init__(self, file: IO[bytes], _block_size: int = 0) -> None:
        self.file = file

    def __iter__(self) -> Iterator[bytes]:
        return iter(lambda: self.file.read(WHOLE), b"")

    def close(self) -> None:
        self.file.close()


class Head:
    """WSGI's `start_response`: keeps status and headers."""

    status = 500
    headers: Headers

    def __call__(self, status: str, headers: Headers, exc_info: Any = None) -> None:
        self.status = int(status[:3])
        self.headers = headers


def send(proto: Any, method: str, head: Head, body: Iterable[bytes]) -> Download | None:
    """Send what can be sent at once; what is longer is returned, for the event loop to send."""
    if isinstance(body, HttpResponse):
        proto.response_bytes(head.status, head.headers, body.content)
        return None
    if method == "HEAD":
        proto.response_empty(head.status, head.headers)
        return None
    return _long_file(head, body) or _written_down(proto, head, body)


def _long_file(head: Head, body: Iterable[bytes]) -> Download | None:
    file = _plain(body.file) if isinstance(body, FileWrapper) else None
    if file is None:
        return None
    start = file.tell()
    length = os.fstat(file.fileno()).st_size - start
    return _download(head, file, start, length) if length > WHOLE else None


def _plain(file: Any) -> io.BufferedReader | None:
    """The file of the disk itself, if it is one: others may give a number of something else, as gzip does."""
    inner = getattr(file, "file", file)
    return inner if isinstance(inner, io.BufferedReader) and isinstance(inner.raw, io.FileIO) else None


def _written_down(proto: Any, head: Head, body: Iterable[bytes]) -> Download | None:
    """Take everything from Django now: its connection to the database belongs to this thread, which others wait for.

    So the length is known, and what breaks in the middle is an error and no short file.
    """
    pieces, begun, length = iter(body), [], 0
    for piece in pieces:
        begun.append(piece)
        length += len(piece)
        if length > WHOLE:
            return _on_disk(head, chain(begun, pieces))
    proto.response_bytes(head.status, head.headers, b"".join(begun))
    return None


def _on_disk(head: Head, pieces: Iterable[bytes]) -> Download:
    with tempfile.TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR) as kept:
        for piece in pieces:
            kept.write(piece)
        kept.flush()
        return _download(head, kept, 0, kept.tell())


def _download(head: Head, file: Any, start: int, length: int) -> Download:
    headers = [(name, value) for name, value in head.headers if name.lower() != LENGTH]
    return Download(head.status, [*headers, (LENGTH, str(length))], os.dup(file.fileno()), start, length)
