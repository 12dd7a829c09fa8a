"""A reading goes over to the version of its codebook that its project uses by now.

Its analyst sees before what is carried over, what is said otherwise then, and what is kept in notes. There is no way
back but the history: each annotation has an event with what it said before and after.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from annotations.access import readings_moved_by
from annotations.codebook.spec import CodebookSpec, Name
from annotations.frames import NOTE_LIMIT, Frame
from annotations.models import Codebook, Reading
from annotations.models.codebooks import published_spec
from annotations.readings.holding import hold
from annotations.writing.carrying import Carried, carry
from annotations.writing.completeness import missing_article_labels, problems
from annotations.writing.rewriting import rewrite
from annotations.writing.structure import structure_errors
from newsdesk.errors import Conflict
from newsdesk.history.recording import record
from newsdesk.models import User


@dataclass
class Move:
    """What would become of a reading. `obstacles` are in words, and nothing is moved while there are any.

    `mapped` and `lost` are counted by what was said: the names of what and which. `incomplete` is how many annotations
    want an answer afterwards, `unsaid` what is to be said of the article then.
    """

    frames: dict[UUID, Frame] = field(default_factory=dict)
    mapped: dict[tuple[Name, Name], int] = field(default_factory=dict)
    lost: dict[tuple[Name, Name], int] = field(default_factory=dict)
    obstacles: list[str] = field(default_factory=list)
    incomplete: int = 0
    unsaid: list[Name] = field(default_factory=list)


def planned_move(reading: Reading) -> Move:
    """What moving the reading to its project's codebook would do. Nothing is stored."""
    older, newer = published_spec(reading.codebook_id), published_spec(reading.project.codebook_id)
    move = Move()
    for row in reading.annotations.live().with_anchors().order_by("pk"):
        carried = carry(row.says, older, newer)
        frame = _with_note(carried, reading.codebook.version)
        move.frames[row.pk] = frame
        _count(carried.mapped, move.mapped)
        _count(carried.lost, move.lost)
        if structure_errors(newer, frame.as_dict()):
            move.obstacles.append(_what_is_gone(row.says, older, newer))
        else:
            move.incomplete += bool(problems(newer, frame))
    move.obstacles += _ties_and_labels_gone(reading, older, newer)
    given = set(reading.article_labels.filter(deleted_at=None).values_list("label", flat=True))
    missing = {one.path.split("/")[1] for one in missing_article_labels(newer, given)}
    move.unsaid = [label.name for label in newer.article_labels if label.key in missing]
    move.obstacles = list(dict.fromkeys(move.obstacles))
    return move


@transaction.atomic
def move_reading(reading: Reading, *, to: int, by: User) -> Move:
    """Let the reading be one under the codebook of this number, which its project uses.

    Events: `reading.moved`, and `annotation.carried` for each annotation. Moving it twice changes nothing. Raises
    `NotAllowed` for anybody but its analyst, and `Conflict` where it cannot be moved, which says why.
    """
    hold(reading, by)
    held = Reading.objects.select_related("project", "codebook").get(pk=reading.pk)
    if held.codebook_id == to:
        return Move()
    if not readings_moved_by(by).filter(pk=held.pk).exists():
        raise Conflict(_("This reading cannot be moved to another codebook."), code="reading_not_movable")
    if held.project.codebook_id != to:
        raise Conflict(_("The project or its codebook changed meanwhile. Look at it again."), code="codebook_offer")
    same = Reading.objects.filter(revision=held.revision_id, project=held.project_id, analyst=held.analyst_id)
    if same.filter(codebook=to).exists():
        raise Conflict(_("You have a reading of this text under the newer codebook already."), code="codebook_begun")
    move = planned_move(held)
    if move.obstacles:
        raise Conflict(" ".join(move.obstacles), code="codebook_obstacles")
    before = _told(held.codebook)
    held.codebook = held.project.codebook
    held.save(update_fields=["codebook"])
    record("reading.moved", held, by=by, data={"before": before, "after": _told(held.codebook)})
    rewrite(held, move.frames, action="carried", by=by)
    return move


def _told(codebook: Codebook) -> dict[str, Any]:
    return {"codebook": codebook.key, "version": codebook.version}


def _with_note(carried: Carried, version: int) -> Frame:
    """The frame with what it has no place for at the end of its note, as far as that has room."""
    if not carried.lost:
        return carried.frame
    language = get_language() or "ar"
    lines = [gettext("From version %(version)d of the codebook:") % {"version": version}]
    lines += [f"- {of.in_(language)}: {which.in_(language)}" for of, which in carried.lost]
    return carried.frame._replace(note="\n\n".join(filter(None, [carried.frame.note, "\n".join(lines)])))


def _what_is_gone(frame: Frame, older: CodebookSpec, newer: CodebookSpec) -> str:
    """Why a frame cannot be stored under the newer version, by the first of it that has no place there."""
    language = get_language() or "ar"
    kind = newer.kinds_by_key.get(frame.kind)
    named = older.kind(frame.kind).name.in_(language)
    if kind is None:
        return gettext("The newer codebook has no kind “%(name)s”.") % {"name": named}
    roles = [anchor.role for anchor in frame.anchors if anchor.role not in kind.roles_by_key]
    if roles:
        part = older.kind(frame.kind).role(roles[0]).name.in_(language)
        return gettext("“%(name)s” has no part “%(part)s” in the newer codebook.") % {"name": named, "part": part}
    if len(frame.note) > NOTE_LIMIT // 2:
        return gettext("A note has no room left for what the newer codebook has no place for.")
    return gettext("An annotation “%(name)s” does not fit the newer codebook.") % {"name": named}


def _count(pairs: tuple[tuple[Name, Name], ...], counts: dict[tuple[Name, Name], int]) -> None:
    for pair in pairs:
        counts[pair] = counts.get(pair, 0) + 1


def _ties_and_labels_gone(reading: Reading, older: CodebookSpec, newer: CodebookSpec) -> Iterator[str]:
    """Relations and article labels that could not be stored under the newer version."""
    language = get_language() or "ar"
    kinds = {str(pk): kind for pk, kind in reading.annotations.live().values_list("pk", "kind")}
    for tie in reading.relations.filter(deleted_at=None):
        if structure_errors(newer, tie.says.as_dict(), "relation", kinds=kinds):
            name = older.relation(tie.label).name.in_(language)
            yield gettext("The newer codebook has no relation “%(name)s” between such annotations.") % {"name": name}
    for label in reading.article_labels.filter(deleted_at=None):
        if structure_errors(newer, label.says.as_dict(), "article_label"):
            name = older.article_label(label.label).name.in_(language)
            yield gettext("The newer codebook does not say of an article: “%(name)s”, as it was said.") % {"name": name}
