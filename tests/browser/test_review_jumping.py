"""Keys that go to what is to be annotated next, and what is proposed by the words that they come to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from annotations.models import Reading
from tests.browser.reviewing import cards, choose, enter, press, saved, stored, wait_until_ready
from tests.factories import a_codebook, a_project, an_analyst, an_article

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CODEBOOK = (Path(__file__).resolve().parents[1] / "vectors" / "cued.yaml").read_text("utf-8")
TEXT = (
    "وقال الوزير إن العقد أُلغي قبل شهر، وإن الشركة لم تعترض عليه. وأضاف: «لن نوقّع عقداً جديداً مع أحد».\n"
    "هطل المطر طوال الليل.\n"
    "واعتبرت النائبة هدى الملاحي، في بيان، أن الأمر «خطير جداً». وبحسب قوله إن النهر فاض.\n"
    "وكشفت الصور حجم الدمار."
)
MESSAGE = "[data-review=message]"
FLOW = "[data-review=flow]"
CHOSEN = "() => getSelection().toString()"


@pytest.fixture
def reading(page: Page, live_server: Any) -> Reading:
    return open_article(page, live_server)


def open_article(page: Page, server: Any, *, text: str = TEXT, language: str = "ar") -> Reading:
    project = a_project(codebook=a_codebook("cued", source=CODEBOOK))
    article = an_article(text, project=project)
    user = an_analyst(language=language)
    enter(page, server, user)
    page.goto(f"{server.url}/articles/{article.pk}/read/")
    wait_until_ready(page)
    return Reading.objects.get(analyst=user)


def anchors(state: dict[str, Any]) -> list[tuple[str, str]]:
    return [(anchor["role"], anchor["exact"]) for anchor in state["anchors"]]


def jumped(page: Page, *keys: str) -> list[str]:
    """What is chosen after each key."""
    found = []
    for key in keys:
        press(page, key)
        found.append(page.evaluate(CHOSEN))
    return found


def test_one_key_goes_through_cues_clauses_and_quotations_and_back(page: Page, reading: Reading) -> None:
    first = ["قال", "العقد أُلغي قبل شهر", "الشركة لم تعترض عليه", "أضاف", "لن نوقّع عقداً جديداً مع أحد", "اعتبرت"]
    assert jumped(page, *["Period"] * 6) == first
    assert jumped(page, "Shift+Period", "Shift+Period") == [first[4], first[3]]
    assert jumped(page, *["Period"] * 6)[-1] == "كشفت"
    press(page, "Period")
    expect(page.locator(MESSAGE)).to_have_text("لا شيء بعد هذا الموضع.")
    assert page.evaluate(CHOSEN) == "كشفت"


def test_what_is_marked_is_passed_over_and_bare_sentences_have_a_key(page: Page, reading: Reading) -> None:
    press(page, "Period", "a", "Escape", "Escape", "Escape")
    expect(page.locator("[data-review=panel]")).to_be_hidden()
    assert jumped(page, "Shift+Period", "Period") == ["", "العقد أُلغي قبل شهر"]
    sentences = jumped(page, "Slash", "Slash")
    assert sentences[0].startswith("وأضاف")
    assert sentences[1] == "هطل المطر طوال الليل"
    press(page, "c", "1")
    saved(page)
    assert anchors(stored(reading)[-1]) == [("claim", "هطل المطر طوال الليل")]


def test_an_attribution_is_marked_by_a_few_keys(page: Page, reading: Reading) -> None:
    """The label goes by the cue, the source and what it says are proposed."""
    press(page, "Period", "a")
    expect(page.locator("[data-part=label-of-cue]")).to_be_visible()
    expect(page.locator(FLOW)).to_contain_text("المقترَح لدور «المصدر»: الوزير")
    press(page, "Enter")
    assert jumped(page, "Period", "Period") == [
        "إن العقد أُلغي قبل شهر",
        "إن العقد أُلغي قبل شهر، وإن الشركة لم تعترض عليه",
    ]
    press(page, "Enter")
    expect(page.locator(FLOW)).not_to_have_attribute("data-shown", "")
    saved(page)
    [state] = stored(reading)
    assert anchors(state) == [
        ("cue", "قال"),
        ("source", "الوزير"),
        ("content", "إن العقد أُلغي قبل شهر، وإن الشركة لم تعترض عليه"),
    ]
    assert state["label"] == "assert"
    assert state["attributes"] == {"quote_type": "indirect", "source_form": "explicit"}
    press(page, "4")
    expect(page.locator("[data-part=label-of-cue]")).to_be_hidden()
    assert jumped(page, "Period")[0] == "أضاف"
    press(page, "a", "i", "Enter")
    saved(page)
    assert anchors(stored(reading)[1]) == [("cue", "أضاف"), ("content", "«لن نوقّع عقداً جديداً مع أحد»")]


def test_a_clause_or_quotation_that_was_jumped_to_begins_with_what_is_said(page: Page, reading: Reading) -> None:
    press(page, "Period", "Period", "a", "Escape", "Escape")
    for _ in range(3):
        press(page, "Period")
    press(page, "a")
    saved(page)
    assert [anchors(state) for state in stored(reading)] == [
        [("content", "إن العقد أُلغي قبل شهر")],
        [("content", "«لن نوقّع عقداً جديداً مع أحد»")],
    ]


def test_a_pronoun_on_the_cue_is_proposed_and_a_proposal_turned_down(page: Page, reading: Reading) -> None:
    choose(page, "قوله", within="وبحسب")
    press(page, "a", "Enter")
    saved(page)
    [state] = stored(reading)
    assert anchors(state) == [("cue", "قوله"), ("source", "ه")]
    assert (state["label"], state["attributes"]["source_form"]) == ("assert", "suffix")
    press(page, "Escape", "Escape")
    choose(page, "واعتبرت")
    press(page, "BracketRight", "a")
    expect(page.locator("[data-key=flow-take]")).to_be_visible()
    press(page, "Escape", "Escape")
    expect(page.locator("[data-review=panel]")).to_be_visible()
    saved(page)
    assert (stored(reading)[1]["label"], anchors(stored(reading)[1])) == ("believe", [("cue", "اعتبرت")])


def test_a_cue_of_two_labels_proposes_neither_and_the_label_follows_the_cue(page: Page, reading: Reading) -> None:
    choose(page, "وكشفت")
    press(page, "BracketRight", "a", "Escape", "Escape")
    saved(page)
    assert stored(reading)[0]["label"] == ""
    press(page, "Control+z")
    choose(page, "واعتبرت")
    press(page, "BracketRight", "a", "Enter")
    saved(page)
    assert stored(reading)[0]["label"] == "believe"
    page.locator("[data-key=part-0]").click()
    page.locator("[data-key=remove-0]").click()
    saved(page)
    [state] = stored(reading)
    assert (state["label"], anchors(state)) == ("", [("source", "النائبة هدى الملاحي")])


def test_attributes_have_keys_by_their_places(page: Page, reading: Reading) -> None:
    press(page, "Period", "a", "Shift+Digit1", "3", "Shift+Digit2", "Digit3")
    saved(page)
    assert stored(reading)[0]["attributes"] == {"quote_type": "mixed", "source_form": "suffix"}
    assert jumped(page, "Period") == ["إن العقد أُلغي قبل شهر"]


def test_what_contains_is_offered_whichever_is_made_last(page: Page, reading: Reading) -> None:
    choose(page, "العقد أُلغي قبل شهر")
    press(page, "c", "1", "Escape")
    choose(page, "الشركة لم تعترض عليه")
    press(page, "c", "1", "Escape")
    choose(page, "إن العقد أُلغي قبل شهر، وإن الشركة لم تعترض عليه")
    press(page, "w", "1")
    offer = page.locator(".flow-offer")
    expect(offer).to_contain_text("يقع في «المضمون» من هذا التوسيم:")
    expect(offer).to_contain_text("العقد أُلغي قبل")
    expect(offer).to_contain_text("الشركة لم تعترض")
    press(page, "o")
    expect(offer).to_have_count(0)
    saved(page)
    ties = [relation.says.as_dict() for relation in reading.relations.all()]
    assert [tie["label"] for tie in ties] == ["contains", "contains"]
    assert len({tie["from"] for tie in ties}) == 1
    assert len({tie["to"] for tie in ties}) == 2
    press(page, "Control+z")
    expect(offer).to_have_count(1)
    page.locator("[data-key=flow-decline-link]").click()
    expect(offer).to_have_count(0)


def test_the_key_of_relations_begins_with_the_likely_one(page: Page, reading: Reading) -> None:
    choose(page, "العقد أُلغي قبل شهر")
    press(page, "c", "1", "Escape")
    choose(page, "هطل المطر طوال الليل")
    press(page, "c", "1", "Escape")
    choose(page, "إن العقد أُلغي قبل شهر، وإن الشركة لم تعترض عليه")
    press(page, "w", "1", "k")
    expect(page.locator("[data-key=tie-relation]")).to_have_value("contains")
    expect(page.locator("#tie-results li").first).to_contain_text("مرجّح")
    press(page, "Enter")
    saved(page)
    [tie] = [relation.says.as_dict() for relation in reading.relations.all()]
    inner = next(one for one in reading.annotations.live() if str(one.pk) == tie["to"])
    assert tie["label"] == "contains"
    assert inner.says.as_dict()["anchors"][0]["exact"] == "العقد أُلغي قبل شهر"


def test_what_the_chosen_words_are_already_is_said(page: Page, reading: Reading) -> None:
    choose(page, "العقد أُلغي قبل شهر")
    expect(page.locator(".picker-marked")).to_have_count(0)
    press(page, "c", "1", "Escape")
    choose(page, "العقد أُلغي", within="العقد أُلغي")
    expect(page.locator(".picker-marked")).to_have_text("موسّم: ادعاء (حدث)")
    choose(page, "الوزير")
    expect(page.locator(".picker-marked")).to_have_count(0)
    press(page, "a", "1", "Escape", "Escape", "Escape")
    choose(page, "الوزير")
    expect(page.locator(".picker-marked")).to_have_text("موسّم: إسناد (اللفظ، تصريح)")


def test_cards_say_the_source_first_by_its_name_then_what_it_says(page: Page, live_server: Any) -> None:
    open_article(page, live_server, language="en")
    press(page, "Period", "a", "Enter", "Period", "Enter", "r")
    expect(page.locator(".source-option-new")).to_be_visible()
    page.locator("[data-key=source]").fill("وزارة الطرق")
    press(page, "Control+Enter")
    card = cards(page).first
    expect(card.locator(".mark-card-linked")).to_have_text("وزارة الطرق")
    parts = card.locator(".mark-card-part").all_inner_texts()
    assert [part.split()[0] for part in parts] == ["Source", "Content", "Cue"]
    assert "وزارة الطرق · الوزير" in parts[0]
