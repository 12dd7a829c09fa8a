"""The bar beside the words chosen: it covers none of them, stays near, and offers what goes with them."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.reviewing import choose, open_seed, painted, press, saved, stored
from tests.browser.test_review_flow import CONTENT, drag
from tests.factories import an_analyst

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TOP_OF_CHOSEN = """() => Math.min(...[...CSS.highlights.get('chosen')].flatMap((part) => {
    const range = document.createRange();
    range.setStart(part.startContainer, part.startOffset);
    range.setEnd(part.endContainer, part.endOffset);
    return [...range.getClientRects()].map(({ top }) => top);
}))"""
# How far the bar is from the words chosen, half of what the column is wide, and whether it covers any of the words.
AWAY = """({ x, y, width, height }) => {
    const words = [...CSS.highlights.get('chosen')].flatMap((part) => {
        const range = document.createRange();
        range.setStart(part.startContainer, part.startOffset);
        range.setEnd(part.endContainer, part.endOffset);
        return [...range.getClientRects()];
    });
    const text = document.querySelector('[data-review=text]');
    const { paddingLeft, paddingRight } = getComputedStyle(text);
    const column = text.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
    const gaps = words.map(({ left, right, top, bottom }) => Math.hypot(
        Math.max(left - x - width, x - right, 0), Math.max(top - y - height, y - bottom, 0)));
    const distance = Math.min(...gaps);
    return [distance, column / 2, distance === 0];
}"""
COVERED = """({ x, y, width, height }) => [...document.querySelectorAll('[data-start]')].flatMap((block) => {
    const range = document.createRange();
    range.selectNodeContents(block);
    return [...range.getClientRects()].filter(({ left, right, top, bottom }) =>
        right - left > 1 && left < x + width && x < right && top < y + height && y < bottom);
})"""


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("width", [960, 1280, 1920])
def test_the_bar_beside_the_words_covers_none_of_them_and_stays_near_and_under_the_mouse(
    page: Page, live_server: Any, language: str, width: int
) -> None:
    """Where there is room on either side of the column, no line of it is covered at all."""
    page.set_viewport_size({"width": width, "height": 800})
    open_seed(page, live_server, user=an_analyst(language=language))
    for words in (CONTENT, "مطار إربيل", "واتهم", "في محافظة الأنبار"):
        choose(page, words)
        box = page.locator("[data-review=picker]").bounding_box()
        assert box
        assert 0 <= box["x"] <= width - box["width"]
        distance, half, touched = page.evaluate(AWAY, box)
        assert distance <= half
        assert not touched
        if width > 960:
            assert page.evaluate(COVERED, box) == []
        page.locator("[data-choice=claim]").hover()
        still = page.locator("[data-choice=claim]").bounding_box()
        page.locator("[data-choice='claim/event']").hover()
        assert page.locator("[data-choice=claim]").bounding_box() == still
    assert painted(page) == {}


def test_without_room_beside_the_article_the_bar_lies_over_the_words(page: Page, live_server: Any) -> None:
    page.set_viewport_size({"width": 960, "height": 800})
    open_seed(page, live_server)
    press(page, "z")
    choose(page, CONTENT)
    picker = page.locator("[data-review=picker]").bounding_box()
    assert picker
    assert picker["y"] + picker["height"] <= page.evaluate(TOP_OF_CHOSEN)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_letter_before_the_first_word_stays_outside_by_a_button(
    page: Page, live_server: Any, language: str
) -> None:
    """«و» in «واتهم»: while words are chosen, and once they fill a role. A name that begins so is not offered it."""
    reading = open_seed(page, live_server, language=language)
    drag(page, "واتهم كاظم")
    less = page.locator(".picker [data-choice=less]")
    expect(less.locator("kbd")).to_have_text("]")
    less.click()
    expect(less).to_have_count(0)
    press(page, "KeyQ")
    saved(page)
    assert [anchor["exact"] for anchor in stored(reading)[0]["anchors"]] == ["اتهم كاظم"]
    press(page, "Escape", "Escape")
    choose(page, "كاظم الفرطوسي")
    press(page, "KeyS")
    expect(page.locator("[data-key=flow-less]")).to_have_count(0)
    drag(page, "والدعم")
    press(page, "KeyQ")
    page.locator("[data-key=flow-less]").click()
    saved(page)
    assert sorted(anchor["exact"] for anchor in stored(reading)[1]["anchors"]) == ["الدعم", "كاظم الفرطوسي"]
