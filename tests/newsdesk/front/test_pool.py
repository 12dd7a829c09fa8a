"""Which thread answers, who waits, and what the event loop hears of it."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest

from newsdesk.front import limits
from newsdesk.front.pool import Pool
from newsdesk.front.refusals import BUSY, Refused
from tests.newsdesk.running.running import in_a_loop, wait_for


def own_name() -> str:
    return threading.current_thread().name


async def a_pool(threads: int) -> Pool:
    return Pool(asyncio.get_running_loop(), threads)


async def everybody_works(pool: Pool, threads: int) -> None:
    """Return when each of the threads has met all others at work."""
    meeting = threading.Barrier(threads)
    await asyncio.gather(*(pool.do(meeting.wait) for _ in range(threads)))


def test_the_thread_that_was_at_work_last_comes_first() -> None:
    async def scenario() -> None:
        pool = await a_pool(5)
        await everybody_works(pool, 5)
        names = set()
        for _ in range(20):
            await asyncio.to_thread(wait_for, lambda: len(pool._idle) == 5)
            names.add(await pool.do(own_name))
        assert len(names) == 1

    in_a_loop(scenario())


def test_what_finds_no_thread_waits_in_its_order() -> None:
    async def scenario() -> None:
        pool = await a_pool(1)
        may_end, done = threading.Event(), list[int]()
        held = pool.do(may_end.wait)
        waiting = [pool.do(done.append, number) for number in range(5)]
        assert not done
        may_end.set()
        await asyncio.gather(held, *waiting)
        assert done == [0, 1, 2, 3, 4]

    in_a_loop(scenario())


def test_of_those_who_wait_there_is_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_WAITING", 1)

    async def scenario() -> None:
        pool = await a_pool(1)
        may_end, at_work = threading.Event(), threading.Event()

        def hold() -> None:
            at_work.set()
            may_end.wait()

        held = pool.do(hold)
        await asyncio.to_thread(at_work.wait)
        waiting = pool.do(own_name)
        with pytest.raises(Refused) as refused:
            pool.do(own_name)
        assert refused.value.why is BUSY
        may_end.set()
        await asyncio.gather(held, waiting)

    in_a_loop(scenario())


def test_an_answer_is_heard_of_though_nothing_else_is_asked() -> None:
    async def scenario() -> None:
        pool = await a_pool(1)
        assert await pool.do(lambda: None) is None

    in_a_loop(scenario())


def test_answers_wake_the_event_loop_once_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario() -> None:
        loop, woken = asyncio.get_running_loop(), list[Any]()
        wake = loop.call_soon_threadsafe
        monkeypatch.setattr(loop, "call_soon_threadsafe", lambda *told: (woken.append(told), wake(*told))[1])
        pool = await a_pool(2)
        await asyncio.gather(*(pool.do(lambda: None) for _ in range(20)))
        assert not woken
        assert await pool.do(lambda: 1) == 1
        assert len(woken) == 1

    in_a_loop(scenario())


def test_what_broke_in_a_thread_is_told_and_the_thread_goes_on() -> None:
    def break_off() -> None:
        raise ValueError("broken")

    async def scenario() -> None:
        pool = await a_pool(1)
        with pytest.raises(ValueError, match="broken"):
            await pool.do(break_off)
        assert await pool.do(own_name) == "django-1"

    in_a_loop(scenario())
