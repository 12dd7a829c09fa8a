"""Taking what is there for right, in one sealed event: at the upgrade that began to keep states, and after a restore
under another key. What was there before that moment is vouched for by nothing else."""

from __future__ import annotations

import logging
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.db.models import Model

from newsdesk.history import chain
from newsdesk.history.comparing import ADOPTED
from newsdesk.history.recording import Entry, write
from newsdesk.history.states import fillings, kinds
from newsdesk.models import Event, User

logger = logging.getLogger("newsdesk.chain")
STREAM = "history/1"
EVERYTHING = "everything"
EVENTS = """
SELECT coalesce(max(id), 0), count(*), encode(sha256(coalesce(string_agg(hash, '' ORDER BY id), '')), 'hex')
FROM newsdesk_event
"""


def adopt(reason: str, *, by: User | None = None) -> Event:
    """Keep the state of everything as it is, and vouch for all events that there are. Seals them at once."""
    event = _adopt(reason, list(kinds()), by, with_events=True)
    chain.seal()
    return event


def adopt_kinds(reason: str, models: list[type[Model]], *, by: User | None = None) -> Event:
    """Keep the state of everything of these kinds as it is: for what a migration, the `reason`, changed."""
    return _adopt(reason, models, by, with_events=False)


@transaction.atomic
def _adopt(reason: str, models: list[type[Model]], by: User | None, *, with_events: bool) -> Event:
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE newsdesk_event IN SHARE ROW EXCLUSIVE MODE")  # Whoever writes is through, or waits.
        cursor.execute(EVENTS)
        up_to, events, hashes = cursor.fetchone()
    changed = {model: _ids(model) for model in models}
    counts = {str(model._meta.model_name): len(ids) for model, ids in changed.items() if ids}
    data: dict[str, Any] = {"reason": reason, "kinds": counts}
    if with_events:
        data |= {"up_to": up_to, "events": events, "hashes": hashes}
        for fill in fillings():
            fill()
    return write(STREAM, [Entry(ADOPTED, data)], by=by, changed=changed)[0]


def adopt_after(plan: list[Any]) -> None:
    """What the migrations of a plan, which have just been applied, ask for: those with `adopts`, everything or models'
    labels."""
    applied = [(migration, getattr(migration, "adopts", None)) for migration, backwards in plan if not backwards]
    asked = [(f"{migration.app_label}.{migration.name}", adopts) for migration, adopts in applied if adopts]
    if any(adopts == EVERYTHING for _name, adopts in asked):
        if Event.objects.exclude(mac=None).exists():
            logger.error("a migration that adopts everything was applied again: nothing is adopted")
        elif _is_there_anything():
            adopt(" ".join(name for name, _adopts in asked))
        return
    for name, labels in asked:
        if Event.objects.filter(stream=STREAM, action=ADOPTED, data__reason=name).exists():
            logger.error("a migration was applied again: what it changed is not adopted twice")
            continue
        adopt_kinds(name, [_model(label) for label in labels])


def _model(label: str) -> type[Model]:
    for model in kinds():
        if model._meta.label_lower == label.lower():
            return model
    raise ImproperlyConfigured(f"Nothing is kept of {label}.")


def _is_there_anything() -> bool:
    return Event.objects.exists() or any(_ids(model) for model in kinds())


def _ids(model: type[Model]) -> list[Any]:
    """Of all that may be kept."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM ({kinds()[model].select}) kept")
        return [pk for (pk,) in cursor.fetchall()]
