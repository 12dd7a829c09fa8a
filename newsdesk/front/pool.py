"""The threads in which Django answers. Each keeps a connection to the database, so there is a fixed number of them."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from newsdesk.front import limits
from newsdesk.front.refusals import BUSY, Refused

TOLD_WITHIN = 0.05  # seconds until the event loop hears at the latest that a thread has nothing to say
T = TypeVar("T")


@dataclass(slots=True)
class Task(Generic[T]):
    work: Callable[..., T]
    arguments: tuple[Any, ...]
    result: asyncio.Future[T]
    since: float


class Hand:
    """A thread, as the event loop knows it while it has nothing to do."""

    def __init__(self) -> None:
        self._task: Task[Any] | None = None
        self._asleep = threading.Lock()
        self._asleep.acquire()

    def give(self, task: Task[Any]) -> None:
        self._task = task
        self._asleep.release()

    def wait(self) -> Task[Any]:
        self._asleep.acquire()
        assert self._task
        task, self._task = self._task, None
        return task


class Pool:
    """The thread that was at work last comes first: its connection has planned what is asked, and its memory is warm.

    A thread that returns None has answered by then: the event loop is not woken for that, since it costs more than all
    that is left to do. It hears of it with the next request, or `TOLD_WITHIN` seconds.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, threads: int) -> None:
        self._loop = loop
        self._lock = threading.Lock()
        self._idle: list[Hand] = []
        self._waiting: deque[Task[Any]] = deque()
        self._answered: deque[asyncio.Future[Any]] = deque()
        self._open = 0  # tasks of which the event loop has not heard that they are done
        self._looks_later = False
        for number in range(threads):
            threading.Thread(target=self._work, args=[Hand()], name=f"django-{number + 1}", daemon=True).start()

    def do(self, work: Callable[..., T], *arguments: Any) -> asyncio.Future[T]:
        """What `work` returns, once a thread has done it. Raises `Refused` where too many wait, or for too long."""
        result: asyncio.Future[T] = self._loop.create_future()
        self._give(Task(work, arguments, result, time.monotonic()))
        self._open += 1
        self._look()
        return result

    def _give(self, task: Task[Any]) -> None:
        with self._lock:
            hand = self._idle.pop() if self._idle else None
            if not hand:
                if len(self._waiting) >= limits.MOST_WAITING:
                    raise Refused(BUSY)
                self._waiting.append(task)
        if hand:
            hand.give(task)

    def _look(self) -> None:
        """In the event loop: settle what is answered, and look again while anything is open."""
        while self._answered:
            self._settle(self._answered.popleft(), None)
        if self._open and not self._looks_later:
            self._looks_later = True
            self._loop.call_later(TOLD_WITHIN, self._look_again)

    def _look_again(self) -> None:
        self._looks_later = False
        self._look()

    def _work(self, hand: Hand) -> None:
        while True:
            self._do(self._next(hand))

    def _next(self, hand: Hand) -> Task[Any]:
        with self._lock:
            if self._waiting:
                return self._waiting.popleft()
            self._idle.append(hand)
        return hand.wait()

    def _do(self, task: Task[Any]) -> None:
        try:
            if time.monotonic() - task.since > limits.LONGEST_QUEUE:
                raise Refused(BUSY)
            outcome = task.work(*task.arguments)
        except BaseException as error:  # (a panic of the server's is none of Exception)
            self._loop.call_soon_threadsafe(self._fail, task.result, error)
            return
        if outcome is None:
            self._answered.append(task.result)
        else:
            self._loop.call_soon_threadsafe(self._settle, task.result, outcome)

    def _settle(self, result: asyncio.Future[Any], outcome: Any) -> None:
        self._open -= 1
        if not result.done():
            result.set_result(outcome)

    def _fail(self, result: asyncio.Future[Any], error: BaseException) -> None:
        self._open -= 1
        if not result.done():
            result.set_exception(error if isinstance(error, Exception) else RuntimeError(repr(error)))
