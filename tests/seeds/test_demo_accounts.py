"""The accounts to try Newsdesk with."""

import pytest
from django.core.management import call_command

from newsdesk.models import Event, User
from newsdesk.roles import roles_of
from newsdesk.running.secrets_kept import demo_accounts

pytestmark = pytest.mark.django_db
NAMES = ["admin", "analyst1", "analyst2", "analyst3", "editor"]


def test_one_of_each_role_and_three_analysts_are_made_once() -> None:
    call_command("make_demo_accounts")
    call_command("make_demo_accounts")
    assert sorted(User.objects.values_list("username", flat=True)) == NAMES
    assert roles_of(User.objects.get(username="admin")) == {"administrator"}
    assert roles_of(User.objects.get(username="editor")) == {"editor"}
    assert roles_of(User.objects.get(username="analyst3")) == {"analyst"}
    assert Event.objects.filter(action="account.made").count() == len(NAMES)


def test_the_kept_passwords_are_the_right_ones_and_all_different() -> None:
    call_command("make_demo_accounts")
    kept = demo_accounts()
    assert all(User.objects.get(username=name).check_password(kept[name].password) for name in NAMES)
    assert len({account.password for account in kept.values()}) == len(NAMES)


def test_a_password_of_ones_own_is_neither_printed_nor_touched() -> None:
    call_command("make_demo_accounts")
    user = User.objects.get(username="analyst1")
    user.set_password("my own, and nobody else's")
    user.save()
    call_command("make_demo_accounts")
    assert demo_accounts()["analyst1"].password == ""
    assert User.objects.get(username="analyst1").check_password("my own, and nobody else's")


def test_an_account_that_is_there_already_is_left_alone() -> None:
    User.objects.create_user("admin", password="set long ago")
    call_command("make_demo_accounts")
    assert demo_accounts()["admin"].password == ""
    assert User.objects.get(username="admin").check_password("set long ago")


def test_one_password_for_all_can_be_given_and_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    call_command("make_demo_accounts")
    monkeypatch.setenv("NEWSDESK_DEMO_PASSWORD", "the same for all")
    call_command("make_demo_accounts")
    assert {account.password for account in demo_accounts().values()} == {"the same for all"}
    assert User.objects.get(username="editor").check_password("the same for all")
