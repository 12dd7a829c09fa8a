"""The second step: switched on, required by role, recovered from, and not to be guessed or used twice."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from annotations.models import ApiToken
from newsdesk.accounts import encryption, guarding
from newsdesk.models import Event, SignInGuard, User
from tests.factories import PASSWORD, an_administrator, an_analyst, an_editor

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def body(response: Any) -> str:
    return str(response.content.decode())


def code(secret: str = SECRET, *, steps: int = 0) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps)))


def with_two_steps(user: User) -> User:
    TOTP.activate(user, SECRET)
    RecoveryCodes.activate(user)
    return user


def at_the_second_step(user: User) -> Client:
    client = Client()
    answer = client.post("/sign-in/", {"username": user.username, "password": PASSWORD})
    assert answer.headers["Location"] == reverse("mfa_authenticate")
    return client


def is_signed_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def try_code(client: Client, typed: str) -> Any:
    return client.post(reverse("mfa_authenticate"), {"code": typed})


def actions() -> list[str]:
    return list(Event.objects.order_by("pk").values_list("action", flat=True))


def test_it_is_switched_on_with_a_code_and_gives_recovery_codes() -> None:
    user = an_analyst()
    client = Client()
    client.post("/sign-in/", {"username": user.username, "password": PASSWORD})
    page = body(client.get(reverse("mfa_activate_totp")))
    assert "data:image/svg+xml;base64," in page
    secret = re.search(r'account-secret" dir="ltr">([A-Z2-7 ]+)<', page)[1].replace(" ", "")  # type: ignore[index]
    answer = client.post(reverse("mfa_activate_totp"), {"code": code(secret)})
    assert answer.headers["Location"] == reverse("mfa_view_recovery_codes")
    assert len(re.findall(r"<code>\d{4} \d{4}</code>", body(client.get(answer.headers["Location"])))) == 10
    assert actions() == ["account.signed_in", "account.two_step_on"]
    assert secret not in str(list(Authenticator.objects.values()))


def test_the_password_alone_does_not_let_in() -> None:
    client = at_the_second_step(with_two_steps(an_analyst()))
    assert not is_signed_in(client)
    assert client.get("/api/v1/articles").status_code == 401
    try_code(client, code())
    assert is_signed_in(client)


def test_a_code_may_be_typed_in_arabic_digits_and_with_spaces() -> None:
    client = at_the_second_step(with_two_steps(an_analyst()))
    arabic = code().translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    try_code(client, f"{arabic[:3]} {arabic[3:]}")
    assert is_signed_in(client)


def test_a_code_works_once() -> None:
    user = with_two_steps(an_analyst())
    used = code()
    try_code(at_the_second_step(user), used)
    again = at_the_second_step(user)
    try_code(again, used)
    assert not is_signed_in(again)


def test_a_recovery_code_works_once_and_is_on_record() -> None:
    user = with_two_steps(an_analyst())
    recovery = Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()[0]
    first, second = at_the_second_step(user), at_the_second_step(user)
    try_code(first, f"{recovery[:4]} {recovery[4:]}")
    try_code(second, recovery)
    assert (is_signed_in(first), is_signed_in(second)) == (True, False)
    assert actions() == ["account.recovery_code_used", "account.signed_in", "account.code_failed"]
    assert recovery not in str(list(Event.objects.values()))


def test_codes_cannot_be_guessed() -> None:
    user = with_two_steps(an_analyst())
    client = at_the_second_step(user)
    for n in range(guarding.LIMITS[SignInGuard.Kind.CODE]):
        try_code(client, f"{n:06}")
    assert re.search(r"<li>(<a [^>]*>)?[^<]*\b15\b", body(try_code(client, code())))
    assert not is_signed_in(client)
    assert actions()[-1] == "account.locked_out"


def test_the_sessions_key_changes_at_the_second_step() -> None:
    client = at_the_second_step(with_two_steps(an_analyst()))
    before = client.cookies["sessionid"].value
    try_code(client, code())
    assert client.cookies["sessionid"].value != before


def test_a_required_second_step_bars_pages_api_and_administration(settings: Any) -> None:
    settings.TWO_STEP_ROLES = frozenset({"editor"})
    editor, analyst = Client(), Client()
    for client, user in ((editor, an_editor()), (analyst, an_analyst())):
        client.post("/sign-in/", {"username": user.username, "password": PASSWORD})
    assert analyst.get("/articles/").status_code == 200
    for path in ("/", "/articles/", "/admin/", "/account/", "/account/password/", "/sources/"):
        assert editor.get(path).headers["Location"] == reverse("mfa_activate_totp")
    refused = editor.get("/api/v1/articles")
    assert (refused.status_code, refused.json()["type"]) == (403, "urn:newsdesk:two_step_due")
    page = body(editor.get(reverse("mfa_activate_totp")))
    secret = re.search(r'account-secret" dir="ltr">([A-Z2-7 ]+)<', page)[1].replace(" ", "")  # type: ignore[index]
    editor.post(reverse("mfa_activate_totp"), {"code": code(secret)})
    assert editor.get("/articles/").status_code == 200
    assert editor.get("/api/v1/articles").status_code == 200
    assert editor.get("/admin/").status_code == 200


def test_the_list_of_accounts_tells_who_has_not_set_it_up(settings: Any) -> None:
    settings.TWO_STEP_ROLES = frozenset({"editor"})
    with_two_steps(an_editor())
    an_editor()
    an_analyst()
    client = Client()
    client.force_login(an_administrator())
    assert body(client.get("/people/")).count("badge-warning") == 1


def test_what_is_required_cannot_be_switched_off(settings: Any) -> None:
    user = with_two_steps(an_editor())
    client = at_the_second_step(user)
    try_code(client, code())
    settings.TWO_STEP_ROLES = frozenset({"editor"})
    client.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(user=user, type="totp").exists()
    settings.TWO_STEP_ROLES = frozenset()
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.filter(user=user).exists()
    assert actions()[-1] == "account.two_step_off"


def test_an_administrator_removes_it_for_whoever_lost_the_phone() -> None:
    user, administrator = with_two_steps(an_analyst()), Client()
    theirs = at_the_second_step(user)
    try_code(theirs, code())
    administrator.force_login(an_administrator())
    administrator.post(reverse("two_step_removal", args=[user.pk]))
    assert not is_signed_in(theirs)
    client = Client()
    client.post("/sign-in/", {"username": user.username, "password": PASSWORD})
    assert is_signed_in(client)


def test_a_new_password_does_not_lead_around_it() -> None:
    user = with_two_steps(an_analyst())
    user.set_password("another long phrase")
    user.save()
    client = Client()
    client.post("/sign-in/", {"username": user.username, "password": "another long phrase"})
    assert not is_signed_in(client)


def test_a_stale_sign_in_asks_for_the_password_again(monkeypatch: pytest.MonkeyPatch) -> None:
    user = an_analyst()
    client = Client()
    client.post("/sign-in/", {"username": user.username, "password": PASSWORD})
    now = time.time() + 301
    monkeypatch.setattr(time, "time", lambda: now)
    asked = client.get(reverse("mfa_activate_totp")).headers["Location"]
    assert asked.startswith(reverse("account_reauthenticate"))
    assert "data:image" not in body(client.get(asked))
    assert "data:image" in body(client.post(asked, {"password": PASSWORD}, follow=True))


@pytest.fixture
def another_key(settings: Any) -> Iterator[Callable[[], None]]:
    """Makes the site one with another secret key, as where a backup is restored without its secrets."""

    def change() -> None:
        settings.SECRET_KEY = "another"
        encryption._cipher.cache_clear()

    yield change
    encryption._cipher.cache_clear()


def test_under_another_secret_key_nobody_gets_on_in_the_middle_of_a_sign_in(another_key: Callable[[], None]) -> None:
    client = at_the_second_step(with_two_steps(an_analyst()))
    another_key()
    try_code(client, code())
    assert not is_signed_in(client)


@pytest.mark.parametrize("roles", [frozenset({"administrator"}), frozenset()], ids=["a duty", "by choice"])
def test_under_another_secret_key_it_is_set_up_anew_before_anything_else(
    settings: Any, another_key: Callable[[], None], roles: frozenset[str]
) -> None:
    settings.TWO_STEP_ROLES = roles
    boss = with_two_steps(an_administrator())
    _token, secret = ApiToken.issue(boss, scope="read", lifetime=timedelta(days=1))
    another_key()
    client = Client()
    assert client.post("/sign-in/", {"username": boss.username, "password": "wrong"}).status_code == 200
    client.post("/sign-in/", {"username": boss.username, "password": PASSWORD})
    for path in (
        "/",
        "/articles/",
        "/admin/",
        "/account/",
        "/account/password/",
        "/people/",
        "/account/recovery-codes/",
    ):
        assert client.get(path).headers["Location"] == reverse("mfa_activate_totp")
    assert client.get("/api/v1/articles").status_code == 403
    assert actions() == [
        "token.issued", "account.sign_in_failed", "account.two_step_unreadable", "account.signed_in"
    ]  # fmt: skip
    page = body(client.get(reverse("mfa_activate_totp")))
    fresh = re.search(r'account-secret" dir="ltr">([A-Z2-7 ]+)<', page)[1].replace(" ", "")  # type: ignore[index]
    client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert Authenticator.objects.filter(user=boss).count() == 2
    answer = client.post(reverse("mfa_activate_totp"), {"code": code(fresh)})
    assert answer.headers["Location"] == reverse("mfa_view_recovery_codes")
    assert len(re.findall(r"<code>\d{4} \d{4}</code>", body(client.get(answer.headers["Location"])))) == 10
    assert client.get("/people/").status_code == 200
    assert actions()[-3:] == ["account.two_step_replaced", "token.revoked", "account.two_step_on"]
    assert ApiToken.of_secret(secret) is None
    again = at_the_second_step(boss)
    try_code(again, code(SECRET))
    assert not is_signed_in(again)
    try_code(again, code(fresh, steps=1))
    assert is_signed_in(again)


def test_under_another_secret_key_every_sign_in_leads_there_until_it_is_done(another_key: Callable[[], None]) -> None:
    user = with_two_steps(an_analyst())
    another_key()
    shared = Client()  # A browser of somebody else, whose session ends with this sign-in.
    shared.force_login(an_analyst())
    shared.force_login(user)
    first, second = Client(), Client()
    for client in (first, second):
        client.post("/sign-in/", {"username": user.username, "password": PASSWORD})
    for client in (first, second, shared):
        assert client.get("/").headers["Location"] == reverse("mfa_activate_totp")
    assert Authenticator.objects.filter(user=user).count() == 2


def test_with_the_former_key_nobody_notices(settings: Any, another_key: Callable[[], None]) -> None:
    user = with_two_steps(an_analyst())
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    another_key()
    client = at_the_second_step(user)
    try_code(client, code())
    assert is_signed_in(client)


def test_whoever_has_a_recovery_code_that_can_be_read_must_show_one(another_key: Callable[[], None]) -> None:
    user = with_two_steps(an_analyst())
    Authenticator.objects.filter(user=user, type="recovery_codes").delete()
    another_key()
    RecoveryCodes.activate(user)
    recovery = Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()[0]
    client = at_the_second_step(user)
    try_code(client, code())
    assert not is_signed_in(client)
    try_code(client, recovery)
    assert client.get("/").headers["Location"] == reverse("mfa_activate_totp")


def test_recovery_codes_of_another_secret_key_are_made_anew(another_key: Callable[[], None]) -> None:
    user = with_two_steps(an_analyst())
    Authenticator.objects.filter(user=user, type="totp").delete()
    another_key()
    TOTP.activate(user, SECRET)
    client = at_the_second_step(user)
    try_code(client, "12345678")
    try_code(client, code())
    assert is_signed_in(client)
    for name in ("mfa_view_recovery_codes", "mfa_download_recovery_codes"):
        assert client.get(reverse(name)).headers["Location"] == reverse("mfa_generate_recovery_codes")
    client.post(reverse("mfa_generate_recovery_codes"))
    assert len(re.findall(r"<code>\d{4} \d{4}</code>", body(client.get(reverse("mfa_view_recovery_codes"))))) == 10


def test_on_a_site_with_its_own_key_nothing_leads_to_setting_it_up_anew() -> None:
    """No code that was tried, no locked account, no key that was begun and left opens the way of the tests above."""
    user = with_two_steps(an_analyst())
    client = at_the_second_step(user)
    for typed in ("", "000000", "x" * 5000, "12345678"):
        try_code(client, typed)
    for name in ("mfa_activate_totp", "mfa_deactivate_totp", "mfa_generate_recovery_codes", "tokens", "account"):
        for answer in (client.get(reverse(name)), client.post(reverse(name), {"code": code()})):
            assert answer.status_code in {302, 405}
            assert "sign-in" in answer.headers.get("Location", "sign-in")
    assert "account.two_step_unreadable" not in actions()
    assert Authenticator.objects.filter(user=user).count() == 2


def test_the_command_helps_a_house_without_a_way_in(capsys: pytest.CaptureFixture[str]) -> None:
    user = with_two_steps(an_administrator(username="boss"))
    for n in range(6):
        Client().post("/sign-in/", {"username": "boss", "password": f"wrong {n}"})
    call_command("account", "boss", "--unlock", "--remove-second-step", "--password-link")
    link = re.search(r"/password/new/\S+", capsys.readouterr().out)[0]  # type: ignore[index]
    assert "password1" in body(Client().get(link, follow=True))
    client = Client()
    client.post("/sign-in/", {"username": "boss", "password": PASSWORD})
    assert is_signed_in(client)
    assert not Authenticator.objects.filter(user=user).exists()


def test_a_code_of_half_a_minute_ago_works_and_only_once(monkeypatch: pytest.MonkeyPatch) -> None:
    user, now = with_two_steps(an_analyst()), time.time()
    monkeypatch.setattr(time, "time", lambda: now)
    past = code(steps=-1)
    first = at_the_second_step(user)
    try_code(first, past)
    Authenticator.objects.update(last_used_at=None)
    second = at_the_second_step(user)
    try_code(second, past)
    assert (is_signed_in(first), is_signed_in(second)) == (True, False)
