"""Getting in and staying in: passwords, locks, sessions, closed accounts, and what is put on record of them."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from annotations.models import ApiToken, Reading
from newsdesk.accounts import closing, guarding, sessions
from newsdesk.accounts.inviting import invite
from newsdesk.history.recording import stream_of
from newsdesk.models import BrowserSession, Event, SignInGuard, User
from newsdesk.roles import ANALYST
from tests.admin_desk import filled_form
from tests.factories import PASSWORD, a_reading, an_administrator, an_analyst, an_editor

pytestmark = pytest.mark.django_db
NEW = "a longer and better phrase"


def body(response: Any) -> str:
    return str(response.content.decode())


def must_wait(response: Any) -> bool:
    return re.search(r"<li>(<a [^>]*>)?[^<]*\b15\b", body(response)) is not None


def sign_in(username: str, password: str = PASSWORD, *, client: Client | None = None, **extra: Any) -> Any:
    return (client or Client()).post("/sign-in/", {"username": username, "password": password}, **extra)


def is_signed_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def signed_in(user: User, **extra: Any) -> Client:
    client = Client()
    assert sign_in(user.username, client=client, **extra).status_code == 302
    return client


def actions(subject: Any) -> list[str]:
    return list(Event.objects.filter(stream=stream_of(subject)).order_by("number").values_list("action", flat=True))


def later(monkeypatch: pytest.MonkeyPatch, step: timedelta) -> None:
    now = timezone.now() + step
    monkeypatch.setattr(timezone, "now", lambda: now)


def test_a_sign_in_is_on_record_and_its_session_is_listed() -> None:
    user = an_analyst()
    client = Client(headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0"})
    sign_in(user.username, client=client)
    assert actions(user) == ["account.signed_in"]
    assert "Firefox" in body(client.get("/account/"))


def test_the_name_may_be_typed_in_capitals() -> None:
    an_analyst(username="salma")
    client = Client()
    sign_in("SALMA", client=client)
    assert is_signed_in(client)


def test_the_session_gets_a_new_key_at_the_door() -> None:
    user = an_analyst()
    client = Client()
    _invitation, secret = invite(ANALYST, lifetime=timedelta(days=1), by=an_administrator())
    client.get(reverse("invitation", args=[secret]))  # A session before the sign-in, as one put there by somebody else.
    before = client.cookies["sessionid"].value
    sign_in(user.username, client=client)
    assert client.cookies["sessionid"].value != before
    client.cookies["sessionid"] = before
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "target", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", "/\\e.com"]
)
def test_the_door_leads_to_no_other_site(target: str) -> None:
    user = an_analyst()
    assert sign_in(user.username, QUERY_STRING=f"next={target}").headers["Location"] == "/"
    assert signed_in(user).get("/sign-in/", {"next": target}).headers["Location"] == "/"


def test_forty_wrong_passwords_are_five_tries() -> None:
    user = an_analyst()
    answers = [sign_in(user.username, f"wrong {n}") for n in range(40)]
    assert ["too_many" if must_wait(answer) else "wrong" for answer in answers] == ["wrong"] * 5 + ["too_many"] * 35
    assert actions(user) == ["account.sign_in_failed"] * 5 + ["account.locked_out"]
    assert not is_signed_in(signed_in_or_not(user))


def signed_in_or_not(user: User) -> Client:
    client = Client()
    sign_in(user.username, client=client)
    return client


@pytest.mark.django_db(transaction=True)
def test_forty_at_once_are_five_tries_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each thread has a connection of its own, as other processes have."""
    user = an_analyst()
    tried: list[str] = []
    checked = User.check_password
    monkeypatch.setattr(User, "check_password", lambda self, raw: tried.append(raw) or checked(self, raw))

    def one(n: int) -> None:
        try:
            sign_in(user.username, f"wrong {n}")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one, range(40)))
    assert len(tried) == guarding.LIMITS[SignInGuard.Kind.NAME]


def test_a_lock_ends_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    user = an_analyst()
    for n in range(6):
        sign_in(user.username, f"wrong {n}")
    later(monkeypatch, guarding.LOCKED_FOR)
    assert is_signed_in(signed_in_or_not(user))


def test_an_administrator_unlocks() -> None:
    user, administrator = an_analyst(), an_administrator()
    for n in range(6):
        sign_in(user.username, f"wrong {n}")
    client = signed_in(administrator)
    assert user.username in body(client.get("/people/"))
    client.post(reverse("unlocking", args=[SignInGuard.objects.get(user=user, kind=SignInGuard.Kind.NAME).pk]))
    assert is_signed_in(signed_in_or_not(user))
    unlocked = Event.objects.get(action="account.unlocked")
    assert (unlocked.stream, unlocked.by) == (stream_of(user), administrator)


def test_an_address_that_tries_many_names_is_locked_too() -> None:
    user = an_analyst()
    for n in range(guarding.LIMITS[SignInGuard.Kind.ADDRESS]):
        sign_in(f"nobody{n}", REMOTE_ADDR="203.0.113.7")
    assert must_wait(sign_in(user.username, REMOTE_ADDR="203.0.113.7"))
    assert sign_in(user.username, REMOTE_ADDR="203.0.113.8").status_code == 302


def test_nothing_that_was_typed_is_put_on_record() -> None:
    user = an_analyst()
    for _ in range(6):
        sign_in("my-password-in-the-wrong-box", "Tr0ub4dor and three")
        sign_in(user.username, "Tr0ub4dor and three")
    kept = str(list(Event.objects.values())) + str(list(SignInGuard.objects.values()))
    assert "Tr0ub4dor" not in kept
    assert "wrong-box" not in kept
    assert "account.locked_out" in kept


def test_a_right_password_forgives_ones_own_mistakes() -> None:
    user = an_analyst()
    for _ in range(3):
        for n in range(4):
            sign_in(user.username, f"wrong {n}")
        assert is_signed_in(signed_in(user))


def test_an_unknown_name_is_refused_as_a_wrong_password_is() -> None:
    user = an_analyst()
    pages = [
        re.sub(r'value="[^"]*"|nonce="[^"]*"', "", body(sign_in(name, "wrong"))) for name in (user.username, "nobody")
    ]
    assert pages[0] == pages[1]


def test_a_new_password_signs_other_browsers_out() -> None:
    user = an_analyst()
    here, there = signed_in(user), signed_in(user)
    here.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert (is_signed_in(here), is_signed_in(there)) == (True, False)
    assert actions(user)[2:] == ["account.password_changed", "account.sessions_ended"]
    assert len(sessions.of(user)) == 1


def test_the_present_password_cannot_be_guessed_within_either() -> None:
    user = an_analyst()
    client = signed_in(user)
    for n in range(6):
        sent = {"oldpassword": f"wrong {n}", "password1": NEW, "password2": NEW}
        answer = client.post(reverse("account_change_password"), sent)
    assert must_wait(answer)
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)


@pytest.mark.parametrize("weak", ["1q2w3e4r5t6y", "123456789012345", "salma-salma1"])
def test_a_weak_password_is_refused_in_arabic(weak: str) -> None:
    client = signed_in(an_analyst(username="salma-salma"))
    sent = {"oldpassword": PASSWORD, "password1": weak, "password2": weak}
    page = body(client.post(reverse("account_change_password"), sent))
    assert 'class="errors"' in page
    assert not re.search(r"password|character", re.sub(r"<script.*?</script>|<[^>]*>", "", page, flags=re.DOTALL))


def test_a_password_has_twelve_characters_at_least() -> None:
    client = signed_in(an_analyst())
    for password, status in (("elevenchars", 200), ("twelve chars", 302)):
        sent = {"oldpassword": PASSWORD, "password1": password, "password2": password}
        assert client.post(reverse("account_change_password"), sent).status_code == status


def test_a_link_of_an_administrator_sets_a_password_once() -> None:
    user = an_analyst()
    there = signed_in(user)
    page = body(signed_in(an_administrator()).post(reverse("password_link", args=[user.pk])))
    link = re.search(r'value="(http[^"]+/password/new/[^"]+)"', page)[1]  # type: ignore[index]
    client = Client()
    form = client.get(link)
    assert link.rsplit("-", 1)[1] not in form.headers["Location"]
    sent = {"password1": NEW, "password2": NEW}
    assert client.post(form.headers["Location"], sent).headers["Location"] == reverse("sign_in")
    assert User.objects.get(pk=user.pk).check_password(NEW)
    assert not is_signed_in(there)
    assert "password1" not in body(Client().get(link, follow=True))
    assert actions(user)[1:] == ["account.password_link_made", "account.password_reset", "account.sessions_ended"]
    assert link.rsplit("-", 1)[1].strip("/") not in str(list(Event.objects.values()))


def test_without_mail_the_page_says_whom_to_ask() -> None:
    assert 'name="email"' not in body(Client().get(reverse("account_reset_password")))
    assert Client().post(reverse("account_reset_password"), {"email": "a@example.org"}).status_code == 200


def test_with_mail_a_link_is_sent_and_nobody_learns_to_whom(settings: Any) -> None:
    settings.CAN_SEND_MAIL = True
    user = an_analyst(email="salma@example.org")
    answers = [
        Client().post(reverse("account_reset_password"), {"email": email}).headers["Location"]
        for email in ("salma@example.org", "nobody@example.org")
    ]
    assert answers[0] == answers[1]
    assert [message.to for message in mail.outbox] == [["salma@example.org"]]
    link = re.search(r"http\S+", mail.outbox[0].body)[0]  # type: ignore[index]
    assert "password1" in body(Client().get(link, follow=True))
    assert user.username in mail.outbox[0].body
    assert not re.search("[A-Za-z]{4,}", re.sub(r"http\S+", "", mail.outbox[0].body).replace(user.username, ""))


def test_links_for_one_address_are_not_sent_without_end(settings: Any) -> None:
    settings.CAN_SEND_MAIL = True
    an_analyst(email="salma@example.org")
    for _ in range(8):
        Client().post(reverse("account_reset_password"), {"email": "salma@example.org"})
    assert len(mail.outbox) == guarding.LIMITS[SignInGuard.Kind.RESET]


def test_a_closed_account_is_out_at_once_and_its_work_stays() -> None:
    reading = a_reading()
    user, administrator = reading.analyst, an_administrator()
    assert user is not None
    client = signed_in(user)
    _token, secret = ApiToken.issue(user, scope="read", lifetime=timedelta(days=1))
    program = Client(headers={"authorization": f"Bearer {secret}"})
    assert program.get("/api/v1/articles").status_code == 200
    signed_in(administrator).post(reverse("closure", args=[user.pk]))
    assert not is_signed_in(client)
    assert program.get("/api/v1/articles").status_code == 401
    assert "closed" in sign_in(user.username).headers["Location"]
    assert Reading.objects.filter(pk=reading.pk, analyst=user).exists()
    signed_in(administrator).post(reverse("reopening", args=[user.pk]))
    assert is_signed_in(signed_in(user))
    assert program.get("/api/v1/articles").status_code == 401
    assert actions(user)[1:] == [
        "account.closed",
        "account.sessions_ended",
        "account.refused",
        "account.reopened",
        "account.signed_in",
    ]


def test_closing_in_the_administration_ends_sessions_and_tokens_too() -> None:
    user = an_analyst()
    client = signed_in(user)
    token, _secret = ApiToken.issue(user, scope="read", lifetime=timedelta(days=1))
    administrator = signed_in(an_administrator())
    address = reverse("admin:newsdesk_user_change", args=[user.pk])
    administrator.post(address, filled_form(administrator, address, is_active=None))
    assert not is_signed_in(client)
    assert not BrowserSession.objects.filter(user=user).exists()
    token.refresh_from_db()
    assert token.revoked_at


def test_nobody_closes_their_own_account() -> None:
    administrator = an_administrator()
    assert signed_in(administrator).post(reverse("closure", args=[administrator.pk])).status_code == 403
    with pytest.raises(closing.NotAllowed):
        closing.close(administrator, by=administrator)


def test_one_ends_ones_other_sessions() -> None:
    user = an_analyst()
    here, there, elsewhere = signed_in(user), signed_in(user), signed_in(user)
    oldest = BrowserSession.objects.order_by("pk")[1]
    here.post(reverse("session_ending", args=[oldest.pk]))
    assert (is_signed_in(here), is_signed_in(there), is_signed_in(elsewhere)) == (True, False, True)
    here.post(reverse("other_sessions_ending"))
    assert (is_signed_in(here), is_signed_in(elsewhere)) == (True, False)


def test_nobody_ends_the_session_of_another() -> None:
    theirs = signed_in(an_analyst())
    row = BrowserSession.objects.get()
    assert signed_in(an_editor()).post(reverse("session_ending", args=[row.pk])).status_code == 404
    assert is_signed_in(theirs)


def test_an_administrator_ends_anybodys_sessions() -> None:
    user, administrator = an_analyst(), an_administrator()
    theirs = signed_in(user)
    signed_in(administrator).post(reverse("sessions_ending", args=[user.pk]))
    assert not is_signed_in(theirs)
    ended = Event.objects.get(action="account.sessions_ended")
    assert (ended.by, ended.data) == (administrator, {"count": 1})


def test_a_session_in_use_is_noted_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in(an_analyst())
    before = BrowserSession.objects.get().seen_at
    with CaptureQueriesContext(connection) as queries:
        client.get("/account/password/")
    assert not [query for query in queries if "newsdesk_browsersession" in query["sql"]]
    later(monkeypatch, sessions.SEEN_EVERY + timedelta(seconds=1))
    client.get("/account/password/")
    assert BrowserSession.objects.get().seen_at > before


@pytest.mark.parametrize("make", [an_analyst, an_editor])
def test_the_accounts_pages_are_for_administrators(make: Any) -> None:
    client = signed_in(make())
    other = an_analyst()
    assert client.get("/people/").status_code == 403
    assert client.get(reverse("person", args=[other.pk])).status_code == 403
    for name in ("closure", "reopening", "password_link", "two_step_removal", "sessions_ending"):
        assert client.post(reverse(name, args=[other.pk])).status_code == 403
    assert User.objects.get(pk=other.pk).is_active


def test_the_list_of_accounts_costs_the_same_for_many() -> None:
    client = signed_in(an_administrator())
    client.get("/people/")
    costs = []
    for _size in range(2):
        for _ in range(10):
            an_analyst()
        with CaptureQueriesContext(connection) as queries:
            client.get("/people/")
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_the_list_of_accounts_is_searched_by_parts_of_names() -> None:
    an_analyst(username="salma", first_name="سلمى")
    an_analyst(username="karim")
    page = body(signed_in(an_administrator()).get("/people/?q=سلم"))
    assert "salma" in page
    assert "karim" not in page


def test_names_that_lead_to_one_account_share_its_count() -> None:
    an_analyst(username="iman")
    for name in ("iman", "IMAN", "ıman", "Iman", "imaN"):
        sign_in(name, "wrong")
    assert must_wait(sign_in("iman"))


def test_of_two_accounts_the_one_that_was_typed_is_meant() -> None:
    an_analyst(username="Salma")
    second = an_analyst(username="salma")
    client = Client()
    sign_in("salma", client=client)
    assert BrowserSession.objects.get().user == second


@pytest.mark.django_db(transaction=True)
def test_a_whole_newsroom_comes_in_at_once_from_one_address() -> None:
    names = [an_analyst().username for _ in range(guarding.LIMITS[SignInGuard.Kind.ADDRESS] + 10)]

    def one(name: str) -> int:
        try:
            return int(sign_in(name).status_code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(one, names)) == {302}


def test_a_new_password_and_its_event_are_stored_together(monkeypatch: pytest.MonkeyPatch) -> None:
    user = an_analyst()
    client = signed_in(user)
    client.raise_request_exception = False
    monkeypatch.setattr("newsdesk.listening.record", lambda *_args, **_kwargs: 1 / 0)
    sent = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert client.post(reverse("account_change_password"), sent).status_code == 500
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)


@pytest.mark.parametrize(("proxies", "locked"), [(0, True), (1, False)])
def test_an_address_is_believed_from_a_known_proxy_alone(settings: Any, proxies: int, locked: bool) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    for n in range(guarding.LIMITS[SignInGuard.Kind.ADDRESS]):
        sign_in(f"nobody{n}", headers={"x-forwarded-for": f"198.51.100.{n}"})
    assert must_wait(sign_in("somebody", "wrong", headers={"x-forwarded-for": "203.0.113.9"})) is locked


def test_one_network_of_ipv6_is_one_address() -> None:
    for n in range(guarding.LIMITS[SignInGuard.Kind.ADDRESS]):
        sign_in(f"nobody{n}", REMOTE_ADDR=f"2001:db8:1:2::{n + 1:x}")
    assert must_wait(sign_in("somebody", "wrong", REMOTE_ADDR="2001:db8:1:2:ffff::1"))
    assert not must_wait(sign_in("somebody", "wrong", REMOTE_ADDR="2001:db8:1:3::1"))


def test_the_command_closes_and_opens_an_account() -> None:
    user = an_analyst()
    client = signed_in(user)
    call_command("account", user.username, "--close")
    assert not is_signed_in(client)
    call_command("account", user.username, "--reopen")
    assert is_signed_in(signed_in(user))
    with pytest.raises(CommandError, match="nobody"):
        call_command("account", "nobody", "--close")
