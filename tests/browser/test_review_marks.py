"""Marks that can be told apart, lit as one and reached by clicking; and the page where none can be painted."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from itertools import combinations, product
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from annotations.codebook.spec import PAINTS
from annotations.models import Reading
from tests.annotations.saying import say
from tests.browser.reviewing import (
    cards,
    choose,
    drag,
    enter,
    open_seed,
    press,
    saved,
    stored,
    until,
    wait_until_ready,
)
from tests.factories import a_reading, an_analyst
from tests.review_modules import run, visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LANES = 4
FIRST = "واتهم كاظم الفرطوسي، المتحدث باسم كتائب سيد الشهداء، الولايات المتحدة."
SECOND = "وقال إن القوات لن تبقى في البلاد."
TEXT = f"{FIRST}\n{SECOND}"
WITHOUT_HIGHLIGHTS = "delete globalThis.Highlight; delete CSS.highlights; delete CSS.__proto__.highlights;"
LIT = """(layer) => [...CSS.highlights].filter(([name]) => name.startsWith(`${layer}-`))
    .flatMap(([name, ranges]) => [...ranges].map((range) => [range, Number(name.split('-')[1])]))
    .map(([range, lane]) => [range.startContainer.data.slice(range.startOffset, range.endOffset), lane]).sort()"""
STYLES = """(names) => names.map((name) => {
    const style = getComputedStyle(document.querySelector('.block'), `::highlight(${name})`);
    return {
        line: style.textDecorationLine,
        style: style.textDecorationStyle,
        width: style.textDecorationThickness,
        offset: style.textUnderlineOffset,
        ground: style.backgroundColor,
        colour: style.textDecorationColor,
    };
})"""


@pytest.fixture
def modules(browser: Browser) -> Iterator[Page]:
    page = visit(browser.new_page())
    yield page
    page.close()


Spans = list[tuple[int, int]]


def lanes_of(modules: Page, annotations: list[Spans]) -> list[list[int]]:
    anchors = [[{"start": start, "end": end} for start, end in spans] for spans in annotations]
    found: list[list[int]] = run(modules, "painting/lanes", "return module.lanesOf(given);", anchors)
    return found


def some_annotations(seed: int, *, parts: int = 3, length: int = 120) -> list[Spans]:
    chance = random.Random(seed)
    starts = [[chance.randrange(length) for _ in range(chance.randint(1, parts))] for _ in range(chance.randint(1, 25))]
    return [[(start, start + chance.randint(1, 20)) for start in some] for some in starts]


def meet(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def test_nested_marks_lie_in_different_lanes(modules: Page) -> None:
    assert lanes_of(modules, [[(0, 40)], [(5, 20)], [(6, 10)], [(50, 60)]]) == [[0], [1], [2], [0]]


def test_marks_that_touch_lie_in_different_lanes_or_they_would_look_like_one(modules: Page) -> None:
    assert lanes_of(modules, [[(0, 5)], [(5, 9)], [(10, 12)]]) == [[0], [1], [0]]


def test_parts_of_one_annotation_lie_in_one_lane_unless_they_overlap(modules: Page) -> None:
    assert lanes_of(modules, [[(0, 5)], [(3, 8), (20, 25)]]) == [[0], [1, 1]]
    assert lanes_of(modules, [[(0, 9), (3, 5), (9, 12)]]) == [[0, 1, 0]]


def test_more_than_four_are_shown_as_more(modules: Page) -> None:
    assert lanes_of(modules, [[(0, 9)]] * 7) == [[0], [1], [2], [3], [4], [4], [4]]


def test_another_order_is_tried_before_lanes_run_out(modules: Page) -> None:
    """By age the last would find its neighbours in all four lanes, though nowhere more than four meet."""
    spans = [(12, 17), (22, 28), (15, 23), (21, 28), (12, 21), (14, 22)]
    assert max(sum(start <= at <= end for start, end in spans) for at in range(41)) <= LANES
    assert LANES not in [lane for lanes in lanes_of(modules, [[span] for span in spans]) for lane in lanes]


@pytest.mark.parametrize("seed", range(30))
def test_no_two_that_meet_share_a_lane(modules: Page, seed: int) -> None:
    annotations = some_annotations(seed)
    lanes = lanes_of(modules, annotations)
    assert lanes == lanes_of(modules, annotations)
    for one, other in combinations(range(len(annotations)), 2):
        for (part, lane), (other_part, other_lane) in product(
            zip(annotations[one], lanes[one], strict=True), zip(annotations[other], lanes[other], strict=True)
        ):
            assert lane == LANES or lane != other_lane or not meet(part, other_part)


@pytest.mark.parametrize("seed", range(10))
def test_one_more_moves_no_other_while_lanes_last(modules: Page, seed: int) -> None:
    annotations = some_annotations(seed, parts=1, length=400)
    before: list[list[int]] = []
    for count in range(1, len(annotations) + 1):
        lanes = lanes_of(modules, annotations[:count])
        if any(LANES in one for one in lanes):
            break
        assert lanes[: len(before)] == before
        before = lanes
    assert len(before) > 1 or len(annotations) == 1


def a_marked_reading(page: Page, server: Any, *, language: str = "ar") -> Reading:
    reading = a_reading(TEXT, analyst=(user := an_analyst(language=language)))
    enter(page, server, user)
    return reading


def show(page: Page, server: Any, reading: Reading) -> None:
    page.goto(f"{server.url}/readings/{reading.pk}/")
    wait_until_ready(page)


def at(words: str) -> tuple[int, int]:
    start = TEXT.index(words)
    return start, start + len(words)


def test_roles_and_lanes_are_told_apart_without_colour(page: Page, live_server: Any) -> None:
    reading = a_marked_reading(page, live_server)
    show(page, live_server, reading)
    names = [f"mark-{paint}-{lane}" for paint in PAINTS for lane in range(LANES)]
    found = dict(zip(names, page.evaluate(STYLES, names), strict=True))
    looks = {name: (style["line"], style["style"], style["width"], style["offset"]) for name, style in found.items()}
    assert len(set(looks.values())) == len(names)
    for paint in PAINTS:
        below = [looks[f"mark-{paint}-{lane}"] for lane in range(3)]
        assert len({offset for *_, offset in below}) == 3
        assert len({width for _, _, width, _ in below}) == 3, f"the strokes of {paint} differ by their place alone"
        assert looks[f"mark-{paint}-3"][0] == "overline"
    for lane in range(LANES):
        assert len({looks[f"mark-{paint}-{lane}"][1:3] for paint in PAINTS}) == len(PAINTS)


def test_where_the_device_sets_the_colours_lines_tell_marks_apart(
    new_page: Callable[..., Page], live_server: Any
) -> None:
    page = new_page(forced_colors="active")
    reading = a_marked_reading(page, live_server)
    show(page, live_server, reading)
    mark, active, chosen = page.evaluate(STYLES, ["mark-green-2", "active-0", "chosen"])
    ink = page.evaluate("getComputedStyle(document.querySelector('.block')).color")
    assert mark["ground"] == "rgba(0, 0, 0, 0)"
    assert mark["colour"] == ink
    assert len({mark["ground"], active["ground"], chosen["ground"]}) == 3


def test_all_parts_of_an_annotation_are_lit_as_one_across_blocks(page: Page, live_server: Any) -> None:
    reading = a_marked_reading(page, live_server)
    say(reading, [at("كاظم الفرطوسي")])
    whole = [at("الفرطوسي، المتحدث"), at("سيد الشهداء"), at("القوات لن تبقى"), (len(FIRST) - 9, len(FIRST) + 9)]
    parted = say(reading, whole)
    show(page, live_server, reading)
    card = page.locator(f".mark-card[data-id='{parted.pk}'] button")
    words = [
        *(TEXT[start:end] for start, end in whole[:3]),
        TEXT[len(FIRST) - 9 : len(FIRST)],
        TEXT[len(FIRST) + 1 : len(FIRST) + 9],
    ]

    card.hover()
    lit = page.evaluate(LIT, "hovered")
    assert sorted(word for word, _ in lit) == sorted(words)
    assert page.evaluate(LIT, "active") == []

    card.click()
    expect(page.locator(f".mark-card[data-id='{parted.pk}'][data-active]")).to_be_attached()
    assert page.evaluate(LIT, "active") == lit
    assert page.evaluate(LIT, "hovered") == []
    assert {lane for _, lane in lit} == {1} or {lane for _, lane in lit} == {0}

    press(page, "Escape")
    expect(page.locator(".mark-card[data-active]")).to_have_count(0)
    assert page.evaluate(LIT, "active") == []


def test_clicks_where_several_lie_go_through_them_from_the_inmost(page: Page, live_server: Any) -> None:
    reading = a_marked_reading(page, live_server)
    quotes = ["المتحدث باسم", "كاظم الفرطوسي، المتحدث باسم كتائب", "واتهم كاظم الفرطوسي، المتحدث باسم كتائب سيد"]
    made = [say(reading, [at(quote)]) for quote in quotes]
    show(page, live_server, reading)
    for annotation in [*made, made[0]]:
        # A second click at once would be a double one.
        click(page, "باسم")
        expect(page.locator(f".mark-card[data-id='{annotation.pk}'][data-active]")).to_be_attached()
        click(page, SECOND[:4])


def click(page: Page, words: str) -> None:
    """Click in the middle of some words."""
    x, y = page.evaluate(
        """(words) => {
            const block = [...document.querySelectorAll('[data-start]')].find((one) => one.textContent.includes(words));
            const range = document.createRange();
            range.setStart(block.firstChild, block.textContent.indexOf(words));
            range.setEnd(block.firstChild, block.textContent.indexOf(words) + words.length);
            const { left, top, width, height } = range.getBoundingClientRect();
            return [left + width / 2, top + height / 2];
        }""",
        words,
    )
    page.mouse.click(x, y)


# Of each box over found words how far its sides are from those of some place where the words stand, in pixels.
APART = """(words) => {
    const places = [...document.querySelectorAll('[data-start]')].flatMap(({ firstChild }) => {
        return [...firstChild.data.matchAll(new RegExp(words, 'g'))].flatMap(({ index }) => {
            const range = document.createRange();
            range.setStart(firstChild, index);
            range.setEnd(firstChild, index + words.length);
            return [...range.getClientRects()];
        });
    });
    const sides = ['left', 'right', 'top', 'bottom'];
    return [...document.querySelectorAll('.found-box')].map((box) => {
        const shown = box.getBoundingClientRect();
        const apart = (place) => Math.max(...sides.map((side) => Math.abs(place[side] - shown[side])));
        return Math.min(...places.map(apart));
    });
}"""


def test_a_browser_that_cannot_paint_lays_boxes_over_what_is_found(page: Page, live_server: Any) -> None:
    page.add_init_script(WITHOUT_HIGHLIGHTS)
    open_seed(page, live_server)
    boxes = page.locator(".found-box")
    page.locator("[data-review=text]").focus()
    press(page, "f")
    page.locator(".find-field").fill("الأميركية")
    expect(page.locator(".found-box[data-now]")).to_have_count(1)
    for width in (1280, 1000):
        page.set_viewport_size({"width": width, "height": 900})
        until(page, f"() => {{ const apart = ({APART})('الأميركية'); return apart.length && Math.max(...apart) < 1; }}")
    first = page.locator(".found-box[data-now]").bounding_box()
    press(page, "Enter")
    assert page.locator(".found-box[data-now]").bounding_box() != first
    expect(boxes.first).to_have_css("pointer-events", "none")
    press(page, "Escape")
    expect(boxes).to_have_count(0)
    assert page.evaluate("getSelection().toString()") == "الأميركية"


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_browser_that_cannot_paint_says_so_and_lists(page: Page, live_server: Any, language: str) -> None:
    """The selection itself shows what is chosen; what is made of it stands in the list, and in the table."""
    page.add_init_script(WITHOUT_HIGHLIGHTS)
    reading = open_seed(page, live_server, language=language)
    assert page.evaluate("typeof Highlight === 'undefined' && !('highlights' in CSS)")
    expect(page.locator("[data-review=no-highlights]")).to_be_visible()
    expect(page.locator("main[data-plain]")).to_be_attached()

    quote = "كاظم الفرطوسي، المتحدث باسم كتائب سيد الشهداء"
    choose(page, quote)
    assert page.evaluate("getSelection().toString()") == quote
    press(page, "s")
    expect(cards(page)).to_have_count(1)
    expect(cards(page)).to_contain_text("كاظم الفرطوسي")
    drag(page, "اتهم", within="واتهم")
    press(page, "q", "9", "Enter")
    saved(page)
    assert {anchor["exact"] for anchor in stored(reading)[0]["anchors"]} == {"اتهم", quote}

    choose(page, "هجمات عدة ومتكررة")
    press(page, "c", "2", "Enter")
    saved(page)
    boxes = [card.bounding_box() for card in cards(page).all()]
    assert all(box is not None for box in boxes)
    assert cards(page).first.evaluate("(card) => getComputedStyle(card).position") == "static"

    cards(page).first.locator("button").click()
    expect(page.locator("[data-review=panel]")).to_be_visible()
    press(page, "Escape")
    page.locator("[data-part=table]").click()
    expect(page.locator("[data-review=table] tbody tr")).to_have_count(2)
