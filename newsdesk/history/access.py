"""Which events the pages of the house show somebody: administrators all, editors what is not kept back from them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q

from newsdesk.models import Event, User
from newsdesk.roles import is_administrator, is_editor

# What happened to accounts, keys and doors.
HOUSE_ONLY = ("user/", "apitoken/", "signinguard/", "invitation/")
# Apps keep more back, by the beginning of an action: which of its events somebody is shown nevertheless.
KEPT_BACK: dict[str, Callable[[User], Q]] = {}


def events_visible_to(user: User, *, among: Any = None) -> Any:
    """Of these events, or of all there are. Of one's own work the API tells more: see `annotations/access.py`."""
    events = Event.objects.all() if among is None else among
    if is_administrator(user):
        return events
    if not is_editor(user):
        return events.none()
    for stream in HOUSE_ONLY:
        events = events.exclude(stream__startswith=stream)
    for action, shown in KEPT_BACK.items():
        events = events.filter(~Q(action__startswith=action) | shown(user))
    return events
