"""What the review page says to those who do not see it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.reviewing import choose, open_seed, press, saved
from tests.factories import an_analyst

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CLAIM = "هجمات عدة ومتكررة طالت قواعد عسكرية"
WORDS = {
    "ar": {
        "chosen": f"المحدَّد: «{CLAIM}».",
        "new": f"جديد: ادعاء، «{CLAIM}».",
        "undone": f"تراجعتَ: ادعاء «{CLAIM}»: التصنيف",
    },
    "en": {
        "chosen": f"Chosen: «{CLAIM}».",
        "new": f"New: Claim, «{CLAIM}».",
        "undone": f"Undone: Claim «{CLAIM}»: Label",
    },
}


def spoken(page: Page, words: str) -> None:
    expect(page.locator("[data-review=spoken]")).to_contain_text(words)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_choosing_marking_naming_and_undoing_are_told(page: Page, live_server: Any, language: str) -> None:
    open_seed(page, live_server, user=an_analyst(language=language))
    choose(page, CLAIM)
    spoken(page, WORDS[language]["chosen"])
    press(page, "c")
    spoken(page, WORDS[language]["new"])
    press(page, "2")
    spoken(page, {"ar": "حدث.", "en": "Event."}[language])
    press(page, "Control+z")
    expect(page.locator("[data-review=message]")).to_contain_text(WORDS[language]["undone"])


def test_the_text_cursor_tells_what_it_goes_over(page: Page, live_server: Any) -> None:
    open_seed(page, live_server)
    page.locator(".block", has_text="واتهم كاظم").click(position={"x": 300, "y": 12})
    expect(page.locator("[data-review=caret]")).to_be_visible()
    press(page, "Home")
    spoken(page, "واتهم")
    press(page, "ArrowLeft")
    expect(page.locator("[data-review=spoken]")).to_have_text("و")
    press(page, "Control+ArrowLeft")
    expect(page.locator("[data-review=spoken]")).to_have_text("اتهم")


def test_up_and_down_tell_the_line_and_signs_are_named(page: Page, live_server: Any) -> None:
    open_seed(page, live_server)
    page.locator(".block", has_text="واتهم كاظم").click(position={"x": 300, "y": 12})
    told = page.locator("[data-review=spoken]")
    press(page, "Home", "ArrowDown", "ArrowUp")
    expect(told).to_have_text(re.compile(r"^واتهم كاظم الفرطوسي، المتحدث .{10,}"))
    press(page, "Control+ArrowLeft", "Control+ArrowLeft", "Control+ArrowLeft")
    expect(told).to_have_text(re.compile("الفرطوسي$"))
    press(page, "ArrowLeft")
    expect(told).to_have_text("فاصلة")


def test_a_dead_network_and_its_end_are_told_once(page: Page, live_server: Any, page_errors: list[str]) -> None:
    open_seed(page, live_server)
    page.context.set_offline(True)
    choose(page, CLAIM)
    press(page, "c")
    spoken(page, "لم يضع شيء")
    page.context.set_offline(False)
    saved(page)
    spoken(page, "حُفظ كل شيء.")
    page_errors.clear()  # The browser reports each request that finds no network.


def test_an_annotation_that_comes_to_hand_is_told_with_what_it_lacks(page: Page, live_server: Any) -> None:
    open_seed(page, live_server)
    choose(page, CLAIM)
    press(page, "c", "Enter")
    spoken(page, "جديد: ادعاء")
    press(page, "Alt+ArrowDown")
    spoken(page, f"ادعاء، بلا تصنيف بعد، «{CLAIM}»، ناقص.")
