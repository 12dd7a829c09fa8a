"""Texts of revisions, kept at hand: a revision never changes, so nothing here grows stale."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from articles.models import Revision
from articles.spans import grapheme_boundaries, is_boundary


@dataclass(frozen=True)
class RevisionText:
    """A text and the offsets at which a span of it may begin or end."""

    text: str
    boundaries: list[int]

    def may_bound(self, offset: int) -> bool:
        return is_boundary(self.boundaries, offset)


@lru_cache(maxsize=16)
def text_of(revision_id: int) -> RevisionText:
    """The text of a revision. Raises `Revision.DoesNotExist`."""
    text = Revision.objects.values_list("text", flat=True).get(pk=revision_id)
    return RevisionText(text, grapheme_boundaries(text))
