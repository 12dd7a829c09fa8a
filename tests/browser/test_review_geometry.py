"""Promise 3, measured: marks lie where the letters are, and the text keeps its shape whatever is marked in it."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from annotations.models import Reading
from articles.spans import grapheme_boundaries
from newsdesk.models import User
from tests.annotations.saying import say
from tests.browser.reviewing import choose, enter, open_seed, press, saved, wait_until_ready
from tests.factories import ROOT, a_project, a_reading, an_analyst
from tests.review_modules import MODULES, run, visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STRINGS = Path(__file__).parent.parent / "vectors" / "rtl" / "strings.jsonl"
# A block's nodes, its own rectangle and that of each of its UTF-16 units, from its corner.
SHAPES = """() => [...document.querySelectorAll('[data-start]')].map((block) => {
    const corner = block.getBoundingClientRect();
    const text = block.firstChild;
    const place = ({ left, top, width, height }) => [left - corner.left, top - corner.top, width, height];
    const letters = Array.from({ length: text.length }, (_, unit) => {
        const range = document.createRange();
        range.setStart(text, unit);
        range.setEnd(text, unit + 1);
        return [...range.getClientRects()].map(place);
    });
    return { nodes: block.childNodes.length, text: text.data, size: [corner.width, corner.height], letters };
})"""
# The place of a range of units in the window, and of every mark painted in the page.
PLACE = """([block, from, to]) => {
    const range = document.createRange();
    const text = document.querySelectorAll('[data-start]')[block].firstChild;
    range.setStart(text, from);
    range.setEnd(text, to);
    const { left, top, width, height } = range.getBoundingClientRect();
    return { x: left, y: top, width, height };
}"""
MARKED = """() => [...CSS.highlights].filter(([name]) => name.startsWith('mark-')).flatMap(([, ranges]) => [...ranges])
    .map((range) => range.startContainer.data.slice(range.startOffset, range.endOffset))"""
PIXELS = """async (image) => {
    const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${image}`)).blob());
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
    canvas.drawImage(bitmap, 0, 0);
    return { width: bitmap.width, data: [...canvas.getImageData(0, 0, bitmap.width, bitmap.height).data] };
}"""
# How much ink one picture has, and where another has not even half of it.
LOST_INK = """async (images) => {
    const [plain, seen] = await Promise.all(images.map(async (image) => {
        const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${image}`)).blob());
        const canvas = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
        canvas.drawImage(bitmap, 0, 0);
        return canvas.getImageData(0, 0, bitmap.width, bitmap.height);
    }));
    const light = ({ data }, dot) => Math.max(data[dot], data[dot + 1], data[dot + 2]);
    const dots = Array.from({ length: plain.data.length / 4 }, (_, dot) => dot);
    const ink = dots.filter((dot) => light(plain, 4 * dot) < 70);
    const lost = ink.filter((dot) => light(seen, 4 * dot) > 128);
    return [ink.length, lost.map((dot) => [dot % plain.width, Math.floor(dot / plain.width)])];
}"""
# Each text a block, with one claim on its middle: where the letters of the claim are, whole and in two halves.
MARKED_TEXTS = """
const { createManuscript } = await import('/text/manuscript.js');
document.body.style = 'margin: 20px; font: 20px/2.15 sans-serif; background: white; color: black';
document.body.dir = 'rtl';
document.body.replaceChildren(...given.map(({ text, from, to }) => {
    const block = document.createElement('p');
    block.className = 'block';
    block.style.whiteSpace = 'pre-wrap';
    block.textContent = text;
    block.dataset.start = from;
    block.dataset.end = to;
    return block;
}));
const manuscript = createManuscript(document.body, given.map(({ text }) => text).join('\\n'));
const kind = { key: 'claim', roles: [{ key: 'claim', paint: 'orange' }] };
const paint = module.createPainter(manuscript, { annotations: [kind] });
const claim = (start, end) => ({ state: { kind: 'claim', anchors: [{ role: 'claim', start, end }] } });
const annotation = Object.fromEntries(given.map(({ start, end }, place) => [place, claim(start, end)]));
const letters = (start, end) => manuscript.rangesOf(start, end).flatMap((place) => {
    const range = document.createRange();
    range.setStart(place.startContainer, place.startOffset);
    range.setEnd(place.endContainer, place.endOffset);
    return [...range.getClientRects()].map(({ left, top, right, bottom }) => [left, top, right, bottom]);
});
const places = () => given.map(({ start, middle, end }) => {
    return [letters(start, end), [...letters(start, middle), ...letters(middle, end)]];
});
const before = places();
paint({ objects: { annotation }, active: null, hovered: null, selection: null });
return { before, after: places(), nodes: manuscript.blocks.map(({ element }) => element.childNodes.length) };
"""
# Of two pictures: how many dots got paint beside all places, and how much of each place has it. Ink is no paint.
DIFFERENCE = """async ([images, places]) => {
    const [plain, seen] = await Promise.all(images.map(async (image) => {
        const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${image}`)).blob());
        const canvas = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
        canvas.drawImage(bitmap, 0, 0);
        return canvas.getImageData(0, 0, bitmap.width, bitmap.height);
    }));
    const { width, height } = plain;
    const [one, other] = [plain, seen].map(({ data }) => new Uint32Array(data.buffer));
    const inside = new Uint8Array(width * height);
    for (const [left, top, right, bottom] of places) {
        // The line of the first lane lies a little below the letters.
        for (let y = Math.floor(top) - 1; y <= Math.ceil(bottom) + 4; y += 1) {
            inside.fill(1, y * width + Math.floor(left) - 1, y * width + Math.ceil(right) + 1);
        }
    }
    const isPaper = (at) => one[at] === 0xffffffff;
    const isPainted = (at) => isPaper(at) && other[at] !== one[at];
    const outside = one.reduce((count, _, at) => count + (isPainted(at) && !inside[at]), 0);
    const covered = places.map(([left, top, right, bottom]) => {
        const between = (from, to) => {
            const length = Math.max(0, Math.floor(to) - Math.ceil(from));
            return Array.from({ length }, (_, at) => Math.ceil(from) + at);
        };
        const row = (y) => between(left, right).map((x) => y * width + x);
        const dots = between(top, bottom).flatMap(row).filter(isPaper);
        return dots.length ? dots.filter(isPainted).length / dots.length : 1;
    });
    return { outside, covered };
}"""
CONTROLS = set("\n\r\0\x0b\x0c\x1c")
# A window that has all strings in view: only what is near the window is painted.
WHOLE = {"width": 1280, "height": 6000}


@pytest.fixture
def modules(browser: Browser) -> Iterator[Page]:
    page = visit(browser.new_page(viewport=WHOLE))  # type: ignore[arg-type]
    yield page
    page.close()


def readable_strings() -> list[str]:
    """The strings of the fixtures that can be a line of a stored text: no newline or NUL, and something to see."""
    found = [json.loads(line)["text"] for line in STRINGS.read_text("utf-8").split("\n") if line]
    return [text for text in found if text.strip() == text and not set(text) & CONTROLS and len(text) > 1]


def middle(text: str) -> tuple[int, int]:
    """A stretch in the middle, at whole letters, that begins inside a word where it can."""
    ends = grapheme_boundaries(text)
    return (ends[1], ends[-2]) if len(ends) > 3 else (0, ends[1])


def every_string() -> list[dict[str, Any]]:
    """All strings of the fixtures as blocks of one text, in code points, each with the stretch that is to be marked."""
    given, start = [], 0
    for line in STRINGS.read_text("utf-8").split("\n"):
        if not line:
            continue
        text = json.loads(line)["text"]
        ends = grapheme_boundaries(text)
        left, right = middle(text)
        half = ends[(ends.index(left) + ends.index(right)) // 2]
        given.append({"text": text, "from": start, "to": start + len(text)})
        given[-1] |= {"start": start + left, "middle": start + half, "end": start + right}
        start += len(text) + 1
    return given


def an_own_reading(user: User, text: str) -> Reading:
    return a_reading(text, analyst=user, project=a_project())


def opened(page: Page, server: Any, reading: Reading) -> list[dict[str, Any]]:
    page.goto(f"{server.url}/readings/{reading.pk}/")
    wait_until_ready(page)
    page.evaluate("document.fonts.ready")
    shapes: list[dict[str, Any]] = page.evaluate(SHAPES)
    return shapes


def test_a_mark_inside_any_string_moves_no_letter(page: Page, live_server: Any) -> None:
    strings = readable_strings()
    reading = an_own_reading(user := an_analyst(), "\n".join(strings))
    page.set_viewport_size(WHOLE)  # type: ignore[arg-type]
    enter(page, live_server, user)
    unmarked = opened(page, live_server, reading)
    assert [shape["text"] for shape in unmarked] == strings

    start, quotes = 0, []
    for text in strings:
        left, right = middle(text)
        say(reading, [(start + left, start + right)])
        quotes.append(text[left:right])
        start += len(text) + 1

    assert opened(page, live_server, reading) == unmarked
    assert {shape["nodes"] for shape in unmarked} == {1}
    assert sorted(page.evaluate(MARKED)) == sorted(quotes)


def test_the_paint_lies_on_the_letters_of_every_string_and_nowhere_else(modules: Page) -> None:
    for sheet in (ROOT / "newsdesk/static/newsdesk/css/tokens.css", MODULES / "painting" / "marks.css"):
        modules.add_style_tag(path=sheet)
    found = run(modules, "painting/paint", MARKED_TEXTS, given := every_string())
    assert found["after"] == found["before"]
    assert set(found["nodes"]) == {1}
    marked = base64.b64encode(modules.screenshot()).decode()
    modules.evaluate("CSS.highlights.clear()")
    plain = base64.b64encode(modules.screenshot()).decode()

    places = [(place, one["text"]) for (whole, _), one in zip(found["before"], given, strict=True) for place in whole]
    painted = modules.evaluate(DIFFERENCE, [[plain, marked], [place for place, _ in places]])
    assert painted["outside"] == 0
    assert len([place for place, _ in places if place[2] - place[0] > 3]) >= len(given)
    # Chromium paints nothing over a tab.
    unpainted = [text for (_, text), share in zip(places, painted["covered"], strict=True) if share < 1]
    assert [text for text in unpainted if "\t" not in text] == []


def test_two_halves_of_a_mark_lie_where_the_whole_lies(modules: Page) -> None:
    """Of every string: the letters of both halves fill the same stretches of the same lines as the whole."""
    given = every_string()
    for (whole, halves), one in zip(run(modules, "painting/paint", MARKED_TEXTS, given)["before"], given, strict=True):
        for line in {top for _, top, _, _ in whole}:
            assert stretch(halves, line) == pytest.approx(stretch(whole, line), abs=0.2), one["text"]


def stretch(places: list[list[float]], line: float) -> tuple[float, ...]:
    """From where to where letters lie on a line, and how much of it they fill."""
    there = [(left, right) for left, top, right, _ in places if top == line]
    return min(left for left, _ in there), max(right for _, right in there), sum(right - left for left, right in there)


def test_overlapping_marks_of_every_role_move_no_letter(page: Page, live_server: Any) -> None:
    word = "والدعم الاستخباراتي"
    reading = an_own_reading(user := an_analyst(), word)
    enter(page, live_server, user)
    unmarked = opened(page, live_server, reading)
    for start, end in pairwise(range(len(word))):
        say(reading, [(start, min(end + 5, len(word)))])
    say(reading, [(1, 5)], kind="attribution", role="cue", label="assert")
    assert opened(page, live_server, reading) == unmarked


def test_the_paint_of_half_a_word_lies_on_its_letters(page: Page, browser: Browser, live_server: Any) -> None:
    """«اتهم» in «واتهم»: the paint begins after the و and ends with the م, and no ink of a letter has moved."""
    open_seed(page, live_server)
    choose(page, "اتهم", within="واتهم")
    press(page, "q", "Enter")
    saved(page)
    page.evaluate("document.activeElement.blur()")
    block = next(place for place, shape in enumerate(page.evaluate(SHAPES)) if shape["text"].startswith("واتهم"))
    word = page.evaluate(PLACE, [block, 0, 5])
    half = page.evaluate(PLACE, [block, 1, 5])

    marked = pixels(browser, page, word)
    page.evaluate("CSS.highlights.clear()")
    plain = pixels(browser, page, word)

    painted = sorted({x for (x, y), dot in plain.items() if is_pale(dot) and marked[x, y] != dot})
    left = half["x"] - int(word["x"])
    assert abs(painted[0] - left) <= 1.5
    assert abs(painted[-1] + 1 - (left + half["width"])) <= 1.5
    assert painted == list(range(painted[0], painted[-1] + 1))
    assert [place for place, dot in plain.items() if is_ink(dot) and not is_ink(marked[place])] == []


def pixels(browser: Browser, page: Page, place: dict[str, float]) -> dict[tuple[int, int], tuple[int, ...]]:
    """A part of the window: (red, green, blue, alpha) by x and y from its corner."""
    clip = {name: int(place[name]) + (2 if name in ("width", "height") else 0) for name in place}
    image = base64.b64encode(page.screenshot(clip=clip)).decode()  # type: ignore[arg-type]
    reader = browser.new_page()
    read = reader.evaluate(PIXELS, image)
    reader.close()
    width, data = read["width"], read["data"]
    return {(at // 4 % width, at // 4 // width): tuple(data[at : at + 4]) for at in range(0, len(data), 4)}


def is_ink(dot: tuple[int, ...]) -> bool:
    return max(dot[:3]) < 70


def is_pale(dot: tuple[int, ...]) -> bool:
    return min(dot[:3]) > 200


MOST_LOST = 0.002


def test_no_letter_vanishes_where_a_mark_ends_within_a_cluster(page: Page, modules: Page, live_server: Any) -> None:
    """
    In typefaces that stack letters («لم», «نج»), Chromium cuts away what hangs over the end of a mark: none of these is
    offered. Of a letter that is painted in two halves a single dot may get lost at the seam, never two side by side; of
    the large ones of headings, two of a thousand.
    """
    words = "خلال الماضي المنضوي لمقرات محمد تحت لحم نجمة مُحَمَّد"
    reading = an_own_reading(user := an_analyst(), words)
    enter(page, live_server, user)
    for start, end in pairwise(grapheme_boundaries(words)[::2]):
        say(reading, [(start, start + 1 if words[start + 1 : end].isalpha() else end)])
    opened(page, live_server, reading)

    faces = list(product(User.Typeface.values, ("paragraph", "subheading", "title")))
    marked = {face: set_in(page, face[0], words, face[1]) for face in faces}
    page.evaluate("CSS.highlights.clear()")
    for face, seen in marked.items():
        ink, lost = modules.evaluate(LOST_INK, [set_in(page, face[0], words, face[1]), seen])
        places = {tuple(place) for place in lost}
        assert ink > 500
        if face[1] == "paragraph":
            assert {(x, y) for x, y in places if places & {(x + 1, y), (x, y + 1)}} == set(), face
        assert len(places) <= MOST_LOST * ink, face


# Marks follow a new face or width with the next frame.
DRAWN = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


def set_in(page: Page, typeface: str, words: str, kind: str = "paragraph") -> str:
    """What the first block looks like in a typeface, as a block of that kind: a picture, as text."""
    page.evaluate(
        """([typeface, kind]) => {
            document.documentElement.dataset.typeface = typeface;
            document.querySelector("[data-start]").dataset.kind = kind;
        }""",
        [typeface, kind],
    )
    page.evaluate("async () => { document.body.offsetWidth; await document.fonts.ready; }")
    place = page.evaluate(PLACE, [0, 0, len(words)])
    return base64.b64encode(page.screenshot(clip=place)).decode()


# Arabic with all that hangs below its line: dots, kasra and kasratan under dots and bowls, hamza below.
HANGING = "بِإِبٍ يِبِ إلى جِيمٍ حِينٍ عِيِّيٍ بِرِبِّي فِي ڀِڀ"
# What of two pictures is ink in the one and a line of the paint in the other.
CROSSED = """async ([images, line]) => {
    const [plain, lines] = await Promise.all(images.map(async (image) => {
        const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${image}`)).blob());
        const canvas = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
        canvas.drawImage(bitmap, 0, 0);
        return canvas.getImageData(0, 0, bitmap.width, bitmap.height).data;
    }));
    const [red, green, blue] = line;
    const dots = Array.from({ length: plain.length / 4 }, (_, dot) => 4 * dot);
    const isInk = (dot) => Math.max(plain[dot], plain[dot + 1], plain[dot + 2]) < 110;
    const isLine = (dot) => Math.abs(lines[dot] - red) + Math.abs(lines[dot + 1] - green)
        + Math.abs(lines[dot + 2] - blue) < 90;
    const painted = dots.filter(isLine);
    return [dots.filter(isInk).length, painted.length, painted.filter(isInk).length];
}"""
ORANGE = [143, 71, 0]


@pytest.mark.parametrize("typeface", User.Typeface.values)
def test_lines_of_marks_keep_clear_of_all_that_hangs_from_letters(
    page: Page, modules: Page, live_server: Any, typeface: str
) -> None:
    reading = an_own_reading(user := an_analyst(), HANGING)
    enter(page, live_server, user)
    for _lane in range(3):
        say(reading, [(0, len(HANGING))])
    opened(page, live_server, reading)
    page.evaluate("document.activeElement.blur()")
    set_in(page, typeface, HANGING)
    page.evaluate(DRAWN)
    page.evaluate("document.querySelector('.block').style.webkitTextFillColor = 'transparent'")
    lines = below(page)
    page.evaluate("document.querySelector('.block').style.webkitTextFillColor = ''")
    page.evaluate("CSS.highlights.clear()")
    ink, painted, crossed = modules.evaluate(CROSSED, [[below(page), lines], ORANGE])
    assert ink > 300
    assert painted > 300
    assert crossed == 0


def below(page: Page) -> str:
    """What the first block looks like, with what lies below its line: a picture, as text."""
    place = page.evaluate(PLACE, [0, 0, len(HANGING)])
    clip = {**place, "height": place["height"] * 2}
    return base64.b64encode(page.screenshot(clip=clip)).decode()


# Beside the last letter of each line but the last: from the end of the line to that letter, and as high as it.
ENDS_OF_LINES = """() => {
    const block = document.querySelector('.block');
    const { data } = block.firstChild;
    const { left } = block.getBoundingClientRect();
    const range = document.createRange();
    const rectangle = (at) => {
        range.setStart(block.firstChild, at);
        range.setEnd(block.firstChild, at + 1);
        return range.getBoundingClientRect();
    };
    const words = [...data.matchAll(/[^ ]+/g)].map(({ index, 0: word }) => [index, index + word.length - 1]);
    return words.slice(0, -1).flatMap(([, last], place) => {
        const [end, next] = [rectangle(last), rectangle(words[place + 1][0])];
        const isEnd = next.top > end.bottom - 1 && end.left - left > 3;
        return isEnd ? [{ x: left, y: end.top, width: end.left - left - 1, height: end.height + 10 }] : [];
    });
}"""


@pytest.mark.parametrize("space", [" ", "  "])
def test_no_mark_is_painted_under_the_space_at_which_a_line_ends(page: Page, live_server: Any, space: str) -> None:
    """Nor where a text has several spaces that are shown as they are; also once the window has another width."""
    text = ("قال المتحدث إن القوات لن تنسحب من البلاد قبل نهاية العام الجاري " * 3).strip().replace(" ", space)
    reading = an_own_reading(user := an_analyst(), text)
    say(reading, [(0, len(text))])
    enter(page, live_server, user)
    opened(page, live_server, reading)
    for width in (1280, 1040):
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate(DRAWN)
        page.evaluate("document.activeElement.blur()")
        places = page.evaluate(ENDS_OF_LINES)
        assert places
        marked = [page.screenshot(clip=place) for place in places]
        page.evaluate("globalThis.kept = new Map(CSS.highlights); CSS.highlights.clear()")
        assert [page.screenshot(clip=place) for place in places] == marked
        page.evaluate("for (const [name, highlight] of kept) CSS.highlights.set(name, highlight)")


def test_headings_in_lateef_are_not_made_bold(page: Page, live_server: Any) -> None:
    """Its bold letters lose more ink than any other's, and so would letters that the browser makes bold by itself."""
    words = "وصول شحنة القمح"
    reading = an_own_reading(user := an_analyst(), words)
    enter(page, live_server, user)
    opened(page, live_server, reading)
    seen = {}
    for typeface, weight in product(("lateef", "tajawal"), ("700", "400")):
        page.evaluate("(weight) => { document.querySelector('[data-start]').style.fontWeight = weight; }", weight)
        seen[typeface, weight] = set_in(page, typeface, words, "title")
    assert seen["lateef", "700"] == seen["lateef", "400"]
    assert seen["tajawal", "700"] != seen["tajawal", "400"]
