"""Where things lie on the review page: nothing covers what is worked on, and what is worked on stays legible."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.reviewing import choose, open_seed, press

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
