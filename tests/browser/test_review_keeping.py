"""Work survives reloads, sign-outs and other people at the same browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from annotations.models import Reading
from tests.browser.reviewing import (
    cards,
    choose,
    enter,
    open_seed,
    press,
    saved,
    sign_in,
    stored,
    until,
    wait_until_ready,
)
from tests.factories import an_administrator, an_analyst

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CLAIM = "قوات جديدة"


def labels(reading: Reading) -> list[str]:
    return [state["label"] for state in stored(reading)]


def reopen(page: Page) -> None:
    page.reload()
    wait_until_ready(page)


def test_undo_and_redo_survive_reloads(page: Page, live_server: Any) -> None:
    reading = open_seed(page, live_server)
    choose(page, CLAIM)
    press(page, "c", "2", "Enter")
    cards(page).first.locator("button").click()
    press(page, "Delete")
    expect(cards(page)).to_have_count(0)
    saved(page)
    reopen(page)
    expect(cards(page)).to_have_count(0)
    press(page, "Control+z")
    expect(cards(page)).to_have_count(1)
    saved(page)
    assert labels(reading) == ["event"]
    reopen(page)
    press(page, "Control+z")
    saved(page)
    assert labels(reading) == [""]
    press(page, "Control+z")
    saved(page)
    assert labels(reading) == []
    expect(page.locator("[data-part=undo]")).to_be_disabled()
    reopen(page)
    for _step in range(3):
        press(page, "Control+Shift+z")
    expect(page.locator("[data-part=redo]")).to_be_disabled()
    saved(page)
    assert labels(reading) == []
    press(page, "Control+z")
    saved(page)
    assert labels(reading) == ["event"]


def test_undo_does_not_take_back_what_another_device_did(
    page: Page, live_server: Any, new_page: Callable[..., Page]
) -> None:
    reading = open_seed(page, live_server)
    assert reading.analyst
    choose(page, CLAIM)
    press(page, "c", "2", "Enter")
    saved(page)
    device = new_page()
    enter(device, live_server, reading.analyst)
    device.goto(f"{live_server.url}/readings/{reading.pk}/")
    wait_until_ready(device)
    cards(device).first.locator("button").click()
    press(device, "1")
    saved(device)
    expect(cards(page).first).to_contain_text("كمية")
    press(page, "Control+z")
    expect(page.locator("[data-review=message]")).to_contain_text("لم يُتراجَع")
    saved(page)
    assert labels(reading) == ["quantity"]


@pytest.mark.parametrize("place", ["tab", "device"])
def test_a_change_from_elsewhere_is_there_within_three_seconds(
    page: Page, live_server: Any, new_page: Callable[..., Page], place: str
) -> None:
    reading = open_seed(page, live_server)
    assert reading.analyst
    other = page.context.new_page() if place == "tab" else new_page()
    if place == "device":
        enter(other, live_server, reading.analyst)
    other.goto(f"{live_server.url}/readings/{reading.pk}/")
    wait_until_ready(other)
    choose(page, CLAIM)
    press(page, "c")
    saved(page)
    expect(cards(other)).to_have_count(1, timeout=3000)


def test_a_change_from_elsewhere_waits_for_a_half_typed_note_and_both_are_shown(
    page: Page, live_server: Any, new_page: Callable[..., Page]
) -> None:
    reading = open_seed(page, live_server)
    assert reading.analyst
    choose(page, CLAIM)
    press(page, "c", "2", "Enter")
    saved(page)
    device = new_page()
    enter(device, live_server, reading.analyst)
    device.goto(f"{live_server.url}/readings/{reading.pk}/")
    wait_until_ready(device)
    cards(page).first.locator("button").click()
    # What is typed becomes an operation a moment after the last key: that moment lasts until we say so.
    page.clock.install()
    page.clock.pause_at(page.evaluate("Date.now() / 1000 + 1"))
    note = page.locator("[data-review=panel] [data-key=note]")
    note.press_sequentially("نصف جم")
    cards(device).first.locator("button").click()
    press(device, "1")
    saved(device)
    with page.expect_response("**/events*") as response:
        page.evaluate("dispatchEvent(new Event('online'))")
    response.value.finished()
    expect(cards(page).first).not_to_contain_text("كمية")
    expect(note).to_have_value("نصف جم")
    note.blur()
    expect(page.locator(".returned")).to_contain_text("نصف جم")
    expect(page.locator(".returned")).to_contain_text("كمية")
    assert stored(reading)[0]["note"] == ""
    assert labels(reading) == ["quantity"]


def unsent(page: Page, reading: Reading) -> None:
    """One claim that the server does not get to know."""
    page.context.route("**/operations", lambda route: route.abort())
    choose(page, CLAIM)
    press(page, "c", "2", "Enter")
    expect(page.locator("[data-part=state][data-state=waiting]")).to_be_visible()
    assert stored(reading) == []


def press_sign_out(page: Page) -> None:
    page.locator("[popovertarget=account-menu]").click()
    page.locator("form[data-sign-out] button").click()


def signed_out(page: Page) -> None:
    expect(page.locator("[name=password]")).to_be_visible()


def in_browser(page: Page) -> int:
    """How many operations and steps lie in this browser's database, whoever's they are."""
    return page.evaluate(
        """() => new Promise((resolve) => {
            indexedDB.open("newsdesk").onsuccess = ({target}) => {
                const stores = ["outbox", "returned", "steps"];
                const reading = target.result.transaction(stores);
                const counts = stores.map((name) => reading.objectStore(name).count());
                reading.oncomplete = () => resolve(counts.reduce((sum, {result}) => sum + result, 0));
            };
        })"""
    )


def test_nothing_is_sent_under_the_name_of_somebody_else(page: Page, live_server: Any, page_errors: list[str]) -> None:
    reading = open_seed(page, live_server, user=an_analyst(first_name="سعاد", language="ar"))
    assert reading.analyst
    tab = page.context.new_page()
    tab.goto(f"{live_server.url}/articles/")
    press_sign_out(tab)
    signed_out(tab)
    sign_in(tab, live_server, an_analyst(language="ar"))
    page.bring_to_front()  # A page behind another one is painted seldom, and takes the mouse as seldom.
    choose(page, CLAIM)
    press(page, "c", "2", "Enter")
    state = page.locator("[data-part=state]")
    expect(state).to_have_attribute("data-state", "paused")
    expect(state).to_contain_text("باسم شخص آخر")
    expect(state).to_contain_text("سعاد")
    expect(page.locator("[data-part=sign-in]")).to_be_hidden()
    assert Reading.objects.count() == 1
    assert stored(reading) == []
    press_sign_out(tab)
    signed_out(tab)
    sign_in(tab, live_server, reading.analyst)
    expect(tab.locator(".messages[data-unsent]")).to_contain_text("تعديلان")
    saved(page)
    assert labels(reading) == ["event"]
    page_errors.clear()


def test_signing_out_with_nothing_unsent_asks_nothing_and_forgets_the_steps(page: Page, live_server: Any) -> None:
    open_seed(page, live_server)
    choose(page, CLAIM)
    press(page, "c", "2", "Enter")
    saved(page)
    press_sign_out(page)
    signed_out(page)
    assert in_browser(page) == 0


def test_nothing_is_asked_while_somebody_signs_out(page: Page, live_server: Any) -> None:
    """The answer would be that nobody is signed in. Whoever is not signed out after all is told what is new."""
    open_seed(page, live_server)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/events" in request.url else None)
    page.evaluate("""() => {
        const detail = new Promise(done => { globalThis.answer = done; });
        dispatchEvent(new CustomEvent('newsdesk:leaving', { detail }));
    }""")
    before = len(asked)
    page.evaluate("dispatchEvent(new Event('online'))")
    until(page, "() => new Promise(done => requestAnimationFrame(() => setTimeout(() => done(true))))")
    asked_meanwhile = len(asked) - before
    with page.expect_request(lambda request: "/events" in request.url):
        page.evaluate("answer(false)")
    assert asked_meanwhile == 0


def can_sign_out(page: Page) -> None:
    """Wait for what stands before signing out; it comes when there is nothing else to do."""
    until(
        page,
        """() => performance.getEntriesByType('resource')
            .some(({ name }) => new URL(name).pathname.includes('/signing_out.'))""",
    )


def test_signing_out_without_a_network_asks_at_once(page: Page, live_server: Any, page_errors: list[str]) -> None:
    reading = open_seed(page, live_server)
    can_sign_out(page)
    page.context.set_offline(True)
    choose(page, CLAIM)
    press(page, "c", "2", "Enter")
    expect(page.locator("[data-part=state][data-state=waiting]")).to_be_visible()
    press_sign_out(page)
    dialog = page.locator("dialog.dialog")
    expect(dialog).to_contain_text("تعديلان")
    for choice in ("send", "keep", "download", "erase"):
        expect(dialog.locator(f"[data-choice={choice}]")).to_be_visible()
    dialog.locator("[data-choice=keep]").click()
    expect(page.locator(".dialog-news")).to_contain_text("تعذّر الوصول")
    page.context.set_offline(False)
    dialog.locator("[data-choice=send]").click()
    signed_out(page)
    assert labels(reading) == ["event"]
    page_errors.clear()


@pytest.mark.parametrize("language", ["ar", "en"])
def test_signing_out_in_the_administration_asks_as_everywhere(
    page: Page, live_server: Any, page_errors: list[str], axe: Callable[[Page], None], language: str
) -> None:
    reading = open_seed(page, live_server, user=an_administrator(language=language))
    unsent(page, reading)
    page_errors.clear()
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{live_server.url}/admin/")
    can_sign_out(page)
    press_sign_out(page)
    dialog = page.locator("dialog.dialog")
    expect(dialog).to_contain_text({"ar": "تعديلان", "en": "2 changes"}[language])
    axe(page)
    page.set_viewport_size({"width": 390, "height": 844})
    box = dialog.bounding_box()
    assert box
    assert 0 < box["x"] < box["x"] + box["width"] < 390
    page.context.unroute("**/operations")
    dialog.locator("[data-choice=send]").click()
    signed_out(page)
    assert labels(reading) == ["event"]
    page_errors.clear()


def test_signing_out_without_a_network_and_with_nothing_unsent_says_that_it_did_not_work(
    page: Page, live_server: Any, page_errors: list[str]
) -> None:
    open_seed(page, live_server)
    can_sign_out(page)
    page.context.set_offline(True)
    press_sign_out(page)
    expect(page.locator(".messages[data-unsent]")).to_contain_text("تعذّر الوصول")
    expect(page.locator("form[data-sign-out] button[aria-busy]")).to_have_count(0)
    page_errors.clear()


def test_signing_out_shows_at_once_that_it_was_pressed(page: Page, live_server: Any) -> None:
    open_seed(page, live_server)
    page.context.route("**/sign-out/", lambda route: None)  # A server that takes its time.
    page.locator("[popovertarget=account-menu]").click()
    busy = page.evaluate(
        """() => new Promise((resolve) => {
            const button = document.querySelector("form[data-sign-out] button");
            button.click();
            requestAnimationFrame(() => resolve([button.ariaBusy, button.textContent.trim()]));
        })"""
    )
    assert busy == ["true", "يجري تسجيل الخروج…"]
    page.context.unroute("**/sign-out/")


@pytest.mark.parametrize("somewhere", ["here", "/articles/"])
def test_kept_work_is_sent_when_its_owner_signs_in_again_and_seen_by_nobody_else(
    page: Page, live_server: Any, page_errors: list[str], somewhere: str
) -> None:
    reading = open_seed(page, live_server)
    assert reading.analyst
    unsent(page, reading)
    page.on("dialog", lambda dialog: dialog.accept())
    if somewhere != "here":
        page.goto(f"{live_server.url}{somewhere}")
    press_sign_out(page)
    dialog = page.locator("dialog.dialog")
    expect(dialog).to_contain_text("تعديلان")
    dialog.locator("[data-choice=keep]").click()
    signed_out(page)
    page.context.unroute("**/operations")
    other = an_analyst(language="ar")
    sign_in(page, live_server, other)
    page.wait_for_load_state("networkidle")
    expect(page.locator(".messages[data-unsent]")).to_have_count(0)
    assert stored(reading) == []
    press_sign_out(page)
    signed_out(page)
    sign_in(page, live_server, reading.analyst)
    expect(page.locator(".messages[data-unsent]")).to_contain_text("تعديلان")
    assert labels(reading) == ["event"]
    page_errors.clear()


def test_work_is_sent_before_signing_out_once_the_server_answers(
    page: Page, live_server: Any, page_errors: list[str]
) -> None:
    reading = open_seed(page, live_server)
    unsent(page, reading)
    press_sign_out(page)
    page.locator("[data-choice=send]").click()
    expect(page.locator(".dialog-news")).to_contain_text("تعذّر")
    page.context.unroute("**/operations")
    page.locator("[data-choice=send]").click()
    signed_out(page)
    assert labels(reading) == ["event"]
    page_errors.clear()


def test_erased_work_is_gone_from_the_browser_even_without_a_server(
    page: Page, live_server: Any, page_errors: list[str]
) -> None:
    reading = open_seed(page, live_server)
    unsent(page, reading)
    page.context.route("**/sign-out/", lambda route: route.abort())
    press_sign_out(page)
    erase = page.locator("[data-choice=erase]")
    erase.click()
    expect(erase).to_contain_text("بلا رجعة")
    assert in_browser(page) > 0
    erase.click()
    expect(page.locator(".dialog-news")).to_contain_text("تعذّر الوصول")
    assert in_browser(page) == 0
    page.context.unroute("**/operations")
    page.context.unroute("**/sign-out/")
    erase.click()
    signed_out(page)
    assert stored(reading) == []
    page_errors.clear()


def test_a_downloaded_file_can_be_sent_from_another_browser(
    page: Page, live_server: Any, new_page: Callable[..., Page], page_errors: list[str], tmp_path: Path
) -> None:
    reading = open_seed(page, live_server)
    assert reading.analyst
    unsent(page, reading)
    press_sign_out(page)
    with page.expect_download() as downloading:
        page.locator("[data-choice=download]").click()
    file = tmp_path / "unsent.json"
    downloading.value.save_as(file)
    for user, words in ((an_analyst(language="ar"), "ليس هذا ملفاً"), (reading.analyst, "تعديلان")):
        elsewhere = new_page()
        sign_in(elsewhere, live_server, user)
        elsewhere.locator("[popovertarget=account-menu]").click()
        with elsewhere.expect_file_chooser() as choosing:
            elsewhere.locator("[data-give-back]").click()
        choosing.value.set_files(file)
        expect(elsewhere.locator(".messages[data-unsent]")).to_contain_text(words)
    assert labels(reading) == ["event"]
    page_errors.clear()
