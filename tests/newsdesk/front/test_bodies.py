"""What one process holds of bodies that are on their way."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from newsdesk.front import callers, limits, pool
from newsdesk.front.bodies import Body, Intake
from newsdesk.front.pool import Pool
from newsdesk.front.refusals import Refused, Why
from tests.newsdesk.running.running import in_a_loop


class Headers(dict[str, str]):
    def get_all(self, name: str) -> list[str]:
        return [self[name]] if name in self else []


class Wire:
    """A request of which as much comes as a test lets come."""

    def __init__(self, address: str, length: int, path: str = "/sign-in/", **headers: str) -> None:
        told = Headers({"content-length": str(length)} | headers)
        self.scope = SimpleNamespace(client=f"{address}:5000", path=path, method="POST", headers=told)
        self.pieces: asyncio.Queue[bytes] = asyncio.Queue()
        self.answered: list[int] = []

    def __aiter__(self) -> Wire:
        return self

    async def __anext__(self) -> bytes:
        return await self.pieces.get()

    def response_bytes(self, status: int, headers: Any, body: bytes) -> None:
        self.answered.append(status)


async def an_intake() -> Intake:
    return Intake(Pool(asyncio.get_running_loop(), 1))


def taking(intake: Intake, wire: Wire) -> asyncio.Task[Body]:
    return asyncio.create_task(intake.take(wire.scope, wire))


async def why_not(task: asyncio.Task[Body]) -> Why:
    with pytest.raises(Refused) as refused:
        await task
    return refused.value.why


def test_when_there_are_too_many_the_slowest_gives_way(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    monkeypatch.setattr(limits, "MOST_BODIES", 3)

    async def scenario() -> None:
        intake = await an_intake()
        wires = [Wire(f"10.0.0.{number}", 1000) for number in range(4)]
        tasks = []
        for wire in wires[:3]:
            tasks.append(taking(intake, wire))
            await asyncio.sleep(0.02)
        wires[0].pieces.put_nowait(b"a" * 999)
        await asyncio.sleep(0.02)
        tasks.append(taking(intake, wires[3]))
        assert (await why_not(tasks[1])).status == 408
        assert [wire.answered for wire in wires] == [[], [408], [], []]
        for wire, length in ((wires[0], 1), (wires[2], 1000), (wires[3], 1000)):
            wire.pieces.put_nowait(b"a" * length)
        assert [(await task).length for task in (tasks[0], tasks[2], tasks[3])] == [1000] * 3

    in_a_loop(scenario())


def test_memory_and_disk_have_an_end_and_are_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_MEMORY", 5000)
    monkeypatch.setattr(limits, "MOST_DISK", 8000)

    async def scenario() -> None:
        intake = await an_intake()
        held = []
        for number in range(3):
            wire = Wire(f"10.0.0.{number}", 4000)
            wire.pieces.put_nowait(b"%d" % number * 4000)
            held.append(await taking(intake, wire))
        assert (intake.memory, intake.disk) == (4000, 8000)
        assert [body.stream().read() for body in held] == [b"%d" % number * 4000 for number in range(3)]
        late = Wire("10.0.0.9", 4000)
        late.pieces.put_nowait(b"a" * 4000)
        assert (await why_not(taking(intake, late))).status == 503
        for body in held:
            body.close()
        assert (intake.memory, intake.disk) == (0, 0)

    in_a_loop(scenario())


def test_one_network_has_so_many_and_the_next_has_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_BODIES_OF_ONE", 2)

    async def scenario() -> None:
        intake = await an_intake()
        first = [taking(intake, Wire(f"[2001:db8::{number}]", 10)) for number in range(2)]
        await asyncio.sleep(0)
        assert (await why_not(taking(intake, Wire("[2001:db8::ffff]", 10)))).retry_after
        other = Wire("[2001:db8:0:1::1]", 2)
        other.pieces.put_nowait(b"ab")
        assert (await taking(intake, other)).length == 2
        for task in first:
            task.cancel()
        await asyncio.gather(*first, return_exceptions=True)
        again = Wire("[2001:db8::7]", 2)
        again.pieces.put_nowait(b"ab")
        assert (await taking(intake, again)).length == 2

    in_a_loop(scenario())


def test_a_full_disk_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_options: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(limits, "IN_MEMORY", 10)
    monkeypatch.setattr("newsdesk.front.bodies.tempfile.TemporaryFile", fail)

    async def scenario() -> None:
        intake = await an_intake()
        wire = Wire("10.0.0.1", 20)
        wire.pieces.put_nowait(b"a" * 20)
        assert (await why_not(taking(intake, wire))).status == 507
        assert (intake.memory, intake.disk) == (0, 0)

    in_a_loop(scenario())


def test_whoever_may_send_much_does_not_wait_to_hear_so(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """A thread that returns nothing is heard of later: that is for requests which have their answer."""
    monkeypatch.setattr(pool, "TOLD_WITHIN", 3600)
    monkeypatch.setattr(callers, "judged", lambda *_asked: None)

    async def scenario() -> None:
        wire = Wire("203.0.113.1", 2 * limits.FORM, "/articles/upload/", cookie=f"{settings.SESSION_COOKIE_NAME}=1")
        wire.pieces.put_nowait(b"x" * 2 * limits.FORM)
        body = await asyncio.wait_for(taking(await an_intake(), wire), 30)
        assert body.length == 2 * limits.FORM
        body.close()

    in_a_loop(scenario())
