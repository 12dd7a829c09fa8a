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
from newsdesk.errors import Conflict, Invalid
from newsdesk.history.edits import digest_of
from newsdesk.history.recording import record, stream_of
from newsdesk.models import Event, User

Fault = dict[str, Any]
MOST_FAULTS = 20
MOST_BLOCKS = 10_000  # Their places and kinds take two thirds of a megabyte, of which one may be sent.
AT_ONCE = 500  # Rows in one statement.


@dataclass(frozen=True, slots=True)
class Correction:
    """What an editor says a stretch `[start, end)` of the text is; `flagged` where that is still to be checked."""

    kind: str
    start: int
    end: int
    flagged: bool = False


@transaction.atomic
def correct_blocks(revision: Revision, corrections: Sequence[Correction], *, by: User, seen: str | None = None) -> None:
    """Make these the revision's blocks, checked by a person but for those flagged. The same again changes nothing.

    Every character that is not white space must lie in exactly one block. `seen` is the version (`version_of`) that
    the corrections were made against. Raises `Invalid` (`blocks`) with one error for each thing to mend, its path
    `blocks/N` counting from 0 in the order given; `Conflict` (`blocks_changed`) where other blocks than those seen are
    stored, with these as `current`; `Erased`.
    """
    article = Article.objects.select_for_update(of=("self",)).select_related("erasure").get(pk=revision.article_id)
    article.refuse_if_erased()
    # Its text may have been another article's, and erased with that.
    Revision.objects.select_related("article__erasure", "erasure").get(pk=revision.pk).refuse_if_erased()
    blocks = blocks_of(revision)
    if faults := block_faults(revision, corrections, blocks):
        message = _("The blocks do not fit the text: %(first)s") % {"first": faults[0]["message"]}
        raise Invalid(message, code="blocks", errors=faults[:MOST_FAULTS])
    wanted = sorted(corrections, key=lambda correction: correction.start)
    if _is_settled(revision, article, blocks, wanted):
        return
    if seen not in (None, version_of(blocks)):
        raise Conflict(
            _("Somebody else corrected these blocks meanwhile."),
            code="blocks_changed",
            current=_current(revision, blocks),
        )
    before = [_as_dict(block) for block in blocks]
    _replace(revision, blocks, wanted)
    _settle(revision, article, is_checked=not any(one.flagged for one in wanted))
    after = [_as_dict(block) for block in blocks_of(revision)]
    changed = {Revision: [revision.pk], Article: [revision.article_id]}
    record("revision.blocks_corrected", revision, by=by, data={"before": before, "after": after}, changed=changed)


def accept_blocks(revision: Revision, *, by: User) -> None:
    """Say that the blocks are right as they are: none stays flagged."""
    correct_blocks(revision, [Correction(b.kind, b.start, b.end) for b in revision.blocks.all()], by=by)


def blocks_of(revision: Revision) -> list[Block]:
    """In the order of the text."""
    return list(revision.blocks.order_by("start"))


def version_of(blocks: Sequence[Block]) -> str:
    """A short name for these blocks: whoever corrects them says by it which ones they saw."""
    return digest_of({"blocks": [_as_seen(block) for block in blocks]})


def state_of(blocks: Sequence[Block]) -> dict[str, Any]:
    """The blocks as an editor works on them, in the order of the text, with their version as `seen`."""
    return {"seen": version_of(blocks), "blocks": [_as_seen(block) for block in blocks]}


def block_faults(revision: Revision, corrections: Sequence[Correction], blocks: Sequence[Block]) -> list[Fault]:
    """What is wrong with each block by itself, or else with all of them together; `blocks` are those stored."""
    # A line may begin with a mark that stands on white space: a bound that a recogniser has put there may stay.
    stored = {bound for block in blocks for bound in (block.start, block.end)}
    alone = [
        {"path": f"blocks/{number}", "message": message}
        for number, correction in enumerate(corrections)
        if (message := _fault_of(revision, correction, stored))
    ]
    return alone or _overlaps(corrections) or _gaps(revision.text, corrections)


def _fault_of(revision: Revision, block: Correction, stored: set[int]) -> str:
    text, where = revision.text, {"start": block.start, "end": block.end, "length": len(revision.text)}
    if block.kind not in Block.Kind.values:
        return _("“%(kind)s” is no kind of block.") % {"kind": block.kind}
    if not 0 <= block.start < block.end <= len(text):
        return _("[%(start)d, %(end)d) is no part of the text, which has %(length)d characters.") % where
    may_bound = text_of(revision.pk).may_bound
    if not all(bound in stored or may_bound(bound) for bound in (block.start, block.end)):
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


def _is_settled(revision: Revision, article: Article, blocks: Sequence[Block], wanted: Sequence[Correction]) -> bool:
    same = [(block.kind, block.start, block.end, block.flagged) for block in blocks]
    is_flagged = any(one.flagged for one in wanted)
    return same == [(one.kind, one.start, one.end, one.flagged) for one in wanted] and (
        article.needs_review is is_flagged or not _is_newest(revision)
    )


def _current(revision: Revision, blocks: Sequence[Block]) -> dict[str, Any]:
    """What is stored instead, and who stored it when, where somebody did."""
    last = Event.objects.filter(stream=stream_of(revision), action="revision.blocks_corrected").select_related("by")
    event = last.order_by("-number").first()
    return state_of(blocks) | {
        "by": event.by.display_name if event and event.by else None,
        "at": event.at.isoformat() if event else None,
    }


def _replace(revision: Revision, blocks: Sequence[Block], wanted: Sequence[Correction]) -> None:
    """Keep the rows of blocks that begin where they did; add and remove the rest."""
    kept = {block.start: block for block in blocks}
    changed: list[Block] = []
    new: list[Block] = []
    for correction in wanted:
        stored = kept.pop(correction.start, None)
        block = stored or Block(revision=revision, start=correction.start)
        is_other = (block.kind, block.end) != (correction.kind, correction.end)
        if stored and not is_other and block.flagged is correction.flagged:
            continue
        block.flagged = correction.flagged
        if is_other:
            block.kind, block.end = correction.kind, correction.end
            block.confidence, block.reason = 1.0, "editor"
        (changed if stored else new).append(block)
    Block.objects.filter(pk__in=[block.pk for block in kept.values()]).delete()
    Block.objects.bulk_update(changed, ["kind", "end", "confidence", "reason", "flagged"], batch_size=AT_ONCE)
    Block.objects.bulk_create(new, batch_size=AT_ONCE)


def _settle(revision: Revision, article: Article, *, is_checked: bool) -> None:
    """The article waits for an editor as long as a block of its newest text is to be checked."""
    if article.needs_review is is_checked and _is_newest(revision):
        Article.objects.filter(pk=article.pk).update(needs_review=not is_checked)


def _is_newest(revision: Revision) -> bool:
    return not Revision.objects.standing().filter(article=revision.article_id, number__gt=revision.number).exists()


def _as_seen(block: Block) -> dict[str, Any]:
    return {"kind": block.kind, "start": block.start, "end": block.end, "flagged": block.flagged}


def _as_dict(block: Block) -> dict[str, Any]:
    return {"id": block.pk, **_as_seen(block)}
