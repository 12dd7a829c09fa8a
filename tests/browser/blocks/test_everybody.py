"""The page of blocks serves every text and everybody."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from articles.models import Revision
from newsdesk.models import User
from tests.browser.blocks.desk import DRAWN, PHONE, part, put, state, stored, words_of
from tests.browser.reviewing import press
from tests.factories import a_draft, an_article, revise

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


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
    revise(revision.article, a_draft("نص أحدث."), by=editor)
    page = open_blocks(revision)
    press(page, "Digit5", "Control+KeyS")
    state(page, "saved")
    assert stored(revision)[1][0] == "subheading"
