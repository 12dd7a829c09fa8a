"""What events changed, in words: field by field, before and after, as the reader's language calls them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import DateField, DateTimeField, ForeignKey, Model
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from newsdesk.history.registry import Change, group_of, subject_of
from newsdesk.models import Event

NOTHING = "—"
Names = dict[tuple[type[Model], Any], str]


def changes_of(events: Iterable[Event]) -> dict[int, list[Change]]:
    """Of each event that tells both what was there before and after: what differs, by the event's id.

    A query for each kind of thing that is named, however many events there are.
    """
    by_teller: dict[Any, list[Event]] = defaultdict(list)
    for event in events:
        if _tells_both(event):
            group = group_of(event.action)
            by_teller[(group and group.changes) or _of_fields].append(event)
    return {pk: told for teller, some in by_teller.items() for pk, told in teller(some).items()}


def listed(words: Iterable[str]) -> str:
    """Words in a row, as the reader's language parts them."""
    return ("، " if get_language() == "ar" else ", ").join(words)


def differing(event: Event) -> Iterator[tuple[str, Any, Any]]:
    """The keys of an event's state that differ, with what was there before and after."""
    before, after = event.data["before"], event.data["after"]
    return ((key, before.get(key), after[key]) for key in after if after[key] != before.get(key))


def _tells_both(event: Event) -> bool:
    return isinstance(event.data.get("before"), dict) and isinstance(event.data.get("after"), dict)


def _of_fields(events: list[Event]) -> dict[int, list[Change]]:
    """Of plain edits (`edits.py`), whose states are the fields of a model."""
    names = _names(events)
    return {
        event.pk: [
            Change(_called(field, key), _words(field, before, names), _words(field, after, names))
            for key, before, after in differing(event)
            for field in [_field(event, key)]
        ]
        for event in events
    }


def _field(event: Event, key: str) -> Any:
    subject = subject_of(event.stream)
    try:
        return subject.model._meta.get_field(key) if subject and subject.model else None
    except FieldDoesNotExist:
        return None


def _names(events: list[Event]) -> Names:
    """What the things are called to which fields point."""
    wanted: dict[type[Model], set[Any]] = defaultdict(set)
    for event in events:
        for key, *values in differing(event):
            if isinstance(field := _field(event, key), ForeignKey):
                wanted[field.related_model] |= {value for value in values if value is not None}
    return {
        (model, thing.pk): str(thing)
        for model, ids in wanted.items()
        for thing in model._base_manager.filter(pk__in=ids)
    }


def _called(field: Any, key: str) -> str:
    if field is None:
        return key
    is_row_of_others = field.auto_created and not field.concrete
    return capfirst(str(field.related_model._meta.verbose_name_plural if is_row_of_others else field.verbose_name))


def _words(field: Any, value: Any, names: Names) -> str:
    if value in (None, "", [], {}):
        return NOTHING
    if isinstance(field, ForeignKey):
        return names.get((field.related_model, value), str(value))
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return listed(map(str, value))
    if isinstance(value, str):
        return _choice(field, value) or _moment(field, value) or value
    return json.dumps(value, ensure_ascii=False)


def _choice(field: Any, value: str) -> str:
    return str(dict(getattr(field, "flatchoices", ())).get(value, ""))


def _moment(field: Any, value: str) -> str:
    if isinstance(field, DateTimeField) and (moment := parse_datetime(value)):
        return date_format(localtime(moment), "DATETIME_FORMAT")
    if isinstance(field, DateField) and (day := parse_date(value)):
        return date_format(day, "DATE_FORMAT")
    return ""
