"""Nothing is put on record outside a transaction: no caller, in no way of being called.

What lies in a transaction by the letter is seen in the code. Every other place that records is driven here, for good,
without the transaction that most tests lend; and in all other tests, too, only a transaction of the code's own counts
(see `conftest.py`).
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from annotations.models import Source
from annotations.readings.erasing import erase_article
from annotations.sources.merging import split_source
from annotations.writing import door
from articles.revising.joining import part
from newsdesk.accounts import closing, guarding, preferences, two_step
from newsdesk.accounts.password_links import path_for
from newsdesk.history import recording
from newsdesk.history.recording import Entry, OutsideATransaction, record, record_all
from newsdesk.models import Event, User
from tests.annotations.writing.test_door import operation
from tests.factories import PASSWORD, a_draft, a_reading, an_administrator, an_analyst, an_article, an_editor, revise
from tests.newsdesk.accounts.test_two_step import SECRET, at_the_second_step, code, try_code

ROOT = Path(__file__).resolve().parent.parent
APPS = ("newsdesk", "articles", "annotations", "seeds")
RECORDING = {"record", "record_all"}
NEW = "a longer and better phrase"
Site = tuple[str, str]  # A file and the function in it.


def sites() -> Iterator[tuple[Site, bool]]:
    """Each place that records, and whether it lies within a transaction by the letter."""
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if path != ROOT / "newsdesk" / "history" / "recording.py":
                yield from _sites_in(path)


def _sites_in(path: Path) -> Iterator[tuple[Site, bool]]:
    def walk(node: ast.AST, function: str, safe: bool) -> Iterator[tuple[Site, bool]]:
        if isinstance(node, ast.FunctionDef):
            function, safe = node.name, any(_is_atomic(one) for one in node.decorator_list)
        elif isinstance(node, ast.With):
            safe = safe or any(_is_atomic(item.context_expr) for item in node.items)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RECORDING:
            yield (str(path.relative_to(ROOT)), function), safe
        for child in ast.iter_child_nodes(node):
            yield from walk(child, function, safe)

    yield from walk(ast.parse(path.read_text(encoding="utf-8")), "", False)


def _is_atomic(node: ast.expr) -> bool:
    return ast.unparse(node).startswith("transaction.atomic")


def _signed_in(user: User) -> Client:
    client = Client()
    assert client.post("/sign-in/", {"username": user.username, "password": PASSWORD}).status_code == 302
    return client


def change_a_password() -> None:
    user = an_analyst()
    sent = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    _signed_in(user).post(reverse("account_change_password"), sent)


def set_a_password_by_a_link() -> None:
    client = Client()
    form = client.get(path_for(an_analyst(), by=None))
    client.post(form.headers["Location"], {"password1": NEW, "password2": NEW})


def guess_until_it_is_locked() -> None:
    name = an_analyst().username
    for n in range(6):
        Client().post("/sign-in/", {"username": name, "password": f"wrong {n}"})


def go_through_the_second_step() -> None:
    user = an_analyst()
    TOTP.activate(user, SECRET)
    RecoveryCodes.activate(user)
    client = at_the_second_step(user)
    try_code(client, code())
    client.post(reverse("mfa_generate_recovery_codes"))
    client.post(reverse("mfa_deactivate_totp"))


def apply_an_operation() -> None:
    reading = a_reading()
    assert reading.analyst is not None
    door.apply(reading, [operation()], by=reading.analyst)


def erase_something() -> None:
    erase_article(an_article(), by=an_administrator(), reason="A court has ordered it, file 12/2026.")


def split_a_source() -> None:
    reading, editor = a_reading(), an_editor()
    assert reading.analyst is not None
    source = Source.objects.create(name_ar="الناطق", kind="person")
    door.apply(reading, [operation()], by=reading.analyst)
    reading.annotations.update(source=source)
    marked = reading.annotations.values_list("pk", flat=True)
    split_source(source, Source(name_ar="الناطق الآخر", kind="person"), annotations=list(marked), by=editor)


def part_a_text() -> None:
    first = (article := an_article()).current_revision
    with transaction.atomic():
        revise(article, a_draft(f"{first.text}\nوقال."), by=None)
    part(first, by=an_editor())


def make_demo_accounts() -> None:
    call_command("make_demo_accounts")


# What drives each place that lies in no transaction by the letter: those who call it begin one.
DRIVEN: dict[Site, Callable[[], Any]] = {
    ("annotations/writing/door.py", "run"): apply_an_operation,
    ("newsdesk/history/edits.py", "record_change"): split_a_source,
    ("newsdesk/history/erasing.py", "end"): erase_something,
    ("articles/revising/joining.py", "_part"): part_a_text,
    ("newsdesk/accounts/guarding.py", "_lock"): guess_until_it_is_locked,
    ("newsdesk/listening.py", "record_the_sign_in"): change_a_password,
    ("newsdesk/listening.py", "end_other_sessions"): change_a_password,
    ("newsdesk/listening.py", "end_all_sessions"): set_a_password_by_a_link,
    ("newsdesk/listening.py", "record_the_end_of_the_second_step"): go_through_the_second_step,
    ("seeds/management/commands/make_demo_accounts.py", "_made"): make_demo_accounts,
}


def test_what_lies_in_no_transaction_by_the_letter_is_driven_here() -> None:
    found = list(sites())
    assert len(found) > 50
    assert {site for site, safe in found if not safe} == set(DRIVEN)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("site", DRIVEN, ids=lambda site: f"{Path(site[0]).stem}-{site[1]}")
def test_who_calls_it_has_begun_a_transaction(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[Site, set[bool]] = {}

    def is_in_a_transaction() -> bool:
        begun = connection.in_atomic_block
        seen.setdefault(_asked_by(), set()).add(begun)
        return begun

    monkeypatch.setattr(recording, "is_in_a_transaction", is_in_a_transaction)
    DRIVEN[site]()
    assert seen[site] == {True}
    assert all(begun == {True} for begun in seen.values())


def _asked_by() -> Site:
    frame: Any = sys._getframe(2)
    while frame.f_code.co_filename == recording.__file__:
        frame = frame.f_back
    path = Path(frame.f_code.co_filename)
    return (str(path.relative_to(ROOT)) if ROOT in path.parents else str(path)), frame.f_code.co_name


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("after", [None, 0])
def test_an_event_without_a_transaction_is_refused(after: int | None) -> None:
    user = an_analyst()
    with pytest.raises(OutsideATransaction):
        record("account.greeted", user, by=None)
    with pytest.raises(OutsideATransaction):
        record_all(user, [Entry("account.greeted")], by=None, after=after)
    with transaction.atomic():
        record("account.greeted", user, by=None)
    assert Event.objects.count() == 1


@pytest.mark.django_db
def test_the_transaction_that_a_test_lends_counts_for_nothing() -> None:
    """As called by code of ours; a test itself may record."""
    user = an_analyst()
    record("account.greeted", user, by=None)
    code = compile("record('account.greeted', user, by=None)", str(ROOT / "newsdesk" / "nowhere.py"), "exec")
    with pytest.raises(OutsideATransaction):
        exec(code, {"record": record, "user": user})
    with transaction.atomic():
        exec(code, {"record": record, "user": user})


def _administrator() -> Client:
    return _signed_in(an_administrator())


# Whatever of the house records, as it is called from outside: pages, commands, functions.
def calls() -> dict[str, Callable[[], Any]]:
    user = an_analyst()
    return {
        "audit": lambda: list(_administrator().get(reverse("audit_file")).streaming_content),
        "verification": lambda: _administrator().post(reverse("audit_verification")),
        "closed": lambda: (closing.close(user, by=None), _try(user)),
        "preferences": lambda: preferences.prefer(user, {"theme": "dark"}),
        "two_step": lambda: (TOTP.activate(user, SECRET), two_step.remove(user, by=None)),
        "command": lambda: call_command("account", user.username, "--close", "--password-link"),
        "unlock": lambda: (
            [_try(user, "wrong") for _ in range(5)],
            [guarding.unlock(guard, by=None) for guard in guarding.locked_now()],
        ),
    }


def _try(user: User, password: str = PASSWORD) -> Any:
    return Client().post("/sign-in/", {"username": user.username, "password": password})


NAMES = ("audit", "verification", "closed", "preferences", "two_step", "command", "unlock")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", NAMES)
def test_each_call_from_outside_records_in_a_transaction(name: str) -> None:
    before = Event.objects.count()
    calls()[name]()
    assert Event.objects.count() > before
