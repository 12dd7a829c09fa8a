"""Readings: what is in them, what happened to them, and the door for operations."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Status

from annotations.access import reading_held_by, readings_visible_to, revisions_visible_to
from annotations.api import schemas
from annotations.api.errors import json_of
from annotations.models import Reading
from annotations.readings import opening, submitting
from annotations.writing import door
from newsdesk.errors import Invalid
from newsdesk.roles import SignedInRequest

router = Router(tags=["readings"])
EVENTS = 1000
MOST = 2**63 - 1
BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": schemas.COMPONENT.format(model="Operations")}}},
    }
}


@router.post("readings", response={200: schemas.Reading, 201: schemas.Reading})
def open_reading(request: SignedInRequest, wanted: schemas.ReadingWanted) -> Status[dict[str, Any]]:
    """One's own reading of a revision: the one that is there (200) or a new one (201)."""
    revision = get_object_or_404(revisions_visible_to(request.user), pk=wanted.revision)
    reading, created = opening.open_reading(revision, by=request.user, project=wanted.project or "")
    return Status(201 if created else 200, _told(reading))


@router.get("readings/{int:id}", response=schemas.Reading)
def get_reading(request: SignedInRequest, id: int) -> dict[str, Any]:
    """One reading, with the codebook that it was made under."""
    return _told(_reading(request, id))


@router.get("readings/{int:id}/annotations", response=schemas.Annotations)
def get_annotations(request: SignedInRequest, id: int) -> dict[str, Any]:
    """Everything that a reading says now. `last_event` is where a poll of events goes on from."""
    return _reading(request, id).content()


@router.get("readings/{int:id}/events", response=schemas.Events)
def get_events(
    request: SignedInRequest, id: int, after: int = Query(0, ge=0, le=MOST), limit: int = Query(EVENTS, ge=1, le=EVENTS)
) -> dict[str, Any]:
    """What happened after event number `after`, oldest first, none skipped."""
    reading = _reading(request, id)
    events = list(reading.events.filter(number__gt=after).select_related("by")[: limit + 1])
    more, events = len(events) > limit, events[:limit]
    return {
        "events": [
            {
                "number": event.number,
                "action": event.action,
                "by": event.by.username if event.by else None,
                "at": event.at,
                "operation": event.operation,
                "data": event.data,
            }
            for event in events
        ],
        "last_event": events[-1].number if events else after,
        "more": more,
    }


@router.post("readings/{int:id}/operations", response=schemas.OperationResults, openapi_extra=BODY)
def post_operations(request: SignedInRequest, id: int) -> dict[str, Any]:
    """Apply operations in order. A readable envelope answers 200 with one result for each operation."""
    reading = reading_held_by(request.user, id) or _reading(request, id)
    envelope = json_of(request)
    operations = envelope.get("operations") if isinstance(envelope, dict) else None
    if not isinstance(operations, list) or len(envelope) != 1:
        raise Invalid(_("The body must be an object with the one key “operations”, a list."), code="envelope")
    return {"results": [asdict(result) for result in door.apply(reading, operations, by=request.user)]}


@router.post("readings/{int:id}/submission", response=schemas.Reading)
def submit(request: SignedInRequest, id: int) -> dict[str, Any]:
    """Hand the reading in. Refused (422) with the list of problems while there are any."""
    reading = _reading(request, id)
    submitting.submit(reading, by=request.user)
    return _told(_reading(request, id))


@router.delete("readings/{int:id}/submission", response=schemas.Reading)
def take_back(request: SignedInRequest, id: int) -> dict[str, Any]:
    """Take the submission back, so that work can go on."""
    reading = _reading(request, id)
    submitting.take_back(reading, by=request.user)
    return _told(_reading(request, id))


def _reading(request: SignedInRequest, id: int) -> Reading:
    related = ("revision__article__erasure", "revision__erasure", "project", "codebook", "analyst", "submission")
    readings = readings_visible_to(request.user).select_related(*related)
    reading = get_object_or_404(readings.defer("revision__text", "codebook__source", "codebook__data"), pk=id)
    reading.revision.refuse_if_erased()
    return reading


def _told(reading: Reading) -> dict[str, Any]:
    return {
        "id": reading.pk,
        "revision": reading.revision_id,
        "article": reading.revision.article_id,
        "project": reading.project.key,
        "codebook": reading.codebook.spec.as_json(),
        "analyst": reading.analyst.username if reading.analyst else None,
        "is_gold": reading.is_gold,
        "submitted_at": reading.submission.at if reading.is_submitted else None,
        "last_event": reading.last_event,
    }
