"""Correcting blocks with a dead network, an ended session and a colleague at the same text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from articles.models import Revision
from articles.revising.blocks import Correction, correct_blocks
from newsdesk.models import Event, User
from tests.browser.blocks.desk import FIRST, SECOND, THIRD, part, state, stored
from tests.browser.reviewing import enter, press
from tests.factories import an_editor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_colleague_at_the_same_text_is_told_with_a_name_and_neither_work_is_lost(
    open_blocks: Callable[..., Page], revision: Revision, page_errors: list[str]
) -> None:
    page = open_blocks(revision)
    press(page, "Digit5")
    theirs = [Correction("title", *FIRST), Correction("paragraph", *SECOND), Correction("caption", *THIRD)]
    correct_blocks(revision, theirs, by=an_editor(username="huda", first_name="هدى"))
    press(page, "Control+KeyS")
    conflict = part(page, "conflict")
    expect(conflict).to_contain_text("هدى")
    state(page, "conflict")
    assert [kind for kind, *_rest in stored(revision)] == ["title", "paragraph", "caption"]
    conflict.get_by_role("button").first.click()
    expect(conflict).to_be_hidden()
    rows = page.locator(".block-row")
    expect(rows.nth(2)).to_have_attribute("data-kind", "caption")
    press(page, "Control+KeyZ")
    expect(rows.nth(1)).to_have_attribute("data-kind", "subheading")
    press(page, "Control+KeyS")
    state(page, "saved")
    assert [kind for kind, *_rest in stored(revision)] == ["paragraph", "subheading", "paragraph"]
    assert all("409" in error for error in page_errors)
    page_errors.clear()


def test_ones_own_can_be_stored_in_place_of_theirs(
    open_blocks: Callable[..., Page], revision: Revision, page_errors: list[str]
) -> None:
    page = open_blocks(revision)
    press(page, "Digit5")
    theirs = [Correction("title", *FIRST), Correction("paragraph", *SECOND), Correction("caption", *THIRD)]
    correct_blocks(revision, theirs, by=an_editor(username="huda"))
    press(page, "Control+KeyS")
    part(page, "conflict").get_by_role("button").last.click()
    state(page, "saved")
    assert [kind for kind, *_rest in stored(revision)] == ["paragraph", "subheading", "paragraph"]
    page_errors.clear()


def test_a_dead_network_is_said_and_the_work_arrives_when_it_is_back(
    open_blocks: Callable[..., Page], revision: Revision, page_errors: list[str]
) -> None:
    page = open_blocks(revision)
    page.context.set_offline(True)
    press(page, "Digit5", "Control+KeyS")
    state(page, "waiting")
    press(page, "KeyN", "Digit6")
    page.context.set_offline(False)
    state(page, "saved")
    assert [kind for kind, *_rest in stored(revision)] == ["paragraph", "subheading", "caption"]
    page_errors.clear()


def test_an_answer_that_is_lost_makes_no_conflict_with_oneself(
    open_blocks: Callable[..., Page], revision: Revision, page_errors: list[str]
) -> None:
    page = open_blocks(revision)
    lost: list[Route] = []

    def lose_one(route: Route) -> None:
        if lost:
            return route.continue_()
        lost.append(route)
        route.fetch()
        return route.abort()

    page.route("**/api/v1/revisions/*/blocks", lose_one)
    press(page, "Digit5", "Control+KeyS")
    state(page, "saved")
    assert lost
    assert Event.objects.filter(action="revision.blocks_corrected").count() == 1
    page_errors.clear()


def test_what_was_not_saved_is_there_again_on_the_next_visit(
    open_blocks: Callable[..., Page], revision: Revision
) -> None:
    page = open_blocks(revision)
    press(page, "Digit5")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.locator("html[data-blocks-ready]")).to_be_attached()
    expect(page.locator(".block-row").nth(1)).to_have_attribute("data-kind", "subheading")
    expect(part(page, "said")).to_contain_text("عادت تصحيحاتك")
    state(page, "changed")
    press(page, "Control+KeyZ")
    state(page, "saved")
    page.reload()
    expect(page.locator(".block-row").nth(1)).to_have_attribute("data-kind", "paragraph")


def test_what_was_left_behind_is_no_longer_current_when_somebody_else_was_here(
    open_blocks: Callable[..., Page], revision: Revision
) -> None:
    page = open_blocks(revision)
    press(page, "Digit5")
    theirs = [Correction("title", *FIRST), Correction("paragraph", *SECOND), Correction("caption", *THIRD)]
    correct_blocks(revision, theirs, by=an_editor(username="huda"))
    page.on("dialog", lambda dialog: dialog.accept())
    for _again in range(2):
        page.reload()
        state(page, "conflict")
        expect(page.locator(".block-row").nth(1)).to_have_attribute("data-kind", "subheading")
    part(page, "conflict").get_by_role("button").first.click()
    expect(page.locator(".block-row").nth(2)).to_have_attribute("data-kind", "caption")
    state(page, "saved")


def test_a_session_that_has_ended_is_said_and_nothing_is_lost(
    open_blocks: Callable[..., Page], revision: Revision, page_errors: list[str], live_server: Any, editor: User
) -> None:
    page = open_blocks(revision)
    press(page, "Digit5")
    page.context.clear_cookies()
    press(page, "Control+KeyS")
    state(page, "signed-out")
    expect(part(page, "sign-in")).to_be_visible()
    enter(page, live_server, editor)
    token = [cookie for cookie in page.context.cookies() if cookie["name"] == "csrftoken"]
    assert not token
    other = page.context.new_page()
    other.goto(f"{live_server.url}/preferences/")
    other.close()
    page.evaluate("dispatchEvent(new Event('focus'))")
    state(page, "saved")
    assert stored(revision)[1][0] == "subheading"
    page_errors.clear()
