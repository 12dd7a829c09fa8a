"""The review page for everyone: axe in every state and theme, focus that is seen, targets that can be hit."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from newsdesk.models import User
from tests.browser.reviewing import choose, open_seed, press, saved
from tests.factories import an_analyst

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CLAIM = "هجمات عدة ومتكررة طالت قواعد عسكرية"
SOURCE = "كاظم الفرطوسي، المتحدث باسم كتائب سيد الشهداء"
THEMES = [theme for theme in User.Theme.values if theme != User.Theme.SYSTEM]

# What has the focus: whether a ring is drawn around it, and whether anything lies over its middle.
FOCUS = """() => {
    const element = document.activeElement;
    if (element === document.body) return null;
    const style = getComputedStyle(element);
    const { left, right, top, bottom, width, height } = element.getBoundingClientRect();
    const x = Math.min(Math.max((left + right) / 2, 1), innerWidth - 1);
    const y = Math.min(Math.max((top + bottom) / 2, 1), innerHeight - 1);
    const above = document.elementFromPoint(x, y);
    return {
        name: element.outerHTML.slice(0, 120),
        ringed: (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== 'none',
        inView: bottom > 0 && top < innerHeight && width > 0 && height > 0,
        covered: !(element.contains(above) || above?.contains(element)),
    };
}"""
SMALL = """() => [...document.querySelectorAll('main button, main a, main input, main select, main summary')]
    .filter((element) => element.checkVisibility({ visibilityProperty: true }))
    .filter((element) => !element.closest('p, li, td, .visually-hidden'))
    .map((element) => [element, (element.closest('label') ?? element).getBoundingClientRect()])
    .filter(([, { width, height }]) => width > 1 && (width < 24 || height < 24))
    .map(([element, { width, height }]) => `${element.outerHTML.slice(0, 90)} ${width}x${height}`)"""


def an_attribution(page: Page) -> None:
    choose(page, SOURCE)
    press(page, "s")
    expect(page.locator("[data-review=panel]")).to_be_visible()


@pytest.mark.parametrize("language", ["ar", "en"])
def test_axe_finds_nothing_in_any_state_of_the_page_in_any_theme(
    page: Page, live_server: Any, axe: Callable[..., None], language: str
) -> None:
    first, *others = THEMES
    open_seed(page, live_server, user=an_analyst(theme=first, language=language))
    axe = partial(axe, themes=others)
    axe(page)
    choose(page, CLAIM)
    axe(page)
    press(page, "c", "2")
    axe(page)
    press(page, "Enter")
    an_attribution(page)
    axe(page)
    press(page, "Escape", "Escape")
    expect(page.locator("[data-review=summary]")).to_be_visible()
    axe(page)
    press(page, "Shift+Slash")
    expect(page.locator("dialog[open]")).to_be_visible()
    axe(page)
    press(page, "Escape")
    saved(page)
    page.set_viewport_size({"width": 390, "height": 844})
    axe(page)


def test_the_focus_is_always_seen(page: Page, live_server: Any) -> None:
    """Through the whole page by Tab, with an attribution open: a ring, in the window, under nothing."""
    open_seed(page, live_server)
    an_attribution(page)
    page.locator("body").evaluate("(body) => { document.activeElement.blur(); }")
    seen = []
    for _ in range(120):
        press(page, "Tab")
        focus = page.evaluate(FOCUS)
        if focus is None:
            break
        seen.append(focus)
    assert len(seen) > 15
    assert [focus["name"] for focus in seen if not focus["ringed"]] == []
    assert [focus["name"] for focus in seen if not focus["inView"]] == []
    assert [focus["name"] for focus in seen if focus["covered"]] == []


@pytest.mark.parametrize("width", [1280, 390])
def test_what_can_be_pressed_is_large_enough(page: Page, live_server: Any, width: int) -> None:
    open_seed(page, live_server)
    choose(page, CLAIM)
    assert page.evaluate(SMALL) == []
    press(page, "c")
    page.set_viewport_size({"width": width, "height": 844})
    assert page.evaluate(SMALL) == []


def test_nothing_moves_for_those_who_asked_for_stillness(new_page: Callable[..., Page], live_server: Any) -> None:
    page = new_page(reduced_motion="reduce")
    open_seed(page, live_server)
    an_attribution(page)
    moving = page.evaluate(
        "document.getAnimations().filter((one) => one.effect.getComputedTiming().activeDuration > 20).length"
    )
    assert moving == 0
