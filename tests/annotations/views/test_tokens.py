"""API tokens: everybody sees, makes and ends their own; whatever changes an account ends those given out before."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from annotations.models import ApiToken, Membership
from annotations.models.tokens import MOST
from annotations.projects.membership import dismiss, enrol
from newsdesk.accounts import closing, two_step
from newsdesk.accounts.password_links import path_for
from newsdesk.errors import Invalid
from newsdesk.models import Event, User
from newsdesk.roles import ANALYST, EDITOR, grant, is_editor
from tests.admin_desk import filled_form
from tests.factories import PASSWORD, a_member, a_project, an_administrator, an_analyst, an_editor
from tests.newsdesk.accounts.test_two_step import code, with_two_steps

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)
NEW = "another long phrase"


def signed_in(user: User, password: str = PASSWORD) -> Client:
    client = Client()
    client.post("/sign-in/", {"username": user.username, "password": password})
    return client


def a_token(user: User, **fields: Any) -> tuple[ApiToken, str]:
    return ApiToken.issue(user, **{"scope": "read", "lifetime": DAY, "name": "ليلي", "by": user} | fields)


def opens(secret: str) -> bool:
    answer = Client().get("/api/v1/articles", headers={"Authorization": f"Bearer {secret}"})
    return bool(answer.status_code == 200)


def body(response: Any) -> str:
    return str(response.content.decode())


def revocations(token: ApiToken) -> list[tuple[str, str | None]]:
    """Why, and by whom."""
    events = Event.objects.filter(stream=f"apitoken/{token.pk}", action="token.revoked").select_related("by")
    return [(event.data["reason"], event.by.username if event.by else None) for event in events]


def change_own_password(user: User) -> None:
    answer = signed_in(user).post(
        "/account/password/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    )  # fmt: skip
    assert answer.status_code == 302


def set_a_password_by_link(user: User) -> None:
    client = Client()
    place = client.get(path_for(user, by=None)).headers["Location"]
    assert client.post(place, {"password1": NEW, "password2": NEW}).status_code == 302


def set_a_password_for(user: User) -> None:
    place = reverse("admin:auth_user_password_change", args=[user.pk])
    typed = {"password1": NEW, "password2": NEW, "usable_password": "true"}
    assert signed_in(User.objects.get(username="boss")).post(place, typed).status_code == 302


def take_the_password_away(user: User) -> None:
    place = reverse("admin:auth_user_password_change", args=[user.pk])
    typed = {"password1": "", "password2": "", "usable_password": "false", "unset-password": "1"}
    assert signed_in(User.objects.get(username="boss")).post(place, typed).status_code == 302


def set_a_password_in_a_shell(user: User) -> None:
    user.set_password(NEW)
    user.save()


def write_a_password_hash(user: User) -> None:
    user.password = make_password(NEW)
    user.save()


def give_another_role(user: User) -> None:
    client = signed_in(User.objects.get(username="boss"))
    place = reverse("admin:newsdesk_user_change", args=[user.pk])
    form = filled_form(client, place) | {"groups": [str(Group.objects.get(name=EDITOR).pk)]}
    assert client.post(place, form).status_code == 302


def close_on_the_administrations_page(user: User) -> None:
    client = signed_in(User.objects.get(username="boss"))
    place = reverse("admin:newsdesk_user_change", args=[user.pk])
    form = {name: value for name, value in filled_form(client, place).items() if name != "is_active"}
    assert client.post(place, form).status_code == 302


def switch_the_second_step_off(user: User) -> None:
    client = signed_in(user)
    client.post(reverse("mfa_authenticate"), {"code": code()})
    assert client.post(reverse("mfa_deactivate_totp")).status_code == 302
    assert not Authenticator.objects.filter(user=user).exists()


CHANGES: dict[Callable[[User], Any], tuple[str, str | None]] = {
    change_own_password: ("password", "layla"),
    set_a_password_by_link: ("password", "layla"),
    set_a_password_for: ("password", "boss"),
    take_the_password_away: ("password", "boss"),
    set_a_password_in_a_shell: ("password", None),
    write_a_password_hash: ("password", None),
    give_another_role: ("roles", "boss"),
    lambda user: grant(user, EDITOR): ("roles", None),
    lambda user: user.groups.clear(): ("roles", None),
    lambda user: user.groups.remove(Group.objects.get(name=ANALYST)): ("roles", None),
    lambda user: Group.objects.get(name=ANALYST).user_set.remove(user): ("roles", None),
    lambda user: Group.objects.get(name=ANALYST).user_set.clear(): ("roles", None),
    lambda user: closing.close(user, by=None): ("closed", None),
    close_on_the_administrations_page: ("closed", "boss"),
    lambda user: two_step.remove(user, by=None): ("two_step", None),
    lambda user: call_command("account", "layla", "--remove-second-step"): ("two_step", None),
    switch_the_second_step_off: ("two_step", "layla"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_changes_an_account_revokes_its_tokens_and_says_why(change: Callable[[User], Any]) -> None:
    an_administrator(username="boss")
    layla = an_analyst(username="layla")
    others = a_token(an_editor())[1]
    if CHANGES[change][0] == "two_step":
        with_two_steps(layla)
    (token, secret), (second, _secret) = a_token(layla), a_token(layla, scope="write")
    ended, _ = a_token(layla)
    ended.revoke(by=layla)
    assert opens(secret)
    change(User.objects.get(pk=layla.pk))
    assert not opens(secret)
    assert revocations(token) == revocations(second) == [CHANGES[change]]
    assert revocations(ended) == [("asked", "layla")]
    assert opens(others)
    User.objects.filter(pk=layla.pk).update(is_active=True)
    assert not opens(secret)


def test_what_changes_nothing_of_that_revokes_nothing(settings: Any) -> None:
    boss, layla = an_administrator(), an_analyst()
    token, secret = a_token(layla)
    layla.first_name = "ليلى"
    layla.save()
    grant(layla, ANALYST)
    layla.groups.set(Group.objects.filter(name=ANALYST))
    client = signed_in(boss)
    place = reverse("admin:newsdesk_user_change", args=[layla.pk])
    assert client.post(place, filled_form(client, place) | {"last_name": "حداد"}).status_code == 302
    before = User.objects.get(pk=layla.pk).password
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher", *settings.PASSWORD_HASHERS]
    signed_in(layla)
    assert User.objects.get(pk=layla.pk).password != before
    assert (opens(secret), revocations(token)) == (True, [])


def test_a_token_may_do_no_more_than_its_owner_at_that_moment() -> None:
    """Places in projects revoke nothing: one project's administrator is not to end what runs for another."""
    project, other = a_project(team=()), a_project(team=())
    omar = a_member(project, Membership.Role.EDITOR)
    enrol(omar, other, Membership.Role.ANALYST, by=None)
    _token, secret = a_token(omar)
    dismiss(omar, project, by=None)
    assert opens(secret)
    dismiss(omar, other, by=None)
    answer = Client().get("/api/v1/articles", headers={"Authorization": f"Bearer {secret}"})
    assert answer.json()["count"] == 0


def test_one_makes_sees_and_revokes_ones_own() -> None:
    layla = an_analyst()
    client = signed_in(layla)
    assert body(client.get("/account/")).count(reverse("tokens")) == 1
    made = body(client.post(reverse("new_token"), {"name": "تنزيل ليلي", "scope": "read", "days": "30"}))
    secret = re.search(r'value="(ndk_[\w-]{43})"', made)[1]  # type: ignore[index]
    token = ApiToken.objects.get()
    assert (token.user, token.scope, token.name) == (layla, "read", "تنزيل ليلي")
    assert timedelta(days=29) < token.expires_at - timezone.now() < timedelta(days=31)
    assert opens(secret)
    page = body(client.get(reverse("tokens")))
    assert "تنزيل ليلي" in page
    assert secret not in page
    client.post(reverse("token_revocation", args=[token.pk]))
    client.post(reverse("token_revocation", args=[token.pk]))
    assert not opens(secret)
    assert revocations(token) == [("asked", layla.username)]
    assert str(ApiToken.Reason.ASKED.label) not in page


def test_nobody_sees_or_revokes_anothers() -> None:
    token, secret = a_token(an_analyst(), name="سرّها")
    for other in (an_analyst(), an_editor(), an_administrator()):
        client = signed_in(other)
        assert "سرّها" not in body(client.get(reverse("tokens")))
        assert client.post(reverse("token_revocation", args=[token.pk])).status_code == 404
    assert opens(secret)


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stale_sign_in_is_asked_for_the_password_before_it_makes_one(
    monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    client = signed_in(an_analyst())
    now = time.time() + 301
    monkeypatch.setattr(time, "time", lambda: now)
    chosen = {"name": "x", "scope": "write", "days": "7"}
    asked = getattr(client, method)(reverse("new_token"), chosen).headers["Location"]
    assert asked.startswith(reverse("account_reauthenticate"))
    client.post(asked, {"password": "wrong"})
    assert not ApiToken.objects.exists()
    client.post(asked, {"password": PASSWORD}, follow=True)
    assert ApiToken.objects.count() == (1 if method == "post" else 0)


@pytest.mark.parametrize(
    "typed", [{"name": ""}, {"scope": "admin"}, {"days": "3650"}, {"days": "-1"}, {"days": "x"}, {"name": "x" * 101}]
)
def test_what_makes_no_sense_makes_none(typed: dict[str, str]) -> None:
    client = signed_in(an_analyst())
    client.post(reverse("new_token"), {"name": "x", "scope": "read", "days": "7"} | typed)
    assert not ApiToken.objects.exists()


def test_a_token_makes_no_token() -> None:
    _token, secret = a_token(an_analyst(), scope="write")
    program = Client(headers={"authorization": f"Bearer {secret}"})
    for answer in (program.get(reverse("tokens")), program.post(reverse("new_token"), {"name": "x"})):
        assert answer.headers["Location"].startswith("/sign-in/")


def test_nobody_has_more_than_can_be_told_apart() -> None:
    layla = an_analyst()
    tokens = [a_token(layla)[0] for _ in range(MOST)]
    with pytest.raises(Invalid):
        a_token(layla)
    answer = signed_in(layla).post(reverse("new_token"), {"name": "x", "scope": "read", "days": "7"})
    assert answer.status_code == Invalid.status
    tokens[0].revoke(by=layla)
    a_token(layla)


def test_its_last_use_is_noted_now_and_then() -> None:
    token, secret = a_token(an_analyst())
    opens(secret)
    token.refresh_from_db()
    first = token.last_used_at
    assert first is not None
    with CaptureQueriesContext(connection) as asked:
        opens(secret)
    assert not [query for query in asked.captured_queries if query["sql"].startswith("UPDATE")]
    ApiToken.objects.update(last_used_at=first - timedelta(minutes=6))
    opens(secret)
    token.refresh_from_db()
    assert token.last_used_at is not None
    assert token.last_used_at >= first


def test_a_request_with_a_token_is_let_in_by_one_question(django_assert_num_queries: Any) -> None:
    editor = an_editor()
    _token, secret = a_token(editor)
    opens(secret)
    with django_assert_num_queries(1):
        found = ApiToken.of_secret(secret)
        assert found is not None
        found.note_use()
        assert is_editor(found.user)


def test_the_list_says_why_one_has_ended_and_takes_as_many_queries_for_many_as_for_few(
    django_assert_num_queries: Any,
) -> None:
    layla = an_analyst(language="en")
    client = signed_in(layla)
    a_token(layla)[0].revoke(by=None, reason="roles")
    client.get(reverse("tokens"))
    with CaptureQueriesContext(connection) as few:
        assert "the roles were changed" in body(client.get(reverse("tokens")))
    for _ in range(5):
        a_token(layla)
        a_token(layla)[0].revoke(by=None, reason="closed")
    with django_assert_num_queries(len(few)):
        assert "the account was closed" in body(client.get(reverse("tokens")))
