"""An editor corrects the kinds and bounds of blocks. The text stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from articles.models import Article, Block, Revision
from articles.texts import text_of
from newsdesk.errors import Invalid
from newsdesk.history.recording import record
from newsdesk.models import User

Fault = dict[str, Any]
MOST_FAULTS = 20


@dataclass(frozen=True, slots=True)
class Correction:
    """What an editor says a stretch `[start, end)` of the text is."""

    kind: str
    start: int
    end: int


@transaction.atomic
def correct_blocks(revision: Revision, corrections: Sequence[Correction], *, by: User) -> None:
    """Make these the revision's blocks, checked by a person: none stays flagged. The same again changes nothing.

    Every character that is not white space must lie in exactly one block. Raises `Invalid` (`blocks`) with one
    error for each thing to mend, its path `blocks/N` counting from 0 in the order given.
    """
    if faults := block_faults(revision, corrections):
        message = _("The blocks do not fit the text: %(first)s") % {"first": faults[0]["message"]}
        raise Invalid(message, code="blocks", errors=faults[:MOST_FAULTS])
    Article.objects.select_for_update().get(pk=revision.article_id)
    blocks = list(revision.blocks.order_by("start"))
    before = [_as_dict(block) for block in blocks]
    wanted = sorted(corrections, key=lambda correction: correction.start)
    if _is_settled(blocks, wanted):
        return
    _replace(revision, blocks, wanted)
    _settle(revision)
    after = [_as_dict(block) for block in revision.blocks.order_by("start")]
    changed = {Revision: [revision.pk], Article: [revision.article_id]}
    record("revision.blocks_corrected", revision, by=by, data={"before": before, "after": after}, changed=changed)


def accept_blocks(revision: Revision, *, by: User) -> None:
    """Say that the blocks are right as they are: none stays flagged."""
    correct_blocks(revision, [Correction(b.kind, b.start, b.end) for b in revision.blocks.all()], by=by)


def block_faults(revision: Revision, corrections: Sequence[Correction]) -> list[Fault]:
    """What is wrong with each block by itself, or else with all of them together."""
    alone = [
        {"path": f"blocks/{number}", "message": message}
        for number, correction in enumerate(corrections)
        if (message := _fault_of(revision, correction))
    ]
    return alone or _overlaps(corrections) or _gaps(revision.text, corrections)


def _fault_of(revision: Revision, block: Correction) -> str:
    text, where = revision.text, {"start": block.start, "end": block.end, "length": len(revision.text)}
    if block.kind not in Block.Kind.values:
        return _("“%(kind)s” is no kind of block.") % {"kind": block.kind}
    if not 0 <= block.start < block.end <= len(text):
        return _("[%(start)d, %(end)d) is no part of the text, which has %(length)d characters.") % where
    if not all(map(text_of(revision.pk).may_bound, (block.start, block.end))):
        return _("[%(start)d, %(end)d) would cut a letter from its marks.") % where
    if text[block.start].isspace() or text[block.end - 1].isspace():
        return _("[%(start)d, %(end)d) begins or ends in white space. Leave that out.") % where
    return ""


def _overlaps(corrections: Sequence[Correction]) -> list[Fault]:
    ordered = sorted(enumerate(corrections), key=lambda pair: pair[1].start)
    return [
        {
            "path": f"blocks/{number}",
            "message": _("The block from %(start)d begins before the one from %(other)d ends.")
            % {"start": later.start, "other": earlier.start},
        }
        for (_number, earlier), (number, later) in pairwise(ordered)
        if later.start < earlier.end
    ]


def _gaps(text: str, corrections: Sequence[Correction]) -> list[Fault]:
    """The stretches with visible characters before, between and after blocks that do not overlap."""
    spans = sorted((correction.start, correction.end) for correction in corrections)
    edges = [0, *(edge for span in spans for edge in span), len(text)]
    gaps = [(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if text[start:end].strip()]
    message = _("“%(words)s” (%(start)d to %(end)d) lies in no block.")
    return [
        {"path": "blocks", "message": message % {"words": text[start:end].strip()[:40], "start": start, "end": end}}
        for start, end in gaps
    ]


def _is_settled(blocks: Sequence[Block], wanted: Sequence[Correction]) -> bool:
    same = [(block.kind, block.start, block.end) for block in blocks]
    return same == [(one.kind, one.start, one.end) for one in wanted] and not any(block.flagged for block in blocks)


def _replace(revision: Revision, blocks: Sequence[Block], wanted: Sequence[Correction]) -> None:
    """Keep the rows of blocks that begin where they did; add and remove the rest."""
    kept = {block.start: block for block in blocks}
    for correction in wanted:
        block = kept.pop(correction.start, None) or Block(revision=revision, start=correction.start)
        if (block.kind, block.end) != (correction.kind, correction.end):
            block.kind, block.end = correction.kind, correction.end
            block.confidence, block.reason = 1.0, "editor"
        block.flagged = False
        block.save()
    Block.objects.filter(pk__in=[block.pk for block in kept.values()]).delete()


def _settle(revision: Revision) -> None:
    """The article waits for an editor no more, if this is its newest text."""
    newest = Revision.objects.standing().filter(article=revision.article_id).order_by("-number").values("pk")[:1]
    Article.objects.filter(pk=revision.article_id, revisions=revision.pk, revisions__in=newest).update(
        needs_review=False
    )


def _as_dict(block: Block) -> dict[str, Any]:
    return {"id": block.pk, "kind": block.kind, "start": block.start, "end": block.end}
