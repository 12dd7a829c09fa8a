"""Choosing words: by mouse, by keyboard and by finger, in Arabic and in English."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from annotations.models import Reading
from tests.annotations.saying import say
from tests.browser.fingers import Finger
from tests.browser.reviewing import ENDS, choose, enter, open_seed, press, saved, stored, wait_until_ready
from tests.factories import a_project, a_reading, an_analyst

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Once they are painted.
CHOSEN = """() => new Promise(requestAnimationFrame).then(() => [...(CSS.highlights.get('chosen') ?? [])]
    .map((range) => range.startContainer.data.slice(range.startOffset, range.endOffset)))"""
CURSOR = """() => {
    const { focusNode, focusOffset } = getSelection();
    return [focusNode.data.slice(0, focusOffset), focusNode.data.slice(focusOffset)];
}"""
HANDLES = """() => [...document.querySelectorAll('.handle:not([hidden])')].map((handle) => {
    const { left, top, bottom } = handle.getBoundingClientRect();
    const away = handle.dataset.side === 'left' ? -8 : 8;
    const { edge, index } = handle.dataset;
    return { edge, part: Number(index), x: left + away, y: edge === 'start' ? top - 10 : bottom + 10 };
})"""
PICKER = "[data-review=picker]"
SOURCE = "كاظم الفرطوسي، المتحدث باسم كتائب سيد الشهداء"
ENGLISH = "Dr. Smith's office wasn't open. “We left,” he said.\nThe second block ends here."


def chosen(page: Page) -> list[str]:
    words: list[str] = page.evaluate(CHOSEN)
    return words


def ends_of(page: Page, quote: str, within: str = "") -> tuple[list[float], list[float]]:
    ends = page.evaluate(ENDS, [quote, within])
    return ends["from"], ends["to"]


def middle_of(page: Page, quote: str, within: str = "") -> tuple[float, float]:
    first, last = ends_of(page, quote, within)
    return (first[0] + last[0]) / 2, first[1]


def drag(page: Page, from_: tuple[float, float], to: tuple[float, float]) -> None:
    page.mouse.move(*from_)
    page.mouse.down()
    page.mouse.move(*to, steps=8)
    page.mouse.up()


def cursor_before(page: Page, quote: str, within: str = "") -> None:
    page.mouse.click(*ends_of(page, quote, within)[0])
    expect(page.locator("[data-review=caret]")).to_be_visible()


def after_cursor(page: Page) -> str:
    return str(page.evaluate(CURSOR)[1])


def handle(page: Page, edge: str, part: int) -> tuple[float, float]:
    expect(page.locator(f".handle[data-edge={edge}][data-index='{part}']")).to_be_attached()
    [found] = [one for one in page.evaluate(HANDLES) if (one["edge"], one["part"]) == (edge, part)]
    return found["x"], found["y"]


def open_text(page: Page, server: Any, text: str, *, language: str = "ar") -> Reading:
    """An article in the language of the page."""
    reading = a_reading(text, analyst=(user := an_analyst(language=language)), project=a_project())
    article = reading.revision.article
    article.language, article.direction = language, "rtl" if language == "ar" else "ltr"
    article.save()
    enter(page, server, user)
    page.goto(f"{server.url}/readings/{reading.pk}/")
    wait_until_ready(page)
    return reading


def test_a_drag_takes_whole_words_and_one_key_goes_back_to_the_letters(page: Page, live_server: Any) -> None:
    open_seed(page, live_server)
    drag(page, middle_of(page, "الفرطوسي"), middle_of(page, "المتحدث", "الفرطوسي"))
    assert chosen(page) == ["الفرطوسي، المتحدث"]
    press(page, "Backslash")
    [letters] = chosen(page)
    assert letters in "الفرطوسي، المتحدث"
    assert letters[0] != "ا"
    assert letters[-1] != "ث"
    press(page, "Backslash")
    assert chosen(page) == ["الفرطوسي، المتحدث"]


def test_a_drag_with_alt_takes_the_very_letters(page: Page, live_server: Any) -> None:
    open_seed(page, live_server)
    choose(page, "اتهم", within="واتهم")
    assert chosen(page) == ["اتهم"]
    choose(page, "سي، المت")
    assert chosen(page) == ["سي، المت"]


def test_punctuation_passed_over_belongs_to_the_words(page: Page, live_server: Any) -> None:
    open_seed(page, live_server)
    choose(page, '"الولايات المتحدة الأميركية لا تنوي سحب قواتها من العراق"')
    assert chosen(page) == ['"الولايات المتحدة الأميركية لا تنوي سحب قواتها من العراق"']


def test_the_conjunction_is_taken_off_in_one_key_and_given_back(page: Page, live_server: Any) -> None:
    open_seed(page, live_server)
    drag(page, *ends_of(page, "واتهم"))
    assert chosen(page) == ["واتهم"]
    press(page, "BracketRight")
    assert chosen(page) == ["اتهم"]
    press(page, "Shift+BracketRight")
    assert chosen(page) == ["واتهم"]


def test_a_pronoun_is_taken_off_the_end(page: Page, live_server: Any) -> None:
    open_text(page, live_server, "وبحسب تصريحاتهم للصحفيين")
    drag(page, *ends_of(page, "وبحسب تصريحاتهم"))
    press(page, "BracketLeft")
    assert chosen(page) == ["وبحسب تصريحات"]
    press(page, "BracketRight")
    assert chosen(page) == ["بحسب تصريحات"]
    press(page, "BracketRight")
    assert chosen(page) == ["حسب تصريحات"]


def test_only_a_pronoun_is_taken_off_the_end(page: Page, live_server: Any) -> None:
    open_text(page, live_server, "الفصائل العراقية الموالية لإيران")
    drag(page, *ends_of(page, "العراقية الموالية لإيران"))
    press(page, "BracketLeft")
    expect(page.locator("[data-review=spoken]")).to_contain_text("لا شيء يُنزع هنا.")
    assert chosen(page) == ["العراقية الموالية لإيران"]
    press(page, "BracketRight")
    assert chosen(page) == ["عراقية الموالية لإيران"]
    press(page, "BracketRight")
    assert chosen(page) == ["عراقية الموالية لإيران"]


def test_parts_of_words_do_not_lead_out_of_their_paragraph(page: Page, live_server: Any) -> None:
    open_text(page, live_server, "قال المتحدث\nوالختام")
    cursor_before(page, "والختام")
    press(page, "BracketRight")
    assert after_cursor(page) == "والختام"


def test_two_three_and_four_clicks(page: Page, live_server: Any) -> None:
    open_seed(page, live_server)
    word = middle_of(page, "بايدن", "وأكد")
    page.mouse.click(*word, click_count=2)
    assert chosen(page) == ["بايدن"]
    page.mouse.click(*middle_of(page, "بايدن", "وأكد"), click_count=3)
    [sentence] = chosen(page)
    assert sentence.startswith("وأكد بايدن حينها")
    assert sentence.endswith("والدعم الاستخباراتي.")
    page.mouse.click(*middle_of(page, "بايدن", "وأكد"), click_count=4)
    [block] = chosen(page)
    assert block.startswith("يذكر أن رئيس الوزراء")
    assert block.endswith("والدعم الاستخباراتي.")


def test_further_words_by_mouse_and_by_key(page: Page, live_server: Any) -> None:
    open_seed(page, live_server)
    drag(page, *ends_of(page, "واتهم كاظم"))
    page.keyboard.down("Control")
    drag(page, *ends_of(page, "اليوم الأحد"))
    page.mouse.dblclick(*middle_of(page, "الأنبار"))
    page.keyboard.up("Control")
    assert chosen(page) == ["واتهم كاظم", "اليوم الأحد", "الأنبار"]

    cursor_before(page, "كاظم")
    press(page, "Shift+Control+ArrowLeft", "Comma", "Control+ArrowLeft", "Shift+Control+ArrowLeft")
    assert chosen(page) == ["كاظم", "المتحدث"]
    press(page, "ArrowLeft", "Escape")
    assert chosen(page) == []


def test_shift_and_a_click_chooses_up_to_there(page: Page, live_server: Any) -> None:
    open_seed(page, live_server)
    drag(page, *ends_of(page, "الفرطوسي"))
    page.keyboard.down("Shift")
    page.mouse.click(*middle_of(page, "كتائب"))
    assert chosen(page) == ["الفرطوسي، المتحدث باسم كتائب"]
    page.mouse.click(*middle_of(page, "واتهم"))
    page.keyboard.up("Shift")
    assert chosen(page) == ["واتهم كاظم"]


def test_words_of_two_blocks_are_chosen_and_copied_as_the_article_has_them(page: Page, live_server: Any) -> None:
    reading = open_seed(page, live_server)
    from_ = middle_of(page, "الهجمات")
    scrolled = page.evaluate("scrollY")
    to = middle_of(page, "كاظم")
    drag(page, (from_[0], from_[1] + scrolled - page.evaluate("scrollY")), to)
    expect(page.locator(PICKER)).to_be_visible()
    press(page, "Control+KeyC")
    # The page itself may not read what was copied: nothing but a hand pastes it.
    page.evaluate("document.body.append(Object.assign(document.createElement('textarea'), {id: 'pasted'}))")
    page.locator("#pasted").focus()
    press(page, "Control+KeyV")
    copied = page.locator("#pasted").input_value()
    assert copied in reading.revision.text
    assert copied.startswith("الهجمات.")
    assert copied.endswith("واتهم كاظم")


def test_a_drag_and_two_clicks_never_take_words_of_the_page_itself(page: Page, live_server: Any) -> None:
    open_seed(page, live_server)
    page.locator(".review-bar [data-part=state]").dblclick()
    assert page.evaluate("getSelection().toString()") == ""
    title = page.locator("[data-review=summary] h2").first.bounding_box()
    assert title
    page.mouse.dblclick(title["x"] + title["width"] - 20, title["y"] + 10)
    assert page.evaluate("getSelection().toString()") == ""
    press(page, "Tab")
    page.locator("[data-review=text]").focus()
    press(page, "Control+KeyA")
    assert "".join(chosen(page)).startswith("اخبار العراق الان")
    assert "محفوظ" not in page.evaluate("getSelection().toString()")


def test_clicks_where_several_lie_go_from_the_inner_one_outward_and_round(page: Page, live_server: Any) -> None:
    reading = open_seed(page, live_server)
    text = reading.revision.text
    for quote in (SOURCE, "الفرطوسي", "كاظم الفرطوسي"):
        start = text.index(quote)
        say(reading, [(start, start + len(quote))])
    page.reload()
    wait_until_ready(page)
    words = page.locator("[data-review=panel] .part-words").first
    for quote in ("الفرطوسي", "كاظم الفرطوسي", SOURCE, "الفرطوسي"):
        page.mouse.click(*middle_of(page, "الفرطوسي"), delay=20)
        expect(words).to_have_text(quote)


def test_the_cursor_goes_by_parts_of_words_and_by_sentences(page: Page, live_server: Any) -> None:
    open_text(page, live_server, "وبالقول فللمتحدث د. أحمد. «قال: نعم!» ثم غادر.\nوالختام")
    cursor_before(page, "وبالقول")
    ends = []
    for _ in range(6):
        press(page, "BracketLeft")
        ends.append(after_cursor(page).partition(" ")[0])
    assert ends == ["بالقول", "القول", "قول", "", "للمتحدث", "لمتحدث"]
    press(page, "BracketRight")
    assert after_cursor(page).startswith("للمتحدث")
    press(page, "Home", "Semicolon")
    assert after_cursor(page) == " «قال: نعم!» ثم غادر."
    press(page, "Semicolon", "Quote")
    assert after_cursor(page).startswith("«قال")
    press(page, "Control+ArrowDown")
    assert page.evaluate(CURSOR) == ["", "والختام"]
    press(page, "Control+ArrowDown")
    assert page.evaluate(CURSOR) == ["والختام", ""]
    press(page, "Control+ArrowUp", "Shift+BracketLeft")
    assert chosen(page) == ["و"]
    press(page, "Shift+BracketLeft")
    assert chosen(page) == ["وال"]


def test_in_an_english_article_forward_is_to_the_right(page: Page, live_server: Any) -> None:
    open_text(page, live_server, ENGLISH, language="en")
    cursor_before(page, "Dr.")
    press(page, "Shift+ArrowRight", "Shift+Control+ArrowRight")
    assert chosen(page) == ["Dr"]
    press(page, "Shift+Quote")
    assert chosen(page) == ["Dr. Smith's office wasn't open."]
    press(page, "Shift+Quote")
    assert chosen(page) == ["Dr. Smith's office wasn't open. “We left,” he said."]
    press(page, "Shift+Semicolon")
    assert chosen(page) == ["Dr. Smith's office wasn't open."]
    drag(page, middle_of(page, "Smith"), middle_of(page, "wasn't"))
    assert chosen(page) == ["Smith's office wasn't"]
    page.mouse.click(*middle_of(page, "left"), click_count=3)
    assert chosen(page) == ["“We left,” he said."]


def test_no_key_stops_inside_a_letter(page: Page, live_server: Any) -> None:
    open_text(page, live_server, "قُلْنَا: لآلئ 👨‍👩‍👧 كِتابٌ")
    cursor_before(page, "قُلْنَا")
    stops = []
    for _ in range(12):
        press(page, "ArrowLeft")
        stops.append(after_cursor(page))
    rest = ": لآلئ 👨‍👩‍👧 كِتابٌ"
    assert stops[:5] == [f"لْنَا{rest}", f"نَا{rest}", f"ا{rest}", rest, rest[1:]]
    assert stops[-2:] == ["👨‍👩‍👧 كِتابٌ", " كِتابٌ"]


def test_the_edge_of_a_part_is_dragged_by_word_in_one_step(page: Page, live_server: Any) -> None:
    reading = open_seed(page, live_server)
    choose(page, "الفرطوسي")
    press(page, "c")
    drag(page, handle(page, "end", 0), _below(middle_of(page, "باسم", "الفرطوسي")))
    saved(page)
    assert stored(reading)[0]["anchors"][0]["exact"] == "الفرطوسي، المتحدث باسم"
    drag(page, handle(page, "start", 0), _above(middle_of(page, "كاظم")))
    saved(page)
    assert stored(reading)[0]["anchors"][0]["exact"] == "كاظم الفرطوسي، المتحدث باسم"
    press(page, "Control+KeyZ")
    saved(page)
    assert stored(reading)[0]["anchors"][0]["exact"] == "الفرطوسي، المتحدث باسم"
    # With Alt by letter; Escape lets go of it all.
    aim = _below(middle_of(page, "المتحدث", "الفرطوسي"))  # Before the handle: it may scroll.
    page.keyboard.down("Alt")
    drag(page, handle(page, "end", 0), aim)
    page.keyboard.up("Alt")
    saved(page)
    [words] = [anchor["exact"] for anchor in stored(reading)[0]["anchors"]]
    assert "الفرطوسي، المت" <= words < "الفرطوسي، المتحدث"
    page.mouse.move(*handle(page, "end", 0))
    page.mouse.down()
    page.mouse.move(*_below(middle_of(page, "كتائب")), steps=4)
    press(page, "Escape")
    page.mouse.up()
    assert stored(reading)[0]["anchors"][0]["exact"] == words


def test_the_edge_of_a_part_is_moved_by_keys_in_one_step(page: Page, live_server: Any) -> None:
    reading = open_seed(page, live_server)
    choose(page, "واتهم كاظم")
    press(page, "c", "KeyE")
    expect(page.locator(".handle[data-edge=end][data-held]")).to_be_attached()
    expect(page.locator("[data-review=spoken]")).to_contain_text("واتهم كاظم")
    press(page, "Control+ArrowLeft", "Control+ArrowLeft", "Control+ArrowRight", "KeyE", "BracketLeft", "Enter")
    saved(page)
    assert stored(reading)[0]["anchors"][0]["exact"] == "اتهم كاظم الفرطوسي،"
    press(page, "Control+KeyZ")
    saved(page)
    assert stored(reading)[0]["anchors"][0]["exact"] == "واتهم كاظم الفرطوسي،"
    press(page, "Control+KeyZ")
    saved(page)
    assert stored(reading)[0]["anchors"][0]["exact"] == "واتهم كاظم"


@pytest.fixture
def phone(new_page: Callable[..., Page]) -> Page:
    return new_page(viewport={"width": 390, "height": 780}, has_touch=True, is_mobile=True, device_scale_factor=2)


def test_a_finger_held_chooses_a_word_and_handles_choose_more(phone: Page, live_server: Any) -> None:
    open_seed(phone, live_server)
    finger = Finger(phone)
    finger.down(*middle_of(phone, "الفرطوسي"))
    expect(phone.locator(PICKER)).to_be_visible()
    finger.up()
    assert chosen(phone) == ["الفرطوسي"]
    end = handle(phone, "end", -1)
    target = phone.evaluate("([x, y]) => document.elementFromPoint(x, y).className", list(end))
    assert target == "handle"
    to = middle_of(phone, "باسم", "الفرطوسي")
    finger.down(*end)
    finger.move(end, (to[0] - 8, end[1]))
    finger.up()
    assert chosen(phone) == ["الفرطوسي، المتحدث باسم"]
    phone.locator(".touch-menu").get_by_role("button").first.click()
    end = handle(phone, "end", -1)
    finger.down(*end)
    finger.move(end, (end[0] + 24, end[1]))
    finger.up()
    [letters] = chosen(phone)
    assert letters != "الفرطوسي، المتحدث باسم"
    assert letters.startswith("الفرطوسي، المتحدث")


def test_a_finger_that_goes_on_after_holding_chooses_on(phone: Page, live_server: Any) -> None:
    open_seed(phone, live_server)
    finger = Finger(phone)
    from_, to = middle_of(phone, "الفرطوسي"), middle_of(phone, "كاظم")
    finger.down(*from_)
    expect(phone.locator(PICKER)).to_be_visible()
    before = phone.evaluate("scrollY")
    finger.move(from_, to)
    finger.up()
    assert chosen(phone) == ["كاظم الفرطوسي"]
    assert phone.evaluate("scrollY") == before


def test_a_tap_opens_what_is_marked_and_a_tap_beside_it_does_not(phone: Page, live_server: Any) -> None:
    reading = open_seed(phone, live_server)
    start = reading.revision.text.index("الفرطوسي")
    say(reading, [(start, start + 8)])
    phone.reload()
    wait_until_ready(phone)
    Finger(phone)
    phone.touchscreen.tap(*middle_of(phone, "الشهداء"))
    expect(phone.locator("[data-review=panel]")).to_be_hidden()
    phone.touchscreen.tap(*middle_of(phone, "الفرطوسي"))
    expect(phone.locator("[data-review=panel]")).to_be_visible()
    assert chosen(phone) == []


def test_choosing_in_a_block_of_a_hundred_thousand_characters(page: Page, live_server: Any) -> None:
    """With marks and emoji in it; what it costs is measured by `make bench`."""
    open_text(page, live_server, "قال المتحدثُ إنّ القوات 👍 وصلت اليوم. " * 2600)
    page.locator("[data-review=text]").focus()
    press(page, "Control+End", "Shift+ArrowRight", "Shift+ArrowRight", "Shift+Control+ArrowRight")
    [words] = chosen(page)
    assert words == "اليوم."


def _below(point: tuple[float, float]) -> tuple[float, float]:
    """Where the knob of a handle hangs whose edge is to come to a point."""
    return point[0], point[1] + 24


def _above(point: tuple[float, float]) -> tuple[float, float]:
    return point[0], point[1] - 24
