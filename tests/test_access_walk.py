"""Every door of the site, and who gets in: `access_walk.txt` says what each role is answered at each address.

A new address fails here until it has a line in the table.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.db import transaction
from django.urls import NoReverseMatch, reverse

from tests.access_walk import HOUSE, ROLES, WORKING_HERE, Half, World, a_world, addresses, api_operations

pytestmark = pytest.mark.django_db

TABLE = Path(__file__).with_name("access_walk.txt")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
WHATEVER = "*"
MISSING = 10**9
ADMIN_ARGUMENTS: tuple[dict[str, Any], ...] = (
    {},
    {"object_id": "1"},
    {"id": "1"},
    {"app_label": "annotations"},
    {"content_type_id": 1, "object_id": 1},
)
# What a form or body must hold so that it is the door that answers, not the check of what was sent.
BODIES: dict[str, Callable[[Half], dict[str, Any]]] = {
    "api-1:open_reading": lambda half: {"revision": half.objects["revision"]["pk"]},
    "api-1:post_operations": lambda half: {"operations": []},
    "api-1:put_blocks": lambda half: {"seen": "", "blocks": []},
    "api-1:post_source": lambda half: {"name": "وكالة أنباء"},
    "api-1:post_alias": lambda half: {"name": "ناطق رسمي"},
    "api-1:post_note": lambda half: {"text": "يثق بنا"},
    "confidential_notes": lambda half: {"text": "يثق بنا"},
    "exports": lambda half: {"project": half.project.pk, "format": "jsonl"},
    "project_members": lambda half: {"username": "stranger", "role": "observer"},
    "new_source": lambda half: {"name_ar": "وزارة", "kind": "organisation"},
    "source_aliases": lambda half: {"name": "ناطق رسمي"},
}
# What else lists are asked: a search may find what the list itself does not show.
SEARCHES = {
    "articles": "?q=عنوان",
    "api-1:list_articles": "?q=عنوان",
    "source": "?said=claim%2Fevent",
    "sources": "?q=ناطق&order=uses",
    "api-1:list_sources": "?q=ناطق",
    "api-1:propose_sources": "?marked=ناطق",
}


class Row(NamedTuple):
    method: str
    name: str
    object: str
    answers: tuple[str, ...] = ()

    def expected(self, role: str) -> str:
        return self.answers[ROLES.index(role)]

    def __str__(self) -> str:
        return f"{self.method} {self.name} {self.object}"


@dataclass(frozen=True)
class Answer:
    word: str  # ok, in (sign in first), no (refused), -- (not known), or a status that none of these is.
    status: int
    body: str

    def secrets(self, world: World) -> list[str]:
        return [secret for secret in world.secrets if secret in self.body]


def rows() -> Iterator[Row]:
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            method, name, thing, *answers = line.split()
            assert len(answers) == len(ROLES), line
            yield Row(method, name, thing, tuple(answers))


@pytest.fixture
def world() -> World:
    return a_world()


def test_the_table_has_a_line_for_every_address_and_no_other() -> None:
    known = {row.name for row in rows()}
    assert {name for name in addresses() if not name.startswith("admin:")} | {"admin:index"} == known
    twice = [str(row) for row, times in Counter(row[:3] for row in rows()).items() if times > 1]
    assert twice == []


def test_the_table_has_a_line_for_every_operation_of_the_api() -> None:
    paths = {name: "/" + path.replace("<int:", "{").replace(">", "}") for name, path in addresses().items()}
    assert api_operations() <= {(row.method, paths[row.name]) for row in rows()}


@pytest.mark.parametrize("role", ROLES)
def test_everybody_is_answered_as_the_table_says_and_reads_nothing_else(world: World, role: str) -> None:
    """No word that is not for them is in any page, list, menu, error or answer of the API, of either project."""
    listed = list(rows())
    ours = {row: ask(world, role, row, world.ours) for row in listed}
    theirs = {row: ask(world, role, row, world.theirs) for row in listed if row.object in world.theirs.objects}
    bodies = {
        row: ask(world, role, row, world.theirs)
        for row in listed
        if row.method in {"POST", "PUT"} and row.name in BODIES
    }
    searches = {
        row: ask(world, role, row, world.ours, address=address_of(row, world.ours, world) + SEARCHES[row.name])
        for row in listed
        if row.method == "GET" and row.name in SEARCHES
    }
    assert [f"{row}: {answer.word}" for row, answer in ours.items() if not fits(row, role, answer)] == []
    told = [
        (row, secret)
        for answers in (ours, theirs, bodies, searches)
        for row, answer in answers.items()
        for secret in answer.secrets(world)
    ]
    assert [f"{row}: {secret}" for row, secret in told if role not in world.secrets[secret]] == []
    assert {secret for secret, roles in world.secrets.items() if role in roles} == {secret for _row, secret in told}
    if role not in ("nobody", *HOUSE):
        foreign = theirs if role in WORKING_HERE else ours
        missing = {row: ask(world, role, row, world.ours, is_missing=True) for row in theirs}
        assert [str(row) for row in missing if missing[row].word != foreign[row].word] == []


def test_no_door_has_a_method_that_the_table_does_not_name(world: World) -> None:
    """Where the roles are answered differently, that is; on one's own account's pages all are alike."""
    doors = [row for row in rows() if len(set(row.answers[1:])) > 1 and row.name != "admin:index"]
    known = {(row.method, address_of(row, world.ours, world)) for row in rows()}
    others = [
        row._replace(method=method)
        for row in doors
        for method in METHODS
        if (method, address_of(row, world.ours, world)) not in known
    ]
    taken = [str(row) for row in others if ask(world, "house-admin", row, world.ours).word in {"ok", "in"}]
    assert taken == []


@pytest.mark.parametrize("role", [role for role in ROLES if role not in HOUSE])
def test_the_administration_is_the_houses_alone(world: World, role: str) -> None:
    """No right of Django's own and no membership opens it: one sees every project there."""
    let_in = []
    for name in addresses():
        if name.startswith("admin:") and name not in {"admin:login", "admin:logout"}:
            answer = ask(world, role, Row("GET", name, "-"), world.ours, address=admin_address(name))
            let_in += [name] if answer.word not in {"in", "no", "--"} else []
    assert let_in == []


def ask(world: World, role: str, row: Row, half: Half, *, is_missing: bool = False, address: str = "") -> Answer:
    """What somebody is answered; whatever it changed is undone."""
    address = address or address_of(row, half, world, is_missing=is_missing)
    body = BODIES[row.name](half) if row.method in {"POST", "PUT"} and row.name in BODIES else {}
    sent: dict[str, Any] = {"data": body}
    if row.method in {"PUT", "PATCH"} or ("/api/" in address and row.method != "GET"):
        sent = {"data": json.dumps(body), "content_type": "application/json"}
    client = world.client(role)
    with transaction.atomic():
        response = getattr(client, row.method.lower())(address, **sent)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        transaction.set_rollback(True)
    return Answer(_word(response), response.status_code, content.decode("utf-8", "replace"))


def fits(row: Row, role: str, answer: Answer) -> bool:
    return row.expected(role) in (WHATEVER, answer.word)


def address_of(row: Row, half: Half, world: World, *, is_missing: bool = False) -> str:
    arguments = half.objects.get(row.object) or world.house[row.object]
    if is_missing:
        arguments = dict.fromkeys(arguments, MISSING)
    if row.name.startswith("api-1:") and "pk" in arguments:
        arguments = {"id": arguments["pk"]}
    return reverse(row.name, kwargs=arguments)


def admin_address(name: str) -> str:
    """An address of the administration, about thing number one where it wants one."""
    for arguments in ADMIN_ARGUMENTS:
        try:
            return reverse(name, kwargs=arguments)
        except NoReverseMatch:
            continue
    return "/admin/no-such-page/"


def _word(response: Any) -> str:
    if response.status_code == 401 or (response.status_code == 302 and _leads_to_the_door(response["Location"])):
        return "in"
    words = {403: "no", 404: "--"} | dict.fromkeys((200, 201, 204, 302, 400, 409, 422), "ok")
    return words.get(response.status_code, str(response.status_code))


def _leads_to_the_door(place: str) -> bool:
    return place.startswith(("/sign-in/?next=", "/admin/login/"))
