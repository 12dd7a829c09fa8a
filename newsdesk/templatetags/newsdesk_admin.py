"""What the administration's templates need beside Django's own tags."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.contrib.admin.views.main import PAGE_VAR, ChangeList
from django.utils.text import Truncator

from newsdesk.admin import html
from newsdesk.history.changes import changes_of
from newsdesk.history.registry import Change, Told, tell
from newsdesk.models import Event

LONGEST_VALUE = 200

register = template.Library()
register.filter("told_sentence", html.told_sentence)
register.filter("told_thing", html.told_thing)
register.filter("tell", tell)


@register.simple_tag
def list_page_url(changelist: ChangeList, number: int) -> str:
    """The address of another page of a list, its search and filters kept."""
    return changelist.get_query_string({PAGE_VAR: number})


@register.filter
def tell_changes(events: Iterable[Event]) -> list[tuple[Told, list[Change]]]:
    """Each event in words, with what it changed; long values are cut short."""
    events = list(events)
    changes = changes_of(events)
    return [(told, [_short(one) for one in changes.get(told.event.pk, ())]) for told in tell(events)]


def _short(change: Change) -> Change:
    return Change(*(Truncator(words).chars(LONGEST_VALUE) for words in change))
