"""Long answers, sent by the event loop as fast as they are taken.

Granian keeps whatever it is given to send, however slowly it is read; a file it reads only as far as it can send. So it
is given the end of a pipe for a file, and the pipe is filled as it empties.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from newsdesk.front import limits
from newsdesk.front.bodies import disk

Headers = list[tuple[str, str]]
PIECE = 256 * 1024  # bytes that are read of a file at a time


class _Gone(Exception):
    """Nobody takes it any more."""


@dataclass(frozen=True)
class Download:
    """`length` bytes of the file with the number `file`, from `start`. The file is closed when they are sent."""

    status: int
    headers: Headers
    file: int
    start: int
    length: int

    async def send(self, proto: Any) -> None:
        """Return when all is on its way, or nobody takes it any more."""
        gone = asyncio.ensure_future(proto.client_disconnect())
        try:
            with _pipe() as (place, pipe):
                proto.response_file(self.status, self.headers, place)
                # A pipe holds less than any download has: once it is filled for the last time, the server has it open.
                await self._fill(pipe, gone)
        except _Gone:
            pass
        finally:
            gone.cancel()
            os.close(self.file)

    async def _fill(self, pipe: int, gone: asyncio.Future[None]) -> None:
        loop, sent = asyncio.get_running_loop(), 0
        while sent < self.length:
            most = min(PIECE, self.length - sent)
            piece = await loop.run_in_executor(disk, os.pread, self.file, most, self.start + sent)
            if not piece:  # The file has become shorter than was said: the server breaks the connection off.
                return
            await _write(pipe, piece, gone)
            sent += len(piece)


@contextmanager
def _pipe() -> Iterator[tuple[str, int]]:
    """A path under which the reading end can be opened, and the number of the writing end."""
    reading, writing = os.pipe()
    try:
        os.set_blocking(writing, False)
        yield f"/dev/fd/{reading}", writing
    finally:
        os.close(reading)
        os.close(writing)


async def _write(pipe: int, piece: bytes, gone: asyncio.Future[None]) -> None:
    rest = memoryview(piece)
    while rest:
        try:
            rest = rest[os.write(pipe, rest) :]
        except BlockingIOError:
            await _until_it_empties(pipe, gone)


async def _until_it_empties(pipe: int, gone: asyncio.Future[None]) -> None:
    """Raises `_Gone` where that takes too long, or nobody is there."""
    loop = asyncio.get_running_loop()
    writable: asyncio.Future[None] = loop.create_future()
    loop.add_writer(pipe, _note, writable)
    try:
        waiting = {writable, gone}
        await asyncio.wait(waiting, timeout=limits.LONGEST_ANSWER_PAUSE, return_when=asyncio.FIRST_COMPLETED)
    finally:
        loop.remove_writer(pipe)
    if not writable.done():
        raise _Gone


def _note(writable: asyncio.Future[None]) -> None:
    if not writable.done():
        writable.set_result(None)
