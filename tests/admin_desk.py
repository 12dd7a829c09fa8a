"""How tests use the administration: sign in, read a form as a browser would, send it back, count queries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext

from newsdesk.models import User


def signed_in(user: User) -> Client:
    """A browser of that person's, in English: messages are asserted as they are written in the code."""
    User.objects.filter(pk=user.pk).update(language="en")
    client = Client()
    client.force_login(user)
    return client


def pages() -> dict[type[Model], ModelAdmin]:
    """Every page by its model: they are registered when the site's addresses are first asked for."""
    admin.autodiscover()
    return admin.site._registry


def filled_form(client: Client, url: str, **changed: Any) -> dict[str, Any]:
    """What a browser would send from a page's form, with some fields changed; None leaves a field out."""
    context = client.get(url).context
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    values = {field.html_name: _sent(field) for form in forms for field in form}
    return {name: value for name, value in (_split(values) | changed).items() if value is not None}


def queries_of(client: Client, url: str) -> int:
    """How many queries a page takes once what is kept at hand is at hand."""
    assert client.get(url).status_code == 200
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def grows(client: Client, url: str, add_rows: Callable[[int], object]) -> tuple[int, int]:
    """The number of queries of a list with 2 rows more, and with 20 more after that."""
    add_rows(2)
    few = queries_of(client, url)
    add_rows(20)
    return few, queries_of(client, url)


def _sent(field: Any) -> Any:
    value = field.value()
    if value is None or value is False:
        return None
    if isinstance(value, list | tuple):
        return [getattr(one, "pk", one) for one in value]
    return "on" if value is True else value


def _split(values: dict[str, Any]) -> dict[str, Any]:
    """A moment is sent as its day and its time."""
    moment = values.pop("published_at", None)
    if moment is None:
        return values | {"published_at_0": "", "published_at_1": ""} if "headline" in values else values
    return values | {"published_at_0": f"{moment:%Y-%m-%d}", "published_at_1": f"{moment:%H:%M:%S}"}
