"""A project's page in a real browser: members are chosen, it is accessible, and fits a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from annotations.models import Membership
from tests.browser.reviewing import sign_in
from tests.factories import a_member, a_project, a_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Role = Membership.Role


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
def test_members_come_change_and_go(
    live_server: Any, new_page: Callable[..., Page], axe: Callable[[Page], None], language: str, width: int, theme: str
) -> None:
    project = a_project(team=())
    layla = a_user("", username="layla")
    boss = a_member(project, Role.ADMINISTRATOR, language=language, theme=theme)
    page = new_page(viewport={"width": width, "height": 844})
    sign_in(page, live_server, boss)
    page.goto(f"{live_server.url}/projects/")
    page.locator("main .listing a").click()
    page.locator("main [name=username]:visible").fill("layla")
    page.locator("main .card [name=role]").select_option(Role.OBSERVER)
    page.locator("main .card [type=submit]").click()
    row = page.locator("main .listing li", has_text="layla")
    expect(row.locator("[name=role]")).to_have_value(Role.OBSERVER)
    row.locator("[name=role]").select_option(Role.ADJUDICATOR)
    row.locator(".member-role button").click()
    expect(row.locator("[name=role]")).to_have_value(Role.ADJUDICATOR)
    assert Membership.objects.get(user=layla).role == Role.ADJUDICATOR
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    axe(page)
    taking_out = row.locator(".listing-action > button")
    expect(taking_out).to_have_accessible_description("layla")
    taking_out.click()
    question = row.get_by_role("dialog")
    axe(page)
    page.keyboard.press("Enter")
    expect(question).to_be_hidden()
    assert Membership.objects.filter(user=layla).exists()
    taking_out.click()
    question.locator("form button").first.click()
    expect(row).to_have_count(0)
