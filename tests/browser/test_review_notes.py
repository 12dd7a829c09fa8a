"""Notes and other long texts of the panel: shown as their marks say, harmless, and whole while they are too long."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from annotations.codebook.values import TEXT_LIMIT, URL_LIMIT
from annotations.frames import NOTE_LIMIT
from tests.browser.reviewing import cards, choose, label_the_article, open_seed, press, saved, stored, wait_until_ready
from tests.browser.test_review_panel import PANEL, begin_claim, part
from tests.review_modules import run

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ALLOWED = {
    "P": {"dir"},
    "BR": set(),
    "STRONG": set(),
    "EM": set(),
    "CODE": set(),
    "UL": {"dir"},
    "OL": {"dir", "start"},
    "LI": set(),
    "BLOCKQUOTE": {"dir"},
    "A": {"href", "target", "rel"},
}
# What a rendered note is made of: every element with its attributes, and all its text.
INSIDE = """
    const place = document.createElement('div');
    return given.map((note) => {
        place.replaceChildren(...module.rendered(note));
        const elements = [...place.querySelectorAll('*')].map((one) =>
            [one.tagName, Object.fromEntries([...one.attributes].map(({name, value}) => [name, value]))]);
        return [elements, place.textContent];
    });
"""
SHOWN = """
    const place = document.createElement('div');
    place.replaceChildren(...module.rendered(given));
    return place.innerHTML.replaceAll(' dir="auto"', '').replaceAll(' target="_blank" rel="noopener noreferrer"', '');
"""


@pytest.mark.parametrize(
    ("note", "shown"),
    [
        ("كلام", "<p>كلام</p>"),
        ("سطر\nسطر\n\nفقرة", "<p>سطر<br>سطر</p><p>فقرة</p>"),
        ("**مهم** و*مائل*", "<p><strong>مهم</strong> و<em>مائل</em></p>"),
        ("***both***", "<p><strong><em>both</em></strong></p>"),
        ("2 * 3 * 4 ** 5", "<p>2 * 3 * 4 ** 5</p>"),
        ("**open and *shut*", "<p>**open and <em>shut</em></p>"),
        ("`a*b*` and `", "<p><code>a*b*</code> and `</p>"),
        (r"\*not\*", "<p>*not*</p>"),
        ("# عنوان", "<p><strong>عنوان</strong></p>"),
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("٣. ج\n٤. د", '<ol start="3"><li>ج</li><li>د</li></ol>'),
        ("> قال\n> - أ", "<blockquote><p>قال</p><ul><li>أ</li></ul></blockquote>"),
        ("[هنا](https://example.org/a)", '<p><a href="https://example.org/a">هنا</a></p>'),
        ("انظر https://example.org/a، ثم", '<p>انظر <a href="https://example.org/a">https://example.org/a</a>، ثم</p>'),
        ("[x](http://example.org)", "<p>[x](http://example.org)</p>"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ("[x](https://bank@evil.example)", "<p>[x](https://bank@evil.example)</p>"),
        ("<b>x</b> &amp;", "<p>&lt;b&gt;x&lt;/b&gt; &amp;amp;</p>"),
        (" \n\n", ""),
    ],
)
def test_a_note_is_shown_as_its_marks_say(modules: Page, note: str, shown: str) -> None:
    assert run(modules, "panels/markdown", SHOWN, note) == shown


def test_whatever_a_note_holds_only_harmless_elements_come_of_it(modules: Page) -> None:
    chance = random.Random(5)
    pieces = [*"*`[]()<>\"'&\\#>- \n1.:/ابج", "**", "](", "https://", "javascript:", "data:", "<script>", "onerror="]
    pieces += ["<img src=x onerror=alert(1)>", "[a](https://b.c)", "\u202e", "\ud83d\ude00", "https://u:p@x.y"]
    notes = ["".join(chance.choices(pieces, k=chance.randint(1, 60))) for _ in range(1500)]
    for note, (elements, text) in zip(notes, run(modules, "panels/markdown", INSIDE, notes), strict=True):
        for tag, attributes in elements:
            assert set(attributes) <= ALLOWED[tag], note
            if tag == "A":
                assert re.match(r"https://[^@/]+(/|$)", attributes["href"]), note
                assert attributes["rel"] == "noopener noreferrer"
        # Nothing is made up: what is shown was typed.
        assert len(text) <= len(note)


def test_a_hostile_note_is_read_to_its_end(modules: Page) -> None:
    hostile = ["*", "**", "[", "](", "`", "``", "[](", "> ", "*a", "**a*", "https://", "[a](https://a", "- ", "\\"]
    notes = [(piece * 20_000)[:20_000] for piece in hostile]
    read = run(modules, "panels/markdown", "return given.map((note) => Boolean(module.rendered(note)));", notes)
    assert read == [True] * len(notes)


def test_a_note_is_read_as_markdown_while_it_is_typed(page: Page, live_server: Any) -> None:
    reading = open_seed(page, live_server)
    begin_claim(page)
    part(page, "note").fill("راجع **البيان** <img src=x>")
    shown = page.locator(f"{PANEL} .note-shown")
    expect(shown.locator("strong")).to_have_text("البيان")
    expect(shown).to_contain_text("<img src=x>")
    expect(shown.locator("img")).to_have_count(0)
    with page.expect_response("**/operations"):
        part(page, "note").blur()
    saved(page)
    assert stored(reading)[0]["note"] == "راجع **البيان** <img src=x>"
    part(page, "note").fill("بلا علامات")
    expect(shown).to_be_hidden()


def prose(length: int) -> str:
    """So many letters, in words as people write them: one endless word takes a browser seconds to lay out."""
    return ("قال ناطق " * length)[: length - 1] + "ن"


def test_a_note_that_is_too_long_stays_whole_and_unsent_until_it_is_shortened(page: Page, live_server: Any) -> None:
    reading = open_seed(page, live_server)
    begin_claim(page)
    saved(page)
    note, problem = part(page, "note"), page.locator(f"{PANEL} [data-path=note] [role=alert]")
    with page.expect_response("**/operations"):
        note.fill(prose(NOTE_LIMIT - 5))
    expect(page.locator("#note-length")).to_contain_text(f"{NOTE_LIMIT - 5}")
    expect(problem).to_be_hidden()
    saved(page)
    long = prose(NOTE_LIMIT) + "😀"
    with expect_no_request(page, "**/operations"):
        note.fill(long)
        expect(problem).to_contain_text("أطول")
        expect(note).to_have_attribute("aria-invalid", "true")
        press(page, "Tab", "Escape")
        page.reload()
        wait_until_ready(page)
        cards(page).first.locator("button").click()
        expect(note).to_have_value(long)
        expect(problem).to_be_visible()
    assert stored(reading)[0]["note"] == prose(NOTE_LIMIT - 5)
    with page.expect_response("**/operations"):
        note.fill(prose(NOTE_LIMIT - 1) + "😀")
    expect(problem).to_be_hidden()
    saved(page)
    assert stored(reading)[0]["note"] == prose(NOTE_LIMIT - 1) + "😀"
    assert page.evaluate("Object.keys(localStorage).filter(name => name.startsWith('newsdesk-typing'))") == []


@pytest.mark.parametrize(("key", "limit"), [("interest", TEXT_LIMIT), ("evidence_url-0", URL_LIMIT)])
def test_an_attribute_that_is_too_long_stays_whole_and_keeps_from_handing_in(
    page: Page, live_server: Any, key: str, limit: int
) -> None:
    reading = open_seed(page, live_server)
    page.locator("[data-review=summary] [data-key=begin-source_note]").click()
    part(page, "label-article").check()
    part(page, "note").fill("المقال كله من مصدر واحد")
    saved(page)
    field = part(page, f"attribute-{key}")
    address = "https://example.org/"
    long = address.ljust(limit + 1, "a")
    field.fill(long)
    expect(field).to_have_attribute("aria-invalid", "true")
    part(page, "close").click()
    label_the_article(page)
    page.locator("[data-part=submit]").click()
    expect(page.locator("[data-review=message]")).to_contain_text("أطول")
    expect(field).to_be_focused()
    expect(field).to_have_value(long)
    with page.expect_response("**/operations"):
        field.fill(address)
    expect(field).not_to_have_attribute("aria-invalid", "true")
    saved(page)
    assert stored(reading)[0]["attributes"][key.removesuffix("-0")] in (address, [address])
    page.locator("[data-part=submit]").click()
    expect(page.locator("[data-part=handed-in]")).to_be_visible()


@contextmanager
def expect_no_request(page: Page, pattern: str) -> Iterator[None]:
    """Nothing is asked of the server meanwhile."""
    asked: list[str] = []

    def note(route: Route) -> None:
        asked.append(route.request.url)
        route.fallback()

    page.route(pattern, note)
    yield
    page.unroute(pattern, note)
    assert asked == []


def test_links_typed_one_after_the_other_are_all_kept(page: Page, live_server: Any) -> None:
    """Two fields of one attribute, both shown as it was before either was saved."""
    reading = open_seed(page, live_server)
    choose(page, "قوات جديدة")
    press(page, "n")
    part(page, "attribute-evidence_url-0").fill("https://example.org/1")
    part(page, "attribute-evidence_url-0").blur()
    page.locator("#panel-title").hover()
    page.mouse.down()
    for index in (0, 1):
        page.evaluate(
            """(index) => {
                const field = document.querySelector(`[data-key=attribute-evidence_url-${index}]`);
                field.value = `https://example.org/new/${index}`;
                field.dispatchEvent(new Event("change"));
            }""",
            index,
        )
    page.mouse.up()
    saved(page)
    [note] = stored(reading)
    assert note["attributes"]["evidence_url"] == ["https://example.org/new/0", "https://example.org/new/1"]
