"""Finding sources of the registry: while a name is typed, from the words that were marked, and those there twice."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Case, Count, F, Min, QuerySet, Value, When
from django.db.models.functions import Coalesce, Concat, Length, StrIndex

from annotations.models import Annotation, Source, SourceName
from annotations.models.sources import SourceQuerySet, key_of
from annotations.sources.naming import head_of
from annotations.sources.spelling import readings_of
from articles.arabic import search_key

CANDIDATES = 200  # Of more than these only the closest in spelling are compared by their use.
SHORTEST_NAME = 3  # A name of two letters is in too many words to be proposed.


@dataclass(frozen=True)
class Found:
    """A source with its other names, those of the entries merged into it among them.

    `is_named` tells whether one of its names is, holds or is held by the words that were marked.
    """

    source: Source
    aliases: list[str]
    is_named: bool


def find(words: str, *, among: SourceQuerySet, limit: int, marked: str = "") -> list[Found]:
    """The sources whose names hold every word: whole names first, then beginnings, then the most used."""
    phrase = search_key(words)
    place = Case(
        When(key=phrase, then=F("is_alias")),
        When(key__startswith=phrase, then=F("is_alias") + 2),
        When(key__contains=f" {phrase}", then=F("is_alias") + 4),
        default=F("is_alias") + 6,
    )
    matching = among.standing().matching(words).order_by().values("pk")
    names = SourceName.objects.filter(standing__in=matching).values("standing").annotate(place=Min(place))
    closest = names.order_by("place", "standing__name_key", "standing").values_list("standing", "place")
    places = dict(closest[:CANDIDATES])
    used = uses_of(places)
    best = sorted(places, key=lambda pk: (places[pk], -used.get(pk, 0)))[:limit]
    return _told(best, marked)


def propose(marked: str, *, among: SourceQuerySet, limit: int) -> list[Found]:
    """The sources that the marked words name: the first and longest name first, then names that hold the first one."""
    text = "\n".join(f" {reading} " for reading in readings_of(marked))
    within = (
        SourceName.objects.annotate(length=Length("key"))
        .annotate(at=StrIndex(Value(text), Concat(Value(" "), F("key"), Value(" "))))
        .filter(at__gt=0, length__gte=SHORTEST_NAME, standing__in=among)
        .exclude(standing__key=Source.UNKNOWN)
        .values_list("standing", "key")
    )
    placed = sorted(((_place(text, key), -len(key), standing) for standing, key in within), key=lambda one: one[:2])
    named = list(dict.fromkeys(standing for _place, _length, standing in placed))[:limit]
    if head := head_of(marked):
        holding = find(head, among=among.filter(key=None).exclude(pk__in=named), limit=limit)
        named += [found.source.pk for found in holding]
    return _told(named[:limit], marked)


def uses_of(sources: Iterable[int], annotations: QuerySet[Annotation] | None = None) -> dict[int, int]:
    """How many live annotations (all, or of those given) point to each of these entries or what they stand for."""
    pointing = Annotation.objects.all() if annotations is None else annotations
    counted = (
        pointing.about(list(sources)).values(entry=Coalesce("source__merged_into", "source")).annotate(n=Count("pk"))  # type: ignore[attr-defined]
    )
    return dict(counted.order_by().values_list("entry", "n"))


def other_names_of(sources: Collection[Source]) -> dict[int, list[str]]:
    """By entry, every name that leads to it but its own two, in alphabetical order, each spelling once."""
    own = {source.pk: {source.ar_key, source.en_key} for source in sources}
    others: dict[int, dict[str, str]] = {pk: {} for pk in own}
    entries = [*own, *Source.objects.filter(merged_into__in=own).values_list("pk", flat=True)]
    for name in SourceName.objects.filter(source__in=entries).order_by("key", "id").defer("sorted_words"):
        if name.key not in own[name.standing_id]:
            others[name.standing_id].setdefault(name.key, name.name)
    return {pk: list(names.values()) for pk, names in others.items()}


def likely_duplicates(sources: SourceQuerySet) -> list[list[int]]:
    """Groups of entries that have a name of the same words, in whatever order and spelling; the oldest entry first."""
    names = SourceName.objects.filter(standing__in=sources.filter(key=None).order_by().values("pk"))
    groups = names.order_by().values("sorted_words").annotate(entries=ArrayAgg("standing", distinct=True))
    shared = groups.annotate(n=Count("standing", distinct=True)).filter(n__gt=1).values_list("entries", flat=True)
    return sorted(sorted(group) for group in {frozenset(group) for group in shared})


def same_names(source: Source, *, among: SourceQuerySet) -> SourceQuerySet:
    """Other standing entries with a name of the same words as one of this entry's."""
    entries = [source.pk, *source.merged.values_list("pk", flat=True)]
    words = list(SourceName.objects.filter(source__in=entries).values_list("sorted_words", flat=True))
    twins = SourceName.objects.filter(sorted_words__in=words).values("standing")
    return among.standing().filter(pk__in=twins, key=None).exclude(pk=source.pk)


def _place(text: str, key: str) -> int:
    """Where the name begins in the reading of the words in which it is found: earlier readings are not closer."""
    return min(line.find(f" {key} ") for line in text.split("\n") if f" {key} " in line)


def _told(pks: list[int], marked: str) -> list[Found]:
    sources = Source.objects.in_bulk(pks)
    others = other_names_of(sources.values())
    head, texts = key_of(head_of(marked)), [f" {reading} " for reading in readings_of(marked)]

    def is_named(source: Source) -> bool:
        keys = [source.ar_key, source.en_key, *map(key_of, others[source.pk])]
        return any(key and (head in key or any(f" {key} " in text for text in texts)) for key in keys)

    return [Found(sources[pk], others[pk], is_named(sources[pk])) for pk in pks if pk in sources]
