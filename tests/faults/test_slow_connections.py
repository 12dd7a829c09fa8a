"""Twelve hundred connections that send next to nothing, for as long as they are let, while a newsroom works."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import urlencode

import pytest

from newsdesk.running.places import ROOT
from tests.faults.site import Site, a_claim, a_site, removed_afterwards
from tests.load.measuring import percentile
from tests.newsdesk.front.slow_clients import Wire
from tests.newsdesk.running.running import PATIENCE

pytestmark = pytest.mark.long
CLIENTS, OPERATIONS, ROUNDS = 32, 15, 3
PASSWORD = "a phrase for the demo accounts"
ANALYSTS = f"""
from datetime import timedelta
from annotations.models import ApiToken
from tests.factories import an_analyst
for number in range({CLIENTS}):
    analyst = an_analyst(username=f"slow-{{number}}")
    print("token", ApiToken.issue(analyst, scope="write", lifetime=timedelta(days=1))[1])
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    place = tmp_path_factory.mktemp("site") / "data"
    with removed_afterwards(place), a_site(place, NEWSDESK_DEMO_PASSWORD=PASSWORD) as running:
        yield running


@dataclass
class Analyst:
    """Annotates a reading of their own on one connection that stays open."""

    connection: HTTPConnection
    token: str
    address: str
    text: str

    def annotate(self) -> list[float]:
        """How many milliseconds each operation took until it was acknowledged."""
        return [self._say(3 * number) for number in range(OPERATIONS)]

    def _say(self, start: int) -> float:
        body = json.dumps({"operations": [a_claim(self.text, start, start + 3)]})
        began = time.perf_counter()
        self.connection.request("POST", self.address, body, {"Authorization": f"Bearer {self.token}"})
        answer = json.loads(self.connection.getresponse().read())
        took = 1000 * (time.perf_counter() - began)
        assert [one["status"] for one in answer["results"]] == ["applied"]
        return took


class Probe(threading.Thread):
    """Asks four times a second whether the site is alive, each time on a connection of its own."""

    def __init__(self, site: Site) -> None:
        super().__init__(daemon=True)
        self.site, self.over = site, threading.Event()
        self.took: list[float] = []

    def run(self) -> None:
        while not self.over.wait(0.25):
            with Wire(self.site.port) as wire:
                wire.ask("GET", "/health/live")
                told = wire.hear()
            assert told.status == 200
            self.took.append(told.seconds)


@contextmanager
def an_attack(site: Site, told: list[str]) -> Iterator[None]:
    command = [sys.executable, "-m", "tests.faults.attackers", str(site.port)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert "connections" in process.stdout.readline()
        for _ in range(15):  # Seconds: from now on the first of them are cut and begin anew.
            told.append(process.stdout.readline())
        reader = threading.Thread(target=lambda: told.extend(process.stdout or []))
        reader.start()
        yield
        process.kill()
        reader.join(PATIENCE)


def analysts(site: Site) -> list[Analyst]:
    made = site.manage("shell", "--verbosity", "0", "-c", ANALYSTS)
    assert made.returncode == 0, made.stderr
    tokens = [line.split()[1] for line in made.stdout.splitlines() if line.startswith("token")]
    revision = site.number("SELECT min(id) FROM articles_revision")
    text = site.ask(f"/api/v1/revisions/{revision}", token=tokens[0]).body["text"]
    readings = [site.ask("/api/v1/readings", token=one, body={"revision": revision}).body["id"] for one in tokens]
    return [
        Analyst(
            HTTPConnection("127.0.0.1", site.port, timeout=PATIENCE), token, f"/api/v1/readings/{n}/operations", text
        )
        for token, n in zip(tokens, readings, strict=True)
    ]


def annotate_together(people: list[Analyst]) -> float:
    """The 95th percentile of a round, in milliseconds."""
    with ThreadPoolExecutor(len(people)) as pool:
        return percentile([one for some in pool.map(Analyst.annotate, people) for one in some], 0.95)


def test_slow_connections_hold_nobody_up(site: Site) -> None:
    people = analysts(site)
    annotate_together(people)
    probe, told = Probe(site), []
    probe.start()
    quiet = [annotate_together(people) for _ in range(ROUNDS)]
    with an_attack(site, told):
        attacked = [annotate_together(people) for _ in range(ROUNDS)]
    quiet += [annotate_together(people) for _ in range(ROUNDS)]
    probe.over.set()
    probe.join(PATIENCE)
    print(f"p95 of {CLIENTS} clients: {sorted(quiet)} ms when it is quiet, {sorted(attacked)} ms under attack")
    print(f"liveness: at most {max(probe.took):.3f} s of {len(probe.took)}; attackers: {told[-1]}")
    assert percentile(attacked, 0.5) < 2 * percentile(quiet, 0.5)
    assert max(probe.took) < 1
    assert "408" in told[-1]


def test_a_phone_at_its_true_speed(site: Site) -> None:
    """Two kilobytes in a second, then five seconds of pause: it signs in, and sends a text of 20 KB."""
    with Wire(site.port) as wire:
        wire.ask("GET", "/sign-in/")
        token = wire.hear().headers["set-cookie"].split("csrftoken=")[1][:32]
    fields = urlencode({"csrfmiddlewaretoken": token, "username": "editor", "password": PASSWORD}).encode()
    with Wire(site.port) as wire:
        wire.ask("POST", "/sign-in/", "Content-Type: application/x-www-form-urlencoded", f"Cookie: csrftoken={token}",
                 length=len(fields))  # fmt: skip
        told = wire.pour(fields, piece=60, pause=5) or wire.hear()
    assert told.status == 302
    body = json.dumps({"operations": []}).encode() + b" " * 20_000
    with Wire(site.port) as wire:
        token = site.token("analyst1")
        reading = site.ask("/api/v1/readings", token=token, body={"revision": 1}).body["id"]
        wire.ask("POST", f"/api/v1/readings/{reading}/operations", f"Authorization: Bearer {token}", length=len(body))
        told = wire.pour(body, piece=2000, pause=6) or wire.hear()
    assert told.status == 200
