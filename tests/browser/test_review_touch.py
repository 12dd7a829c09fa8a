"""The review page by finger alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from annotations.models import Source
from tests.browser.fingers import Finger
from tests.browser.reviewing import ENDS, lacking, open_seed, painted, saved, stored
from tests.factories import an_analyst

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PICKER = "[data-review=picker]"
PANEL = "[data-review=panel]"
SOURCE = "كاظم الفرطوسي، المتحدث باسم كتائب سيد الشهداء"
CONTENT = "الولايات المتحدة الأميركية باستقدام قوات جديدة إلى قاعدة عين الأسد في محافظة الأنبار"
# What a finger hits at every fourth pixel of the letters of a text, beside the letters themselves.
IN_THE_WAY = """(words) => {
    const block = [...document.querySelectorAll('[data-start]')].find((one) => one.textContent.includes(words));
    const range = document.createRange();
    range.setStart(block.firstChild, block.textContent.indexOf(words));
    range.setEnd(block.firstChild, block.textContent.indexOf(words) + words.length);
    const found = new Set();
    for (const { left, right, top, bottom } of range.getClientRects()) {
        for (let x = left + 1; x < right; x += 4) {
            for (let y = top + 1; y < bottom; y += 4) found.add(document.elementFromPoint(x, y).classList[0]);
        }
    }
    return [...found].filter((name) => name !== 'block');
}"""


@pytest.fixture
def phone(new_page: Callable[..., Page]) -> Page:
    return new_page(viewport={"width": 390, "height": 780}, has_touch=True, is_mobile=True, device_scale_factor=2)


def hold(page: Page, finger: Finger, quote: str, *, within: str = "") -> None:
    """Hold the first word and go on to the last."""
    ends = page.evaluate(ENDS, [quote, within])
    first = (ends["from"][0] - 6, ends["from"][1])
    finger.down(*first)
    expect(page.locator(PICKER)).to_be_visible()
    finger.move(first, (ends["to"][0] + 2, ends["to"][1]))
    finger.up()


@pytest.mark.parametrize("language", ["ar", "en"])
def test_an_attribution_is_finished_by_finger_alone(phone: Page, live_server: Any, language: str) -> None:
    kazim = Source.objects.create(name_ar="كاظم الفرطوسي", kind=Source.Kind.PERSON)
    reading = open_seed(phone, live_server, user=an_analyst(language=language))
    finger = Finger(phone)
    for quote, role in (("واتهم", "cue"), (SOURCE, "source"), (CONTENT, "content")):
        hold(phone, finger, quote)
        phone.locator(f"{PICKER} [data-choice={role}]").tap()
        expect(phone.locator(PICKER)).to_be_hidden()
    assert phone.evaluate("document.documentElement.scrollWidth") == 390
    assert painted(phone) == {"rose": ["واتهم"], "green": [SOURCE], "blue": [CONTENT]}
    phone.locator(f"{PANEL} [data-key=label-assert]").tap()
    phone.locator(f"{PANEL} [data-key=sheet]").tap()
    expect(phone.locator(PANEL)).to_have_attribute("data-sheet", "full")
    phone.locator(f"{PANEL} [role=option]").first.tap()
    expect(phone.locator(f"{PANEL} .source-linked")).to_be_visible()
    phone.locator(f"{PANEL} [data-key=close]").tap()
    expect(phone.locator(PANEL)).to_be_hidden()
    saved(phone)
    [attribution] = stored(reading)
    assert (attribution["label"], attribution["source"]) == ("assert", kazim.pk)
    assert {anchor["role"]: anchor["exact"] for anchor in attribution["anchors"]} == {
        "cue": "واتهم",
        "source": SOURCE,
        "content": CONTENT,
    }
    assert lacking(reading) == []


def test_the_handles_of_earlier_parts_let_a_finger_through_while_words_are_asked_for(
    phone: Page, live_server: Any
) -> None:
    open_seed(phone, live_server)
    finger = Finger(phone)
    hold(phone, finger, "واتهم")
    phone.locator(f"{PICKER} [data-choice=cue]").tap()
    hold(phone, finger, SOURCE)
    phone.locator(f"{PICKER} [data-choice=source]").tap()
    expect(phone.locator(".handle[data-index='1'][data-edge=end]")).to_be_attached()
    assert phone.evaluate(IN_THE_WAY, CONTENT) == []
    hold(phone, finger, CONTENT)
    phone.locator(f"{PICKER} [data-choice=content]").tap()
    # With all words marked they are to be taken hold of again.
    assert phone.evaluate("getComputedStyle(document.querySelector('.handle'), '::after').pointerEvents") == "auto"


def test_the_cursor_of_a_finger_stands_at_its_words_where_a_line_ends(phone: Page, live_server: Any) -> None:
    """Drawn over the space at which a line ends, it would stand alone at the next one."""
    open_seed(phone, live_server)
    finger = Finger(phone)
    words, last = phone.evaluate(LINE_ENDS)
    hold(phone, finger, words)
    [line] = phone.evaluate("""() => [...CSS.highlights.get('chosen')].map((part) => {
        const range = document.createRange();
        range.setStart(part.endContainer, part.endOffset - 1);
        range.setEnd(part.endContainer, part.endOffset);
        const { top, bottom } = range.getBoundingClientRect();
        return (top + bottom) / 2;
    })""")
    caret = phone.locator("[data-review=caret]").bounding_box()
    assert caret
    assert caret["y"] < line < caret["y"] + caret["height"]
    # A tap beyond the end of the line, too.
    finger.down(*last)
    finger.up()
    caret = phone.locator("[data-review=caret]").bounding_box()
    assert caret
    assert caret["y"] < last[1] < caret["y"] + caret["height"]


# The last word of the second line of a paragraph, and a place of the window beyond it.
LINE_ENDS = """() => {
    const block = document.querySelectorAll('.block[data-kind=paragraph]')[1];
    block.scrollIntoView({ block: 'center' });
    const { data } = block.firstChild;
    const range = document.createRange();
    const lineOf = (at) => {
        range.setStart(block.firstChild, at);
        range.setEnd(block.firstChild, at + 1);
        return range.getBoundingClientRect();
    };
    const words = [...data.matchAll(/[^ ]+/g)];
    const ends = words.filter(({ index, 0: word }, place) => {
        const next = words[place + 1];
        return next && lineOf(next.index).top > lineOf(index + word.length - 1).bottom;
    });
    const { index, 0: word } = ends[1];
    const { left, top, bottom } = lineOf(index + word.length - 1);
    return [data.slice(index, index + word.length), [left - 3, (top + bottom) / 2]];
}"""
