"""Every gesture of the review page under another codebook: an argument scheme, with roles of its own."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from ruamel.yaml import YAML

from annotations.models import Project, Reading
from seeds.loading import load_codebook, load_project
from tests.browser.reviewing import Opener, cards, choose, drag, open_seed, painted, press, saved, stored

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CODEBOOK = Path(__file__).resolve().parents[1] / "vectors" / "arguments.yaml"
PANEL = "[data-review=panel]"
TABLE = "[data-review=table]"
NEXT = "[data-review=flow] [data-part=next]"
HOLDER = "كاظم الفرطوسي"
TARGET = "الولايات المتحدة الأميركية باستقدام قوات جديدة إلى قاعدة عين الأسد"
REASON = "كتائب سيد الشهداء"
INSIDE = "باستقدام قوات جديدة"
QUOTED = 'أن "الولايات المتحدة الأميركية لا تنوي سحب قواتها من العراق"'


@pytest.fixture(autouse=True)
def _an_argument_scheme() -> None:
    load_project(load_codebook(CODEBOOK))


def part(page: Page, key: str) -> Locator:
    return page.locator(f"{PANEL} [data-key='{key}']")


def anchors(state: dict[str, Any]) -> list[tuple[str, str]]:
    return [(anchor["role"], anchor["exact"]) for anchor in state["anchors"]]


def ties(reading: Reading) -> list[tuple[str, str, str]]:
    """Each relation with the kinds at its ends."""
    kinds = {str(one.pk): one.says.as_dict()["kind"] for one in reading.annotations.live().with_anchors()}
    says = [relation.says.as_dict() for relation in reading.relations.filter(deleted_at=None).order_by("pk")]
    return [(tie["label"], kinds[tie["from"]], kinds[tie["to"]]) for tie in says]


def take_a_stance(page: Page) -> None:
    """Through its three roles in their order, by mouse, and its label by key."""
    press(page, "v")
    for name, words in (("صاحب الموقف", HOLDER), ("موضوعه", TARGET), ("السبب", REASON)):
        expect(page.locator(NEXT)).to_have_text(f"التالي: {name}")
        drag(page, words)
    expect(page.locator(NEXT)).to_have_text("التالي: التصنيف")
    press(page, "2")


def test_three_roles_are_filled_in_the_order_of_their_flow(page: Page, live_server: Any) -> None:
    reading = open_seed(page, live_server)
    take_a_stance(page)
    saved(page)
    [state] = stored(reading)
    assert anchors(state) == [("holder", HOLDER), ("target", TARGET), ("reason", REASON)]
    assert (state["kind"], state["label"], state["attributes"]) == ("stance", "con", {"held": "openly"})
    assert painted(page) == {"orange": [HOLDER], "rose": [TARGET], "violet": [REASON]}
    part(page, "attribute-strength-firm").check()
    saved(page)
    assert stored(reading)[0]["attributes"]["strength"] == "firm"
    press(page, "Control+z", "Control+z")
    saved(page)
    [state] = stored(reading)
    assert (state["label"], state["attributes"]) == ("", {"held": "openly"})


def test_kinds_are_chosen_by_key_and_changed(page: Page, live_server: Any) -> None:
    reading = open_seed(page, live_server)
    choose(page, INSIDE)
    press(page, "c", "2")
    saved(page)
    assert (stored(reading)[0]["kind"], painted(page)) == ("claim", {"olive": [INSIDE]})
    press(page, "x")
    part(page, "become-premise").click()
    saved(page)
    [state] = stored(reading)
    assert (state["kind"], anchors(state)) == ("premise", [("statement", INSIDE)])
    assert painted(page) == {"teal": [INSIDE]}
    press(page, "Control+z")
    saved(page)
    assert (stored(reading)[0]["kind"], stored(reading)[0]["label"]) == ("claim", "policy")


def test_words_inside_a_quoted_role_are_linked_and_others_related(page: Page, live_server: Any) -> None:
    reading = open_seed(page, live_server)
    take_a_stance(page)
    press(page, "Escape")
    choose(page, INSIDE)
    press(page, "c", "1")
    page.locator("[data-key=flow-link]").click()
    saved(page)
    assert ties(reading) == [("frames", "stance", "claim")]
    press(page, "Escape")
    choose(page, "كتائب", within="كتائب سيد الشهداء")
    press(page, "n", "1", "k")
    cards(page).filter(has_text=INSIDE).filter(has_text="دعوى").locator("button").click()
    saved(page)
    assert ties(reading) == [("frames", "stance", "claim"), ("supports", "premise", "claim")]
    page.locator("[data-part=undo]").click()
    saved(page)
    assert ties(reading) == [("frames", "stance", "claim")]


def test_its_source_is_linked_or_left_out(page: Page, live_server: Any) -> None:
    reading = open_seed(page, live_server)
    choose(page, QUOTED)
    press(page, "v")
    expect(page.locator(NEXT)).to_have_text("التالي: صاحب الموقف")
    press(page, "i")
    expect(page.locator(NEXT)).to_have_text("التالي: السبب")
    saved(page)
    [state] = stored(reading)
    assert (anchors(state), state["attributes"]) == ([("target", QUOTED)], {"held": "silently"})
    press(page, "1", "Shift+R")
    expect(part(page, "source-clear")).to_be_visible()
    expect(page.locator(".source-linked")).to_have_attribute("data-paint", "orange")
    saved(page)
    assert stored(reading)[0]["source"] is not None
    press(page, "Escape")
    choose(page, "قوات جديدة")
    press(page, "c", "1")
    expect(page.locator("#annotation-source")).to_have_count(0)


def test_a_pronoun_is_the_source_in_the_kind_that_was_begun(page: Page, live_server: Any, tmp_path: Path) -> None:
    """Of two kinds that can say so the second one, which waits for its first words."""
    codebook = YAML(typ="safe").load(CODEBOOK)
    stance = next(kind for kind in codebook["annotations"] if kind["key"] == "stance")
    codebook["annotations"].append(stance | {"key": "echo", "hotkey": "A", "name": {"ar": "صدى", "en": "Echo"}})
    codebook["version"] = 2
    YAML().dump(codebook, tmp_path / "arguments.yaml")
    Project.objects.all().update(codebook=load_codebook(tmp_path / "arguments.yaml"))
    reading = open_seed(page, live_server)
    press(page, "a", "Home", *["Shift+ArrowLeft"] * 4, "u")
    saved(page)
    [state] = stored(reading)
    assert (state["kind"], state["attributes"]) == ("echo", {"held": "by_pronoun"})
    assert [role for role, _words in anchors(state)] == ["holder"]
    expect(page.locator(NEXT)).to_have_text("التالي: موضوعه")


def test_the_table_and_the_help_speak_of_its_kinds(page: Page, live_server: Any) -> None:
    open_seed(page, live_server)
    expect(page.locator(".panel-steps")).to_contain_text("دعوى، أم مقدمة، أم موقف")
    take_a_stance(page)
    press(page, "Escape")
    press(page, "Shift+Slash")
    costs = page.locator("dialog[open] .help-costs")
    expect(costs.locator("[data-cost=stance]")).to_contain_text("«موقف» مع أجزائه وتصنيفه، بعدد الضغطات: 5 (S وQ وW")
    expect(costs.locator("li")).to_have_count(3)
    press(page, "Escape", "t")
    row = page.locator(f"{TABLE} tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("موقف: معارض")
    expect(row.locator("[data-paint=orange]")).to_contain_text(HOLDER)
    page.locator(f"{TABLE} [data-key=marker-words]").fill("سيد الشهداء")
    press(page, "Enter")
    page.locator(f"{TABLE} [data-key=mark-0-premise]").click()
    expect(row).to_have_count(2)


def test_the_tour_speaks_of_its_kinds_alone(page: Page, live_server: Any) -> None:
    open_seed(page, live_server, tour=True)
    told = page.locator("[data-review=tour] [data-step]")
    expect(told).to_contain_text("دعوى، موقف")
    for words in ("«دعوى»", "«دعوى»", "", "مثال واحد", "السبب، صاحب الموقف، موضوعه"):
        page.locator("[data-key=tour-next]").click()
        expect(told).to_contain_text(words)
        expect(told).not_to_contain_text(re.compile("ادعاء|منسوب|يقول شيئاً|قول واحد"))


def test_the_tour_names_no_key_where_there_is_none(page: Page, live_server: Any, tmp_path: Path) -> None:
    codebook = YAML(typ="safe").load(CODEBOOK)
    for kind in codebook["annotations"]:
        del kind["hotkey"]
        for label in kind["labels"]:
            del label["hotkey"]
    codebook["version"] = 2
    YAML().dump(codebook, tmp_path / "arguments.yaml")
    Project.objects.all().update(codebook=load_codebook(tmp_path / "arguments.yaml"))
    open_seed(page, live_server, tour=True)
    told = page.locator("[data-review=tour] [data-step]")
    for step in ("choose", "kind", "label", "frame"):
        page.locator("[data-key=tour-next]").click()
        expect(told).to_have_attribute("data-step", step)
        expect(told).not_to_contain_text(re.compile("undefined|null|مفتاح المكتوب|اضغط لتبدأ"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_its_marks_and_cards_are_of_their_paint(new_page: Opener, live_server: Any, scheme: str) -> None:
    page = new_page(color_scheme=scheme)
    open_seed(page, live_server)
    take_a_stance(page)
    press(page, "Escape")
    names = page.locator(".mark-card-name")
    rose = {"light": "rgb(161, 31, 87)", "dark": "rgb(247, 164, 194)"}[scheme]
    expect(names.first).to_have_css("color", rose)
    cards(page).first.locator("button").click()
    expect(page.locator("#panel-title")).to_have_css("color", rose)
