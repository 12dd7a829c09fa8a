"""Choosing words and naming them, by the awkward ways in which hands really do it."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.reviewing import (
    ENDS,
    cards,
    choose,
    label_the_article,
    lacking,
    open_seed,
    painted,
    press,
    saved,
    stored,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CHOSEN = "() => [...CSS.highlights.get('chosen')].map((r) => r.startContainer.data.slice(r.startOffset, r.endOffset))"
PICKER = "[data-review=picker]"
PANEL = "[data-review=panel]"
SOURCE = "كاظم الفرطوسي، المتحدث باسم كتائب سيد الشهداء"
CONTENT = "الولايات المتحدة الأميركية باستقدام قوات جديدة إلى قاعدة عين الأسد في محافظة الأنبار"


def chosen(page: Page) -> list[str]:
    expect(page.locator(PICKER)).to_be_visible()
    words: list[str] = page.evaluate(CHOSEN)
    return words


def ends_of(page: Page, quote: str, within: str = "") -> tuple[list[float], list[float]]:
    ends = page.evaluate(ENDS, [quote, within])
    return ends["from"], ends["to"]


def cursor_before(page: Page, quote: str) -> None:
    page.mouse.click(*ends_of(page, quote)[0])
    expect(page.locator("[data-review=caret]")).to_be_visible()


@pytest.mark.parametrize("where", ["in the margin", "over the panel"])
def test_a_drag_may_end_outside_the_article(page: Page, live_server: Any, where: str) -> None:
    open_seed(page, live_server)
    first, last = ends_of(page, "واتهم")
    from_, to = (last, page.viewport_size["width"] - 60) if where == "in the margin" else (first, 60)  # type: ignore[index]
    page.mouse.move(*from_)
    page.mouse.down()
    page.mouse.move(to, from_[1], steps=6)
    page.mouse.up()
    [words] = chosen(page)
    assert words.startswith("واتهم")
    assert "الأنبار" not in words


def test_a_double_click_takes_a_word_without_its_comma(page: Page, live_server: Any) -> None:
    open_seed(page, live_server)
    first, last = ends_of(page, "الفرطوسي")
    page.mouse.dblclick((first[0] + last[0]) / 2, first[1])
    assert chosen(page) == ["الفرطوسي"]


def test_down_goes_to_the_next_line_though_the_picker_lies_over_it(page: Page, live_server: Any) -> None:
    open_seed(page, live_server)
    cursor_before(page, "كاظم الفرطوسي")
    press(page, "Shift+ArrowLeft", "Shift+ArrowLeft")
    assert chosen(page) == ["كا"]
    line = page.evaluate("document.querySelector('[data-review=caret]').getBoundingClientRect().top")
    press(page, "Shift+ArrowDown")
    [words] = chosen(page)
    assert words.startswith("كاظم")
    below = page.evaluate("document.querySelector('[data-review=caret]').getBoundingClientRect().top")
    height = page.evaluate(
        "parseFloat(getComputedStyle(document.querySelector('.block[data-kind=paragraph]')).lineHeight)"
    )
    assert below - line == pytest.approx(height, abs=1)
    press(page, "Shift+ArrowUp")
    assert chosen(page) == ["كا"]


def test_an_attribution_of_the_second_paragraph_takes_five_keys(page: Page, live_server: Any) -> None:
    """Q, S and W say what the chosen words are, 9 is the label, Enter is done; the keys that choose are not counted.

    Nor are those that say whom it is aimed at, and who the source is.
    """
    reading = open_seed(page, live_server)
    for quote, within, key in (("اتهم", "واتهم", "q"), (SOURCE, "", "s"), (CONTENT, "", "w")):
        choose(page, quote, within=within)
        press(page, key)
    press(page, "9", "Enter")
    saved(page)
    [attribution] = stored(reading)
    assert attribution["label"] == "accuse"
    assert attribution["attributes"] == {"quote_type": "indirect", "source_form": "explicit", "naming": "named"}
    assert painted(page) == {"rose": ["اتهم"], "green": [SOURCE], "blue": [CONTENT]}
    assert lacking(reading) == ["source", "attributes/target_form"]


def test_a_roles_key_after_the_kinds_says_what_the_words_are(page: Page, live_server: Any) -> None:
    open_seed(page, live_server)
    choose(page, "اتهم", within="واتهم")
    press(page, "a", "q")
    assert painted(page) == {"rose": ["اتهم"]}


def test_a_click_beside_all_marks_leaves_the_attribution_open(page: Page, live_server: Any) -> None:
    reading = open_seed(page, live_server)
    choose(page, "اتهم", within="واتهم")
    press(page, "q")
    cursor_before(page, SOURCE)
    press(page, *["Shift+Control+ArrowLeft"] * 2, "s")
    saved(page)
    [attribution] = stored(reading)
    assert [anchor["exact"] for anchor in attribution["anchors"]] == ["اتهم", "كاظم الفرطوسي"]


def test_letters_do_nothing_while_the_header_has_the_focus(page: Page, live_server: Any) -> None:
    open_seed(page, live_server)
    choose(page, SOURCE)
    page.locator("body > header a").first.focus()
    press(page, "c")
    expect(page.locator(PICKER)).to_be_visible()
    expect(cards(page)).to_have_count(0)


def test_done_is_pressed_once_though_the_note_is_saved_by_leaving_it(page: Page, live_server: Any) -> None:
    reading = open_seed(page, live_server)
    choose(page, SOURCE)
    press(page, "n", "1")
    page.locator(f"{PANEL} [data-key=note]").fill("متحدث باسم فصيل")
    page.locator(f"{PANEL} [data-key=close]").click()
    expect(page.locator(PANEL)).to_be_hidden()
    saved(page)
    assert stored(reading)[0]["note"] == "متحدث باسم فصيل"


def test_a_card_that_is_pressed_stays_beside_its_line(page: Page, live_server: Any) -> None:
    open_seed(page, live_server)
    choose(page, SOURCE)
    press(page, "n", "1", "Enter")
    saved(page)
    before = cards(page).first.bounding_box()
    cards(page).first.locator("button").click()
    expect(cards(page).first.locator("[aria-pressed=true]")).to_be_visible()
    assert cards(page).first.bounding_box() == before


def test_an_edge_moves_by_a_letter_with_its_marks(page: Page, live_server: Any) -> None:
    reading = open_seed(page, live_server)
    choose(page, "واتهم")
    press(page, "q")
    page.locator("[data-key=part-0]").click()
    page.locator("[data-key=start-later-0]").click()
    expect(page.locator(".part-words")).to_have_text("اتهم")
    page.locator("[data-key=end-earlier-0]").click()
    expect(page.locator(".part-words")).to_have_text("اته")
    saved(page)
    assert stored(reading)[0]["anchors"][0]["exact"] == "اته"


def test_the_second_of_two_clicks_on_the_bar_chooses_nothing_in_the_panel_below(page: Page, live_server: Any) -> None:
    reading = open_seed(page, live_server)
    choose(page, SOURCE)
    page.locator(f"{PICKER} [data-choice=source]").dblclick()
    expect(page.locator(PANEL)).to_be_visible()
    saved(page)
    assert [(one["label"], len(one["anchors"])) for one in stored(reading)] == [("", 1)]


def test_escape_folds_the_kinds_before_it_closes_the_annotation(page: Page, live_server: Any) -> None:
    open_seed(page, live_server)
    choose(page, SOURCE)
    press(page, "n", "1", "x")
    expect(page.locator(f"{PANEL} .kinds")).to_be_visible()
    press(page, "Escape")
    expect(page.locator(f"{PANEL} .kinds")).to_be_hidden()
    expect(page.locator(PANEL)).to_be_visible()


def test_handing_in_and_taking_back_by_key_go_on_where_they_were(page: Page, live_server: Any) -> None:
    open_seed(page, live_server)
    label_the_article(page)
    page.locator("[data-part=submit]").focus()
    press(page, "Enter")
    expect(page.locator("[data-part=next-article]")).to_be_focused()
    page.locator("[data-part=take-back]").focus()
    press(page, "Enter")
    expect(page.locator("[data-part=submit]")).to_be_focused()


def test_a_key_leads_to_what_is_missing_and_the_bar_moves_no_page(page: Page, live_server: Any) -> None:
    open_seed(page, live_server)
    choose(page, SOURCE)
    press(page, "n", "Escape")
    expect(page.locator(PANEL)).to_be_hidden()
    press(page, "m")
    expect(page.locator("[data-key^=problem-]").first).to_be_focused()
    page.evaluate("scrollTo(0, 500)")
    page.locator("[data-part=help]").focus()
    assert page.evaluate("scrollY") == 500


def test_the_focus_stays_in_the_table_when_what_is_at_hand_is_closed(page: Page, live_server: Any) -> None:
    open_seed(page, live_server)
    choose(page, SOURCE)
    press(page, "n", "1", "t")
    expect(page.locator(".table-title")).to_be_focused()
    press(page, "Escape")
    expect(page.locator(PANEL)).to_be_hidden()
    expect(page.locator(".table-title")).to_be_focused()
