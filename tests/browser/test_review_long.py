"""A long article on the review page: only what is near the window is laid out and painted, and nobody notices."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from annotations.models import Reading
from tests.annotations.saying import say
from tests.browser.reviewing import choose, enter, painted, press, saved, stored, until, wait_until_ready
from tests.factories import a_reading, an_analyst

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PARAGRAPH = "وقالت الوزارة إن القوات انسحبت من القاعدة بعد ساعات قليلة على الهجوم، مؤكدة أن لا خسائر في صفوفها. " * 5
PARAGRAPHS = 120
# Where the only mark of that kind is seen: how far above and below the middle of the window, in windows.
IN_VIEW = """() => {
    const [range] = CSS.highlights.get('active-0') ?? [];
    if (!range) return false;
    const live = document.createRange();
    live.setStart(range.startContainer, range.startOffset);
    live.setEnd(range.endContainer, range.endOffset);
    const { top, bottom } = live.getBoundingClientRect();
    return top > 60 && bottom < innerHeight - 60;
}"""


def a_long_reading() -> Reading:
    text = "\n".join(f"الفقرة رقم {number}. {PARAGRAPH}".strip() for number in range(PARAGRAPHS))
    return a_reading(text, analyst=an_analyst())


def claim(reading: Reading, words: str) -> Any:
    start = reading.revision.text.index(words)
    return say(reading, [(start, start + len(words))])


def opened(page: Page, live_server: Any, reading: Reading, then: str = "") -> None:
    assert reading.analyst
    enter(page, live_server, reading.analyst)
    page.goto(f"{live_server.url}/readings/{reading.pk}/{then}")
    wait_until_ready(page)


def test_marks_far_from_the_window_are_painted_when_it_comes_near(page: Page, live_server: Any) -> None:
    reading = a_long_reading()
    claim(reading, "الفقرة رقم 1.")
    claim(reading, f"الفقرة رقم {PARAGRAPHS - 2}.")
    opened(page, live_server, reading)
    assert painted(page) == {"orange": ["الفقرة رقم 1."]}
    press(page, "Control+End")
    until(page, "() => scrollY > 5 * innerHeight")
    last = f"one.startContainer.data.includes('رقم {PARAGRAPHS - 2}.')"
    until(page, f"() => [...CSS.highlights.get('mark-orange-0') ?? []].some((one) => {last})")
    assert painted(page) == {"orange": [f"الفقرة رقم {PARAGRAPHS - 2}."]}


def test_styles_of_marks_are_worked_out_for_the_blocks_near_the_window_alone(page: Page, live_server: Any) -> None:
    reading = a_long_reading()
    claim(reading, "الفقرة رقم 1.")
    opened(page, live_server, reading)
    lines = """(number) => {
        const block = document.querySelectorAll('.block')[number];
        return getComputedStyle(block, '::highlight(mark-orange-0)').textDecorationLine;
    }"""
    assert page.evaluate(lines, 1) == "underline"
    assert page.evaluate(lines, PARAGRAPHS - 2) == "none"
    press(page, "Control+End")
    until(page, f"() => ({lines})({PARAGRAPHS - 2}) === 'underline' && ({lines})(1) === 'none'")
    # On paper all of them are seen.
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(lines, 1) == page.evaluate(lines, PARAGRAPHS - 2) == "underline"


@pytest.mark.parametrize("number", [40, PARAGRAPHS - 1])
def test_a_link_into_the_middle_of_a_book_comes_to_its_words(page: Page, live_server: Any, number: int) -> None:
    reading = a_long_reading()
    annotation = claim(reading, f"الفقرة رقم {number}.")
    opened(page, live_server, reading, f"#annotation-{annotation.pk}")
    until(page, IN_VIEW)
    card = page.locator(f".mark-card[data-id='{annotation.pk}']")
    expect(card).to_be_in_viewport()


def test_words_far_down_are_chosen_marked_and_undone(page: Page, live_server: Any) -> None:
    reading = a_long_reading()
    opened(page, live_server, reading)
    words = "بعد ساعات قليلة على الهجوم"
    choose(page, words, within="الفقرة رقم 90.")
    press(page, "KeyC", "Digit1")
    saved(page)
    assert [anchor["exact"] for annotation in stored(reading) for anchor in annotation["anchors"]] == [words]
    assert painted(page) == {"orange": [words]}
    press(page, "Escape", "Escape", "Control+Home")
    until(page, "() => scrollY < innerHeight")
    press(page, "Control+z", "Control+z")
    saved(page)
    expect(page.locator(".mark-card")).to_have_count(0)
    assert stored(reading) == []


def test_a_card_stands_beside_its_line_after_a_long_way(page: Page, live_server: Any) -> None:
    page.set_viewport_size({"width": 1400, "height": 800})
    reading = a_long_reading()
    annotation = claim(reading, "الفقرة رقم 70.")
    opened(page, live_server, reading)
    for _ in range(400):
        page.mouse.wheel(0, 600)
        if page.evaluate("[...CSS.highlights.keys()].some((name) => name.startsWith('mark-orange'))"):
            break
    page.locator(".block", has_text="الفقرة رقم 70.").scroll_into_view_if_needed()
    card = page.locator(f".mark-card[data-id='{annotation.pk}']")
    expect(card).to_be_in_viewport()
    until(
        page,
        f"""() => {{
            const card = document.querySelector(".mark-card[data-id='{annotation.pk}']").getBoundingClientRect();
            const blocks = [...document.querySelectorAll('.block')];
            const block = blocks.find((one) => one.firstChild.data.includes('رقم 70.'));
            return Math.abs(card.top - block.getBoundingClientRect().top) < 30;
        }}""",
    )
