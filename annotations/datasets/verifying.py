"""Nothing is exported unseen: every span is cut from the text once more and compared with what is quoted."""

from __future__ import annotations

import hashlib
from typing import Any

from annotations.datasets.failures import ExportFailed
from annotations.datasets.records import AnnotationRecord, ArticleRecord, BlockRecord, ReadingRecord
from annotations.frames import Anchor

SHOWN = 60


def verify(article: ArticleRecord) -> None:
    """Raise `ExportFailed`, naming the place, unless the text is the imported one and every span fits it."""
    if (found := hashlib.sha256(article.text.encode()).hexdigest()) != article.sha256:
        raise ExportFailed("text_changed", **_place(article), sha256=article.sha256, found=found)
    _verify_blocks(article)
    for reading in article.readings:
        _verify_anchors(article, reading)
        _verify_relations(article, reading)


def _verify_blocks(article: ArticleRecord) -> None:
    length = len(article.text)
    for block in article.blocks:
        if not 0 <= block.start < block.end <= length:
            place = _place(article) | {"block": block.id, "span": _span(block)}
            raise ExportFailed("block_outside", **place, length=length)


def _verify_anchors(article: ArticleRecord, reading: ReadingRecord) -> None:
    text, length = article.text, len(article.text)
    for annotation in reading.annotations:
        for number, anchor in enumerate(annotation.says.anchors, start=1):
            _role, start, end, exact = anchor  # Thousands are compared at a time.
            if not (0 <= start < end <= length and text[start:end] == exact):
                raise _misplaced(article, annotation, number, anchor)


def _misplaced(article: ArticleRecord, annotation: AnnotationRecord, number: int, anchor: Anchor) -> ExportFailed:
    place = _place(article) | {
        "annotation": annotation.id,
        "anchor": number,
        "role": anchor.role,
        "span": _span(anchor),
    }
    if not 0 <= anchor.start < anchor.end <= len(article.text):
        return ExportFailed("span_outside", **place, length=len(article.text))
    found = article.text[anchor.start : anchor.end]
    return ExportFailed("quote_differs", **place, exact=_shown(anchor.exact), found=_shown(found))


def _verify_relations(article: ArticleRecord, reading: ReadingRecord) -> None:
    if not reading.relations:
        return
    ends = {annotation.id for annotation in reading.annotations}
    for relation in reading.relations:
        if not {relation.start, relation.end} <= ends:
            raise ExportFailed("loose_relation", **_place(article), reading=reading.id, relation=relation.id)


def _place(article: ArticleRecord) -> dict[str, Any]:
    return {"article": article.id, "revision": article.revision}


def _span(stretch: Anchor | BlockRecord) -> str:
    return f"[{stretch.start}, {stretch.end})"


def _shown(text: str) -> str:
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"
