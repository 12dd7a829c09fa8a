"""Small pieces of the administration's pages: links, badges, other people's words."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from newsdesk.history.registry import Told
from newsdesk.web.localization import Count
from newsdesk.web.paging import Size


def admin_link(thing: Model | None, text: Any = None) -> SafeString | str:
    """A link to a thing's page in the administration."""
    if thing is None:
        return "—"
    meta = thing._meta
    url = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[thing.pk])
    return link(url, thing if text is None else text)


def list_url(model: type[Model], **filters: Any) -> str:
    """The address of a model's list in the administration, filtered."""
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return f"{url}?{urlencode(filters)}" if filters else url


def list_link(model: type[Model], text: Any, **filters: Any) -> SafeString:
    return link(list_url(model, **filters), text)


def size_link(model: type[Model], counted: int, **filters: Any) -> SafeString | str:
    """How many there are, by `Counted`, as a link to them; a plain 0 where there are none."""
    size = Size.counted(counted)
    told = gettext("more than %(n)s") if size.is_longer else "%(n)s"
    return list_link(model, told % {"n": Count(size.number)}, **filters) if counted else "0"


def waiting_link(url: str, size: Size, told: str, told_longer: str) -> list[tuple[str, str]]:
    """What waits for an editor, as `to_do` gives it. `told`, or where there are more `told_longer`, has `%(count)s`."""
    words = told_longer if size.is_longer else told
    return [(url, words % {"count": Count(size.number)})] if size.number else []


def link(url: str, text: Any) -> SafeString:
    return format_html('<a href="{}"><bdi>{}</bdi></a>', url, text)


def bdi(text: Any) -> SafeString:
    """Somebody's words, which must not stir the direction of what stands around them."""
    return format_html("<bdi>{}</bdi>", text)


def badge(text: Any, tone: str = "") -> SafeString:
    """A short state in words; `tone` is one of success, warning, danger, accent."""
    return format_html('<span class="badge {}">{}</span>', f"badge-{tone}" if tone else "", text)


def told_sentence(told: Told) -> SafeString:
    """What happened, with a link to what it happened to."""
    return _with_name(told.sentence, told)


def told_thing(told: Told) -> SafeString:
    """What an event is about, as a link."""
    return _with_name(told.thing, told)


def _with_name(words: str, told: Told) -> SafeString:
    name = link(told.url, told.called) if told.url else bdi(told.called)
    return mark_safe(escape(words) % {"name": name})
