"""Figures for Prometheus: counted where things happen, in every process, or asked of the database when fetched.

Several processes serve one site, so each keeps its counts in files of the folder PROMETHEUS_MULTIPROC_DIR (see
`settings.py`), and whichever is asked adds them up. Gauges come from the database: they are the same whoever is asked.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from django.db import connection
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector

from newsdesk.upkeep.readiness import last_backup, queue, workers_alive

if folder := os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
    Path(folder).mkdir(mode=0o700, parents=True, exist_ok=True)

_requests = Histogram(
    "newsdesk_request_seconds",
    "Requests by route and status: how many, and how long they took",
    ["route", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
_operations = Counter("newsdesk_operations", "Operations on readings by what became of them", ["status"])
_imported = Counter("newsdesk_imported_files", "Imported files by what became of them", ["outcome"])
_exports = Counter("newsdesk_exports", "Exports by how they ended", ["outcome"])


def request_answered(route: str, status: int, seconds: float) -> None:
    _requests.labels(route, str(status)).observe(seconds)


def operation_settled(status: str) -> None:
    """`status` as of `annotating.Result`: applied, duplicate, conflict, refused, blocked."""
    _operations.labels(status).inc()


def file_imported(outcome: str) -> None:
    _imported.labels(outcome).inc()


def export_ended(outcome: str) -> None:
    _exports.labels(outcome).inc()


def told() -> bytes:
    """Everything in Prometheus' text format."""
    registry = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(registry)
    else:
        for counted in (_requests, _operations, _imported, _exports):
            registry.register(counted)
    registry.register(_FromTheDatabase())
    return generate_latest(registry)


class _FromTheDatabase:
    """What does not belong to one process. None of the questions takes longer when more has happened."""

    def collect(self) -> Iterator[Metric]:
        waiting, oldest = queue()
        yield _gauge("newsdesk_queue_tasks", "Background tasks that wait for a worker", waiting)
        yield _gauge("newsdesk_queue_oldest_seconds", "How long the oldest of them has waited", oldest)
        yield _gauge("newsdesk_workers", "Background workers that have given a sign of life lately", workers_alive())
        yield _gauge("newsdesk_events", "The number of the newest event of the history", _newest_event())
        yield _connections()
        yield _gauge("newsdesk_connections_limit", "Connections that the database server allows", _most_connections())
        backup = last_backup()
        if backup.age_seconds is not None:
            yield _gauge("newsdesk_backup_age_seconds", "Age of the newest nightly backup", backup.age_seconds)
            restores = "Whether the newest nightly backup was restored on trial and found whole"
            yield _gauge("newsdesk_backup_restores", restores, int(backup.is_checked))

    def describe(self) -> list[Metric]:
        return []


def _connections() -> Metric:
    family = GaugeMetricFamily(
        "newsdesk_connections", "Connections to the database by what they are at", labels=["state"]
    )
    for state, number in _rows(
        "SELECT coalesce(state, 'other'), count(*) FROM pg_stat_activity WHERE datname = current_database() GROUP BY 1"
    ):
        family.add_metric([str(state)], float(number))
    return family


def _most_connections() -> float:
    return float(next(_rows("SELECT setting FROM pg_settings WHERE name = 'max_connections'"))[0])


def _newest_event() -> float:
    return float(next(_rows("SELECT coalesce(max(id), 0) FROM newsdesk_event"))[0])


def _rows(query: str) -> Iterator[tuple[str | int, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return iter(cursor.fetchall())


def _gauge(name: str, about: str, value: float) -> Metric:
    return GaugeMetricFamily(name, about, value=value)
