"""The panel: what is said where something is chosen, and everything that can be changed there."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from seeds.loading import CODEBOOK, load_codebook, load_project
from tests.annotations.saying import say
from tests.browser.reviewing import Opener, cards, choose, open_seed, press, saved, stored, wait_until_ready

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PANEL = "[data-review=panel]"
PLACE = "عين الأسد"
# The lower edge of the lowest words that are marked, in the window.
BOTTOM_OF_MARKS = """() => Math.max(...[...CSS.highlights]
    .filter(([name]) => name.startsWith('mark-'))
    .flatMap(([, marks]) => [...marks])
    .map((mark) => {
        const range = document.createRange();
        range.setStart(mark.startContainer, mark.startOffset);
        range.setEnd(mark.endContainer, mark.endOffset);
        return range.getBoundingClientRect().bottom;
    }))"""


def part(page: Page, key: str) -> Any:
    return page.locator(f"{PANEL} [data-key={key}]")


def begin_claim(page: Page, words: str = "قوات جديدة", *, label: str = "2") -> None:
    choose(page, words)
    press(page, "c", *label)
    expect(page.locator(PANEL)).to_be_visible()


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_label_says_what_it_means_where_it_is_chosen(page: Page, live_server: Any, language: str) -> None:
    reading = open_seed(page, live_server, language=language)
    begin_claim(page)
    meaning = {"ar": "في زمان أو مكان", "en": "at some time or place"}[language]
    expect(page.locator("#label-event-explained")).to_contain_text(meaning)
    expect(page.locator("#label-event-explained")).to_be_visible()
    expect(page.locator("#label-causal-explained")).to_be_hidden()
    press(page, "Shift+L")
    expect(part(page, "label-event")).to_be_focused()
    press(page, "ArrowDown")
    expect(page.locator("#label-causal-explained")).to_be_visible()
    saved(page)
    assert stored(reading)[0]["label"] == "event"
    press(page, "Enter")
    saved(page)
    assert stored(reading)[0]["label"] == "causal"
    press(page, "d")
    expect(page.locator("#label-rule-explained")).to_be_visible()
    expect(page.locator(f"{PANEL} .kind-meaning")).to_be_visible()


@pytest.fixture
def a_long_codebook(tmp_path: Path) -> None:
    """The default codebook with sixty more labels of claims, and examples for one of them."""
    labels = [
        f"      - {{key: more{n}, name: {{ar: صنف {n}, en: Sort {n}}}, definition: {{ar: شرح {n}, en: Meaning {n}}}}}"
        for n in range(60)
    ]
    labels[41] = labels[41].replace("}}", '}, examples: {ar: ["بيانٌ أُعِدّ"], en: ["a statement"]}}')
    head, tail = CODEBOOK.read_text("utf-8").split("    labels:\n", 1)
    path = tmp_path / "long.yaml"
    path.write_text(
        head.replace("\nversion: 1\n", "\nversion: 99\n") + "    labels:\n" + "\n".join(labels) + "\n" + tail, "utf-8"
    )
    load_project(load_codebook(path))


@pytest.mark.chromium("an Arabic letter comes to Firefox from outside as text, without the press of its key")
@pytest.mark.usefixtures("a_long_codebook")
def test_a_long_list_of_labels_is_searched(page: Page, live_server: Any) -> None:
    reading = open_seed(page, live_server)
    begin_claim(page, label="")
    press(page, "Shift+L")
    expect(part(page, "label-search")).to_be_focused()
    page.keyboard.type("بيان اعد")
    expect(page.locator(f"{PANEL} .label-row")).to_have_count(1)
    press(page, "ArrowDown")
    expect(page.locator("#label-more41-explained")).to_contain_text("بيانٌ أُعِدّ")
    page.keyboard.type("ا")
    expect(part(page, "label-search")).to_be_focused()
    part(page, "label-search").fill("صنف 7")
    press(page, "Enter")
    expect(part(page, "label-more7")).to_be_checked()
    expect(part(page, "label-search")).to_have_value("")
    expect(part(page, "label-more7")).to_be_in_viewport()
    saved(page)
    assert stored(reading)[0]["label"] == "more7"


def test_what_is_missing_is_told_at_its_field_and_a_key_leads_there(page: Page, live_server: Any) -> None:
    open_seed(page, live_server)
    begin_claim(page, label="")
    labels = page.locator(f"{PANEL} [data-path=label]")
    expect(labels.locator(".field-problem")).to_have_text("اختر تصنيفاً")
    press(page, "m")
    expect(part(page, "label-quantity")).to_be_focused()
    press(page, "m")
    attribute = page.locator(f"{PANEL} [data-path='attributes/verifiable']")
    expect(attribute.locator("input").first).to_be_focused()
    expect(attribute).to_have_attribute("aria-describedby", re.compile("problem-attributes-verifiable"))
    press(page, "2")
    expect(part(page, "attribute-verifiable-partly")).to_be_checked()
    expect(attribute.locator(".field-problem")).to_have_count(0)
    expect(labels.locator(".field-problem")).to_have_count(1)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_another_kind_keeps_what_it_can_and_says_what_it_cannot(page: Page, live_server: Any, language: str) -> None:
    reading = open_seed(page, live_server, language=language)
    begin_claim(page)
    part(page, "note").fill("ملاحظة")
    part(page, "attribute-confidence-unsure").check()
    saved(page)
    before = stored(reading)
    part(page, "change-kind").click()
    lost = {"ar": "«حدث»", "en": "«Event»"}[language]
    expect(page.locator(f"{PANEL} .kind-choice").first).to_contain_text(lost)
    part(page, "become-attribution").click()
    expect(page.locator("[data-review=message]")).to_contain_text(lost)
    saved(page)
    [now] = stored(reading)
    assert (now["kind"], now["label"], now["note"]) == ("attribution", "", "ملاحظة")
    assert [(anchor["role"], anchor["exact"]) for anchor in now["anchors"]] == [("content", "قوات جديدة")]
    assert now["attributes"]["confidence"] == "unsure"
    assert now["attributes"]["source_form"] == "implicit"
    assert "negated" not in now["attributes"]
    page.locator("[data-part=undo]").click()
    saved(page)
    assert stored(reading) == before


def test_a_change_of_kind_takes_relations_along_that_do_not_fit(page: Page, live_server: Any) -> None:
    reading = open_seed(page, live_server)
    begin_claim(page)
    press(page, "Enter")
    begin_claim(page, PLACE)
    press(page, "k")
    cards(page).first.locator("button").click()
    expect(page.locator(f"{PANEL} [data-key^=untie-]")).to_have_count(1)
    expect(cards(page).nth(1)).to_have_attribute("data-active", "")
    press(page, "x")
    part(page, "become-source_note").click()
    expect(page.locator(f"{PANEL} [data-key^=untie-]")).to_have_count(0)
    saved(page)
    assert not reading.relations.filter(deleted_at=None).exists()
    page.locator("[data-part=undo]").click()
    expect(page.locator(f"{PANEL} [data-key^=untie-]")).to_have_count(1)
    saved(page)
    assert reading.relations.filter(deleted_at=None).count() == 1


def test_a_relation_is_found_by_words_in_any_spelling(page: Page, live_server: Any) -> None:
    reading = open_seed(page, live_server)
    for words in ("قاعدة عسكرية", "محافظة الأنبار"):
        begin_claim(page, words)
        press(page, "Enter")
    begin_claim(page, PLACE)
    press(page, "k")
    expect(part(page, "tie-search")).to_be_focused()
    page.keyboard.type("الانبار")
    expect(page.locator(f"{PANEL} .tie-results .link-button")).to_have_count(1)
    press(page, "Enter")
    saved(page)
    [tie] = reading.relations.all()
    assert tie.to_annotation.anchors.get().exact == "محافظة الأنبار"
    press(page, "Escape")


def test_two_versions_stand_side_by_side_where_they_differ(page: Page, live_server: Any) -> None:
    reading = open_seed(page, live_server)
    begin_claim(page)
    press(page, "Enter")
    saved(page)
    other = page.context.new_page()
    other.route("**/events*", lambda route: route.abort())
    other.goto(f"{live_server.url}/readings/{reading.pk}/")
    wait_until_ready(other)
    cards(page).first.locator("button").click()
    press(page, "1")
    saved(page)
    cards(other).first.locator("button").click()
    press(other, "3")
    rows = other.locator(".versions tbody tr")
    expect(rows).to_have_count(1)
    expect(rows.locator("th")).to_have_text("التصنيف")
    expect(rows.locator("td")).to_have_text(["سببية أو ارتباط", "كمية أو إحصاء"])


def test_a_long_list_of_what_is_missing_is_cut_and_says_so(page: Page, live_server: Any) -> None:
    reading = open_seed(page, live_server)
    for start in range(25):
        say(reading, [(start, start + 1)], label="", problems=[_missing_label()])
    page.reload()
    wait_until_ready(page)
    expect(page.locator("[data-key^=problem-]:not([data-key*='article_labels'])")).to_have_count(20)
    expect(page.locator("[data-review=summary]")).to_contain_text("5")


def _missing_label() -> dict[str, str]:
    return {"code": "label_missing", "path": "label", "message_ar": "اختر تصنيفاً", "message_en": "Choose a label"}


@pytest.fixture
def phone(new_page: Opener) -> Page:
    return new_page(viewport={"width": 390, "height": 844}, has_touch=True)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_on_a_phone_the_panel_is_a_sheet_that_leaves_the_words_free(
    phone: Page, live_server: Any, axe: Callable[[Page], None], language: str
) -> None:
    open_seed(phone, live_server, language=language)
    choose(phone, "قوات جديدة")
    phone.locator("[data-review=picker] [data-choice=claim]").tap()
    sheet = phone.locator(PANEL)
    expect(sheet).to_have_attribute("data-sheet", "half")
    expect(sheet).to_have_attribute("data-more", "")
    half = sheet.bounding_box()
    assert half
    assert phone.evaluate(BOTTOM_OF_MARKS) < half["y"]
    phone.locator("[data-key=sheet]").tap()
    expect(sheet).to_have_attribute("data-sheet", "full")
    axe(phone)
    handle = phone.locator("[data-key=sheet]").bounding_box()
    assert handle
    phone.mouse.move(handle["x"] + 100, handle["y"] + 10)
    phone.mouse.down()
    phone.mouse.move(handle["x"] + 100, 800, steps=4)
    phone.mouse.up()
    expect(sheet).to_have_attribute("data-sheet", "low")
    expect(part(phone, "close")).to_be_in_viewport()
    part(phone, "close").tap()
    expect(sheet).to_be_hidden()


def test_axe_finds_nothing_with_everything_unfolded(page: Page, live_server: Any, axe: Callable[..., None]) -> None:
    axe = partial(axe, themes=["dark"])
    open_seed(page, live_server)
    begin_claim(page, PLACE, label="")
    part(page, "note").fill("- [بيان](https://example.org)\n> قال")
    press(page, "Escape")
    page.locator("[data-review=text]").focus()
    press(page, "d", "x", "k")
    axe(page)
    press(page, "Escape")
    page.locator("[data-review=text]").focus()
    press(page, "p")
    expect(page.locator("dialog.same-phrase")).to_be_visible()
    axe(page)


def test_a_double_click_on_a_label_chooses_that_label(page: Page, live_server: Any) -> None:
    """The first click takes the notice of what is missing away, and the list moves up under the pointer."""
    open_seed(page, live_server)
    choose(page, "قوات جديدة")
    press(page, "c")
    page.locator(".label-row", has=page.locator("[data-key=label-event]")).locator("span").first.dblclick()
    expect(page.locator("[data-key=label-event]")).to_be_checked()
    page.locator(".label-row", has=page.locator("[data-key=label-causal]")).locator("span").first.click()
    expect(page.locator("[data-key=label-causal]")).to_be_checked()


def test_a_double_click_on_a_choice_makes_it_and_a_later_click_unmakes_it(page: Page, live_server: Any) -> None:
    open_seed(page, live_server)
    begin_claim(page)
    choice = part(page, "attribute-worth-high")
    choice.click()
    expect(choice).to_be_checked()
    choice.hover()
    page.mouse.down(click_count=2)
    page.mouse.up(click_count=2)
    page.evaluate("new Promise((done) => setTimeout(done))")
    expect(choice).to_be_checked()
    choice.click()
    expect(choice).not_to_be_checked()


def test_gestures_that_come_before_the_panel_is_drawn_anew_keep_what_the_one_before_said(
    page: Page, live_server: Any
) -> None:
    """While something is pressed the panel waits: what is shown is older than what stands."""
    reading = open_seed(page, live_server)
    begin_claim(page, label="2")
    page.locator("#panel-title").hover()
    page.mouse.down()
    reasons = ("attribute-worth_reasons-harm", "attribute-worth_reasons-reach")
    for key in ("attribute-worth-high", "label-evaluation", "attribute-negated-yes", *reasons):
        page.evaluate("(key) => document.querySelector(`[data-key=${key}]`).click()", key)
    page.mouse.up()
    saved(page)
    [claim] = stored(reading)
    assert claim["label"] == "evaluation"
    said = {"worth": "high", "verifiable": "no", "negated": "yes", "worth_reasons": ["harm", "reach"]}
    assert claim["attributes"] == said


def test_a_part_removed_twice_before_the_panel_is_drawn_anew_takes_no_other_along(page: Page, live_server: Any) -> None:
    reading = open_seed(page, live_server)
    for words, role in (("قوات جديدة", "s"), ("الولايات المتحدة", "s"), ("باستقدام", "q")):
        choose(page, words)
        press(page, role)
    part(page, "part-0").click()
    page.locator("#panel-title").hover()
    page.mouse.down()
    page.evaluate("for (const _ of [1, 2]) document.querySelector('[data-key=remove-0]').click()")
    page.mouse.up()
    expect(page.locator(f"{PANEL} .part-words")).to_have_count(2)
    saved(page)
    assert len(stored(reading)[0]["anchors"]) == 2
