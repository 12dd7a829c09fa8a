"""The table of all annotations: an equal way of working, without a pointer and without a text cursor."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.reviewing import choose, open_seed, press, saved, stored
from tests.factories import an_analyst

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CLAIM = "هجمات عدة ومتكررة طالت قواعد عسكرية"
TABLE = "[data-review=table]"
ROWS = f"{TABLE} tbody tr"


def mark(page: Page, words: str, choice: str) -> None:
    page.locator(f"{TABLE} [data-key=marker-words]").fill(words)
    press(page, "Enter")
    page.locator(f"{TABLE} [data-key=mark-0-{choice}]").click()


@pytest.mark.parametrize("language", ["ar", "en"])
def test_an_attribution_is_made_in_the_table_alone(page: Page, live_server: Any, language: str) -> None:
    """Words are typed without their marks and found in the article's own spelling."""
    reading = open_seed(page, live_server, user=an_analyst(language=language))
    press(page, "t")
    expect(page.locator("[data-review=text]")).to_be_hidden()
    mark(page, "كاظم الفرطوسي", "attribution")
    page.locator("[data-review=panel] [data-key=part-0]").click()
    page.locator("[data-review=panel] [data-key=role-0]").select_option("source")
    mark(page, "اتهم", "cue")
    mark(page, "باستقدام قوات جديده الي قاعدة عين الاسد", "content")
    page.locator("[data-key=label-accuse]").check()
    saved(page)
    [attribution] = stored(reading)
    assert {anchor["role"]: anchor["exact"] for anchor in attribution["anchors"]} == {
        "source": "كاظم الفرطوسي",
        "cue": "اتهم",
        "content": "باستقدام قوات جديدة إلى قاعدة عين الأسد",
    }
    expect(page.locator(ROWS)).to_have_count(1)
    expect(page.locator(ROWS)).to_contain_text({"ar": "اتهام", "en": "Accusation"}[language])
    press(page, "Escape", "t")
    expect(page.locator("[data-review=text]")).to_be_focused()


def test_the_table_shows_what_is_asked_for(page: Page, live_server: Any) -> None:
    open_seed(page, live_server)
    for words, keys in ((CLAIM, "c2"), ("قوات جديدة", "c"), ("كاظم الفرطوسي", "n1")):
        choose(page, words)
        press(page, *keys, "Enter")
    press(page, "t")
    expect(page.locator(ROWS)).to_have_count(3)
    page.locator(f"{TABLE} [data-key=filter-kind]").select_option("claim")
    expect(page.locator(ROWS)).to_have_count(2)
    page.locator(f"{TABLE} [data-key=filter-incomplete]").check()
    expect(page.locator(ROWS)).to_have_count(1)
    expect(page.locator(ROWS)).to_contain_text("قوات جديدة")
    page.locator(f"{TABLE} [data-key=filter-incomplete]").uncheck()
    page.locator(f"{TABLE} [data-key=filter-words]").press_sequentially("متكرره")
    expect(page.locator(ROWS)).to_have_count(1)
    expect(page.locator(ROWS)).to_contain_text(CLAIM)


def test_a_row_opens_its_annotation_and_words_that_are_not_there_are_told(page: Page, live_server: Any) -> None:
    open_seed(page, live_server)
    choose(page, CLAIM)
    press(page, "c", "Enter", "t")
    page.locator(f"{ROWS} button").click()
    expect(page.locator("[data-review=panel]")).to_be_visible()
    page.locator(f"{TABLE} [data-key=marker-words]").fill("ليست في المقال")
    press(page, "Enter")
    expect(page.locator(f"{TABLE} .table-marker [role=status]")).to_contain_text("ليست في المقال")


def test_the_table_is_accessible_and_fits_a_phone(page: Page, live_server: Any, axe: Callable[..., None]) -> None:
    axe = partial(axe, themes=["dark"])
    open_seed(page, live_server, user=an_analyst(theme="light"))
    choose(page, CLAIM)
    press(page, "c", "t")
    page.locator(f"{TABLE} [data-key=marker-words]").fill("قوات")
    press(page, "Enter")
    expect(page.locator(".table-places")).to_be_visible()
    axe(page)
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    axe(page)
