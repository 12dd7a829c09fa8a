"""Where the texts of an import belong: to an article that is there, or to a new one, and if that may be an old one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from articles.drafts import Draft
from articles.importing.identity import Finding, Home, Register, Traits
from articles.importing.intake import Parsed
from articles.importing.recent import Recent
from articles.models import ImportBatch, Offer, Revision
from newsdesk.database.copying import copy_in, ids_ahead
from newsdesk.history.recording import stream_of
from newsdesk.history.states import keep_ahead

OFFER_COLUMNS = ("id", "article_id", "older_id", "batch_id", "reason", "share", "decision")


@dataclass(eq=False, slots=True)
class Placed:
    """A text that is to be stored: in which article, and which one it may belong to. `revision` is set when it is."""

    draft: Draft
    home: Home
    is_new: bool
    maybe: Finding | None = None
    revision: Revision | None = None

    @property
    def stored(self) -> Revision:
        assert self.revision is not None
        return self.revision


def placed_texts(files: list[Parsed], there: dict[str, tuple[int, int]], recent: Recent) -> dict[str, Placed]:
    """Each text that is not stored yet, by its digest: the same one may come in several files."""
    new = [file for file in files if isinstance(file.found, Draft) and file.found.sha256 not in there]
    register = Register([file.traits for file in new if file.traits], recent)
    placed: dict[str, Placed] = {}
    for file in new:
        assert isinstance(file.found, Draft)
        assert file.traits is not None
        if file.found.sha256 not in placed:
            placed[file.found.sha256] = _place(file.found, file.traits, register)
    return placed


def _place(draft: Draft, traits: Traits, register: Register) -> Placed:
    found = register.judge(draft, traits)
    if found and found.is_proven:
        return Placed(draft, register.add(draft, traits, found.home), is_new=False)
    return Placed(draft, register.add(draft, traits), is_new=True, maybe=found)


def in_turn(texts: Iterable[Placed]) -> list[list[Placed]]:
    """The first texts of all articles together, then the second ones: no article takes two at once."""
    turns: list[list[Placed]] = []
    seen: Counter[int] = Counter()
    for one in texts:
        turn = seen[one.home.article]
        seen[one.home.article] += 1
        if turn == len(turns):
            turns.append([])
        turns[turn].append(one)
    return turns


def offer(texts: Iterable[Placed], batch: ImportBatch) -> None:
    """Put before the editors what looks like a new text of an older article."""
    maybe = [(one.home.article, one.maybe) for one in texts if one.maybe]
    if not maybe:
        return
    ids = ids_ahead(Offer, len(maybe))
    copy_in(
        Offer,
        OFFER_COLUMNS,
        (
            (pk, article, found.home.article, batch.pk, found.reason, found.likeness.share, "")
            for pk, (article, found) in zip(ids, maybe, strict=True)
        ),
    )
    keep_ahead(stream_of(batch), {Offer: ids})
