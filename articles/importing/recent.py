"""The texts that came with an import lately: to compare others with them, they need not be read from the database."""

from __future__ import annotations

from collections import OrderedDict

from articles.drafts import Draft

MOST_CHARACTERS = 2_000_000


class Recent:
    """Drafts by the ids of their revisions, the latest ones: never so much text that it would fill the memory.

    They are as they were read. What an editor corrects of a text's blocks while the import goes on counts from the
    next import on.
    """

    def __init__(self) -> None:
        self._drafts: OrderedDict[int, Draft] = OrderedDict()
        self._characters = 0

    def add(self, revision: int, draft: Draft) -> None:
        self._drafts[revision] = draft
        self._characters += len(draft.text)
        while self._characters > MOST_CHARACTERS:
            _oldest, gone = self._drafts.popitem(last=False)
            self._characters -= len(gone.text)

    def get(self, revision: int) -> Draft | None:
        return self._drafts.get(revision)
