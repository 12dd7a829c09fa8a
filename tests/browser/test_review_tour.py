"""The guided first use: each step is ticked off by doing it; it can be left, called back and taken back."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.reviewing import cards, choose, open_seed, press, saved, stored, until
from tests.factories import an_analyst

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TOUR = "[data-review=tour]"
CLAIM = "هجمات عدة ومتكررة طالت قواعد عسكرية"
SOURCE = "كاظم الفرطوسي، المتحدث باسم كتائب سيد الشهداء"
CONTENT = "الولايات المتحدة الأميركية باستقدام قوات جديدة إلى قاعدة عين الأسد في محافظة الأنبار"
CURSOR_IN_SIGHT = """() => {
    const { top, bottom } = document.querySelector('[data-review=caret]').getBoundingClientRect();
    return top >= document.querySelector('[data-review=bar]').getBoundingClientRect().bottom && bottom <= innerHeight;
}"""
# The first part of what is at hand lies between the first steps and the panel, which stands below them or at the foot.
IN_SIGHT = """() => {
    const boxOf = (name) => document.querySelector(`[data-review=${name}]`).getBoundingClientRect();
    const [part] = CSS.highlights.get('active-0') ?? [];
    if (!part) return false;
    const range = document.createRange();
    range.setStart(part.startContainer, part.startOffset);
    range.setEnd(part.endContainer, part.endOffset);
    const [first] = range.getClientRects();
    const panel = boxOf('panel');
    const isBeside = panel.right <= boxOf('text').left || panel.left >= boxOf('text').right;
    const isFree = isBeside ? panel.top >= boxOf('tour').bottom : first.bottom <= panel.top;
    return isFree && first.top >= boxOf('tour').bottom && first.bottom <= innerHeight;
}"""


# Whether the steps stood there when the page said that it is ready.
NOTE_READY = """addEventListener('DOMContentLoaded', () => new MutationObserver(() => {
    if ('reviewReady' in document.documentElement.dataset)
        globalThis.stoodThere ??= !document.querySelector('[data-review=tour]').hidden;
}).observe(document.documentElement, { attributes: true }));"""


def at(page: Page, step: str) -> None:
    expect(page.locator(f"{TOUR} [data-step={step}]")).to_be_visible()


def test_the_text_has_made_room_for_the_first_step_before_its_words_are_chosen(page: Page, live_server: Any) -> None:
    page.add_init_script(NOTE_READY)
    open_seed(page, live_server, tour=True)
    assert page.evaluate("globalThis.stoodThere") is True


@pytest.mark.parametrize("language", ["ar", "en"])
def test_each_step_is_ticked_off_by_doing_it_and_all_of_it_can_be_undone(
    page: Page, live_server: Any, language: str
) -> None:
    reading = open_seed(page, live_server, user=an_analyst(language=language), tour=True)
    at(page, "welcome")
    page.locator("[data-key=tour-next]").click()
    at(page, "choose")
    choose(page, CLAIM)
    at(page, "kind")
    press(page, "c")
    at(page, "label")
    press(page, "2")
    at(page, "frame")
    press(page, "Enter")
    choose(page, SOURCE)
    press(page, "s")
    at(page, "parts")
    choose(page, CONTENT)
    press(page, "w")
    at(page, "finish")
    press(page, "9", "Enter")
    at(page, "saved")
    expect(cards(page)).to_have_count(2)
    for step in ("help", "submit"):
        page.locator("[data-key=tour-next]").click()
        at(page, step)
    page.locator("[data-key=tour-undo]").click()
    expect(page.locator(TOUR)).to_be_hidden()
    expect(cards(page)).to_have_count(0)
    saved(page)
    assert stored(reading) == []


def test_it_is_left_for_good_and_called_back_from_the_list_of_keys(page: Page, live_server: Any) -> None:
    open_seed(page, live_server, tour=True)
    at(page, "welcome")
    page.locator("[data-key=tour-end]").click()
    expect(page.locator(TOUR)).to_be_hidden()
    page.reload()
    expect(page.locator("html[data-review-ready]")).to_be_attached()
    expect(page.locator(TOUR)).to_be_hidden()
    press(page, "Shift+Slash")
    page.locator("dialog [data-key=tour]").click()
    at(page, "welcome")
    expect(page.locator("[data-key=tour-next]")).to_be_focused()
    page.locator("[data-key=tour-end]").click()
    press(page, "g")
    at(page, "welcome")


@pytest.mark.parametrize("width", [1280, 390])
def test_it_is_accessible_and_covers_nothing(
    page: Page, live_server: Any, axe: Callable[[Page], None], width: int
) -> None:
    open_seed(page, live_server, tour=True)
    at(page, "welcome")
    page.set_viewport_size({"width": width, "height": 844})
    axe(page)
    text = page.locator("[data-review=text]").bounding_box()
    tour = page.locator(TOUR).bounding_box()
    assert text is not None
    assert tour is not None
    assert tour["y"] + tour["height"] <= text["y"]


@pytest.mark.parametrize("width", [1280, 390])
def test_it_stays_in_sight_and_nothing_hides_beneath_it(page: Page, live_server: Any, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    open_seed(page, live_server, tour=True)
    at(page, "welcome")
    choose(page, SOURCE)
    press(page, "s", "9", "Escape")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(page.locator(TOUR)).to_be_in_viewport(ratio=1)
    cards(page).first.locator("button").click()
    until(page, IN_SIGHT)


def test_the_text_cursor_stays_in_sight_in_a_paragraph_higher_than_the_window(page: Page, live_server: Any) -> None:
    page.set_viewport_size({"width": 1280, "height": 320})
    open_seed(page, live_server)
    page.locator("[data-review=text]").focus()
    for key in ("ArrowDown", "ArrowUp"):
        press(page, *[key] * 14)
        until(page, CURSOR_IN_SIGHT)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_fingers_are_told_what_fingers_do(new_page: Callable[..., Page], live_server: Any, language: str) -> None:
    page = new_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    open_seed(page, live_server, user=an_analyst(language=language), tour=True)
    at(page, "welcome")
    for step in ("choose", "kind", "label", "frame", "parts", "finish"):
        page.locator("[data-key=tour-next]").tap()
        at(page, step)
        expect(page.locator(f"{TOUR} [data-step]")).not_to_contain_text(re.compile("Shift|Enter"))


def test_words_are_chosen_by_key_as_it_says(page: Page, live_server: Any) -> None:
    """By the word: letters are for those who ask for them."""
    open_seed(page, live_server, tour=True)
    page.locator("[data-key=tour-next]").click()
    expect(page.locator(f"{TOUR} [data-step=choose]")).to_contain_text("كلمة كلمة بالأسهم مع Ctrl Shift")
    page.locator("[data-review=text]").focus()
    press(page, "Control+Shift+ArrowLeft", "Control+Shift+ArrowLeft", "c")
    expect(cards(page)).to_contain_text("اخبار العراق")
    at(page, "label")


def test_it_follows_what_is_done_ahead_and_back(page: Page, live_server: Any) -> None:
    open_seed(page, live_server, tour=True)
    at(page, "welcome")
    choose(page, CLAIM)
    at(page, "kind")
    press(page, "Escape")
    at(page, "choose")
    choose(page, CLAIM)
    press(page, "c")
    at(page, "label")
    press(page, "Control+z")
    at(page, "choose")
    choose(page, SOURCE)
    press(page, "s")
    at(page, "parts")
    choose(page, CONTENT)
    press(page, "w")
    at(page, "finish")


@pytest.mark.parametrize("width", [1280, 390])
def test_it_folds_to_a_line_that_goes_on_following(
    page: Page, live_server: Any, axe: Callable[[Page], None], width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    open_seed(page, live_server, tour=True)
    page.locator("[data-key=tour-fold]").click()
    expect(page.locator("[data-key=tour-fold]")).to_be_focused()
    folded = page.locator(TOUR).bounding_box()
    assert folded
    assert folded["height"] < 48
    axe(page)
    choose(page, CLAIM)
    expect(page.locator(f"{TOUR} [data-step=kind]")).to_be_attached()
    expect(page.locator(f"{TOUR} .tour-title")).to_be_visible()
    page.locator("[data-key=tour-fold]").click()
    at(page, "kind")
