"""Which events the pages of the house show somebody: administrators all, editors what is not kept back from them."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from newsdesk.history.registry import subjects
from newsdesk.models import Event, User
from newsdesk.roles import is_administrator, is_editor


def events_visible_to(user: User, *, among: Any = None) -> Any:
    """Of these events, or of all there are. Of one's own work the API tells more: see `annotations/access.py`.

    What nobody has named in the registry is shown to administrators alone.
    """
    events = Event.objects.all() if among is None else among
    if is_administrator(user):
        return events
    if not is_editor(user):
        return events.none()
    shown = (Q(stream__startswith=f"{subject.name}/") & subject.shown_to(user) for subject in subjects().values())
    return events.filter(reduce(or_, shown))
