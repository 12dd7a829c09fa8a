"""Every field of every form on every page, filled with what nobody types: refused or stored, never a fault of ours.

Forms are taken from the pages themselves, with what stands in them, so that each request is right but for one field.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote, urldefrag, urljoin, urlsplit

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from newsdesk.models import User
from tests.access_walk import World, a_world
from tests.factories import an_administrator, an_analyst, an_editor
from tests.site_pages import pages
from tests.test_access_walk import Row, ask, rows

pytestmark = [pytest.mark.django_db, pytest.mark.long]
# As they stand in a request, so that it may hold what is no text.
ODD = {
    "NUL": "a%00b",
    "half a character": "%ED%A0%80",
    "no UTF-8": "%FF%FE",
    "a cut escape": "%",
    "bidi controls": quote("\u202eabc\u2066\u200f"),
    "marks alone": quote("\u0651" * 300),
    "a number beyond every column": "9" * 30,
    "a number beyond every parser": "9" * 5000,
    "less than nothing": "-1",
    "no number": "1e400",
    "digits of another kind": quote("٣٫١٤"),
    "a day that is none": "0000-00-00",
    "line ends": quote("a\r\nb: c"),
    "a megabyte": quote("ا") * 170_000,
    "nothing": "",
}


@dataclass
class Form:
    address: str
    method: str
    filled: list[tuple[str, str]] = field(default_factory=list)
    fields: set[str] = field(default_factory=set)

    def body(self, odd: str, value: str) -> str:
        """What a browser sends, with one field's value in place of its own; `*` is every field."""
        kept = [f"{quote(name)}={quote(said)}" for name, said in self.filled if odd not in (name, "*")]
        return "&".join(kept + [f"{quote(name)}={value}" for name in (sorted(self.fields) if odd == "*" else [odd])])


class Forms(HTMLParser):
    """The forms of a page, with what is filled in and chosen there."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page
        self.found: list[Form] = []
        self.within = self.select = ""
        self.textarea: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = dict(attrs)
        name, value = has.get("name") or "", has.get("value") or ""
        if tag == "form":
            address, _fragment = urldefrag(urljoin(self.page, has.get("action") or ""))
            self.found.append(Form(address, (has.get("method") or "get").upper()))
            self.within = tag
        elif self.within and name and tag in ("input", "select", "textarea"):
            self._field(tag, name, value, has)
        elif self.within and self.select and tag == "option" and "selected" in has:
            self.found[-1].filled.append((self.select, value))

    def _field(self, tag: str, name: str, value: str, has: dict[str, str | None]) -> None:
        kind = has.get("type") or tag
        if kind in ("submit", "file", "image", "button"):
            return
        self.found[-1].fields.add(name)
        if tag == "select":
            self.select = name
        elif tag == "textarea":
            self.found[-1].filled.append((name, ""))
            self.textarea = name
        elif kind not in ("checkbox", "radio") or "checked" in has:
            self.found[-1].filled.append((name, value or ("on" if kind == "checkbox" else "")))

    def handle_data(self, data: str) -> None:
        if self.textarea:
            before = self.found[-1].filled.pop()[1]
            self.found[-1].filled.append((self.textarea, before + data))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.within = ""
        elif tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.textarea = None


@pytest.mark.parametrize("value", ODD.values(), ids=ODD.keys())
@pytest.mark.parametrize(("who", "at_least"), [(an_administrator, 40), (an_editor, 15), (an_analyst, 5)])
def test_no_field_of_any_form_is_an_error_of_the_server(
    who: Callable[..., User], at_least: int, value: str, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = settings.DATA_DIR = tmp_path
    administrator = an_administrator(is_superuser=True, is_staff=True)
    addresses = sorted(set(pages(administrator)))
    client = Client(raise_request_exception=False)
    client.force_login(administrator if who is an_administrator else who())
    found = [form for page in addresses for form in _forms(client, page)]
    forms = {(form.address, *sorted(form.fields)): form for form in found}
    assert len({form.address for form in forms.values()}) > at_least
    failed = [
        f"{form.method} {form.address} {name}: {status}"
        for form in forms.values()
        for name in sorted(form.fields | {"*"})
        if (status := _sent(client, form, name, value)) >= 500
    ]
    assert not failed, "\n".join(failed)


@pytest.mark.parametrize("number", [0, 2**31, 2**63, 10**30])
def test_a_number_of_nothing_in_any_address_is_no_error_of_the_server(number: int) -> None:
    world = a_world()
    failed = [
        f"{row}: {status}"
        for row in rows()
        if any(isinstance(said, int) for said in arguments_of(row, world).values())
        if (status := _asked(world, row, number)) >= 500
    ]
    assert not failed, "\n".join(failed)


def arguments_of(row: Row, world: World) -> dict[str, Any]:
    return world.ours.objects.get(row.object) or world.house[row.object]


def _asked(world: World, row: Row, number: int) -> int:
    arguments = {name: number if isinstance(said, int) else said for name, said in arguments_of(row, world).items()}
    if row.name.startswith("api-1:"):
        arguments = {"id": number}
    return ask(world, "house-admin", row, world.ours, address=reverse(row.name, kwargs=arguments)).status


def _forms(client: Client, page: str) -> Iterator[Form]:
    answer = client.get(page)
    if answer.streaming or "text/html" not in answer.headers.get("Content-Type", ""):
        return
    read = Forms(page)
    read.feed(answer.content.decode())
    yield from (form for form in read.found if form.fields and not urlsplit(form.address).netloc)


def _sent(client: Client, form: Form, name: str, value: str) -> int:
    """The status of the answer; what it changed is undone."""
    body = form.body(name, value)
    with transaction.atomic():
        if form.method == "GET":
            answer = client.generic("GET", form.address, QUERY_STRING=body)
        else:
            answer = client.generic("POST", form.address, body, content_type="application/x-www-form-urlencoded")
        transaction.set_rollback(True)
    return answer.status_code
