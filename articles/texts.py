"""Texts of revisions, kept at hand: a revision never changes, so nothing here grows stale."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock

from articles.models import Revision
from articles.spans import grapheme_boundaries, is_boundary

KEPT = 4_000_000  # Characters in each process: with their boundaries, 24 MB at most for Arabic.


@dataclass(frozen=True)
class RevisionText:
    """A text and the offsets at which a span of it may begin or end."""

    text: str
    boundaries: Sequence[int]

    def may_bound(self, offset: int) -> bool:
        return is_boundary(self.boundaries, offset)


class Shelf:
    """The texts that were asked for last, of together no more than `room` characters; the last one in any case."""

    def __init__(self, room: int) -> None:
        self.room = room
        self.texts: OrderedDict[int, RevisionText] = OrderedDict()
        self.lock = Lock()

    def text_of(self, revision_id: int) -> RevisionText:
        with self.lock:
            found = self.texts.get(revision_id)
            if found:
                self.texts.move_to_end(revision_id)
                return found
        return self._keep(revision_id, _read(revision_id))

    def _keep(self, revision_id: int, text: RevisionText) -> RevisionText:
        with self.lock:
            if revision_id not in self.texts:
                self.texts[revision_id] = text
                self.room -= len(text.text)
            while self.room < 0 and len(self.texts) > 1:
                _id, oldest = self.texts.popitem(last=False)
                self.room += len(oldest.text)
        return text


def text_of(revision_id: int) -> RevisionText:
    """The text of a revision. Raises `Revision.DoesNotExist`."""
    return _shelf.text_of(revision_id)


def _read(revision_id: int) -> RevisionText:
    text = Revision.objects.values_list("text", flat=True).get(pk=revision_id)
    # Analysts work on many texts at once: an array takes a seventh of a list's memory.
    return RevisionText(text, array("I", grapheme_boundaries(text)))


_shelf = Shelf(KEPT)
