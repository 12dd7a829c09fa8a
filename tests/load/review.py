"""The bench of the review page: which articles it is opened with, and what it should keep to."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from annotations.models import Project
from newsdesk.models import User
from newsdesk.running.saying import step
from newsdesk.running.secrets_kept import demo_accounts
from newsdesk.running.supervising import ports
from tests.load import corpus, filling, reviewing
from tests.load.figures import Figure
from tests.load.reviewing import Measured

ANALYST = "analyst1"
SEED = 2026
WEIGHT = 90  # kB of scripts and styles as they are sent; `tests/newsdesk/web/test_page_weight.py` holds the page to it.


@dataclass(frozen=True)
class Case:
    """An article to open. Targets are in milliseconds; megabytes for the heap."""

    key: str
    length: int
    annotations: int
    ready: float
    key_seen: float
    heap: float | None = None
    server: float | None = None
    scrolling: float | None = None

    @property
    def name(self) -> str:
        return f"{self.length:,} characters, {self.annotations:,} annotations"


CASES = (
    Case("small", 4_000, 30, ready=400, key_seen=30),
    Case("long", 100_000, 2_000, ready=800, key_seen=60, heap=80, server=150, scrolling=100),
)


def figures(options: argparse.Namespace) -> list[Figure]:
    runs = options.runs
    step("writing two articles and what is said of them")
    addresses = [_reading(case) for case in CASES]
    step(f"measuring the review page, {runs} runs each")
    site = ports.address()
    found: list[Figure] = []
    with reviewing.chromium() as browser:
        cookies = reviewing.sign_in(browser, site, ANALYST, demo_accounts()[ANALYST].password)
        for case, address in zip(CASES, addresses, strict=True):
            url = site + address
            reviewing.warm_up(browser, url, cookies=cookies)
            measured = reviewing.measure(browser, url, cookies=cookies, runs=runs, scrolls=3 if case.scrolling else 0)
            found += _figures(case, measured)
    return found


def _reading(case: Case) -> str:
    """The address of a review page with the case's article and annotations."""
    project = Project.objects.get(receives_imports=True)
    analyst = User.objects.get(username=ANALYST)
    written = corpus.article(case.length, seed=SEED)
    article = filling.store(written, project)
    reading = filling.annotate(article, written, case.annotations, project=project, by=analyst, seed=SEED)
    return reverse("reading", args=[reading.pk])


def _figures(case: Case, measured: Measured) -> Iterator[Figure]:
    def figure(key: str, name: str, unit: str, runs: list[float], below: float | None = None) -> Figure:
        return Figure(f"{case.key}.{key}", f"{case.name}: {name}", unit, tuple(runs), below)

    first, again = measured.first, measured.again
    yield figure("ready.first", "ready to work, empty cache", "ms", [visit.ready for visit in first], case.ready)
    yield figure("ready.again", "ready to work, visited before", "ms", [visit.ready for visit in again], case.ready)
    yield figure("busy", "processor time of the page until then", "ms", [visit.busy for visit in again])
    yield figure("server", "the server's part of it", "ms", [visit.server for visit in again], case.server)
    yield figure("page", "size of the page as sent", "kB", [visit.size / 1000 for visit in first])
    yield figure("key", "key press to painted words", "ms", measured.keys, case.key_seen)
    yield figure("key.busy", "processor time of the page until then", "ms", measured.keys_busy)
    yield figure("heap", "JavaScript heap", "MB", measured.heap, case.heap)
    if measured.scrolling:
        yield figure("scrolling", "longest task while scrolling", "ms", measured.scrolling, case.scrolling)
    yield figure("weight", "scripts and styles as sent", "kB", [_weight(visit) for visit in first], WEIGHT)
    yield figure("requests", "scripts and styles asked for", "files", [len(visit.files) for visit in first])


def _weight(visit: reviewing.Visit) -> float:
    return sum(visit.files.values()) / 1000
