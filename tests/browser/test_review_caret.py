"""The text cursor stands at the letters, whichever way they run, and goes up and down to what lies there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.review_modules import run, visit

pytestmark = pytest.mark.browser

# A manuscript of two Arabic blocks of the same words, and where its text cursor stands before and after each letter.
CARETS = """
const blocks = ['a', 'b'].map((_, place) => {
    const block = document.createElement('p');
    block.textContent = given.text;
    block.dataset.start = place * (given.text.length + 1);
    block.dataset.end = Number(block.dataset.start) + given.text.length;
    return block;
});
document.body.replaceChildren(...blocks);
document.body.style = `font: 20px/2 sans-serif; direction: rtl; white-space: pre-wrap; width: ${given.width}px`;
const manuscript = module.createManuscript(document.body, `${given.text}\n${given.text}`);
const letter = (block, unit) => {
    const range = document.createRange();
    range.setStart(block.firstChild, unit);
    range.setEnd(block.firstChild, unit + 1);
    const { left, right, top } = range.getBoundingClientRect();
    return { left, right, top };
};
const offsets = Array.from({ length: given.text.length + 1 }, (_, offset) => offset);
const carets = offsets.map((offset) => manuscript.caretOf(offset));
return {
    letters: blocks.map((block) => offsets.slice(0, -1).map((unit) => letter(block, unit))),
    carets,
    below: offsets.map((offset) => manuscript.offsetOnLine(offset, carets[offset].x, true)),
    above: offsets.map((offset) => manuscript.offsetOnLine(offset, carets[offset].x, false)),
};
"""
BIDI = "قال NATO HQ في 2024 و٢٠٢٣ شيئا N ثم BBC قال (NATO) مرة"
LEFT_TO_RIGHT = set("NATOHQBC0123456789٠١٢٣٤٥٦٧٨٩")


@pytest.fixture
def modules(browser: Browser) -> Iterator[Page]:
    page = visit(browser.new_page())
    yield page
    page.close()


@pytest.mark.parametrize("width", [1000, 220])
def test_the_text_cursor_stands_where_the_next_letter_begins(modules: Page, width: int) -> None:
    """Latin words and all digits are read from their left, in an Arabic block too."""
    found = run(modules, "text/manuscript", CARETS, {"text": BIDI, "width": width})
    for sign, letter, caret in zip(BIDI, found["letters"][0], found["carets"], strict=False):
        if not sign.isalnum():
            continue
        side = "left" if sign in LEFT_TO_RIGHT else "right"
        assert (caret["x"], caret["top"]) == pytest.approx((letter[side], letter["top"]), abs=0.6), sign


@pytest.mark.parametrize("width", [1000, 220, 90])
def test_up_and_down_go_to_the_letter_beneath_or_above(modules: Page, width: int) -> None:
    found = run(modules, "text/manuscript", CARETS, {"text": BIDI, "width": width})
    first, second = found["letters"]
    letters = [*enumerate(first), *enumerate(second, start=len(BIDI) + 1)]
    tops = sorted({letter["top"] for _, letter in letters})
    for offset, caret in enumerate(found["carets"]):
        for beyond, step in (("below", 1), ("above", -1)):
            line = tops.index(caret["top"]) + step
            if line < 0:
                assert found[beyond][offset] is None
                continue
            there = {place: beside(letter, caret["x"]) for place, letter in letters if letter["top"] == tops[line]}
            nearest = [place for place, distance in there.items() if distance <= min(there.values()) + 0.6]
            assert found[beyond][offset] in {place + side for place in nearest for side in (0, 1)}


def beside(letter: dict[str, float], x: float) -> float:
    """How far a letter is from a place across its line."""
    return max(letter["left"] - x, x - letter["right"], 0.0)
