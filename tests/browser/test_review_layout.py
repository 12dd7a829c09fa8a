"""Where things lie on the review page: nothing covers what is worked on, and what is needed is in sight and legible."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.reviewing import choose, open_seed, press, saved
from tests.factories import an_analyst

PANEL = "[data-review=panel]"
SOURCE = "كاظم الفرطوسي، المتحدث باسم كتائب سيد الشهداء"
CONTENT = "الولايات المتحدة الأميركية باستقدام قوات جديدة إلى قاعدة عين الأسد في محافظة الأنبار"
LINE_OF = "name => getComputedStyle(document.querySelector('.block'), `::highlight(${name})`).textDecorationLine"
KNOBS = """() => [...document.querySelectorAll('.handle:not([hidden])')].map((handle) => {
    const { top, bottom } = handle.getBoundingClientRect();
    const knob = getComputedStyle(handle, '::before');
    const at = parseFloat(knob.top);
    return { edge: handle.dataset.edge, isAbove: at < 0, isBelow: at >= bottom - top - 1 };
})"""


def test_parts_of_what_is_at_hand_keep_the_lines_of_their_roles(page: Page, live_server: Any) -> None:
    open_seed(page, live_server)
    choose(page, "الفرطوسي")
    press(page, "s")
    expect(page.locator("[data-review=panel]")).to_be_visible()
    assert page.evaluate(LINE_OF, "active-0") == "none"
    assert page.evaluate(LINE_OF, "mark-green-0") == "underline"


def test_a_part_is_held_above_its_start_and_below_its_end(page: Page, live_server: Any) -> None:
    open_seed(page, live_server)
    choose(page, "الفرطوسي")
    press(page, "c")
    expect(page.locator(".handle")).to_have_count(2)
    assert page.evaluate(KNOBS) == [
        {"edge": "start", "isAbove": True, "isBelow": False},
        {"edge": "end", "isAbove": False, "isBelow": True},
    ]


def test_the_note_grows_with_its_words(page: Page, live_server: Any) -> None:
    open_seed(page, live_server)
    choose(page, "الفرطوسي")
    press(page, "c")
    note = page.locator("[data-key=note]")
    before = note.bounding_box()
    note.fill("سطر\n" * 9)
    after = note.bounding_box()
    note.fill("سطر\n" * 99)
    longest = note.bounding_box()
    viewport = page.viewport_size
    assert before
    assert after
    assert longest
    assert viewport
    assert before["height"] < after["height"] < longest["height"] <= 0.4 * viewport["height"] + 1


@pytest.mark.parametrize("width", [1000, 1280])
def test_the_panels_heading_is_in_sight_at_the_end_of_the_article(page: Page, live_server: Any, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    open_seed(page, live_server)
    choose(page, "غالبا الفصائل")
    press(page, "c", "2")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    bar = page.locator("[data-review=bar]").bounding_box()
    close = page.locator("[data-key=close]").bounding_box()
    assert bar
    assert close
    assert close["y"] >= bar["y"] + bar["height"]


def mark_an_attribution(page: Page) -> None:
    for quote, within, key in (("اتهم", "واتهم", "q"), (SOURCE, "", "s"), (CONTENT, "", "w")):
        choose(page, quote, within=within)
        press(page, key)
    press(page, "9")
    saved(page)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_label_the_registry_and_the_parts_are_in_sight_at_once(page: Page, live_server: Any, language: str) -> None:
    """Of an accusation, of whose source there is no entry yet: twelve labels, and two things missing."""
    page.set_viewport_size({"width": 1280, "height": 960})
    open_seed(page, live_server, user=an_analyst(language=language))
    mark_an_attribution(page)
    page.evaluate("scrollTo(0, 0)")
    assert page.locator(".review-side").evaluate("(side) => side.scrollTop") == 0
    for needed in ("label-accuse", "label-ask", "source", "part-0", "part-1", "part-2"):
        expect(page.locator(f"{PANEL} [data-key={needed}]")).to_be_in_viewport(ratio=1)
    expect(page.locator(f"{PANEL} [role=option]").first).to_be_in_viewport(ratio=1)


def test_a_marked_part_takes_one_line_until_it_is_chosen(page: Page, live_server: Any) -> None:
    open_seed(page, live_server)
    mark_an_attribution(page)
    lines = page.locator(f"{PANEL} .part-line")
    heights = lines.evaluate_all("(lines) => lines.map((line) => line.getBoundingClientRect().height)")
    assert len(heights) == 3
    assert max(heights) < 40
    expect(page.locator(f"{PANEL} [data-key^=remove-]")).to_have_count(0)
    page.locator(f"{PANEL} [data-key=part-2]").click()
    expect(page.locator(f"{PANEL} [data-key=part-2]")).to_be_focused()
    expect(page.locator(f"{PANEL} [data-key=remove-2]")).to_be_in_viewport(ratio=1)
    words = page.locator(f"{PANEL} .part-words").nth(2)
    assert words.evaluate("(words) => words.scrollWidth <= words.clientWidth")
    page.locator(f"{PANEL} [data-key=part-0]").click()
    expect(page.locator(f"{PANEL} [data-key^=remove-]")).to_have_count(1)
    page.locator(f"{PANEL} [data-key=part-0]").click()
    expect(page.locator(f"{PANEL} [data-key^=remove-]")).to_have_count(0)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_keys_of_labels_stand_in_a_line_at_the_end_of_their_column(
    page: Page, live_server: Any, language: str
) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    open_seed(page, live_server, user=an_analyst(language=language))
    choose(page, "قوات جديدة")
    press(page, "c")
    edge = "left" if language == "ar" else "right"
    edges = page.locator(f"{PANEL} .label-row kbd").evaluate_all(
        "(keys, edge) => keys.map((key) => Math.round(key.getBoundingClientRect()[edge]))", edge
    )
    assert len(edges) == 9
    assert len(set(edges)) == 2


WORDS = """() => [...CSS.highlights.get('chosen')].flatMap((part) => {
    const range = document.createRange();
    range.setStart(part.startContainer, part.startOffset);
    range.setEnd(part.endContainer, part.endOffset);
    return [...range.getClientRects()].map(({ left, right, top, bottom }) => ({ left, right, top, bottom }));
})"""


def test_four_times_enlarged_the_chosen_line_is_in_sight_and_the_badges_are_whole(
    new_page: Callable[..., Page], live_server: Any
) -> None:
    """A window of 1280 by 800 is then one of 320 by 200."""
    page = new_page(viewport={"width": 320, "height": 200}, device_scale_factor=4)
    open_seed(page, live_server)
    choose(page, "كاظم الفرطوسي")
    picker = page.locator("[data-review=picker]").bounding_box()
    bar = page.locator("[data-review=bar]").bounding_box()
    assert picker
    assert bar
    [line] = page.evaluate(WORDS)
    assert max(0, bar["y"] + bar["height"]) <= line["top"]
    assert line["bottom"] <= picker["y"]
    page.locator("[data-choice=claim]").click()
    saved(page)
    page.evaluate("scrollTo(0, 0)")
    cut = page.locator(".review-bar .badge:visible").evaluate_all(
        """(badges) => badges.filter((badge) => {
            const box = badge.getBoundingClientRect();
            const around = badge.parentElement.getBoundingClientRect();
            const isIn = box.left >= around.left - 1 && box.right <= around.right + 1;
            return !isIn || box.right > innerWidth || box.left < 0 || badge.scrollWidth > badge.clientWidth + 1;
        }).map((badge) => badge.textContent)"""
    )
    assert cut == []
