"""Reading aids: finding words, size and face of the text, themes, the column alone, invisible marks, digits."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from annotations.models import Reading
from tests.annotations.saying import say
from tests.browser.reviewing import enter, open_seed, painted, press, saved, until, wait_until_ready
from tests.factories import a_project, a_reading, an_analyst

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 390, "height": 844}
PAIRS = [
    json.loads(line)
    for line in (Path(__file__).parent.parent / "vectors/rtl/search_pairs.jsonl").read_text("utf-8").split("\n")
    if line
]
HIGHLIGHTED = """(name) => [...(CSS.highlights.get(name) ?? [])]
    .map((range) => range.startContainer.data.slice(range.startOffset, range.endOffset))"""
WIDTHS = """() => [...document.querySelectorAll('[data-start]')].map((block) => {
    const range = document.createRange();
    range.selectNodeContents(block);
    return [block.childNodes.length, ...[...range.getClientRects()].map(({ width }) => width)];
})"""
# Between direction marks, a joiner, a soft hyphen and a no-break space.
HIDDEN = "قال \u202bالمتحدث\u202c إن 50\u200f%\u00a0من الم\u00adقاتلين \u2067نحن\u2069 هنا\u200e"


def opened(page: Page, server: Any, text: str, **fields: Any) -> Reading:
    reading = a_reading(text, analyst=(user := an_analyst(**fields)), project=a_project())
    enter(page, server, user)
    page.goto(f"{server.url}/readings/{reading.pk}/")
    wait_until_ready(page)
    return reading


def find(page: Page, words: str) -> None:
    page.locator("[data-review=text]").focus()
    press(page, "f")
    field = page.locator(".find-field")
    expect(field).to_be_focused()
    field.fill(words)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_words_found_are_chosen_and_annotated_at_once(page: Page, live_server: Any, language: str) -> None:
    open_seed(page, live_server, language=language)
    find(page, "الامريكيه")
    told = page.locator(".find-count")
    expect(told).to_have_text("لا أثر لها في المقال" if language == "ar" else "Nowhere in the article")
    page.locator(".find-field").fill("الاميركية")
    expect(told).to_have_text("1 من 8" if language == "ar" else "1 of 8")
    assert set(page.evaluate(HIGHLIGHTED, "found")) == {"الأميركية"}
    press(page, "Enter", "Enter", "Shift+Enter")
    expect(told).to_contain_text("2")
    press(page, "Escape")
    expect(page.locator(".find-field")).to_be_hidden()
    expect(page.locator("[data-review=text]")).to_be_focused()
    expect(page.locator("[data-review=picker]")).to_be_visible()
    assert page.evaluate("[...CSS.highlights.keys()].filter((name) => name.startsWith('found'))") == []
    press(page, "c")
    saved(page)
    assert painted(page) == {"orange": ["الأميركية"]}


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["why"])
def test_what_is_found_whatever_the_spelling(page: Page, live_server: Any, pair: dict[str, str]) -> None:
    opened(page, live_server, f"أول\n{pair['text']}\nآخر")
    find(page, pair["query"])
    expect(page.locator(".find-count")).not_to_be_empty()
    assert bool(page.evaluate(HIGHLIGHTED, "found")) == (pair["level"] != "must_not")


def test_a_letter_that_stands_everywhere_is_painted_where_it_is_seen(page: Page, live_server: Any) -> None:
    """Typing in an article of 100,000 characters stays quick: all places are counted, those in view are painted."""
    opened(page, live_server, "\n".join(["قال المتحدّثُ باسم الحكومة إنّ القوات الأميركية لن تنسحب من البلاد"] * 1500))
    find(page, "ا")
    expect(page.locator(".find-count")).to_have_text("1 من 16500")
    assert 0 < len(page.evaluate(HIGHLIGHTED, "found")) < 2000
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    until(
        page,
        """() => {
        const last = [...document.querySelectorAll('[data-start]')].at(-1);
        return [...CSS.highlights.get('found')].some((range) => range.startContainer === last.firstChild);
    }""",
    )


def test_size_lines_and_face_change_at_once_and_are_kept(page: Page, live_server: Any) -> None:
    user = open_seed(page, live_server).analyst
    text = page.locator(".block[data-kind=paragraph]").first
    before = text.evaluate("(block) => parseFloat(getComputedStyle(block).fontSize)")
    page.locator("[data-review=text]").focus()
    press(page, "h")
    menu = page.get_by_role("dialog", name="أدوات العرض")
    for name in ("كبير", "متباعد", "Tajawal"):
        with page.expect_response("**/preferences/"):
            menu.get_by_role("radio", name=name, exact=True).check()
    style = text.evaluate(
        "(block) => ['fontSize', 'lineHeight', 'fontFamily'].map((name) => getComputedStyle(block)[name])"
    )
    assert parse(style[0]) == pytest.approx(before * 1.2, abs=0.1)
    assert parse(style[1]) == pytest.approx(before * 1.2 * 2.6, abs=0.1)
    assert "Tajawal" in style[2]
    assert user
    user.refresh_from_db()
    assert (user.text_size, user.line_height, user.typeface) == ("large", "wide", "tajawal")
    page.reload()
    wait_until_ready(page)
    assert text.evaluate("(block) => getComputedStyle(block).fontSize") == style[0]


def parse(pixels: str) -> float:
    return float(pixels.removesuffix("px"))


def test_the_size_changes_by_key_and_cards_and_cursor_follow(page: Page, live_server: Any) -> None:
    reading = opened(page, live_server, "\n".join(["قال المتحدث باسم الحكومة إن القوات لن تنسحب"] * 6))
    say(reading, [(45 * 5 - 5, 45 * 5)])
    page.reload()
    wait_until_ready(page)
    page.locator("[data-review=text]").focus()
    press(page, "End")
    apart = """() => {
        const [range] = [...CSS.highlights].find(([name]) => name.startsWith('mark-'))[1];
        const live = document.createRange();
        live.setStart(range.startContainer, range.startOffset);
        live.setEnd(range.endContainer, range.endOffset);
        const card = document.querySelector('.mark-card').getBoundingClientRect().top;
        return Math.abs(card - live.getClientRects()[0].top);
    }"""
    for key in ("=", "=", "-"):
        with page.expect_response("**/preferences/"):
            press(page, key)
    expect(page.locator("html")).to_have_attribute("data-text-size", "large")
    until(page, f"() => ({apart})() < 12")
    caret, line = page.evaluate("""() => [document.querySelector('[data-review=caret]'),
        document.querySelector('[data-start]')].map((one) => one.getBoundingClientRect().bottom)""")
    assert abs(caret - line) < 20


def test_the_review_page_is_accessible_in_every_theme(page: Page, live_server: Any, axe: Callable[..., None]) -> None:
    reading = open_seed(page, live_server, user=an_analyst(language="ar", theme="light"))
    axe = partial(axe, themes=["dark", "light-contrast", "dark-contrast"])
    say(reading, [(0, 5)])
    page.reload()
    wait_until_ready(page)
    axe(page)
    page.locator("[data-review=text]").focus()
    press(page, "b")
    expect(page.locator("[data-review=invisible-list]")).to_be_visible()
    find(page, "الاميركيه")
    expect(page.locator(".find-count")).not_to_be_empty()
    axe(page)
    press(page, "Escape", "Escape", "h")
    expect(page.locator("#reading-aids")).to_be_visible()
    axe(page)
    page.goto(f"{live_server.url}/preferences/")
    axe(page)


def test_a_theme_of_high_contrast_shows_at_once(page: Page, live_server: Any) -> None:
    opened(page, live_server, HIDDEN, theme="light")
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    assert page.evaluate(ground) == "rgb(248, 247, 244)"
    page.get_by_role("button", name="المظهر").click()
    with page.expect_response("**/preferences/"):
        page.get_by_role("button", name="داكن عالي التباين").click()
    assert page.evaluate(ground) == "rgb(0, 0, 0)"
    page.reload()
    assert page.evaluate(ground) == "rgb(0, 0, 0)"


def test_a_device_that_asks_for_contrast_gets_it(page: Page, live_server: Any) -> None:
    page.emulate_media(contrast="more", color_scheme="light")
    page.goto(f"{live_server.url}/sign-in/")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"


def test_the_column_alone_lets_one_annotate(page: Page, live_server: Any) -> None:
    open_seed(page, live_server)
    page.locator("[data-review=text]").focus()
    press(page, "z")
    rail, summary = page.locator("[data-rail]"), page.locator("[data-review=summary]")
    expect(summary).to_be_hidden()
    left, width = page.evaluate(
        "(({ left, width }) => [left, width])(document.querySelector('.review-text').getBoundingClientRect())"
    )
    assert left + width / 2 == pytest.approx(page.viewport_size["width"] / 2, abs=12)  # type: ignore[index]
    find(page, "المتحدث")
    press(page, "Escape", "c")
    expect(page.locator("[data-review=panel]")).to_be_visible()
    expect(rail).to_be_hidden()
    page.locator("[data-part=submit]").click()
    expect(summary).to_be_visible()


def test_invisible_marks_are_shown_beside_untouched_text(page: Page, live_server: Any) -> None:
    opened(page, live_server, HIDDEN)
    before = page.evaluate(WIDTHS)
    page.locator("[data-review=text]").focus()
    press(page, "b")
    signs = page.locator(".invisible-sign")
    expect(signs).to_have_text(["RLE", "PDF", "RLM", "NBSP", "SHY", "RLI", "PDI", "LRM"])
    expect(signs.nth(2)).to_have_attribute("title", "RLM: علامة من اليمين إلى اليسار")
    assert page.evaluate(WIDTHS) == before
    places = page.locator("[data-review=invisible-list]")
    expect(places.get_by_role("heading")).to_have_text("8 علامات خفية")
    places.get_by_role("button").nth(4).click()
    expect(page.locator("[data-review=text]")).to_be_focused()
    assert "\u202b" not in places.inner_text()
    press(page, "b")
    expect(signs).to_have_count(0)
    expect(places).to_be_hidden()


def test_only_the_marks_in_view_are_drawn(page: Page, live_server: Any) -> None:
    opened(page, live_server, "\n".join(["كلام\u200f طويل" * 5] * 600))
    page.locator("[data-review=text]").focus()
    press(page, "b")
    signs = page.locator(".invisible-sign")
    expect(signs.first).to_be_visible()
    assert signs.count() < 400
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    until(page, "() => document.querySelector('.invisible-sign').getBoundingClientRect().top > -1200")


def test_counts_on_the_page_are_in_the_reader_s_digits(page: Page, live_server: Any) -> None:
    opened(page, live_server, "باب باب باب 2021", digits="arabic")
    find(page, "باب")
    expect(page.locator(".find-count")).to_have_text("١ من ٣")
    expect(page.locator("[data-review=text]")).to_contain_text("2021")


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_menu_fits_a_phone(new_page: Callable[..., Page], live_server: Any, language: str) -> None:
    page = new_page(viewport=PHONE, has_touch=True)
    opened(page, live_server, HIDDEN, language=language)
    page.locator(".bar-more-button").tap()
    page.locator("[data-part=aids]").tap()
    place = page.locator("#reading-aids").bounding_box()
    assert place
    assert place["x"] >= 0
    assert place["x"] + place["width"] <= PHONE["width"]
    page.locator("#reading-aids [data-part=find]").tap()
    expect(page.locator(".find-field")).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
