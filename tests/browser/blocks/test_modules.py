"""What is done to blocks, as the page works it out: whatever an editor does, the server can take it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from articles.spans import Span, grapheme_boundaries
from tests.covering import uncovered
from tests.reference.offsets import code_point_offset, trimmed, utf16_offset
from tests.review_modules import run, visit

pytestmark = pytest.mark.browser

ALPHABET = "ابتث يوهـ  \n\n.،«»ًٌَّ🇮🇶👨\u200d👩aé\u0301𐤀\u0085\u00a0\u200f"
STEPS = """
    let { blocks } = given;
    for (const [what, at, other] of given.steps) {
        const index = Math.floor(at * blocks.length);
        const unit = Math.round(other * given.text.length);
        const inside = blocks[index].start + Math.round(other * (blocks[index].end - blocks[index].start));
        const next = {
            split: () => module.splitOff(given.text, blocks, index, inside)?.blocks,
            choose: () => module.splitOff(given.text, blocks, index, blocks[index].start + 1, inside)?.blocks,
            join: () => module.join(blocks, index),
            move: () => module.moveBorder(given.text, blocks, index, unit),
            drag: () => blocks[index + 1] && module.moveBorder(given.text, blocks, index,
                module.betweenWords(given.text, blocks[index].start, blocks[index + 1].end, unit)),
            retype: () => module.retype(blocks, index, "caption"),
        }[what]();
        blocks = next ?? blocks;
    }
    return { blocks, fits: module.fit(given.text, blocks) };"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    page = visit(browser.new_page())
    yield page
    page.close()


def lines_of(text: str) -> list[dict[str, Any]]:
    """A block for each line, as a recogniser makes them, in units."""
    blocks, start = [], 0
    for line in text.split("\n"):
        if span := trimmed(text, start, start + len(line)):
            blocks.append(
                {
                    "kind": "paragraph",
                    "start": utf16_offset(text, span.start),
                    "end": utf16_offset(text, span.end),
                    "flagged": True,
                }
            )
        start += len(line) + 1
    return blocks


def test_whatever_is_done_every_letter_lies_whole_in_one_block(page: Page) -> None:
    chance = random.Random(14)
    for _ in range(150):
        text = "".join(chance.choices(ALPHABET, k=chance.randint(3, 80)))
        blocks = lines_of(text)
        if not blocks:
            continue
        kinds = ("split", "choose", "join", "move", "drag", "retype")
        steps = [[chance.choice(kinds), chance.random(), chance.random()] for _ in range(30)]
        found = run(page, "articles/blocks/correcting", STEPS, {"text": text, "blocks": blocks, "steps": steps})
        assert found["fits"], (text, found)
        bounds = [(code_point_offset(text, b["start"]), code_point_offset(text, b["end"])) for b in found["blocks"]]
        begun = {bound for block in blocks for bound in (block["start"], block["end"])}
        letters = set(grapheme_boundaries(text)) | {code_point_offset(text, bound) for bound in begun}
        assert uncovered(text, [Span(*bound) for bound in bounds]) == [], (text, bounds)
        assert {bound for both in bounds for bound in both} <= letters, (text, bounds)
        assert not any(text[start].isspace() or text[end - 1].isspace() for start, end in bounds), (text, bounds)


def test_the_next_to_check_is_found_round_the_end_of_the_text(page: Page) -> None:
    blocks = [{"kind": "paragraph", "start": n, "end": n + 1, "flagged": n in (1, 3)} for n in range(5)]
    body = "return given.map(([index, forward]) => module.nextFlagged(%s, index, forward));"
    asked = [[0, True], [1, True], [3, True], [4, True], [0, False], [3, False]]
    blocks_js = str(blocks).replace("True", "true").replace("False", "false")
    assert run(page, "articles/blocks/correcting", body % blocks_js, asked) == [1, 3, 1, 1, 3, 1]


def test_a_draft_of_another_text_is_not_taken(page: Page) -> None:
    body = "return given.map((blocks) => module.fit('قال كذا.', blocks));"
    whole = {"kind": "paragraph", "start": 0, "end": 8}
    assert run(page, "articles/blocks/correcting", body, [[whole], [whole | {"end": 9}], [whole | {"end": 4}], []]) == [
        *(True, False, False, False),
    ]
