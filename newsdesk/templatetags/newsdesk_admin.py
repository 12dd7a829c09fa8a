"""What the administration's templates need beside Django's own tags."""

from __future__ import annotations

import json
from typing import Any

from django import template
from django.contrib.admin.views.main import PAGE_VAR, ChangeList

from newsdesk.admin import html
from newsdesk.history.registry import tell
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
def differences(event: Event) -> list[tuple[str, str, str]]:
    """What an event changed: each field's name, its value before and after, long ones cut short."""
    before, after = event.data.get("before"), event.data.get("after")
    if not isinstance(before, dict) or not isinstance(after, dict):
        return []
    return [(name, _short(before.get(name)), _short(after[name])) for name in after if after[name] != before.get(name)]


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"
