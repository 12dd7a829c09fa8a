"""The threads in which Django answers. Each keeps a connection to the database, so there is a fixed number of them."""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from newsdesk.front import limits
from newsdesk.front.refusals import BUSY, Refused

T = TypeVar("T")


@dataclass(slots=True)
class Task(Generic[T]):
    work: Callable[..., T]
    arguments: tuple[Any, ...]
    result: asyncio.Future[T]
    since: float


class Pool:
    def __init__(self, loop: asyncio.AbstractEventLoop, threads: int) -> None:
        self._loop = loop
        self._tasks: queue.SimpleQueue[Task[Any]] = queue.SimpleQueue()
        for number in range(threads):
            threading.Thread(target=self._work, name=f"django-{number + 1}", daemon=True).start()

    def do(self, work: Callable[..., T], *arguments: Any) -> asyncio.Future[T]:
        """What `work` returns, once a thread has done it. Raises `Refused` where too many wait, or for too long."""
        if self._tasks.qsize() >= limits.MOST_WAITING:
            raise Refused(BUSY)
        result: asyncio.Future[T] = self._loop.create_future()
        self._tasks.put(Task(work, arguments, result, time.monotonic()))
        return result

    def _work(self) -> None:
        while True:
            self._do(self._tasks.get())

    def _do(self, task: Task[Any]) -> None:
        settle: Callable[[asyncio.Future[Any], Any], None] = _settle
        try:
            if time.monotonic() - task.since > limits.LONGEST_QUEUE:
                raise Refused(BUSY)
            outcome = task.work(*task.arguments)
        except BaseException as error:  # (a panic of the server's is none of Exception)
            settle, outcome = _fail, error
        self._loop.call_soon_threadsafe(settle, task.result, outcome)


def _settle(result: asyncio.Future[Any], outcome: Any) -> None:
    if not result.done():
        result.set_result(outcome)


def _fail(result: asyncio.Future[Any], error: BaseException) -> None:
    if not result.done():
        result.set_exception(error if isinstance(error, Exception) else RuntimeError(repr(error)))
