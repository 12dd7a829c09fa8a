"""Splitting, joining, moving and naming blocks in a browser, by key, mouse and finger."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from articles.models import Revision
from newsdesk.models import Event
from tests.browser.blocks.desk import CORNER, DRAWN, KNOB, PHONE, TEXT, part, put, state, stored, words_of
from tests.browser.reviewing import press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


# Getting about


def test_the_first_block_to_check_is_at_hand_at_once_and_one_key_leads_to_the_next(
    open_blocks: Callable[..., Page], revision: Revision
) -> None:
    page = open_blocks(revision)
    current = page.locator(".block-row[data-current]")
    expect(part(page, "text")).to_be_focused()
    expect(current).to_have_attribute("data-index", "1")
    press(page, "KeyN")
    expect(current).to_have_attribute("data-index", "2")
    press(page, "KeyN")
    expect(current).to_have_attribute("data-index", "1")
    press(page, "Shift+KeyN")
    expect(current).to_have_attribute("data-index", "2")
    expect(part(page, "where")).to_contain_text("3 من 3")


def test_arrow_keys_move_the_cursor_over_the_borders(open_blocks: Callable[..., Page], revision: Revision) -> None:
    page = open_blocks(revision)
    put(page, "قالَ")
    press(page, "ArrowRight")
    expect(page.locator(".block-row[data-current]")).to_have_attribute("data-index", "0")
    press(page, "Alt+ArrowDown", "Alt+ArrowDown")
    expect(page.locator(".block-row[data-current]")).to_have_attribute("data-index", "2")


# Splitting, joining, moving, naming


@pytest.mark.parametrize("enter", ["Enter", "NumpadEnter"])
def test_enter_splits_and_backspace_joins_and_both_can_be_undone(
    open_blocks: Callable[..., Page], revision: Revision, enter: str
) -> None:
    page = open_blocks(revision)
    before = page.evaluate(DRAWN)
    put(page, "وأضاف")
    press(page, enter)
    after = ["العنوان", "قالَ الوزير إن الجيش تقدم.", "وأضاف أن القوات عادت.", "صورة من الميدان"]
    assert page.evaluate(DRAWN) == after
    press(page, "Control+KeyZ")
    assert page.evaluate(DRAWN) == before
    press(page, "Control+Shift+KeyZ")
    assert page.evaluate(DRAWN) == after
    put(page, "وأضاف")
    press(page, "Backspace")
    assert page.evaluate(DRAWN) == before
    press(page, "End", "Delete")
    assert len(page.evaluate(DRAWN)) == 2
    press(page, "Control+KeyS")
    state(page, "saved")
    assert words_of(revision) == ["العنوان", TEXT[8:]]
    assert Event.objects.filter(action="revision.blocks_corrected").count() == 1


def test_a_key_pressed_at_once_acts_where_the_text_cursor_is_by_then(
    open_blocks: Callable[..., Page], revision: Revision
) -> None:
    """A browser tells of a cursor that moved only after it has told of the next key."""
    page = open_blocks(revision)
    put(page, "العنوان")
    page.evaluate(
        """words => {
            const row = [...document.querySelectorAll('.block-text')].find(row => row.textContent.includes(words));
            getSelection().collapse(row.firstChild, row.firstChild.length);
            row.dispatchEvent(new KeyboardEvent('keydown', { code: 'Delete', bubbles: true, cancelable: true }));
        }""",
        "القوات",
    )
    assert page.evaluate(DRAWN) == ["العنوان", "قالَ الوزير إن الجيش تقدم. وأضاف أن القوات عادت.\nصورة من الميدان"]


def test_chosen_words_become_a_block_of_their_own(open_blocks: Callable[..., Page], revision: Revision) -> None:
    page = open_blocks(revision)
    put(page, "إن الجيش")
    press(page, *["Shift+ArrowLeft"] * len("إن الجيش"), "Enter")
    assert page.evaluate(DRAWN) == [
        "العنوان",
        "قالَ الوزير",
        "إن الجيش",
        "تقدم. وأضاف أن القوات عادت.",
        "صورة من الميدان",
    ]
    press(page, "Digit6")
    press(page, "Control+KeyS")
    state(page, "saved")
    assert [kind for kind, *_rest in stored(revision)] == ["paragraph"] * 2 + ["caption"] + ["paragraph"] * 2


def test_a_border_is_put_where_the_cursor_is(open_blocks: Callable[..., Page], revision: Revision) -> None:
    page = open_blocks(revision)
    put(page, "عادت")
    press(page, "BracketRight")
    expect(page.locator(".block-text").nth(1)).not_to_contain_text("عادت")
    assert page.evaluate(DRAWN)[1:] == ["قالَ الوزير إن الجيش تقدم. وأضاف أن القوات", "عادت.\nصورة من الميدان"]
    put(page, "الوزير")
    part(page, "begins").click()
    assert page.evaluate(DRAWN)[:2] == ["العنوان\nقالَ", "الوزير إن الجيش تقدم. وأضاف أن القوات"]
    expect(part(page, "text")).to_be_focused()
    press(page, "Control+KeyS")
    state(page, "saved")
    assert words_of(revision) == page.evaluate(DRAWN)


@pytest.mark.parametrize("by", ["mouse", "finger"])
def test_a_border_is_dragged(
    open_blocks: Callable[..., Page], new_page: Callable[..., Page], revision: Revision, by: str
) -> None:
    page = open_blocks(revision, page=new_page(viewport=PHONE, has_touch=by == "finger", is_mobile=by == "finger"))
    put(page, "قالَ")
    handle = page.locator('.border-handle[data-edge="end"]')
    expect(handle).to_be_visible()
    box = handle.evaluate(KNOB)
    goal = page.evaluate(CORNER, "وأضاف")
    begin, end = (box[0], box[1]), (goal[0], goal[1] + box[1] - box[2])
    if by == "mouse":
        page.mouse.move(*begin)
        page.mouse.down()
        page.mouse.move(*end, steps=8)
        expect(page.locator(".border-line")).to_be_visible()
        page.mouse.up()
    else:
        fingers = page.context.new_cdp_session(page)
        points = [
            (begin[0] + (end[0] - begin[0]) * step / 8, begin[1] + (end[1] - begin[1]) * step / 8) for step in range(9)
        ]
        fingers.send(
            "Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [dict(zip("xy", begin, strict=True))]}
        )
        for x, y in points:
            fingers.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": y}]})
        fingers.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert page.evaluate(DRAWN)[1:] == ["قالَ الوزير إن الجيش تقدم.", "وأضاف أن القوات عادت.\nصورة من الميدان"]


def test_a_drag_is_called_off_by_escape(open_blocks: Callable[..., Page], revision: Revision) -> None:
    page = open_blocks(revision)
    put(page, "قالَ")
    before = page.evaluate(DRAWN)
    page.mouse.move(*page.locator('.border-handle[data-edge="end"]').evaluate(KNOB)[:2])
    page.mouse.down()
    page.mouse.move(*page.evaluate(CORNER, "الوزير"), steps=5)
    press(page, "Escape")
    page.mouse.up()
    assert page.evaluate(DRAWN) == before
    expect(page.locator(".border-line")).to_be_hidden()


def test_the_kind_is_chosen_by_click_and_by_key(open_blocks: Callable[..., Page], revision: Revision) -> None:
    page = open_blocks(revision)
    row = page.locator(".block-row").first
    # On the name, which stands at the start side of the words.
    box = row.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] - 40, box["y"] + 24)
    part(page, "kinds").locator("[data-kind=title]").click()
    expect(row).to_have_attribute("data-kind", "title")
    press(page, "Alt+ArrowDown", "Digit7")
    expect(page.locator(".block-row").nth(1)).to_have_attribute("data-kind", "advertisement")
    part(page, "kind").click()
    press(page, "ArrowUp", "Enter")
    expect(page.locator(".block-row").nth(1)).to_have_attribute("data-kind", "caption")


def test_whoever_comes_back_from_a_dialog_is_where_they_were(
    open_blocks: Callable[..., Page], revision: Revision
) -> None:
    page = open_blocks(revision)
    put(page, "وأضاف")
    press(page, "Shift+Slash")
    expect(part(page, "key-list")).to_be_visible()
    press(page, "Escape", "Enter")
    assert page.evaluate(DRAWN)[2] == "وأضاف أن القوات عادت."


def test_nothing_that_is_typed_pasted_or_dropped_changes_a_letter(
    open_blocks: Callable[..., Page], revision: Revision
) -> None:
    page = open_blocks(revision)
    before = page.evaluate(DRAWN)
    put(page, "الوزير")
    press(page, "Space", "KeyQ", "Backspace", "Delete", "Control+KeyX", "Control+KeyV")
    page.keyboard.insert_text("حرف")
    assert page.evaluate(DRAWN) == before
    # As an input method writes that asks nobody.
    page.evaluate("""() => {
        const row = document.querySelectorAll('.block-text')[1];
        row.firstChild.insertData(2, 'زائد');
        row.dispatchEvent(new InputEvent('input', { bubbles: true }));
    }""")
    assert page.evaluate(DRAWN) == before
    revision.refresh_from_db()
    assert revision.text == TEXT
