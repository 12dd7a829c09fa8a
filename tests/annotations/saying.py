"""Short ways to have something said about a text, past the checks of `annotating.apply`."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction

from annotations.frames import Frame
from annotations.models import Anchor, Annotation, ArticleLabel, Reading, Relation
from annotations.readings.vouching import vouch

GUARDED = ("annotations_anchor", "annotations_relation", "articles_block", "articles_revision")
Spans = Iterable[tuple[int, int]]


def say(reading: Reading, spans: Spans = ((0, 1),), *, role: str = "claim", **fields: Any) -> Annotation:
    """An annotation with an anchor on each of the spans, quoted from the reading's text."""
    text = reading.revision.text
    made = {"kind": "claim", "label": "event"} | fields
    annotation = Annotation.objects.create(id=uuid.uuid4(), reading=reading, **made)
    Anchor.objects.bulk_create(
        Anchor(annotation=annotation, position=position, role=role, start=start, end=end, exact=text[start:end])
        for position, (start, end) in enumerate(spans)
    )
    return vouched(annotation)


def say_often(reading: Reading, times: int, span: tuple[int, int]) -> None:
    """The same claim again and again, in two statements."""
    start, end = span
    anchor = {"role": "claim", "start": start, "end": end, "exact": reading.revision.text[start:end]}
    said = {"kind": "claim", "label": "event", "attributes": {}, "note": ""}
    made = [Annotation(id=uuid.uuid4(), reading=reading, **said) for _ in range(times)]
    for one in made:
        about = {name: getattr(one, name) for name in ("id", "version", "deleted_at", "problems")}
        one.digest = vouch(reading.pk, about, Frame.read(said | {"anchors": [anchor]}))
    Annotation.objects.bulk_create(made)
    Anchor.objects.bulk_create(Anchor(annotation=one, position=0, **anchor) for one in made)


def tie(start: Annotation, end: Annotation, label: str = "contains") -> Relation:
    made = Relation.objects.create(
        id=uuid.uuid4(), reading=start.reading, label=label, from_annotation=start, to_annotation=end
    )
    return vouched(made)


def call(reading: Reading, label: str = "genre", value: str = "news") -> ArticleLabel:
    return vouched(ArticleLabel.objects.create(id=uuid.uuid4(), reading=reading, label=label, value=value))


def call_all(reading: Reading) -> Reading:
    """Say of the article what its codebook wants said of every one: the first choice, unless something is said."""
    said = set(reading.article_labels.filter(deleted_at=None).values_list("label", flat=True))
    for label in reading.codebook.spec.article_labels:
        if label.required and label.key not in said:
            call(reading, label.key, label.choices[0].key)
    return reading


def vouched(made: Any) -> Any:
    """With its own digest, as an operation would have stored it."""
    about = {name: getattr(made, name) for name in ("id", "version", "deleted_at", "problems")}
    made.digest = vouch(made.reading_id, about, made.says)
    made.save(update_fields=["digest"])
    return made


@transaction.atomic
def tamper(statement: str, values: Iterable[Any] = ()) -> None:
    """Change rows behind the back of every trigger, as whoever owns the tables can."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in GUARDED:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement, list(values))
        for table in GUARDED:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
