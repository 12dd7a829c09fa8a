"""Bodies on their way in: read in the event loop, counted as they come, cut when they are too many, long or slow."""

from __future__ import annotations

import asyncio
import io
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO, Any, cast

from django.conf import settings

from newsdesk.front import callers, limits, refusals
from newsdesk.front.pool import Pool
from newsdesk.front.refusals import (
    BROKEN_OFF,
    BUSY,
    CROWDED,
    EDITORS_ONLY,
    NO_ROOM,
    NOBODY,
    SIGN_IN_FIRST,
    TOO_LARGE,
    TOO_SLOW,
    Refused,
)

CRUMB = 512  # Whoever sends no more than so many bytes at a time is looked at less often.
BETWEEN_CRUMBS = 0.2  # seconds
LOOK_EVERY = 0.5  # seconds
LINGER = 5  # seconds in which we go on listening to somebody refused: browsers read no answer while they still send
LINGER_BYTES = limits.MEGABYTE
HEARD_OUT = {TOO_LARGE, SIGN_IN_FIRST, NOBODY, EDITORS_ONLY}
disk = ThreadPoolExecutor(2, thread_name_prefix="disk")


@dataclass(eq=False, slots=True)
class Coming:
    """A body of which more has to come. `begun` and `last` are moments of the monotonic clock."""

    scope: Any
    proto: Any
    network: str
    begun: float = field(default_factory=time.monotonic)
    last: float = field(default_factory=time.monotonic)
    reader: asyncio.Task[Any] | None = field(default_factory=asyncio.current_task)
    received: int = 0
    is_known: bool = False
    is_cut: bool = False
    _pieces: Any = None

    def pieces(self) -> Any:
        """What comes, piece by piece; there is one iterator, from the first call on."""
        if self._pieces is None:
            self._pieces = aiter(self.proto)
        return self._pieces

    def came(self, size: int) -> None:
        self.received += size
        self.last = time.monotonic()

    def is_overdue(self, now: float) -> bool:
        return now - self.begun > limits.due(self.received) or now - self.last > limits.LONGEST_PAUSE

    def slowness(self, now: float) -> float:
        return (now - self.begun) / (self.received + 1)

    def cut(self) -> None:
        """Answer at once, and wake whoever waits for more: the connection ends when nobody does."""
        if self.is_cut:
            return
        self.is_cut = True
        refusals.answer(self.proto, self.scope, TOO_SLOW)
        if self.reader:
            self.reader.cancel()

    def excuse(self, seconds: float) -> None:
        """We were the ones who took so long."""
        self.begun += seconds
        self.last += seconds


class Intake:
    """All bodies that one process reads."""

    def __init__(self, pool: Pool) -> None:
        self.memory = self.disk = 0  # bytes held until Django has answered
        self._pool = pool
        self._coming: set[Coming] = set()
        self._of_network: Counter[str] = Counter()
        self._watch: asyncio.Task[None] | None = None

    async def take(self, scope: Any, proto: Any) -> Body:
        """The whole body of a request. Raises `Refused` where it is not wanted or does not come."""
        told = scope.headers.get("content-length")
        declared = int(told) if told is not None else None  # The server has refused what is no number.
        coming = self._begin(scope, proto)
        body = Body(self)
        try:
            await self._admit(coming, declared or 0)
            await self._read(coming, body, declared)
        except BaseException as error:
            body.close()
            if coming.is_cut and isinstance(error, asyncio.CancelledError):
                raise Refused(TOO_SLOW) from error
            if isinstance(error, Refused) and error.why in HEARD_OUT:
                await _hear_out(coming, error.why)
            raise
        finally:
            self._end(coming)
        return body

    def _begin(self, scope: Any, proto: Any) -> Coming:
        coming = Coming(scope, proto, callers.network_of_sender(scope))
        if self._of_network[coming.network] >= limits.MOST_BODIES_OF_ONE:
            raise Refused(CROWDED)
        if len(self._coming) >= limits.MOST_BODIES:
            self._make_room()
        self._coming.add(coming)
        self._of_network[coming.network] += 1
        if self._watch is None:
            self._watch = asyncio.create_task(self._keep_watch())
        return coming

    def _end(self, coming: Coming) -> None:
        self._coming.discard(coming)
        self._of_network[coming.network] -= 1
        if not self._of_network[coming.network]:
            del self._of_network[coming.network]

    def _make_room(self) -> None:
        now = time.monotonic()
        slowest = max(self._coming, key=lambda one: one.slowness(now))
        self._coming.discard(slowest)
        slowest.cut()

    async def _keep_watch(self) -> None:
        try:
            while self._coming:
                await asyncio.sleep(LOOK_EVERY / limits.HASTE)
                now = time.monotonic()
                for coming in [one for one in self._coming if one.is_overdue(now) and not one.is_cut]:
                    coming.cut()
        finally:
            self._watch = None

    async def _admit(self, coming: Coming, size: int) -> None:
        """Let so many bytes in. Who sends more than a form has to be known; a made-up cookie is no help."""
        if size <= limits.FORM:
            return
        path = coming.scope.path
        if size > limits.most(path, is_known=True):
            raise Refused(TOO_LARGE)
        if not coming.is_known:
            for why in await self._reasons_against(coming):
                raise Refused(why)
            coming.is_known = True

    async def _reasons_against(self, coming: Coming) -> tuple[refusals.Why, ...]:
        if not callers.carries_a_key(coming.scope):
            return (refusals.sign_in_first(coming.scope.path),)
        began = time.monotonic()
        reasons = await self._pool.do(callers.reasons_against, coming.scope)
        coming.excuse(time.monotonic() - began)
        return reasons

    async def _read(self, coming: Coming, body: Body, declared: int | None) -> None:
        pieces = coming.pieces()
        while declared is None or body.length < declared:
            piece = await _next(pieces)
            if not piece:
                break
            coming.came(len(piece))
            await self._admit(coming, coming.received)
            await body.add(piece)
            if len(piece) < CRUMB and body.length != declared:
                await asyncio.sleep(BETWEEN_CRUMBS / limits.HASTE)
        if not await _is_whole(pieces, body.length, declared):
            raise Refused(BROKEN_OFF)


class Body:
    """The bytes of one request: in memory, or in a file without a name, of which nothing is left whatever happens."""

    def __init__(self, intake: Intake) -> None:
        self.length = 0
        self._intake = intake
        self._pieces: list[bytes] = []
        self._file: IO[bytes] | None = None

    async def add(self, piece: bytes) -> None:
        if self._file is None and not self._fits(len(piece)):
            await self._move_to_disk()
        self.length += len(piece)
        if self._file is None:
            self._intake.memory += len(piece)
            self._pieces.append(piece)
        else:
            await self._write(piece)

    def stream(self) -> IO[bytes]:
        """Everything, from its beginning."""
        if self._file is None:
            return io.BytesIO(b"".join(self._pieces))
        self._file.seek(0)
        return self._file

    def close(self) -> None:
        if self._file is None:
            self._intake.memory -= self.length
        else:
            self._intake.disk -= self.length
            self._file.close()

    def _fits(self, size: int) -> bool:
        return self.length + size <= limits.IN_MEMORY and self._intake.memory + size <= limits.MOST_MEMORY

    async def _move_to_disk(self) -> None:
        try:
            file: IO[bytes] = tempfile.TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR)  # noqa: SIM115
        except OSError as error:
            raise Refused(NO_ROOM) from error
        begun, self._pieces = b"".join(self._pieces), []
        self._intake.memory -= len(begun)
        self._intake.disk += len(begun)
        self._file = file
        await self._write(begun, is_counted=True)

    async def _write(self, piece: bytes, *, is_counted: bool = False) -> None:
        assert self._file is not None
        if not is_counted:
            self._intake.disk += len(piece)
        if self._intake.disk > limits.MOST_DISK:
            raise Refused(BUSY)
        try:
            await asyncio.get_running_loop().run_in_executor(disk, self._file.write, piece)
        except OSError as error:
            raise Refused(NO_ROOM) from error


async def _hear_out(coming: Coming, why: refusals.Why) -> None:
    """Answer, and let what is on its way come for a while: a connection that is shut on it takes the answer along."""
    coming.is_cut = True  # That is done here, and in time.
    refusals.answer(coming.proto, coming.scope, why)
    if "expect" in coming.scope.headers:
        return
    most = coming.received + LINGER_BYTES
    with suppress(TimeoutError):
        async with asyncio.timeout(LINGER / limits.HASTE):
            while coming.received < most and (piece := await _next(coming.pieces())):
                coming.came(len(piece))


async def _is_whole(pieces: Any, length: int, declared: int | None) -> bool:
    """Whether a body has come to its end. One in chunks ends with one empty piece; one that broke off, with two."""
    if declared is not None:
        return length == declared
    return await _next(pieces) is None


async def _next(pieces: Any) -> bytes | None:
    """The next piece, or None after the last. `anext` with a default must not be given what the server has us wait for:
    Python crashes.
    """
    try:
        return cast(bytes, await pieces.__anext__())
    except StopAsyncIteration:
        return None
