"""What the pages of the registry show, each in a fixed number of queries."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, OuterRef, QuerySet

from annotations.access import Visitor, annotations_visible_to
from annotations.models import Annotation, Source
from annotations.models.annotations import AnnotationQuerySet
from annotations.models.sources import SourceQuerySet
from annotations.wording import kind_words, label_words, roles_in_words
from newsdesk.history.registry import action_words
from newsdesk.models import Event
from newsdesk.web.paging import Counted


def with_uses(sources: SourceQuerySet, user: Visitor) -> QuerySet[Source]:
    """Each source with `uses`: how many of the annotations that one may see point to it or what it stands for.

    Counted as `Counted` does, for `Size.counted`.
    """
    visible = annotations_visible_to(user).live()
    counts = [Counted(visible.filter(**{end: OuterRef("pk")})) for end in ("source", "source__merged_into")]
    return sources.annotate(uses=counts[0] + counts[1])


def said_of(source: Source, user: Visitor) -> AnnotationQuerySet:
    """What one may see of what points to a source, the newest articles first."""
    newest = F("reading__revision__article__published_on").desc(nulls_last=True)
    related = annotations_visible_to(user).about([source.pk])
    return related.order_by(newest, "-reading__revision__article", "reading", "pk")


def for_lists(annotations: AnnotationQuerySet) -> AnnotationQuerySet:
    """With all that a row shows; the texts, which may be long, stay in the database."""
    shown = annotations.select_related(
        "reading__revision__article__publisher", "reading__revision__article__aggregator", "reading__analyst"
    )
    return shown.defer("reading__revision__text").with_anchors()


def kinds_said(annotations: AnnotationQuerySet) -> list[tuple[str, str, int]]:
    """What is said, most often said first: its key (`KIND/LABEL`), its name and how often."""
    groups = annotations.order_by().values_list("kind", "label", "reading__codebook").annotate(n=Count("pk"))
    totals: Counter[str] = Counter()
    names: dict[str, str] = {}
    for kind, label, codebook, n in groups:
        totals[f"{kind}/{label}"] += n
        names[f"{kind}/{label}"] = ": ".join(filter(None, label_words(codebook, kind, label)))
    return [(key, names[key], n) for key, n in totals.most_common()]


@dataclass(frozen=True)
class Row:
    """An annotation as a list shows it: what it is, and of each role its paint, its name and its words."""

    annotation: Annotation
    what: str
    parts: list[tuple[str, str, str]]

    @classmethod
    def of(cls, annotation: Annotation) -> Row:
        words: dict[str, list[str]] = {}
        for anchor in annotation.anchors.all():
            words.setdefault(anchor.role, []).append(anchor.exact)
        parts = [(paint, name, " … ".join(words[role])) for role, paint, name in roles_in_words(annotation, words)]
        return cls(annotation, kind_words(annotation), parts)


def history_of(source: Source) -> QuerySet[Event]:
    """What happened to an entry and to those merged into it, newest first; a merger is told once, by who took in."""
    merged = [f"source/{pk}" for pk in source.merged.filter(erasure=None).values_list("pk", flat=True)]
    events = Event.objects.filter(stream__in=[f"source/{source.pk}", *merged])
    return events.exclude(stream__in=merged, action="source.merged").select_related("by").order_by("-id")


@dataclass(frozen=True, slots=True)
class Told:
    """An event of the registry in words: what happened, and what was there before."""

    event: Event
    what: str
    details: list[str]


def told(event: Event) -> Told:
    return Told(event, action_words(event.action), list(_details(event.action, event.data)))


def _details(action: str, data: dict[str, Any]) -> Any:
    if "erased" in data:
        return
    if action == "source.took_in":
        yield from (one["name_ar"] or one["name_en"] for one in data["sources"])
    elif action == "source.split":
        yield data["name"]
        yield from data["aliases"]
    elif "name" in data:
        yield data["name"]
    before, after = data.get("before", {}), data.get("after", {})
    for field in ("name_ar", "name_en"):
        if after.get(field):
            yield f"{before[field]} ← {after[field]}" if before.get(field) else after[field]
    kinds = dict(Source.Kind.choices)
    if "kind" in after and before:
        yield f"{kinds.get(before['kind'])} ← {kinds.get(after['kind'])}"
    yield from (f"+ {name}" for name in after.get("aliases", ()) if name not in before.get("aliases", ()))
    yield from (f"− {name}" for name in before.get("aliases", ()) if name not in after.get("aliases", ()))
