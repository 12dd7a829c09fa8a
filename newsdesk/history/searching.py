"""The history as administrators search it: newest first, page by page, at the same cost whatever its size."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import get_language

from newsdesk.history.registry import Told, tell
from newsdesk.models import Event, User
from newsdesk.spreadsheets import BYTE_ORDER_MARK, Line

ROWS, ROWS_OF_FILE = 50, 2000
COLUMNS = ("event", "at", "account", "action", "action_in_words", "about", "number", "name")
NEWEST = ("-at", "-id")


@dataclass(frozen=True)
class Wanted:
    """Which events: None, or an empty list of actions, for all. `until` is the moment at which the span ends."""

    by: User | None = None
    by_nobody: bool = False
    actions: Collection[str] = ()
    stream: str = ""
    since: datetime | None = None
    until: datetime | None = None

    def events(self) -> QuerySet[Event]:
        """Newest first; the actions are not looked at here."""
        events = Event.objects.order_by(*NEWEST)
        if self.by:
            events = events.filter(by=self.by)
        if self.by_nobody:
            events = events.filter(by=None)
        if self.stream:
            events = events.filter(stream=self.stream)
        if self.since:
            events = events.filter(at__gte=self.since)
        if self.until:
            events = events.filter(at__lt=self.until)
        return events


@dataclass(frozen=True)
class Place:
    """Between two events, as a page's address says it: microseconds since 1970, and an id."""

    at: datetime
    id: int

    @classmethod
    def after(cls, event: Event) -> Place:
        return cls(event.at, event.pk)

    @classmethod
    def read(cls, text: str) -> Place | None:
        """None for what makes no sense."""
        try:
            micros, number = (int(part) for part in text.split("-"))
            return cls(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros), min(number, 2**63 - 1))
        except (ValueError, OverflowError):
            return None

    def __str__(self) -> str:
        return f"{(self.at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)}-{self.id}"


def newest(wanted: Wanted, *, below: Place | None = None, rows: int = ROWS) -> list[Event]:
    """The newest events that are wanted, `below` a place; one more than `rows` where there are more."""
    events = wanted.events()
    if below:
        events = events.filter(Q(at__lt=below.at) | Q(id__lt=below.id), at__lte=below.at)
    if wanted.actions:
        events = Event.objects.filter(pk__in=_of_actions(events, wanted.actions, rows + 1)).order_by(*NEWEST)
    return list(events.select_related("by").defer("data")[: rows + 1])


def _of_actions(events: QuerySet[Event], actions: Collection[str], rows: int) -> list[int]:
    """The ids of the newest of each action, merged: the index has each action's in order, not those of many."""
    first, *rest = (events.filter(action=action).values_list("at", "id")[:rows] for action in actions)
    merged = first.union(*rest, all=True).order_by(*NEWEST)[:rows] if rest else first
    return [pk for _at, pk in merged]


ACTIONS = """
WITH RECURSIVE known AS (
    SELECT min(action) AS action FROM newsdesk_event
    UNION ALL
    SELECT (SELECT min(action) FROM newsdesk_event WHERE action > known.action) FROM known WHERE action IS NOT NULL
)
SELECT action FROM known WHERE action IS NOT NULL
"""


def actions() -> list[str]:
    """All actions of which there are events: a step of the index for each, not for each event."""
    with connection.cursor() as cursor:
        cursor.execute(ACTIONS)
        return [action for (action,) in cursor.fetchall()]


def lines(wanted: Wanted) -> Iterator[str]:
    """All that is wanted as CSV, newest first, in bounded memory. Times are in the site's zone, with its offset.

    Everything is told in the language of the caller, though the lines are written when its request is over.
    """
    return _lines(wanted, get_language() or "")


def _lines(wanted: Wanted, language: str) -> Iterator[str]:
    line = Line()
    yield BYTE_ORDER_MARK + line.of(COLUMNS)
    below = None
    while events := newest(wanted, below=below, rows=ROWS_OF_FILE):
        for cells in _told(events, language):
            yield line.of(cells)
        below = Place.after(events[-1])


def _told(events: list[Event], language: str) -> list[list[Any]]:
    with translation.override(language or None):
        return [_cells(told) for told in tell(events)]


def _cells(told: Told) -> list[Any]:
    event = told.event
    who = event.by.username if event.by else ""
    at = timezone.localtime(event.at).isoformat()
    return [event.pk, at, who, event.action, told.action, event.stream, event.number, told.name]
