"""What a format could not carry: records that it yields among its bytes, counted here, with the first places of each.

What is stored are keys, numbers and places, never words of an article; a page tells them in any language.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from annotations.datasets.failures import isolated
from annotations.datasets.records import AnnotationRecord, ArticleRecord, ReadingRecord
from annotations.frames import Anchor

Piece = TypeVar("Piece")
FIRST = 5  # So many places of each kind are kept.
# Beside the counts, where the version before this one does not look for any.
PLACES = "places"


@dataclass(frozen=True)
class LossKind:
    """A sort of loss: `name` as counted things are called ("Relations"), `why` in a sentence.

    `is_whole`: what lies at the place (the article, reading, annotation or anchor) is not in the file at all, and not
    only something of it.
    """

    key: str
    name: str | Promise
    why: str | Promise
    is_whole: bool = False


class Place(NamedTuple):
    """Where it was: as much of it as there is. `annotation` is an id; `start` and `end` lie in the article's text."""

    article: int
    revision: int
    reading: int | None = None
    annotation: str | None = None
    start: int | None = None
    end: int | None = None

    @classmethod
    def of(
        cls,
        article: ArticleRecord,
        reading: ReadingRecord | None = None,
        annotation: AnnotationRecord | None = None,
        anchor: Anchor | None = None,
    ) -> Place:
        return cls(
            article.id,
            article.revision,
            reading.id if reading else None,
            annotation.id if annotation else None,
            *((anchor.start, anchor.end) if anchor else ()),
        )

    def __str__(self) -> str:
        said = self._asdict()
        parts = [str(words).format(isolated(said[name])) for name, words in WORDS.items() if said[name] is not None]
        if self.start is not None:
            parts.append(isolated(f"[{self.start}, {self.end})"))
        return pgettext("between the parts of a place", ", ").join(parts)


class Loss(NamedTuple):
    """`number` things of a kind that were lost at a place. `what` says which, by a key or an id, never by quoting.

    Only losses that say `what` are listed with their places; the others, which befall all alike, are counted.
    """

    kind: LossKind
    where: Place
    what: str = ""
    number: int = 1


class Losses:
    """Counts losses by kind and keeps the first of each that say what was lost, however many there are."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.places: dict[str, list[dict[str, Any]]] = {}

    def taken_from(self, pieces: Iterable[Piece | Loss]) -> Iterator[Piece]:
        """Everything else, as it comes."""
        for piece in pieces:
            if isinstance(piece, Loss):
                self.add(piece)
            else:
                yield piece

    def add(self, loss: Loss) -> None:
        if not loss.number:
            return
        self.counts[loss.kind.key] += loss.number
        kept = self.places.setdefault(loss.kind.key, []) if loss.what else []
        if loss.what and len(kept) < FIRST:
            place = {name: value for name, value in loss.where._asdict().items() if value is not None}
            kept.append({**place, "what": loss.what, "number": loss.number})

    def as_json(self) -> dict[str, Any]:
        """As an export keeps them: the counts, and the places under `PLACES`."""
        return {**self.counts, **({PLACES: self.places} if self.places else {})}


@dataclass(frozen=True)
class ToldLosses:
    """The losses of one kind, in words: `count` things. `places` are the first of those that say what was lost.

    `more` is how many of the things were lost elsewhere than at these places.
    """

    name: str
    count: int
    why: str
    places: list[str]
    more: int


def in_words(stored: Mapping[str, Any], kinds: Iterable[LossKind]) -> list[ToldLosses]:
    """What `Losses.as_json` gave, in the language in force and in the order of `kinds`.

    Exports of earlier versions have counts alone. A key that no kind has any more tells itself.
    """
    named = {kind.key: kind for kind in kinds}
    unnamed = {key: LossKind(key, key, "") for key in stored if key != PLACES and key not in named}
    places = stored.get(PLACES, {})
    return [_told(kind, stored[key], places.get(key, ())) for key, kind in (named | unnamed).items() if stored.get(key)]


def _told(kind: LossKind, count: int, places: Iterable[dict[str, Any]]) -> ToldLosses:
    listed = [_at(**place) for place in places if place.get("what")]
    more = count - sum(number for _told, number in listed)
    return ToldLosses(str(kind.name), count, str(kind.why), [told for told, _number in listed], more)


def _at(what: str, number: int = 1, **place: Any) -> tuple[str, int]:
    told = f"{Place(**place)}: {isolated(what)}"
    return (told if number == 1 else f"{told} {isolated(f'×{number}')}"), number


WORDS = {
    "article": _("article {}"),
    "revision": _("revision {}"),
    "reading": _("reading {}"),
    "annotation": _("annotation {}"),
}
# What the whole of an export is summed up by, in this order.
TOTALS = {
    "articles": _("Articles"),
    "readings": _("Readings"),
    "annotations": _("Annotations"),
    "anchors": _("Spans"),
    "relations": _("Relations"),
    "article_labels": _("Article labels"),
}
NO_PLACE = _("The format has no place for it.")
TEXTS = LossKind("texts", _("Article texts"), NO_PLACE)
BLOCKS = LossKind("blocks", _("Blocks"), NO_PLACE)
RELATIONS = LossKind("relations", _("Relations"), NO_PLACE)
ARTICLE_LABELS = LossKind("article_labels", _("Article labels"), NO_PLACE)
BARE_ARTICLES = LossKind("articles_without_annotations", _("Articles without annotations"), NO_PLACE, is_whole=True)
BARE_READINGS = LossKind("readings_without_annotations", _("Readings without annotations"), NO_PLACE, is_whole=True)
# For exports of a format that is no longer here.
COMMON = (TEXTS, BLOCKS, RELATIONS, ARTICLE_LABELS, BARE_ARTICLES, BARE_READINGS)


def named_totals(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Every total with its name, none left out."""
    return [(str(name), counts.get(key, 0)) for key, name in TOTALS.items()]
