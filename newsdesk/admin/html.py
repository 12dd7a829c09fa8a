"""Small pieces of the administration's pages: links, badges, other people's words."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString


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


def link(url: str, text: Any) -> SafeString:
    return format_html('<a href="{}"><bdi>{}</bdi></a>', url, text)


def bdi(text: Any) -> SafeString:
    """Somebody's words, which must not stir the direction of what stands around them."""
    return format_html("<bdi>{}</bdi>", text)


def badge(text: Any, tone: str = "") -> SafeString:
    """A short state in words; `tone` is one of success, warning, danger, accent."""
    return format_html('<span class="badge {}">{}</span>', f"badge-{tone}" if tone else "", text)


def subject_link(stream: str) -> SafeString | str:
    """A link to what a stream of events is about: "reading/7"."""
    name, _slash, pk = stream.partition("/")
    model = dict(subjects()).get(name)
    if model is None:
        return stream
    url = reverse(f"admin:{model._meta.app_label}_{name}_change", args=[pk])
    return format_html('<a href="{}">{} <bdi>{}</bdi></a>', url, model._meta.verbose_name, pk)


def subjects() -> list[tuple[str, type[Model]]]:
    """The models that have a page, by the names that streams use."""
    return [(str(model._meta.model_name), model) for model in admin.site._registry]
