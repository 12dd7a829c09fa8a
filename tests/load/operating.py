"""The bench of operations: analysts annotate at the same time, each in a reading of their own, over HTTP."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from uuid import UUID

import psutil

from annotations.models import Annotation, Project, Reading
from newsdesk.models import Event
from newsdesk.running.saying import step
from newsdesk.running.supervising import ports
from tests.factories import an_analyst
from tests.load import corpus, filling, measuring
from tests.load.clients import Client
from tests.load.figures import Figure
from tests.load.marking import Operation, operations

CLIENTS = (1, 8, 32)
LENGTH = 20_000  # characters of the article that a client reads
SEED = 6_000
RATE, SLOWEST = 250, 200  # operations a second and milliseconds (p95) at the most clients


@dataclass(frozen=True)
class Desk:
    """A client with the reading that it works on."""

    client: Client
    reading: Reading
    written: corpus.Written

    def say(self, said: Sequence[Operation]) -> list[float]:
        """Send operations one by one: how many milliseconds each took."""
        address = f"/api/v1/readings/{self.reading.pk}/operations"
        return [self._say(address, operation) for operation in said]

    def _say(self, address: str, operation: Operation) -> float:
        took, answer = self.client.post(address, {"operations": [operation]})
        if [result["status"] for result in answer["results"]] not in (["applied"], ["duplicate"]):
            raise ValueError(f"The server did not take what the bench says: {answer}")
        return took


@dataclass(frozen=True)
class Round:
    rate: float
    median: float
    slowest: float
    web: float
    database: float
    clients: float


def figures(options: argparse.Namespace) -> list[Figure]:
    step(f"operations at {', '.join(map(str, CLIENTS))} clients, {options.runs} runs of {options.operations:,}")
    desks = [_desk(number) for number in range(max(CLIENTS))]
    web = psutil.Process(options.web)
    _round(desks, web, len(desks), seed=SEED)  # Everybody has a connection, every process has read its code.
    found: list[Figure] = []
    for clients in CLIENTS:
        count = options.operations if clients > 1 else options.operations // 4
        rounds = [
            _round(desks[:clients], web, count, seed=SEED + clients * 1000 + number)
            for number in range(1, options.runs + 1)
        ]
        found += _figures(clients, rounds)
    return [*found, *_memory(options)]


def _desk(number: int) -> Desk:
    project = Project.objects.get(receives_imports=True)
    written = corpus.article(LENGTH, seed=SEED + number)
    article = filling.store(written, project)
    analyst = an_analyst(username=f"bench-operations-{number}")
    reading, _made = Reading.objects.open(revision=article.current_revision, project=project, by=analyst)
    return Desk(Client(ports.address(), analyst), reading, written)


def _round(desks: list[Desk], web: psutil.Process, count: int, *, seed: int) -> Round:
    """Everybody annotates at once, `count` times together; what the server acknowledged has to be there then."""
    each = count // len(desks)
    said = [_annotations(desk.written, each, seed=seed * 100 + number) for number, desk in enumerate(desks)]
    database = measuring.database_server()
    before = measuring.processor_time(web), measuring.processor_time(database), time.process_time()
    with ThreadPoolExecutor(len(desks)) as people:
        began = time.perf_counter()
        took = [one for some in people.map(Desk.say, desks, said) for one in some]
        seconds = time.perf_counter() - began
    after = measuring.processor_time(web), measuring.processor_time(database), time.process_time()
    _check(operation for some in said for operation in some)
    return Round(
        len(took) / seconds,
        measuring.percentile(took, 0.5),
        measuring.percentile(took, 0.95),
        *(1000 * (spent - earlier) / len(took) for spent, earlier in zip(after, before, strict=True)),
    )


def _annotations(written: corpus.Written, count: int, *, seed: int) -> list[Operation]:
    return [one for one in operations(written, count, seed=seed) if one["target"] == "annotation"]


def _check(said: Iterator[Operation]) -> None:
    acknowledged = {UUID(operation["id"]): UUID(operation["object"]) for operation in said}
    stored = Annotation.objects.filter(pk__in=acknowledged.values()).count()
    recorded = Event.objects.filter(operation__in=acknowledged).count()
    if not len(acknowledged) == stored == recorded:
        raise ValueError(f"{len(acknowledged)} acknowledged, {stored} stored, {recorded} in the history.")


def _figures(clients: int, rounds: list[Round]) -> Iterator[Figure]:
    most = clients == max(CLIENTS)
    who = f"operations, {clients} client{'s' if clients > 1 else ''}"

    def figure(key: str, name: str, unit: str, below: float | None = None, above: float | None = None) -> Figure:
        runs = tuple(getattr(one, key) for one in rounds)
        return Figure(f"operations.{clients}.{key}", f"{who}: {name}", unit, runs, below, above)

    yield figure("rate", "stored and acknowledged", "/s", above=RATE if most else None)
    yield figure("median", "p50", "ms")
    yield figure("slowest", "p95", "ms", below=SLOWEST if most else None)
    yield figure("web", "processor time of the web for one", "ms")
    yield figure("database", "processor time of the database for one", "ms")
    # They share the machine with what they measure.
    yield figure("clients", "processor time of the clients for one", "ms")


def _memory(options: argparse.Namespace) -> Iterator[Figure]:
    processes = {
        "web": psutil.Process(options.web),
        "worker": psutil.Process(options.worker),
        "database": measuring.database_server(),
    }
    for name, process in processes.items():
        yield Figure(f"memory.{name}", f"memory of the {name} after that", "MB", (measuring.memory(process),))
