"""The sources of this article come first: by one digit, by the words that named them here, or as the one before."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.reviewing import choose, enter, open_seed, press, saved, stored, wait_until_ready
from tests.browser.test_sources import LINKED, OPTIONS, a_source, mark_the_source
from tests.factories import a_project, a_reading, an_analyst

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PROPOSALS = "**/api/v1/sources/proposals*"
DIGIT = f"{OPTIONS} kbd"


def link(page: Page, words: str, name: str) -> None:
    """Mark a source and link it by typing a name."""
    mark_the_source(page, words)
    press(page, "r")
    page.keyboard.insert_text(name)
    expect(page.locator(OPTIONS).first).to_contain_text(name)
    press(page, "Enter")
    expect(page.locator(LINKED)).to_contain_text(name)
    press(page, "Escape", "Escape")  # What is proposed as the content, then the annotation.
    expect(page.locator(LINKED)).to_be_hidden()


def by_words(reading: Any) -> dict[str, int | None]:
    return {one["anchors"][0]["exact"]: one["source"] for one in stored(reading)}


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_source_of_this_article_takes_one_digit_the_nearest_before_first(
    page: Page, live_server: Any, language: str
) -> None:
    first, second = a_source("كاظم الفرطوسي"), a_source("شبكة رووداو", kind="outlet")
    reading = open_seed(page, live_server, language=language)
    link(page, "كاظم الفرطوسي", first.name_ar)
    link(page, "شبكة رووداو الكردية", second.name_ar)
    mark_the_source(page, "إيقاف العمليات")
    press(page, "r")
    expect(page.locator(OPTIONS).nth(0)).to_contain_text(second.name_ar)
    expect(page.locator(OPTIONS).nth(1)).to_contain_text(first.name_ar)
    assert page.locator(DIGIT).all_inner_texts()[:2] == ["1", "2"]
    press(page, "2")
    expect(page.locator(LINKED)).to_contain_text(first.name_ar)
    saved(page)
    assert by_words(reading)["إيقاف العمليات"] == first.pk


def test_words_that_named_a_source_here_name_it_again_and_nowhere_else(page: Page, live_server: Any) -> None:
    militia, other = a_source("كتائب سيد الشهداء", kind="organisation"), a_source("كاظم الفرطوسي")
    text = "قالت الكتائب إنها باقية.\nوقال الفرطوسي إن الأمر محسوم.\nثم أعلنت الكتائب أنها راحلة."
    user = an_analyst()
    reading = a_reading(text, analyst=user, project=a_project())
    enter(page, live_server, user)
    page.goto(f"{live_server.url}/readings/{reading.pk}/")
    wait_until_ready(page)
    link(page, "الكتائب", militia.name_ar)
    link(page, "الفرطوسي", other.name_ar)
    choose(page, "الكتائب", within="أعلنت")
    press(page, "s", "r")
    expect(page.locator(OPTIONS).nth(0)).to_contain_text(militia.name_ar)
    expect(page.locator(OPTIONS).nth(0)).to_have_attribute("aria-selected", "true")
    press(page, "Enter")
    expect(page.locator(LINKED)).to_contain_text(militia.name_ar)
    expect(page.locator("[data-key=alias-add]")).to_have_count(0)
    saved(page)
    assert [one["source"] for one in stored(reading)].count(militia.pk) == 2
    assert list(militia.aliases.all()) == []


def test_the_source_before_speaks_on_by_one_key_and_a_relation_says_so(page: Page, live_server: Any) -> None:
    source = a_source("كاظم الفرطوسي")
    reading = open_seed(page, live_server)
    link(page, "كاظم الفرطوسي", source.name_ar)

    choose(page, "أكد")
    press(page, "q", "i", "y")
    expect(page.locator(LINKED)).to_contain_text(source.name_ar)
    saved(page)
    said = by_words(reading)
    assert said["أكد"] == source.pk
    [relation] = reading.relations.filter(deleted_at=None)
    assert relation.label == "antecedent"
    press(page, "Control+z")
    saved(page)
    assert by_words(reading)["أكد"] is None
    assert not reading.relations.filter(deleted_at=None).exists()


def test_the_relation_that_says_so_links_the_source(page: Page, live_server: Any) -> None:
    source = a_source("كاظم الفرطوسي")
    reading = open_seed(page, live_server)
    link(page, "كاظم الفرطوسي", source.name_ar)

    choose(page, "أكد")
    press(page, "q", "i", "k")
    page.locator("[data-review=panel] select").filter(has_text="يعود على").select_option("antecedent")
    page.locator("[data-key^=tie-to-]").first.click()
    expect(page.locator(LINKED)).to_contain_text(source.name_ar)
    saved(page)
    assert by_words(reading)["أكد"] == source.pk


def test_enter_waits_for_the_answer_to_what_was_typed(page: Page, live_server: Any) -> None:
    """The answer for the marked words alone, which names nobody, may come between."""
    source = a_source("كتائب سيد الشهداء", kind="organisation")
    reading = open_seed(page, live_server)
    held: list[Route] = []
    is_open = False
    page.route(PROPOSALS, lambda route: route.continue_() if is_open else held.append(route))
    with page.expect_request(PROPOSALS):
        mark_the_source(page, "قوات جديدة")
    press(page, "r")
    page.keyboard.insert_text("سيد الشهداء")
    press(page, "Enter")
    is_open = True
    for route in held:
        route.continue_()
    expect(page.locator(LINKED)).to_contain_text(source.name_ar)
    saved(page)
    assert stored(reading)[0]["source"] == source.pk


def test_a_new_source_waits_for_the_name_within_the_marked_words(page: Page, live_server: Any) -> None:
    reading = open_seed(page, live_server)
    held: list[Route] = []
    is_open = False
    page.route(PROPOSALS, lambda route: route.continue_() if is_open else held.append(route))
    with page.expect_request(PROPOSALS):
        mark_the_source(page)
    press(page, "r", "Control+Enter")
    is_open = True
    for route in held:
        route.continue_()
    expect(page.locator(LINKED)).to_contain_text("كاظم الفرطوسي")
    saved(page)
    assert stored(reading)[0]["source"]
