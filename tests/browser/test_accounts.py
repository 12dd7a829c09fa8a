"""Accounts in a real browser: from the invitation to the second step, every page accessible and fit for a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse
from playwright.sync_api import Page, expect

from annotations.models import ApiToken
from newsdesk.models import User
from tests.browser.reviewing import sign_in
from tests.factories import PASSWORD, an_administrator, an_analyst
from tests.newsdesk.accounts.test_two_step import code

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}
LANGUAGES = pytest.mark.parametrize("language", ["ar", "en"])


@pytest.fixture
def looked_at(axe: Callable[..., None]) -> Callable[[Page], None]:
    """A page that axe finds no fault with, by day and by night, and that no phone has to scroll sideways."""

    def look(page: Page) -> None:
        expect(page.locator("main h1")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        axe(page, themes=["dark"])

    return look


def speaking(page: Page, server: Any, language: str) -> Page:
    page.context.add_cookies([{"name": "django_language", "value": language, "url": server.url}])
    return page


def send(page: Page) -> None:
    page.locator("main button[type=submit]").first.click()


@LANGUAGES
def test_from_the_invitation_to_the_second_step(
    live_server: Any,
    new_page: Callable[..., Page],
    looked_at: Callable[[Page], None],
    language: str,
) -> None:
    desk = speaking(new_page(viewport=PHONE), live_server, language)
    sign_in(desk, live_server, an_administrator(language=language))
    desk.goto(f"{live_server.url}{reverse('people')}")
    looked_at(desk)
    desk.fill("[name=name]", "ليلى")
    desk.locator("form:has([name=role]) button").click()
    looked_at(desk)
    link = desk.locator("#link").input_value()
    # Our pages may write the clipboard and not read it.
    desk.evaluate("navigator.clipboard.writeText = async (text) => { window.copied = text; }")
    desk.locator("[data-copies=link]").click()
    expect(desk.locator("[data-copies=link] + [role=status]")).to_have_text({"ar": "نُسخ", "en": "Copied"}[language])
    assert desk.evaluate("window.copied") == link

    guest = speaking(new_page(viewport=PHONE), live_server, language)
    guest.goto(link)
    assert link.rsplit("/", 2)[1] not in guest.url
    looked_at(guest)
    guest.fill("[name=username]", "layla")
    for field in ("password1", "password2"):
        guest.fill(f"[name={field}]", PASSWORD)
    send(guest)
    guest.fill("[name=username]", "layla")
    guest.fill("[name=password]", PASSWORD)
    send(guest)
    for name in ("account", "account_change_password", "account_reauthenticate"):
        guest.goto(f"{live_server.url}{reverse(name)}")
        looked_at(guest)
    guest.goto(f"{live_server.url}{reverse('mfa_activate_totp')}")
    expect(guest.locator("img.account-qr")).to_have_js_property("complete", True)
    assert guest.locator("img.account-qr").evaluate("image => image.naturalWidth") > 0
    looked_at(guest)
    guest.fill("[name=code]", code(guest.locator(".account-secret").inner_text().replace(" ", "")))
    send(guest)
    expect(guest.locator(".account-codes li")).to_have_count(10)
    looked_at(guest)
    for name in ("mfa_generate_recovery_codes", "mfa_deactivate_totp"):
        guest.goto(f"{live_server.url}{reverse(name)}")
        looked_at(guest)

    desk.goto(f"{live_server.url}{reverse('person', args=[User.objects.get(username='layla').pk])}")
    looked_at(desk)
    desk.locator("form[action$=password-link] button").click()
    looked_at(desk)


@LANGUAGES
def test_the_pages_at_the_door(
    live_server: Any,
    new_page: Callable[..., Page],
    page_errors: list[str],
    looked_at: Callable[[Page], None],
    language: str,
) -> None:
    page = speaking(new_page(viewport=PHONE), live_server, language)
    for name in ("sign_in", "account_reset_password", "account_reset_password_done", "account_inactive", "join"):
        page.goto(f"{live_server.url}{reverse(name)}")
        looked_at(page)
    page.goto(f"{live_server.url}/password/new/1-used-up/")
    looked_at(page)
    user = an_analyst()
    page.goto(f"{live_server.url}{reverse('sign_in')}")
    for n in range(6):
        page.fill("[name=username]", user.username)
        page.fill("[name=password]", f"wrong {n}")
        send(page)
        expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("alert")).to_contain_text("15")
    looked_at(page)
    page_errors.clear()  # An invitation that is over answers 404, which the browser reports.


def test_a_key_typed_by_hand_and_a_recovery_code_let_in(live_server: Any, page: Page) -> None:
    user = an_analyst()
    sign_in(page, live_server, user)
    page.goto(f"{live_server.url}{reverse('mfa_activate_totp')}")
    page.fill("[name=code]", code(page.locator(".account-secret").inner_text().replace(" ", "")))
    send(page)
    recovery = page.locator(".account-codes code").first.inner_text()
    page.get_by_role("button", name="الحساب").click()
    page.locator("form[data-sign-out] button").click()
    page.fill("[name=username]", user.username)
    page.fill("[name=password]", PASSWORD)
    send(page)
    page.fill("[name=code]", recovery)
    send(page)
    expect(page.get_by_role("button", name="الحساب")).to_be_visible()
    assert len(Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()) == 9


@LANGUAGES
def test_a_token_is_made_seen_and_revoked(
    live_server: Any, new_page: Callable[..., Page], looked_at: Callable[[Page], None], language: str
) -> None:
    page = speaking(new_page(viewport=PHONE), live_server, language)
    layla = an_analyst(language=language)
    sign_in(page, live_server, layla)
    page.goto(f"{live_server.url}{reverse('account')}")
    page.click(f"a[href='{reverse('tokens')}']")
    looked_at(page)
    page.click(f"a[href='{reverse('new_token')}']")
    if "again" in page.url:  # The tests' way of signing in is none by password.
        page.fill("[name=password]", PASSWORD)
        send(page)
    looked_at(page)
    page.fill("[name=name]", "تنزيل ليلي")
    send(page)
    looked_at(page)
    secret = page.locator("#secret").input_value()
    assert ApiToken.of_secret(secret)
    page.click(f"main a[href='{reverse('tokens')}']")
    expect(page.locator("main")).to_contain_text("تنزيل ليلي")
    looked_at(page)
    revoking = page.locator(".listing-action > button")
    revoking.click()
    looked_at(page)
    # In Arabic the word for revoking is that for cancelling, too.
    deed, way_back = page.get_by_role("dialog").get_by_role("button").all_inner_texts()
    assert deed != way_back
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert ApiToken.of_secret(secret)
    revoking.click()
    page.get_by_role("dialog").locator("form button").first.click()
    looked_at(page)
    expect(page.locator(".listing-action")).to_have_count(0)
    assert ApiToken.of_secret(secret) is None
