"""Confidential notes: written once, read by their author and by the roles they name, every other reading on record.

Events name the note and never hold its text.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils.translation import gettext_lazy as _

from annotations.access import (
    annotations_adjudicated_by,
    annotations_visible_to,
    may_add_sources,
    sources_visible_to,
)
from annotations.models import Annotation, ConfidentialNote, Source
from annotations.models.sources import SourceQuerySet
from newsdesk.errors import Invalid, NotAllowed
from newsdesk.history.recording import NOTHING, record
from newsdesk.models import Event, User
from newsdesk.roles import is_administrator, roles_of

Reader = ConfidentialNote.Reader
LONGEST = 10_000  # Code points.


def notes_visible_to(user: User) -> QuerySet[ConfidentialNote]:
    """One's own, those that name a role which one has in the house, and those for adjudicators of one's projects."""
    mine = Q(author=user.pk) | Q(readers__overlap=sorted(_roles_of(user))) | _is_for_its_adjudicator(user)
    notes = ConfidentialNote.objects.standing().filter(mine, source__in=sources_visible_to(user).values("pk"))
    return notes.select_related("author")


def notes_of(source: Source, user: User) -> QuerySet[ConfidentialNote]:
    """What one may read of a source and of those merged into it, newest first."""
    return notes_visible_to(user).filter(Q(source=source) | Q(source__merged_into=source))


def note_events_shown_to(user: User) -> Q:
    """Which events of notes somebody is shown: those of notes that he wrote, or may read now."""
    notes = ConfidentialNote.objects.filter(Q(author=user.pk) | Q(pk__in=notes_visible_to(user).values("pk")))
    streams = notes.annotate(stream=Concat(Value("confidentialnote/"), Cast("pk", CharField()))).order_by()
    return Q(stream__in=streams.values("stream"))


@transaction.atomic
def confide(
    source: Source, text: str, *, readers: Collection[str] = (), annotation: UUID | None = None, by: User
) -> ConfidentialNote:
    """Store a note. Raises `NotAllowed` for people who do not work with sources, `Invalid` for a text that is none."""
    if not may_add_sources(by):
        raise NotAllowed(_("Only analysts and editors write notes about sources."), code="no_role")
    if unknown := set(readers) - set(Reader.values):
        raise Invalid(_("There is no such role: %(roles)s.") % {"roles": ", ".join(sorted(unknown))}, code="no_role")
    note = ConfidentialNote.objects.create(
        source=source,
        annotation=_annotation(annotation, source, by) if annotation else None,
        text=_checked(text),
        readers=sorted(set(readers)),
        author=by,
    )
    record("confidential_note.written", note, by=by, data={"source": source.pk, "readers": note.readers})
    return note


@transaction.atomic
def read_note(note: ConfidentialNote, *, by: User) -> str:
    """The text of a note that one may see; that somebody else than its author read it is on record."""
    if note.author_id != by.pk:
        record("confidential_note.read", note, by=by, data={"source": note.source_id}, changed=NOTHING)
    return note.text


@transaction.atomic
def take_notes(*, by: User) -> str:
    """Every note that an administrator may read, as JSON Lines. That they were taken, and which, is on record."""
    if not is_administrator(by):
        raise NotAllowed(_("Only administrators take confidential notes away."), code="administrators_only")
    notes = list(notes_visible_to(by).select_related("source").order_by("pk"))
    record("confidential_note.downloaded", by, by=by, data={"notes": [note.pk for note in notes]}, changed=NOTHING)
    return "".join(f"{json.dumps(_told(note), ensure_ascii=False)}\n" for note in notes)


def _roles_of(user: User) -> set[str]:
    """What a note may name of what one is in the house."""
    return {*roles_of(user), Reader.ADMINISTRATOR} if is_administrator(user) else set(roles_of(user))


def _is_for_its_adjudicator(user: User) -> Q:
    """Whether a note names adjudicators, and others name its source in a project of which this person is one.

    A note about one annotation is for the adjudicators of that annotation's project alone. An entry that was merged
    names those it stands for, but not to whoever merged one of them: nobody makes a key for himself.
    """
    seen = annotations_adjudicated_by(user)
    by_itself = Exists(seen.filter(source=OuterRef("source")))
    merged = Exists(seen.filter(source__in=_same(deeper=True).values("pk"))) & ~Exists(_merged_by(user))
    theirs = Q(annotation__in=seen.values("pk")) | Q(by_itself | merged, annotation=None)
    return Q(theirs, readers__contains=[Reader.ADJUDICATOR])


def _same(*, deeper: bool = False) -> SourceQuerySet:
    """The entries for which the same one stands as for a note's: for a subquery of notes, or of one within it."""
    ends = [OuterRef(name) for name in ("source__merged_into", "source")]
    standing = Coalesce(*(OuterRef(end) if deeper else end for end in ends))
    return Source.objects.alias(same=Coalesce("merged_into", "pk")).filter(same=standing)


def _merged_by(user: User) -> SourceQuerySet:
    """Those of `_same` that a person merged into another."""
    stream = Concat(Value("source/"), Cast(OuterRef("pk"), CharField()))
    mergers = Event.objects.filter(stream=stream, action="source.merged").order_by("-number")
    merged = _same().filter(merged_into__isnull=False)
    return merged.alias(merger=Subquery(mergers.values("by")[:1])).filter(merger=user.pk)


def _told(note: ConfidentialNote) -> dict[str, object]:
    return {
        "id": note.pk,
        "source": note.source.as_dict(),
        "annotation": str(note.annotation_id) if note.annotation_id else None,
        "text": note.text,
        "author": note.author.username,
        "readers": note.readers,
        "written_at": note.written_at.isoformat(),
    }


def _checked(text: str) -> str:
    text = text.strip()
    if not text or "\0" in text or len(text) > LONGEST:
        message = _("Write a note of one to %(most)d characters.") % {"most": LONGEST}
        raise Invalid(message, code="no_note", errors=[{"path": "text", "message": str(message)}])
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise Invalid(_("The note holds half a character. Remove it."), code="surrogate") from error
    return text


def _annotation(pk: UUID, source: Source, by: User) -> Annotation:
    """One that the author may see and that points to the source."""
    about_it = annotations_visible_to(by).naming([source.pk])
    found = about_it.select_for_update(of=("self",)).filter(pk=pk).first()  # So that no erasure misses the note.
    if found is None:
        raise Invalid(_("That annotation does not point to this source."), code="not_about_it")
    return found
