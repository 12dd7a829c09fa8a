"""The page of blocks as a test meets it: its text, its parts, and what of it is stored."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from articles.models import Revision

PHONE = {"width": 390, "height": 844}
TEXT = "العنوان\nقالَ الوزير إن الجيش تقدم. وأضاف أن القوات عادت.\nصورة من الميدان"
FIRST, SECOND, THIRD = (0, 7), (8, 56), (57, 72)
# Puts the text cursor before some words of the text, as an arrow key or a click would.
PUT = """words => {
    for (const row of document.querySelectorAll('.block-text')) {
        const at = row.firstChild.data.indexOf(words);
        if (at >= 0) {
            row.closest('[contenteditable]').focus();
            getSelection().collapse(row.firstChild, at);
            return;
        }
    }
    throw new Error(`not in the text: ${words}`);
}"""
DRAWN = """() => [...document.querySelectorAll('.block-text')].map(row => row.textContent)"""
# The corner of the first letter of some words, in the window.
CORNER = """words => {
    for (const row of document.querySelectorAll('.block-text')) {
        const node = row.firstChild, at = node.data.indexOf(words);
        if (at < 0) continue;
        const range = document.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + 1);
        const box = range.getBoundingClientRect();
        return [box.right - 1, (box.top + box.bottom) / 2];
    }
}"""
# Where a handle at a block's end is taken hold of, and the middle of its line.
KNOB = """one => {
    const box = one.getBoundingClientRect();
    return [box.left, box.bottom + 4, (box.top + box.bottom) / 2];
}"""


def put(page: Page, words: str) -> None:
    page.evaluate(PUT, words)


def part(page: Page, name: str) -> Any:
    return page.locator(f'[data-blocks="{name}"]')


def state(page: Page, name: str) -> None:
    expect(part(page, "state")).to_have_attribute("data-state", name)


def stored(revision: Revision) -> list[tuple[str, int, int, bool]]:
    return list(revision.blocks.order_by("start").values_list("kind", "start", "end", "flagged"))


def words_of(revision: Revision) -> list[str]:
    return [revision.text[start:end] for _kind, start, end, _flagged in stored(revision)]
