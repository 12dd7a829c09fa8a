"""Plain edits of one thing's fields: one transaction, one event that tells what was there before and after.

For things with rules of their own there is a domain function of their own; this is for the rest.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Field, Model
from django.db.models.fields.files import FieldFile

from newsdesk.history.recording import record
from newsdesk.models import Event, User

State = dict[str, Any]


@transaction.atomic
def save_changed(thing: Model, *, by: User | None, parts: Sequence[str] = ()) -> Event | None:
    """Store a new or changed thing, and its event. Where nothing differs, nothing is written and None comes back."""
    before = held_state(thing, parts)
    if before == state_of(thing, parts):
        return None
    thing.save()
    return record_change(thing, before, by=by, parts=parts)


def held_state(thing: Model, parts: Sequence[str] = ()) -> State:
    """What is stored of it, locked until the caller's transaction ends; {} where it is not stored yet."""
    stored = type(thing)._base_manager.select_for_update().filter(pk=thing.pk).first() if thing.pk else None
    return state_of(stored, parts) if stored else {}


def state_of(thing: Model, parts: Sequence[str] = ()) -> State:
    """The values of its recorded fields as JSON, and for each of `parts`, related rows that belong to it, their names.

    A model leaves fields out of its history by `not_recorded`.
    """
    state = {field.name: field.value_from_object(thing) for field in recorded_fields(thing)}
    if thing.pk:
        state |= {part: sorted(str(row) for row in getattr(thing, part).all()) for part in parts}
    plain: State = json.loads(json.dumps(state, cls=_Encoder))
    return plain


class _Encoder(DjangoJSONEncoder):
    """Of a file its name: what is in it is not ours to compare."""

    def default(self, o: Any) -> Any:
        return o.name if isinstance(o, FieldFile) else super().default(o)


def recorded_fields(thing: Model | type[Model]) -> list[Field[Any, Any]]:
    left_out = getattr(thing, "not_recorded", ())
    return [
        field
        for field in thing._meta.concrete_fields
        if field.editable and not field.primary_key and field.name not in left_out
    ]


def digest_of(state: State) -> str:
    """A short name for a state: a form carries it to say what it was made against."""
    text = json.dumps(state, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def record_change(thing: Model, before: State, *, by: User | None, parts: Sequence[str] = ()) -> Event | None:
    """Tell what an edit that began with `held_state` came to: one event `publisher.changed` or `publisher.created`."""
    after = state_of(thing, parts)
    kind = thing._meta.model_name
    if not before:
        return record(f"{kind}.created", thing, by=by, data={"after": after})
    changed = [name for name in after if after[name] != before.get(name)]
    if not changed:
        return None
    data = {"before": {name: before.get(name) for name in changed}, "after": {name: after[name] for name in changed}}
    return record(f"{kind}.changed", thing, by=by, data=data)
