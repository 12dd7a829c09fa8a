"""The same words elsewhere in the article: found as a reader finds them, and marked in one step."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.annotations.saying import say
from tests.browser.reviewing import cards, open_seed, press, saved, stored, wait_until_ready
from tests.browser.test_review_panel import PLACE, begin_claim, part
from tests.review_modules import run

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(
    ("text", "phrase", "found"),
    [
        ("العراق ثم وَالْعِرَاق وبالعراق وعراق", "العراق", ["الْعِرَاق", "العراق"]),
        ("مدرسة كبيرة، مدرسه كبيره ومدرسـة كبيرة", "مدرسة كبيرة", ["مدرسه كبيره", "مدرسـة كبيرة"]),
        ("أحمد واحمد وأحمدي محمد", "أحمد", ["احمد"]),
        ("الحكومة للحكومة وللحكومة الحكومتان", "الحكومة", ["لحكومة", "لحكومة"]),
        ("قال. قالوا، فقال", "قال", ["قال"]),
        ("لا شيء", "شيء", []),
        ("قالت وقالها قالت", "قال", ["قال", "قال"]),
        ("سئل Reuters وreuters", "Reuters", ["reuters"]),
    ],
)
def test_the_same_phrase_is_found_as_a_reader_finds_it(modules: Page, text: str, phrase: str, found: list[str]) -> None:
    body = """
        const block = {text: given.text};
        const start = given.text.indexOf(given.phrase);
        const places = module.samePhrases([block], {block, start, end: start + given.phrase.length});
        return places.map(({start, end}) => given.text.slice(start, end));
    """
    assert run(modules, "text/phrases", body, {"text": text, "phrase": phrase}) == found


def test_every_same_phrase_is_found_in_a_long_article(modules: Page) -> None:
    body = """
        const words = 'واتهم كاظم الفرطوسي، المتحدث باسم كتائب سيد الشهداء ';
        const blocks = Array.from({length: 400}, () => ({text: words.repeat(5)}));
        return module.samePhrases(blocks, {block: blocks[0], start: 6, end: 10}).length;
    """
    assert run(modules, "text/phrases", body) == 1999


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_same_words_elsewhere_are_marked_in_one_step(page: Page, live_server: Any, language: str) -> None:
    reading = open_seed(page, live_server, language=language)
    begin_claim(page, PLACE)
    part(page, "attribute-worth-high").check()
    part(page, "note").fill("ملاحظة")
    page.locator("[data-review=text]").focus()
    press(page, "p")
    places = page.locator(".same-places li")
    expect(places).to_have_count(4)
    expect(places.locator("mark")).to_have_text([PLACE] * 4)
    places.nth(1).locator("input").uncheck()
    expect(page.locator("[data-key=same-apply]")).to_contain_text("3")
    press(page, "Tab", "Shift+Tab")
    page.locator("[data-key=same-apply]").click()
    expect(cards(page)).to_have_count(4)
    saved(page)
    said = stored(reading)
    assert {(one["label"], one["attributes"]["worth"], one["anchors"][0]["exact"]) for one in said} == {
        ("event", "high", PLACE)
    }
    assert sorted(one["note"] for one in said) == ["", "", "", "ملاحظة"]
    part(page, "part-0").click()
    part(page, "same-0").click()
    expect(page.locator(".same-places .badge")).to_have_count(3)
    expect(page.locator(".same-places input:checked")).to_have_count(1)
    press(page, "Escape")
    page.locator("[data-part=undo]").click()
    expect(cards(page)).to_have_count(1)


def test_words_over_two_paragraphs_are_not_said_to_stand_nowhere_else(page: Page, live_server: Any) -> None:
    reading = open_seed(page, live_server)
    first, second = reading.revision.blocks.order_by("start")[5:7]
    say(reading, [(first.end - 20, second.start + 20)])
    page.reload()
    wait_until_ready(page)
    cards(page).first.locator("button").click()
    part(page, "part-0").click()
    part(page, "same-0").click()
    expect(page.locator(".same-phrase[open]")).to_contain_text("عدة فقرات")
