"""Blocks that are laid out the other way than their article: letters, cursor, choosing and marks."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.annotations.saying import say
from tests.browser.reviewing import ENDS, choose, enter, painted, press, saved, wait_until_ready
from tests.factories import a_project, a_reading, an_analyst, an_editor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ARABIC = "قال الوزير في بيان مكتوب."
QUOTED = "“We will not accept this decision,” he said."
NAMES = "Apple و Google و Microsoft و Amazon Web Services شركات كبرى."
TEXT = f"{ARABIC}\n{QUOTED}\n{NAMES}"
DIRECTIONS = "() => [...document.querySelectorAll('[data-start]')].map((block) => getComputedStyle(block).direction)"
# Where a letter of a block is seen, by the numbers of both.
LETTER = """([block, at]) => {
    const text = document.querySelectorAll('[data-start]')[block].firstChild;
    const range = document.createRange();
    const place = at < 0 ? text.length + at : at;
    range.setStart(text, place);
    range.setEnd(text, place + 1);
    const { left, right } = range.getBoundingClientRect();
    return [left, right];
}"""
EDGES = """(block) => {
    const { left, right } = document.querySelectorAll('[data-start]')[block].getBoundingClientRect();
    return [left, right];
}"""
CURSOR = """() => {
    const { focusNode, focusOffset } = getSelection();
    return [focusNode.data.slice(0, focusOffset), focusNode.data.slice(focusOffset)];
}"""
CHOSEN = """() => new Promise(requestAnimationFrame).then(() => [...(CSS.highlights.get('chosen') ?? [])]
    .map((range) => range.startContainer.data.slice(range.startOffset, range.endOffset)))"""

SIDES = """() => [...document.querySelectorAll('.handle:not([hidden])')].map(({ dataset }) => {
    return [dataset.edge, dataset.side];
})"""


def open_mixed(page: Page, server: Any) -> Any:
    reading = a_reading(TEXT, analyst=(user := an_analyst(language="ar")), project=a_project())
    enter(page, server, user)
    page.goto(f"{server.url}/readings/{reading.pk}/")
    wait_until_ready(page)
    return reading


def cursor_before(page: Page, words: str) -> None:
    page.mouse.click(*page.evaluate(ENDS, [words, ""])["from"])
    expect(page.locator("[data-review=caret]")).to_be_visible()


def letter(page: Page, block: int, at: int) -> tuple[float, float]:
    left, right = page.evaluate(LETTER, [block, at])
    return left, right


def test_a_quotation_is_laid_out_from_left_to_right_and_names_turn_nothing(page: Page, live_server: Any) -> None:
    open_mixed(page, live_server)
    assert page.evaluate(DIRECTIONS) == ["rtl", "ltr", "rtl"]
    assert page.locator("[data-start]").nth(1).get_attribute("lang") == "en"
    left, _right = page.evaluate(EDGES, 1)
    assert letter(page, 1, 0)[0] == pytest.approx(left, abs=1)  # The opening mark stands at the left edge …
    assert letter(page, 1, -1)[0] >= letter(page, 1, -2)[1] - 1  # … and the full stop after the last letter.
    _left, right = page.evaluate(EDGES, 2)
    assert letter(page, 2, 0)[1] < right  # «Apple» begins an Arabic line, at its right.
    assert letter(page, 2, -1)[1] <= letter(page, 2, -2)[0] + 1


def test_keys_go_forward_as_each_block_is_read(page: Page, live_server: Any) -> None:
    open_mixed(page, live_server)
    cursor_before(page, "مكتوب")
    press(page, "End", "ArrowLeft")
    assert page.evaluate(CURSOR) == ["", QUOTED]
    press(page, "ArrowRight", "ArrowRight", "ArrowRight")
    assert page.evaluate(CURSOR)[0] == "“We"
    press(page, "Control+ArrowRight", "Control+ArrowLeft", "Shift+Control+ArrowRight")
    assert page.evaluate(CHOSEN) == ["will"]
    press(page, "End", "ArrowRight", "ArrowLeft")
    assert page.evaluate(CURSOR)[0] == "A"


def test_the_cursor_stands_before_the_letter_on_the_side_from_which_it_is_read(page: Page, live_server: Any) -> None:
    open_mixed(page, live_server)
    caret = page.locator("[data-review=caret]")
    cursor_before(page, "decision")
    box = caret.bounding_box()
    assert box
    assert box["x"] + box["width"] / 2 == pytest.approx(letter(page, 1, QUOTED.index("decision"))[0], abs=3)
    cursor_before(page, "بيان")
    box = caret.bounding_box()
    assert box
    assert box["x"] + box["width"] / 2 == pytest.approx(letter(page, 0, ARABIC.index("بيان"))[1], abs=3)


def test_words_are_chosen_marked_and_held_at_their_edges(page: Page, live_server: Any) -> None:
    open_mixed(page, live_server)
    choose(page, "accept this decision")
    assert page.evaluate(CHOSEN) == ["accept this decision"]
    press(page, "KeyC", "Digit1")
    saved(page)
    assert ["accept this decision"] in painted(page).values()
    sides = page.evaluate(SIDES)
    assert ["start", "left"] in sides
    assert ["end", "right"] in sides


def test_marks_that_lie_over_each_other_move_no_letter(page: Page, live_server: Any) -> None:
    reading = open_mixed(page, live_server)
    before = [letter(page, block, at) for block in range(3) for at in range(0, 25, 4)]
    start = len(ARABIC) + 1
    for first, last in ((start, start + len(QUOTED)), (start + 4, start + 20), (start + 9, start + 30)):
        say(reading, [(first, last)])
    page.reload()
    wait_until_ready(page)
    assert [letter(page, block, at) for block in range(3) for at in range(0, 25, 4)] == before


SAID = 'قال الوزير: "We will not stop." ثم غادر القاعة <b>.'
# Where a letter of the text of an element is seen, whatever elements lie in it.
LETTER_OF = """(element, at) => {
    const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; at -= text.length, text = texts.nextNode()) {
        if (at >= text.length) continue;
        const range = document.createRange();
        range.setStart(text, at);
        range.setEnd(text, at + 1);
        const { left, right } = range.getBoundingClientRect();
        return [left, right];
    }
}"""


@pytest.mark.parametrize(
    ("address", "place"),
    [("/readings/{reading}/print/", ".printed-block"), ("/admin/articles/revision/{revision}/change/", ".block-words")],
)
def test_a_quotation_within_an_arabic_line_keeps_its_full_stop(
    page: Page, live_server: Any, address: str, place: str
) -> None:
    reading = a_reading(SAID, project=a_project())
    enter(page, live_server, an_editor(language="ar"))
    page.goto(live_server.url + address.format(reading=reading.pk, revision=reading.revision_id))
    block = page.locator(place).first
    assert block.text_content() == SAID

    def seen(words: str) -> tuple[float, float]:
        left, right = block.evaluate(f"(element, at) => ({LETTER_OF})(element, at)", SAID.index(words))
        return left, right

    assert block.evaluate("element => getComputedStyle(element).direction") == "rtl"
    assert seen('."')[0] >= seen("p.")[1] - 1  # The full stop stands after the last letter …
    assert seen('" ثم')[0] >= seen('."')[1] - 1  # … and its mark after that,
    assert seen('"We')[1] <= seen("We")[0] + 1  # as the first one before the first letter,
    assert seen("ثم")[1] < seen('"We')[0]  # while the line goes on at the left.
    assert seen("الوزير")[0] > seen('" ثم')[1]
