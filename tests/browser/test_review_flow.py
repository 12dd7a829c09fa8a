"""Marking an attribution in one flow: by mouse and by key, with what is proposed, continued and contained."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from annotations.models import Reading
from tests.browser.reviewing import ENDS, Opener, cards, choose, lacking, open_seed, press, saved, stored
from tests.factories import an_analyst

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SOURCE = "كاظم الفرطوسي، المتحدث باسم كتائب سيد الشهداء"
CONTENT = "الولايات المتحدة الأميركية باستقدام قوات جديدة إلى قاعدة عين الأسد في محافظة الأنبار"
QUOTED = 'أن "الولايات المتحدة الأميركية لا تنوي سحب قواتها من العراق"'
NEXT = "[data-review=flow] [data-part=next]"
# Presses that do something: moving the text cursor, with or without Shift, and holding a modifier down do not count.
COUNT = """() => {
    window.counted = { keys: 0, gestures: 0 };
    const free = /^(Arrow|Home$|End$|Bracket|Semicolon$|Quote$|Shift|Control|Alt|Meta)/;
    addEventListener('keydown', ({ code }) => free.test(code) || (window.counted.keys += 1), true);
    addEventListener('pointerdown', () => (window.counted.gestures += 1), true);
}"""


@contextmanager
def letters(page: Page) -> Iterator[None]:
    """With Alt a drag takes the very letters, not whole words."""
    page.keyboard.down("Alt")
    yield
    page.keyboard.up("Alt")


def drag(page: Page, quote: str, *, within: str = "") -> None:
    """Drag over words that a flow takes at once."""
    ends = page.evaluate(ENDS, [quote, within])
    page.mouse.move(*ends["from"])
    page.mouse.down()
    page.mouse.move(*ends["to"], steps=6)
    page.mouse.up()


def begin_with_the_cue(page: Page) -> None:
    with letters(page):
        choose(page, "اتهم", within="واتهم")
    page.locator("[data-review=picker] [data-choice=attribution]").click()


def anchors(reading: Reading) -> list[tuple[str, str]]:
    [attribution] = [state for state in stored(reading) if state["kind"] == "attribution"]
    return [(anchor["role"], anchor["exact"]) for anchor in attribution["anchors"]]


def test_each_drag_fills_the_next_role(page: Page, live_server: Any) -> None:
    """The label is the cue's, so that nothing is left to ask for."""
    reading = open_seed(page, live_server)
    begin_with_the_cue(page)
    expect(page.locator(NEXT)).to_have_text("التالي: المصدر")
    drag(page, SOURCE)
    expect(page.locator(NEXT)).to_have_text("التالي: المضمون")
    drag(page, CONTENT)
    expect(page.locator("[data-review=flow]")).to_be_hidden()
    expect(page.locator("[data-key=label-accuse]")).to_be_checked()
    saved(page)
    assert anchors(reading) == [("cue", "اتهم"), ("source", SOURCE), ("content", CONTENT)]
    assert lacking(reading) == ["source", "attributes/target_form"]


def test_the_counts_in_the_help_are_true(page: Page, live_server: Any) -> None:
    reading = open_seed(page, live_server, language="en")
    press(page, "Shift+Slash")
    told = {}
    for name in ("attribution", "claim"):
        words = page.locator(f"dialog[open] [data-cost={name}]").inner_text()
        told[name] = [int(number) for number in re.findall(r"\d+", words)]
    press(page, "Escape")
    page.evaluate(COUNT)

    def counted(kind: str) -> int:
        number: int = page.evaluate(
            "(kind) => { const n = window.counted[kind]; window.counted = {keys: 0, gestures: 0}; return n; }", kind
        )
        return number

    attribution = {"label": "accuse", "anchors": [("cue", "اتهم"), ("source", SOURCE), ("content", CONTENT)]}

    def said(state: dict[str, Any]) -> dict[str, Any]:
        found = [(anchor["role"], anchor["exact"]) for anchor in state["anchors"]]
        return {"label": state["label"], "anchors": found}

    with letters(page):
        choose(page, "اتهم", within="واتهم")
    page.locator("[data-choice=attribution]").hover()
    page.locator("[data-choice='attribution/accuse']").click()
    drag(page, SOURCE)
    drag(page, CONTENT)
    saved(page)
    by_mouse = counted("gestures")
    assert [said(state) for state in stored(reading)] == [attribution]
    assert lacking(reading) == ["source", "attributes/target_form"]
    press(page, "Delete")
    expect(cards(page)).to_have_count(0)
    counted("keys")

    select_by_keys(page, "اتهم")
    press(page, "q")
    select_by_keys(page, SOURCE)
    press(page, "s")
    select_by_keys(page, CONTENT)
    press(page, "w", "9", "Enter")
    saved(page)
    assert [said(state) for state in stored(reading)] == [attribution]
    by_key = counted("keys")
    assert [by_key, by_mouse] == told["attribution"]
    assert by_key <= 7
    assert by_mouse <= 5

    select_by_keys(page, "هجمات عدة ومتكررة")
    press(page, "c", "2")
    by_key = counted("keys")
    press(page, "Enter")
    counted("gestures")
    choose(page, "طالت قواعد عسكرية")
    page.locator("[data-choice=claim]").hover()
    page.locator("[data-choice='claim/event']").click()
    saved(page)
    by_mouse = counted("gestures")
    claims = [state for state in stored(reading) if state["kind"] == "claim"]
    assert [claim["label"] for claim in claims] == ["event", "event"]
    assert [by_key, by_mouse] == told["claim"]
    assert max(by_key, by_mouse) == 2
    assert lacking(reading) == ["source", "attributes/target_form"]


def select_by_keys(page: Page, quote: str) -> None:
    """From wherever the text cursor is to the words, and over them, letter by letter, by the keyboard alone."""
    press(page, "Control+Home")
    while True:
        block = page.evaluate(
            """(quote) => {
                const { focusNode, focusOffset } = getSelection();
                return [focusNode.data.indexOf(quote), focusOffset];
            }""",
            quote,
        )
        if block[0] >= 0:
            break
        press(page, "Control+ArrowDown")
    press(page, "Home", *["ArrowLeft"] * block[0], *["Shift+ArrowLeft"] * len(quote))


def test_a_step_of_the_flow_is_taken_back_at_once(page: Page, live_server: Any) -> None:
    reading = open_seed(page, live_server)
    begin_with_the_cue(page)
    drag(page, "اليوم الأحد")
    expect(page.locator(NEXT)).to_have_text("التالي: المضمون")
    page.locator("[data-key=flow-undo]").click()
    expect(page.locator(NEXT)).to_have_text("التالي: المصدر")
    drag(page, SOURCE)
    saved(page)
    assert anchors(reading) == [("cue", "اتهم"), ("source", SOURCE)]
    press(page, "Control+z", "Control+z")
    expect(cards(page)).to_have_count(0)
    expect(page.locator(NEXT)).to_have_text("التالي: لفظ الإسناد")
    with letters(page):
        drag(page, "اتهم", within="واتهم")
    expect(page.locator(NEXT)).to_have_text("التالي: المصدر")
    expect(cards(page)).to_have_count(1)


def test_the_roles_may_come_in_any_order(page: Page, live_server: Any) -> None:
    reading = open_seed(page, live_server)
    press(page, "a")
    expect(page.locator(NEXT)).to_have_text("التالي: لفظ الإسناد")
    expect(cards(page)).to_have_count(0)
    page.locator("[data-key=flow-content]").click()
    drag(page, CONTENT)
    expect(page.locator(NEXT)).to_have_text("التالي: لفظ الإسناد")
    press(page, "s")
    expect(page.locator(NEXT)).to_have_text("التالي: المصدر")
    drag(page, SOURCE)
    with letters(page):
        drag(page, "اتهم", within="واتهم")
    saved(page)
    assert anchors(reading) == [("content", CONTENT), ("source", SOURCE), ("cue", "اتهم")]


def test_a_flow_that_was_not_begun_with_words_is_left_without_a_trace(page: Page, live_server: Any) -> None:
    open_seed(page, live_server)
    press(page, "a", "Escape")
    expect(page.locator("[data-review=flow]")).to_be_hidden()
    expect(cards(page)).to_have_count(0)
    expect(page.locator("[data-part=undo]")).to_be_disabled()


def test_an_implicit_source_is_one_key_and_one_step_back(page: Page, live_server: Any) -> None:
    reading = open_seed(page, live_server)
    begin_with_the_cue(page)
    press(page, "i")
    expect(page.locator(NEXT)).to_have_text("التالي: المضمون")
    press(page, "Control+z")
    expect(page.locator(NEXT)).to_have_text("التالي: المصدر")
    press(page, "i")
    drag(page, CONTENT)
    press(page, "9")
    saved(page)
    assert anchors(reading) == [("cue", "اتهم"), ("content", CONTENT)]
    assert stored(reading)[0]["attributes"]["source_form"] == "implicit"
    expect(page.locator("[data-review=flow]")).to_be_hidden()


def test_a_click_on_other_marks_does_not_end_a_flow(page: Page, live_server: Any) -> None:
    reading = open_seed(page, live_server)
    choose(page, SOURCE)
    press(page, "n", "1", "Enter")
    begin_with_the_cue(page)
    ends = page.evaluate(ENDS, ["الفرطوسي", ""])
    page.mouse.click((ends["from"][0] + ends["to"][0]) / 2, ends["from"][1])
    expect(page.locator(NEXT)).to_have_text("التالي: المصدر")
    page.mouse.dblclick((ends["from"][0] + ends["to"][0]) / 2, ends["from"][1])
    expect(page.locator(NEXT)).to_have_text("التالي: المضمون")
    saved(page)
    assert anchors(reading) == [("cue", "اتهم"), ("source", "الفرطوسي")]


def test_the_keyboard_is_in_the_article_from_the_start_and_comes_back(page: Page, live_server: Any) -> None:
    open_seed(page, live_server)
    text = page.locator("[data-review=text]")
    expect(text).to_be_focused()
    choose(page, SOURCE)
    press(page, "n")
    page.locator("[data-key=note]").fill("متحدث")
    press(page, "Escape")
    expect(text).to_be_focused()
    page.locator("[data-key=close]").click()
    expect(page.locator("[data-review=panel]")).to_be_hidden()
    expect(text).to_be_focused()


@pytest.mark.parametrize("language", ["ar", "en"])
def test_on_a_phone_the_flow_stands_at_the_foot(new_page: Opener, live_server: Any, language: str, axe: Any) -> None:
    page = new_page(viewport={"width": 390, "height": 844})
    open_seed(page, live_server, user=an_analyst(language=language))
    choose(page, "اعتبر", within="كما اعتبر")
    page.locator("[data-choice=attribution]").click()
    strip = page.locator("[data-review=flow]")
    expect(strip).to_be_visible()
    box = strip.bounding_box()
    assert box
    assert box["y"] + box["height"] == pytest.approx(844, abs=1)
    assert box["width"] == 390
    expect(page.locator("[data-review=panel]")).to_be_hidden()
    axe(page)
    page.locator("[data-key=flow-take]").click()
    page.locator("[data-key=flow-implicit]").click()
    expect(page.locator("[data-review=panel]")).to_be_visible()
    expect(strip).to_be_hidden()


@pytest.mark.parametrize("language", ["ar", "en"])
def test_on_a_phone_the_label_is_chosen_without_marking_what_may_stay_unmarked(
    new_page: Opener, live_server: Any, language: str, axe: Any
) -> None:
    """Words in quotation marks with their source need no cue."""
    page = new_page(viewport={"width": 390, "height": 844})
    reading = open_seed(page, live_server, user=an_analyst(language=language))
    choose(page, SOURCE)
    page.locator("[data-choice=source]").click()
    expect(page.locator("[data-key=flow-label-accuse]")).to_have_count(0)
    page.locator("[data-key=flow-content]").click()
    drag(page, QUOTED)
    axe(page)
    page.locator("[data-key=flow-label-accuse]").click()
    expect(page.locator("[data-review=panel]")).to_be_visible()
    expect(page.locator("[data-key=label-accuse]")).to_be_checked()
    saved(page)
    assert stored(reading)[0]["label"] == "accuse"
