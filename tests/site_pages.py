"""Every page of the site, with something to be seen on each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from annotations.datasets.making import ask_for
from annotations.models import Source
from annotations.writing.door import apply
from articles.importing.batches import import_files
from articles.importing.folders import Incoming
from articles.models import ImportBatch
from newsdesk.models import User
from tests.annotations.writing.test_door import operation
from tests.factories import TEXT, a_project, a_reading, kept

NUMBER = "<int:pk>"


def pages(user: User) -> Iterator[str]:
    """Every address that a GET may ask for, with something to be seen on it."""
    project = a_project()
    reading = a_reading(project=project, analyst=user)
    apply(reading, [operation()], by=user)
    report = import_files([Incoming("a.txt", TEXT.encode)], kind=ImportBatch.Kind.UPLOAD, by=user)
    export = ask_for(project, "jsonl", by=user)
    found = {
        "articles": reading.revision.article_id,
        "revisions": reading.revision_id,
        "imports": report.batch,
        "readings": reading.pk,
        "sources": kept(Source.objects.create(name_ar="كاظم")).pk,
        "exports": export.pk,
        "people": user.pk,
    }
    for route in _routes(get_resolver().url_patterns):
        if "<" not in route and "(" not in route:
            yield f"/{route}"
        elif NUMBER in route and _thing(route) in found:
            yield "/" + route.replace(NUMBER, str(found[_thing(route)]))
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{name}_changelist")
        yield reverse(f"{name}_add")
        if row := model._default_manager.first():
            yield reverse(f"{name}_change", args=[row.pk])
            yield reverse(f"{name}_history", args=[row.pk])


def _routes(patterns: Any, before: str = "") -> Iterator[str]:
    for pattern in patterns:
        route = before + str(pattern.pattern).lstrip("^")
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route


def _thing(route: str) -> str:
    """What the number in a route is the number of: `readings` in `readings/<int:pk>/print/`."""
    return route.split(f"/{NUMBER}")[0].split("/")[-1]
