"""The margin: cards at their lines, none over another, few or many, and lines between those that are related."""

from __future__ import annotations

import random
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from annotations.models import Reading
from tests.annotations.saying import say, tie
from tests.browser.reviewing import cards, open_seed, press, wait_until_ready
from tests.factories import an_analyst
from tests.review_modules import run

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PARAGRAPH = "إلى ذلك، أكد"
RAIL = "[data-review=rail]"
# From the top of each card that is shown to its line, and what lies over what, in pixels.
STANDING = """() => {
    const cards = [...document.querySelectorAll('[data-review=rail] > li')].filter((card) => card.checkVisibility());
    const boxes = cards.map((card) => card.getBoundingClientRect());
    return boxes.map(({ top, bottom }, place) => ({ top, bottom, next: boxes[place + 1]?.top ?? Infinity }));
}"""


def place(text: str, words: str) -> tuple[int, int]:
    return text.index(words), text.index(words) + len(words)


def crowd(reading: Reading, count: int = 40) -> None:
    """So many claims in one paragraph, one over the other."""
    text = reading.revision.text
    start = text.index(PARAGRAPH)
    words = [at for at in range(start, text.index("\n", start)) if text[at - 1] in " \n"]
    chance = random.Random(3)
    for _ in range(count):
        first = chance.randrange(len(words) - 6)
        say(reading, [(words[first], words[first + chance.randrange(1, 6)] - 1)])


# Of each compact card whose words are too long for it: whether the first letter of its words is within what is shown.
BEGINNINGS = """() => [...document.querySelectorAll('.mark-card[data-compact]')].flatMap((card) => {
    const words = card.querySelector('bdi');
    const range = document.createRange();
    range.setStart(words.firstChild, 0);
    range.setEnd(words.firstChild, 1);
    const letter = range.getBoundingClientRect();
    range.selectNodeContents(words);
    const all = range.getBoundingClientRect();
    const isCut = ({ left, right }) => [...function* () {
        for (let box = words; box !== card.parentElement; box = box.parentElement) {
            yield box === words && getComputedStyle(box).display === 'inline' ? null : box.getBoundingClientRect();
        }
    }()].some((box) => box && (left < box.left - 1 || right > box.right + 1));
    return isCut(all) ? [!isCut(letter)] : [];
})"""


def reload(page: Page) -> None:
    page.reload()
    wait_until_ready(page)


def laid(modules: Page, rows: list[dict[str, Any]]) -> dict[str, Any]:
    result: dict[str, Any] = run(modules, "painting/rail_layout", "return module.layOut(given);", rows)
    return result


def test_cards_stand_at_their_lines_where_there_is_room(modules: Page) -> None:
    rows = [{"id": str(at), "wanted": at, "size": 90, "isOpen": False} for at in (0, 300, 700)]
    assert [(row["id"], row["at"], row["isCompact"]) for row in laid(modules, rows)["placed"]] == [
        ("0", 0, False),
        ("300", 300, False),
        ("700", 700, False),
    ]


@pytest.mark.parametrize("seed", range(20))
def test_no_card_lies_over_another_or_far_from_its_line(modules: Page, seed: int) -> None:
    chance = random.Random(seed)
    count = chance.randrange(1, 60)
    rows = [
        {"id": str(n), "wanted": chance.randrange(0, 2000), "size": chance.randrange(40, 200), "isOpen": n == 3}
        for n in range(count)
    ]
    result = laid(modules, rows)
    shown = sorted([*result["placed"], *result["groups"]], key=lambda row: row["at"])
    assert all(one["at"] + one["size"] <= other["at"] + 0.01 for one, other in pairwise(shown))
    assert shown[0]["at"] >= 0
    hidden = [id for group in result["groups"] for id in group["ids"]]
    assert sorted([*(row["id"] for row in result["placed"]), *hidden]) == sorted(row["id"] for row in rows)
    assert "3" not in hidden
    assert all(abs(row["at"] - row["wanted"]) < 600 for row in result["placed"])


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_crowd_shrinks_and_what_finds_no_room_opens_by_a_button(page: Page, live_server: Any, language: str) -> None:
    reading = open_seed(page, live_server, user=an_analyst(language=language))
    crowd(reading)
    reload(page)
    more = page.locator(f"{RAIL} .rail-more button")
    expect(more).to_have_count(1)
    boxes = page.evaluate(STANDING)
    assert all(box["bottom"] <= box["next"] + 0.5 for box in boxes)
    paragraph = page.locator(".block", has_text=PARAGRAPH).bounding_box()
    assert paragraph is not None
    assert boxes[0]["top"] > paragraph["y"] - 250
    assert boxes[-1]["bottom"] < paragraph["y"] + paragraph["height"] + 250
    hidden = int(more.inner_text().lstrip("+"))
    assert hidden + len(boxes) - 1 == 40
    more.click()
    expect(page.locator(f"{RAIL} .mark-card:visible")).to_have_count(40)
    expect(page.locator(f"{RAIL} .mark-card button:focus")).to_have_count(1)


def test_of_very_many_annotations_only_the_cards_in_view_are_made(page: Page, live_server: Any) -> None:
    reading = open_seed(page, live_server)
    page.set_viewport_size({"width": 1280, "height": 400})
    text = reading.revision.text
    for at in range(0, len(text) - 20, 12):
        say(reading, [(at, at + 9)], label="event")
    count = reading.annotations.count()
    reload(page)
    assert 0 < cards(page).count() < count
    first = page.locator(f"{RAIL} .mark-card").first.get_attribute("aria-posinset")
    assert first == "1"
    page.mouse.move(640, 200)
    page.mouse.wheel(0, 100_000)
    expect(page.locator(f"{RAIL} .mark-card[aria-posinset='{count}']")).to_be_attached()
    expect(page.locator(f"{RAIL} .mark-card[aria-posinset='1']")).to_have_count(0)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_related_annotations_are_tied_by_lines_and_told_in_words(page: Page, live_server: Any, language: str) -> None:
    reading = open_seed(page, live_server, user=an_analyst(language=language))
    text = reading.revision.text
    attribution = say(reading, [place(text, "كاظم الفرطوسي")], role="source", kind="attribution", label="accuse")
    claim = say(reading, [place(text, "قوات جديدة")])
    tie(attribution, claim)
    reload(page)
    expect(page.locator(".connectors path")).to_have_count(0)
    page.locator(f"{RAIL} [data-id='{attribution.pk}'] button").hover()
    expect(page.locator(".connectors path")).to_have_count(1)
    page.locator(f"{RAIL} [data-id='{attribution.pk}'] button").click()
    expect(page.locator(f"{RAIL} [data-active]")).to_contain_text({"ar": "يتضمّن", "en": "Contains"}[language])
    expect(page.locator(f"{RAIL} [data-active]")).to_contain_text("قوات جديدة")
    page.locator(f"{RAIL} [data-id='{claim.pk}'] button").click()
    expect(page.locator(f"{RAIL} [data-active]")).to_contain_text({"ar": "متضمَّن في", "en": "Contained in"}[language])


def test_words_under_the_mouse_light_their_card_and_a_card_its_words(page: Page, live_server: Any) -> None:
    reading = open_seed(page, live_server)
    text = reading.revision.text
    inner = say(reading, [place(text, "كتائب سيد الشهداء")], role="source", kind="source_note", label="named")
    say(reading, [place(text, "كاظم الفرطوسي، المتحدث باسم كتائب سيد الشهداء")], role="source", kind="attribution")
    reload(page)
    box = page.evaluate(
        """(word) => {
            const block = [...document.querySelectorAll('[data-start]')].find((one) => one.textContent.includes(word));
            block.scrollIntoView({ block: 'center' });
            const range = document.createRange();
            const at = block.textContent.indexOf(word);
            range.setStart(block.firstChild, at);
            range.setEnd(block.firstChild, at + word.length);
            const { left, top, width, height } = range.getBoundingClientRect();
            return [left + width / 2, top + height / 2];
        }""",
        "كتائب",
    )
    page.mouse.move(*box)
    expect(page.locator(f"{RAIL} [data-id='{inner.pk}'][data-hovered]")).to_be_visible()
    page.mouse.move(10, 10)
    expect(page.locator(f"{RAIL} [data-hovered]")).to_have_count(0)


def test_on_a_phone_the_cards_are_a_list_that_grows_by_a_button(page: Page, live_server: Any) -> None:
    reading = open_seed(page, live_server)
    page.set_viewport_size({"width": 390, "height": 844})
    text = reading.revision.text
    for at in range(0, 70 * 30, 30):
        say(reading, [(at, at + 9)])
    assert len(text) > 70 * 30
    reload(page)
    expect(cards(page)).to_have_count(60)
    page.locator(f"{RAIL} .rail-more button").click()
    expect(cards(page)).to_have_count(70)
    press(page, "Escape")


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_compact_card_shows_how_its_words_begin(page: Page, live_server: Any, language: str) -> None:
    reading = open_seed(page, live_server, language=language)
    crowd(reading)
    reload(page)
    expect(page.locator(".mark-card[data-compact]").first).to_be_visible()
    shown = page.evaluate(BEGINNINGS)
    assert shown
    assert all(shown)
