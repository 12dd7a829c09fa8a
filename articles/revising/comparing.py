"""Two texts side by side, sentence by sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from articles.likeness import Likeness, likeness, sentences, sentences_in
from articles.models import Article, Block, Offer, Revision, RevisionQuerySet

BLOCKS_SHOWN = 300
Piece = tuple[str, bool]  # Words, and whether they stand in this text alone.


@dataclass(frozen=True, slots=True)
class ShownBlock:
    """A block of a text beside another: its words in pieces, which put together are the whole block."""

    kind: str
    label: Any
    pieces: list[Piece]


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two texts, with its first `BLOCKS_SHOWN` blocks."""

    article: Article
    revision: Revision
    blocks: list[ShownBlock]
    more_blocks: int


@dataclass(frozen=True, slots=True)
class Comparison:
    older: Side
    newer: Side
    likeness: Likeness


def compared(older: Revision, newer: Revision) -> Comparison:
    """The texts of two revisions, in a fixed number of queries."""
    own, others = list(older.blocks.order_by("start")), list(newer.blocks.order_by("start"))
    like = likeness(sentences(older.text, own), sentences(newer.text, others))
    return Comparison(_side(older, own, newer, others), _side(newer, others, older, own), like)


def texts_of(offer: Offer) -> tuple[Revision, Revision]:
    """The two texts that an offer is about: that of the older article, and the one that may be a new text of it."""
    if offer.revision_id is None:
        return _newest(offer.older_id), _newest(offer.article_id)
    newer = with_its_article(Revision.objects.all()).get(pk=offer.revision_id)
    return text_beside(newer), newer


def text_beside(revision: Revision) -> Revision:
    """What its article said before it, or where that was nothing, what it says now; the same for the only text."""
    others = with_its_article(Revision.objects.standing()).filter(article=revision.article_id).exclude(pk=revision.pk)
    earlier = others.filter(number__lt=revision.number).order_by("-number").first()
    return earlier or others.order_by("-number").first() or revision


def with_its_article(revisions: RevisionQuerySet) -> RevisionQuerySet:
    """Fetched with what is shown of a text's article."""
    related = ("article__publisher", "article__aggregator", "article__erasure", "erasure")
    return revisions.select_related(*related)


def _newest(article: int) -> Revision:
    pk, _number = Offer.standing_for([article]).get(article, (article, 0))
    return with_its_article(Revision.objects.standing()).filter(article=pk).latest("number")


def _side(own: Revision, blocks: Sequence[Block], other: Revision, others: Sequence[Block]) -> Side:
    there = {key for block in others for *_place, key in sentences_in(other.text, block.start, block.end)}
    shown = [
        ShownBlock(block.kind, block.get_kind_display(), list(_pieces(own.text, block, there)))
        for block in blocks[:BLOCKS_SHOWN]
    ]
    return Side(own.article, own, shown, max(len(blocks) - BLOCKS_SHOWN, 0))


def _pieces(text: str, block: Block, there: set[str]) -> Iterator[Piece]:
    at = block.start
    for start, end, key in sentences_in(text, block.start, block.end):
        if start > at:
            yield text[at:start], False
        yield text[start:end], key not in there
        at = end
    if at < block.end:
        yield text[at : block.end], False
