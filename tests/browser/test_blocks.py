"""Correcting blocks in a browser: by key, mouse and finger, with a dead network and a colleague at the same text."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, Route, expect

from articles.models import Article, Block, Revision
from articles.revising.blocks import Correction, correct_blocks
from newsdesk.models import Event, User
from tests.browser.reviewing import enter, press
from tests.factories import a_draft, an_article, an_editor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 390, "height": 844}
TEXT = "العنوان\nقالَ الوزير إن الجيش تقدم. وأضاف أن القوات عادت.\nصورة من الميدان"
FIRST, SECOND, THIRD = (0, 7), (8, 56), (57, 72)
# Puts the text cursor before some words of the text, as an arrow key or a click would.
PUT = """words => {
    for (const row of document.querySelectorAll('.block-text')) {
        const at = row.firstChild.data.indexOf(words);
        if (at >= 0) {
            row.closest('[contenteditable]').focus();
            getSelection().collapse(row.firstChild, at);
            return;
        }
    }
    throw new Error(`not in the text: ${words}`);
}"""
DRAWN = """() => [...document.querySelectorAll('.block-text')].map(row => row.textContent)"""
# The corner of the first letter of some words, in the window.
CORNER = """words => {
    for (const row of document.querySelectorAll('.block-text')) {
        const node = row.firstChild, at = node.data.indexOf(words);
        if (at < 0) continue;
        const range = document.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + 1);
        const box = range.getBoundingClientRect();
        return [box.right - 1, (box.top + box.bottom) / 2];
    }
}"""
# Where a handle at a block's end is taken hold of, and the middle of its line.
KNOB = """one => {
    const box = one.getBoundingClientRect();
    return [box.left, box.bottom + 4, (box.top + box.bottom) / 2];
}"""


@pytest.fixture
def editor() -> User:
    return an_editor(username="salma", first_name="سلمى")


@pytest.fixture
def revision() -> Revision:
    assert [TEXT[start:end].strip() for start, end in (FIRST, SECOND, THIRD)] == TEXT.split("\n")
    article = an_article(TEXT, headline="العنوان")
    Article.objects.filter(pk=article.pk).update(needs_review=True)
    Block.objects.filter(revision__article=article).exclude(start=0).update(flagged=True)
    return article.current_revision


@pytest.fixture
def open_blocks(live_server: Any, page: Page, editor: User) -> Callable[..., Page]:
    def open_(revision: Revision, *, page: Page = page) -> Page:
        enter(page, live_server, editor)
        page.goto(f"{live_server.url}{reverse('blocks', args=[revision.pk])}")
        expect(page.locator("html[data-blocks-ready]")).to_be_attached()
        return page

    return open_


def put(page: Page, words: str) -> None:
    page.evaluate(PUT, words)


def part(page: Page, name: str) -> Any:
    return page.locator(f'[data-blocks="{name}"]')


def state(page: Page, name: str) -> None:
    expect(part(page, "state")).to_have_attribute("data-state", name)


def stored(revision: Revision) -> list[tuple[str, int, int, bool]]:
    return list(revision.blocks.order_by("start").values_list("kind", "start", "end", "flagged"))


def words_of(revision: Revision) -> list[str]:
    return [revision.text[start:end] for _kind, start, end, _flagged in stored(revision)]


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


def test_enter_splits_and_backspace_joins_and_both_can_be_undone(
    open_blocks: Callable[..., Page], revision: Revision
) -> None:
    page = open_blocks(revision)
    before = page.evaluate(DRAWN)
    put(page, "وأضاف")
    press(page, "Enter")
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


# Checking


def test_a_block_is_found_right_by_one_key_and_the_rest_waits(
    open_blocks: Callable[..., Page], revision: Revision
) -> None:
    page = open_blocks(revision)
    press(page, "KeyY")
    expect(page.locator(".block-row[data-current]")).to_have_attribute("data-index", "2")
    expect(part(page, "left")).to_contain_text("مقطع واحد للمراجعة")
    press(page, "Control+KeyS")
    state(page, "saved")
    assert [flagged for *_rest, flagged in stored(revision)] == [False, False, True]
    assert Article.objects.get().needs_review


def test_all_are_right_with_one_press_and_the_next_article_is_one_more(
    open_blocks: Callable[..., Page], revision: Revision
) -> None:
    other = an_article("خبر آخر.")
    Article.objects.filter(pk=other.pk).update(needs_review=True)
    page = open_blocks(revision)
    press(page, "Control+Enter")
    expect(part(page, "said")).to_contain_text("روجعت مقاطع هذا النص كلّها")
    assert not any(flagged for *_rest, flagged in stored(revision))
    assert not Article.objects.get(pk=revision.article_id).needs_review
    press(page, "KeyM")
    page.wait_for_url(f"**{reverse('blocks', args=[other.current_revision.pk])}")


def test_going_on_to_the_next_article_saves_first(open_blocks: Callable[..., Page], revision: Revision) -> None:
    other = an_article("خبر آخر.")
    Article.objects.filter(pk=other.pk).update(needs_review=True)
    page = open_blocks(revision)
    press(page, "Digit5")
    part(page, "next-article").click()
    page.wait_for_url(f"**{reverse('blocks', args=[other.current_revision.pk])}")
    assert stored(revision)[1][0] == "subheading"


# What goes wrong


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


# Texts of every kind


def test_letters_outside_the_basic_plane_keep_their_places(open_blocks: Callable[..., Page], editor: User) -> None:
    revision = an_article("خبر 🇮🇶 عاجل 👨\u200d👩\u200d👧 هنا\nنص 𐤀𐤁 آخر").current_revision
    page = open_blocks(revision)
    put(page, "هنا")
    press(page, "Enter", "Digit6", "Control+KeyS")
    state(page, "saved")
    assert words_of(revision) == ["خبر 🇮🇶 عاجل 👨\u200d👩\u200d👧", "هنا", "نص 𐤀𐤁 آخر"]
    assert stored(revision)[1][0] == "caption"


def test_each_block_runs_as_its_own_letters_do(open_blocks: Callable[..., Page]) -> None:
    revision = an_article("خبر عربي.\nAn English quotation.").current_revision
    page = open_blocks(revision)
    directions = page.evaluate(
        "[...document.querySelectorAll('.block-text')].map(row => getComputedStyle(row).direction)"
    )
    assert directions == ["rtl", "ltr"]
    names = page.evaluate("[...document.querySelectorAll('.block-row')].map(row => getComputedStyle(row).direction)")
    assert names == ["rtl", "rtl"]


def test_a_text_of_two_thousand_blocks_answers_at_once(open_blocks: Callable[..., Page]) -> None:
    line = "قال المتحدث إن القوات تقدمت في المدينة وإن الوضع تحت السيطرة منذ الصباح."
    revision = an_article("\n".join(f"{line} {number}" for number in range(2000))).current_revision
    page = open_blocks(revision)
    put(page, "الصباح. 1500")
    took = page.evaluate(
        """async () => {
            const began = performance.now();
            document.querySelector('[data-blocks=split]').click();
            await new Promise(requestAnimationFrame);
            return performance.now() - began;
        }"""
    )
    assert len(page.evaluate(DRAWN)) == 2001
    assert took < 1000
    press(page, "Control+KeyS")
    state(page, "saved")
    assert revision.blocks.count() == 2001


# For everybody


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("size", [PHONE, {"width": 1280, "height": 800}], ids=["phone", "desk"])
def test_the_page_is_accessible_and_fits(
    open_blocks: Callable[..., Page],
    new_page: Callable[..., Page],
    axe: Callable[..., None],
    revision: Revision,
    editor: User,
    language: str,
    size: dict[str, int],
) -> None:
    User.objects.filter(pk=editor.pk).update(language=language)
    page = open_blocks(revision, page=new_page(viewport=size))
    expect(page.locator("html")).to_have_attribute("lang", language)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    axe(page, themes=["dark", "light-contrast"])
    part(page, "kind").click()
    axe(page)
    press(page, "Escape", "Shift+Slash")
    expect(part(page, "key-list")).to_be_visible()
    axe(page)


def test_without_single_letter_keys_buttons_and_other_keys_do_it_all(
    open_blocks: Callable[..., Page], revision: Revision, editor: User
) -> None:
    User.objects.filter(pk=editor.pk).update(letter_keys="off")
    page = open_blocks(revision)
    press(page, "Digit5", "KeyN")
    expect(page.locator(".block-row").nth(1)).to_have_attribute("data-kind", "paragraph")
    part(page, "next").click()
    expect(page.locator(".block-row[data-current]")).to_have_attribute("data-index", "2")
    press(page, "Home", "Backspace")
    assert len(page.evaluate(DRAWN)) == 2


def test_the_page_sends_places_and_kinds_and_not_a_letter(
    open_blocks: Callable[..., Page], revision: Revision, editor: User
) -> None:
    page = open_blocks(revision)
    with page.expect_request("**/api/v1/revisions/*/blocks") as sent:
        press(page, "Digit5", "Control+KeyS")
    body = json.loads(sent.value.post_data or "")
    assert set(body) == {"seen", "blocks"}
    assert all(set(block) == {"kind", "start", "end", "flagged"} for block in body["blocks"])
    assert sent.value.headers["x-newsdesk-user"] == str(editor.pk)


def test_an_older_text_can_be_corrected_too(open_blocks: Callable[..., Page], revision: Revision, editor: User) -> None:
    revision.article.revise(a_draft("نص أحدث."), by=editor)
    page = open_blocks(revision)
    press(page, "Digit5", "Control+KeyS")
    state(page, "saved")
    assert stored(revision)[1][0] == "subheading"
