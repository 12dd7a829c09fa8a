"""One history of everything: every change is a domain function that leaves one append-only `Event`."""

import hashlib
from typing import Any

from django.db import connection
from django.db.models import Max, Model

from newsdesk.models import Event, User


def stream_of(subject: Model) -> str:
    """The name under which the events of one thing are numbered: `reading/7`."""
    return f"{subject._meta.model_name}/{subject.pk}"


def record(action: str, subject: Model, *, by: User | None, data: dict[str, Any] | None = None) -> Event:
    """Write one event, in the caller's transaction, numbered 1, 2, 3… within the subject's stream.

    Writers to one stream wait for each other until their transactions end, so no number is ever skipped.
    """
    stream = stream_of(subject)
    _lock(stream)
    last = Event.objects.filter(stream=stream).aggregate(last=Max("number"))["last"] or 0
    return Event.objects.create(stream=stream, number=last + 1, action=action, by=by, data=data or {})


def _lock(stream: str) -> None:
    key = int.from_bytes(hashlib.sha256(stream.encode()).digest()[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])
