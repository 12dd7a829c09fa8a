"""The one way past the triggers: what the law wants gone is blanked, and who decided it and why is kept.

An erasure is one transaction. `begin` writes its row, which opens the door for that transaction alone; each app blanks
its own things (see `annotations/readings/erasing.py`), `blank_events` the bodies of events, and `end` puts it on
record and closes the door. Ids, times and the chain of hashes stay, so that the history can still be verified.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from newsdesk.errors import DomainError, Invalid
from newsdesk.history.recording import record, stream_of
from newsdesk.history.states import Changed
from newsdesk.models import Erasure, User

SHORTEST_REASON = 10


class Erased(DomainError):
    """It was here, and was erased by law."""

    status = 410
    template = "newsdesk/erased.html"

    def __init__(self, what: Any, erasure: Erasure) -> None:
        super().__init__(
            _("%(what)s was erased for legal reasons.") % {"what": what}, code="erased", erased_at=erasure.at
        )


def begin(subject: Model, *, by: User, reason: str) -> Erasure:
    """Open the door for the caller's transaction. Raises `Invalid` where the reason says nothing."""
    if len(reason.strip()) < SHORTEST_REASON:
        raise Invalid(_("Say why it is erased, in a sentence that needs no explanation later."), code="no_reason")
    return Erasure.objects.create(stream=stream_of(subject), by=by, reason=reason.strip())


# What may stay of a body, the database decides; that something was erased, and why, is never blanked.
BLANK = """
UPDATE newsdesk_event SET salt = NULL, data = newsdesk_left_by_erasure(data, %(erasure)s)
WHERE id = ANY(%(events)s) AND salt IS NOT NULL AND action NOT LIKE '%%.erased'
    AND data <> newsdesk_left_by_erasure(data, %(erasure)s) - 'erased'
RETURNING id, encode(sha256(convert_to(data::text, 'UTF8')), 'hex')
"""


def blank_events(erasure: Erasure, events: Collection[int]) -> list[tuple[int, str]]:
    """Blank the bodies of these events, but for ids and numbers: which, and a digest of what is left of each."""
    with connection.cursor() as cursor:
        cursor.execute(BLANK, {"erasure": erasure.pk, "events": list(events)})
        return sorted(cursor.fetchall())


def end(
    subject: Model, erasure: Erasure, blanked: list[tuple[int, str]], told: dict[str, Any], changed: Changed
) -> None:
    """Put the erasure on record, with what it blanked and how it left what it changed, and close the door."""
    at = (erasure.at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    data = {"erasure": erasure.pk, "at": at, "reason": erasure.reason, "blanked": blanked, **told}
    changed = {**changed, Erasure: [erasure.pk]}
    record(f"{subject._meta.model_name}.erased", subject, by=erasure.by, data=data, changed=changed)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('newsdesk.erasure', '', true)")
