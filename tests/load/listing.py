"""The bench of pages and API with many articles behind them: their cost must not grow with what they do not show."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import replace

from django.db import connection
from django.urls import reverse

from annotations.models import Project, Reading
from articles.models import Article
from newsdesk.models import User
from newsdesk.running.saying import step
from newsdesk.running.supervising import ports
from tests.factories import an_analyst
from tests.load import bulk, corpus, filling, measuring
from tests.load.clients import Client
from tests.load.figures import Figure

REQUESTS = 40
TEXTS = 500  # Beyond these, texts come again under other headlines: what lists do not show need not differ.
SHORTEST, LONGEST = 400, 900
FEW = 20  # Articles of a project beside the large one, whose analyst sees nothing else.
READ = 10  # One article of so many has been begun by the analyst.
SEED = 7_000


def figures(options: argparse.Namespace) -> list[Figure]:
    project = Project.objects.get(receives_imports=True)
    analyst = an_analyst(username="bench-lists")
    reading = _reading(project, analyst)
    client = Client(ports.address(), analyst)
    few = Client(ports.address(), _analyst_of_few(project))
    found: list[Figure] = []
    for size in sorted(options.sizes):
        step(f"measuring lists with {size:,} articles, {options.runs} runs of {REQUESTS} requests")
        _fill(size, project, analyst)
        for name, path in _addresses(reading):
            found += _figures(client, size, name, path, options.runs)
        for name, path in (
            ("articles of a small project", reverse("articles")),
            ("home of its analyst", reverse("home")),
        ):
            found += _figures(few, size, name, path, options.runs)
    return found


def _analyst_of_few(project: Project) -> User:
    """Somebody whose project holds a few of the articles: the rest must cost them nothing."""
    small = Project.objects.create(key="bench-few", codebook=project.codebook, name_ar="صغير", name_en="Small")
    for _stored in bulk.store(corpus.articles(FEW, seed=SEED + 1, shortest=SHORTEST, longest=LONGEST), small):
        pass
    return an_analyst(of=[small], username="bench-few")


def _reading(project: Project, analyst: User) -> Reading:
    written = corpus.article(4_000, seed=SEED)
    article = filling.store(written, project)
    return filling.annotate(article, written, 30, project=project, by=analyst, seed=SEED)


def _addresses(reading: Reading) -> Iterator[tuple[str, str]]:
    yield "list of articles", reverse("articles")
    yield "list of articles, far page", f"{reverse('articles')}?page=300"
    yield "home page", reverse("home")
    yield "GET articles", "/api/v1/articles?limit=30"
    yield "GET readings", f"/api/v1/readings/{reading.pk}"
    yield "GET annotations of a reading", f"/api/v1/readings/{reading.pk}/annotations"
    yield "review page, 30 annotations", reverse("reading", args=[reading.pk])


def _fill(size: int, project: Project, analyst: User) -> None:
    """Bring the project to that many articles, every tenth of the new ones begun by the analyst."""
    missing = size - Article.objects.count()
    stored = bulk.store(_written(missing, start=size), project)
    bulk.read((pair for number, pair in enumerate(stored) if number % READ == 0), project, analyst, annotations=1)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _written(count: int, *, start: int) -> Iterator[corpus.Written]:
    texts = list(corpus.articles(TEXTS, seed=SEED, shortest=SHORTEST, longest=LONGEST))
    for number in range(count):
        one = texts[number % TEXTS]
        yield replace(one, headline=f"{one.headline} {start + number}")


def _figures(client: Client, size: int, name: str, path: str, runs: int) -> Iterator[Figure]:
    rounds = [[client.get(path)[0] for _ in range(REQUESTS)] for _ in range(runs + 1)][1:]
    key = f"{name}.{size}"
    below = 25 if name == "list of articles" else None
    who = f"{name}, {size:,} articles"
    yield Figure(f"{key}.median", f"{who}: p50", "ms", tuple(measuring.percentile(one, 0.5) for one in rounds), below)
    yield Figure(f"{key}.slowest", f"{who}: p95", "ms", tuple(measuring.percentile(one, 0.95) for one in rounds))
