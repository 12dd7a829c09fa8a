"""The registry of sources: finding an entry for an annotation, adding entries and names."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from annotations.access import sources_visible_to
from annotations.api import schemas
from annotations.models import ConfidentialNote, Source
from annotations.sources.changing import add_alias, create_source
from annotations.sources.confiding import confide, notes_of, notes_visible_to, read_note
from annotations.sources.finding import Found, find, other_names_of, propose
from annotations.sources.mentions import is_mention
from annotations.sources.naming import likely_kind, read_source
from annotations.sources.spelling import is_arabic
from annotations.sources.unnamed import is_unnamed
from newsdesk.roles import SignedInRequest

router = Router(tags=["sources"])
MOST = 50
WORDS = 1000  # Code points of what is asked for.


@router.get("sources", response=list[schemas.Source])
def list_sources(
    request: HttpRequest, q: str = Query("", max_length=WORDS), limit: int = Query(20, ge=1, le=MOST)
) -> list[dict[str, Any]]:
    """Sources whose names hold every word of `q`, whatever the spelling, the closest first; without `q` by name."""
    sources = sources_visible_to(request.user)
    if q.strip():
        return [_told(found.source, found.aliases) for found in find(q, among=sources, limit=limit)]
    first = list(sources.standing()[:limit])
    others = other_names_of(first)
    return [_told(source, others[source.pk]) for source in first]


@router.get("sources/proposals", response=schemas.SourceProposals)
def propose_sources(
    request: HttpRequest,
    marked: str = Query("", max_length=WORDS),
    q: str = Query("", max_length=WORDS),
    limit: int = Query(8, ge=1, le=MOST),
) -> dict[str, Any]:
    """For the words that mark a source: the entries that they name, or those of `q`, and what a new one would be."""
    sources = sources_visible_to(request.user)
    asked = q if q.strip() else marked
    unnamed = is_unnamed(asked)
    read = read_source("" if unnamed else marked)
    if q.strip():
        found = find(q, among=sources, limit=limit, marked=marked)
    else:
        found = [] if unnamed else propose(marked, among=sources, limit=limit)
    return {
        "sources": [_proposed(one) for one in found],
        "name": read.name,
        "is_mention": is_mention(marked),
        "affiliation": read.affiliation,
        "kind": likely_kind(asked),
        "is_unnamed": unnamed,
    }


@router.get("sources/{int:id}", response=schemas.Source)
def get_source(request: HttpRequest, id: int) -> dict[str, Any]:
    """The entry that stands for this number now: its own, or the one into which it was merged."""
    sources = sources_visible_to(request.user).select_related("merged_into")
    return _whole(get_object_or_404(sources, pk=id).standing)


@router.post("sources", response={200: schemas.Source, 201: schemas.Source})
def post_source(request: SignedInRequest, wanted: schemas.SourceWanted) -> Status[dict[str, Any]]:
    """A new entry (201), or the one that has this name already in any spelling (200). Sending it twice does no harm."""
    names = {"name_ar" if is_arabic(wanted.name) else "name_en": wanted.name}
    source, created = create_source(**names, kind=wanted.kind or likely_kind(wanted.name), by=request.user)
    return Status(201 if created else 200, _whole(source))


@router.post("sources/{int:id}/aliases", response={200: schemas.Source, 201: schemas.Source})
def post_alias(request: SignedInRequest, id: int, wanted: schemas.AliasWanted) -> Status[dict[str, Any]]:
    """One more name for an entry (201); one that it has in any spelling changes nothing (200)."""
    source = get_object_or_404(sources_visible_to(request.user).select_related("merged_into"), pk=id).standing
    added = add_alias(source, wanted.name, by=request.user)
    return Status(201 if added else 200, _whole(source))


@router.get("sources/{int:id}/confidential-notes", response=list[schemas.NoteSummary])
def list_notes(request: SignedInRequest, id: int) -> list[dict[str, Any]]:
    """The confidential notes that one may read, newest first, without their texts."""
    source = get_object_or_404(sources_visible_to(request.user).select_related("merged_into"), pk=id).standing
    return [_noted(note) for note in notes_of(source, request.user)[:MOST]]


@router.post("sources/{int:id}/confidential-notes", response={201: schemas.NoteSummary})
def post_note(request: SignedInRequest, id: int, wanted: schemas.NoteWanted) -> Status[dict[str, Any]]:
    """Keep a confidential note about a source."""
    source = get_object_or_404(sources_visible_to(request.user).select_related("merged_into"), pk=id).standing
    note = confide(source, wanted.text, readers=wanted.readers, annotation=wanted.annotation, by=request.user)
    return Status(201, _noted(note))


@router.post("confidential-notes/{int:id}/reading", response=schemas.Note)
def post_note_reading(request: SignedInRequest, id: int) -> dict[str, Any]:
    """The text of a confidential note. That somebody else than its author read it is put on record."""
    note = get_object_or_404(notes_visible_to(request.user), pk=id)
    return _noted(note) | {"text": read_note(note, by=request.user)}


def _noted(note: ConfidentialNote) -> dict[str, Any]:
    told = {name: getattr(note, name) for name in ("readers", "written_at")}
    return {"id": note.pk, "annotation": note.annotation_id, "author": note.author.username} | told


def _proposed(found: Found) -> dict[str, Any]:
    return _told(found.source, found.aliases) | {"is_named": found.is_named}


def _whole(source: Source) -> dict[str, Any]:
    return _told(source, other_names_of([source])[source.pk])


def _told(source: Source, aliases: list[str]) -> dict[str, Any]:
    return source.as_dict() | {"aliases": aliases}
