"""Nothing is exported that somebody has changed in the database: it must be what its history left.

What readings say is known by the digest that each row carries, anything else by the states that are kept of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from annotations.datasets.failures import ExportFailed
from annotations.frames import message_of_row
from annotations.models import Codebook, Project, ProjectArticle, Reading, Source
from annotations.readings.vouching import Judge, message
from articles.models import Article, Offer, Publisher, Revision
from newsdesk.database.plain_sql import plainly
from newsdesk.database.snapshots import snapshot
from newsdesk.history.chain import broken_guards
from newsdesk.history.comparing import differing, missing
from newsdesk.history.states import kinds
from newsdesk.models import User

# By these it is settled which texts are told. One that is gone is not among those that are told.
SETTLING = (ProjectArticle, Offer)
IDS = "SELECT unnest(%(ids)s::bigint[])"
SOURCES = """
SELECT source.id, source.merged_into_id FROM annotations_annotation
JOIN annotations_source source ON source.id = source_id WHERE reading_id = ANY(%s)
UNION
SELECT source.id, source.merged_into_id FROM annotations_annotation, jsonb_each_text(links) link
JOIN annotations_source source ON source.id = link.value::bigint WHERE reading_id = ANY(%s) AND links <> '{}'
"""


@contextmanager
def refusing_changed(snapshot_name: str, revisions: QuerySet[Revision], readings: QuerySet[Reading]) -> Iterator[None]:
    """Compare them while the block runs, in the same snapshot; what is found is raised at its end.

    Where that snapshot is nobody else's, they are compared after the block.
    """
    if not snapshot_name:
        yield
        _refuse_changed(revisions, readings)
        return
    found: list[BaseException] = []
    # Not waited for where the block breaks off: it may wait for a lock, and a worker that is stopped has no time.
    beside = Thread(target=_compare_beside, args=(snapshot_name, revisions, readings, found), daemon=True)
    beside.start()
    yield
    beside.join()
    for error in found:
        raise error


def _compare_beside(
    snapshot_name: str, revisions: QuerySet[Revision], readings: QuerySet[Reading], found: list[BaseException]
) -> None:
    try:
        with snapshot(snapshot_name):
            _refuse_changed(revisions, readings)
    except BaseException as error:
        found.append(error)
    finally:
        connection.close()  # This thread's own.


def _refuse_changed(revisions: QuerySet[Revision], readings: QuerySet[Reading]) -> None:
    """Raise `ExportFailed` where an article, a reading or what they name is not as its history left it."""
    named = _named(revisions, readings)
    with plainly():
        for guard in broken_guards():  # What is compared here is what was read there.
            raise ExportFailed("forged", what=guard.stream)
        for model, ids in named.items():
            for found in differing(kinds()[model], 1, of=IDS, values={"ids": sorted(ids)}):
                raise ExportFailed("forged", what=found.stream)
        for model in SETTLING:
            for found in missing(kinds()[model], 1):
                raise ExportFailed("forged", what=found.stream)


def _named(revisions: QuerySet[Revision], readings: QuerySet[Reading]) -> dict[Any, set[int]]:
    texts = revisions.order_by().values_list("pk", "article", "article__publisher", "article__aggregator")
    pks, articles, publishers, aggregators = _columns(texts, 4)
    held, projects, codebooks, analysts = _columns(
        readings.order_by().values_list("pk", "project", "codebook", "analyst"), 4
    )
    of_told = Q(article__in=revisions.order_by().values("article"))
    with connection.cursor() as cursor:
        cursor.execute(SOURCES, [sorted(held)] * 2)
        linked, standing = _columns(cursor.fetchall(), 2)
    return {
        Article: articles,
        Revision: pks,
        Publisher: publishers | aggregators,
        Reading: held,
        Project: projects,
        Codebook: codebooks,
        User: analysts,
        Source: linked | standing,
        # Whoever puts an article into a project in the database has it told there.
        ProjectArticle: set(ProjectArticle.objects.filter(of_told).values_list("pk", flat=True)),
        # Whoever writes a decision there hides an article, and whoever takes one back shows it as two.
        Offer: set(Offer.objects.filter(~Q(decision="") | of_told).values_list("pk", flat=True)),
    }


def _columns(rows: Any, count: int) -> list[set[int]]:
    columns: list[set[int]] = [set(column) - {None} for column in zip(*rows, strict=True)]
    return columns or [set() for _number in range(count)]


def refuse_forged_rows(is_ours: Judge, reading: list[Any]) -> None:
    """Raise `ExportFailed` for a row of a reading, as `TELLING` tells it, that no operation wrote."""
    number, *_facts, annotations, relations, labels = reading
    for id, *values, anchors, _source, _linked, version, problems, digest in annotations or ():
        said = message_of_row(values, anchors or [])
        if not is_ours(digest, message(number, id, version, None, problems, *said)):
            raise ExportFailed("forged", what=f"annotation/{id}")
    for id, label, start, end, version, problems, digest in relations or ():
        if not is_ours(digest, message(number, id, version, None, problems, label, start, end)):
            raise ExportFailed("forged", what=f"relation/{id}")
    for id, label, value, version, problems, digest in labels or ():
        if not is_ours(digest, message(number, id, version, None, problems, label, value)):
            raise ExportFailed("forged", what=f"articlelabel/{id}")
