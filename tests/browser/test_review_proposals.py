"""What the flow proposes: quotations likely to be the content, and links to the content around a claim."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.reviewing import cards, choose, open_seed, press, saved, stored, until
from tests.browser.test_review_flow import CONTENT, NEXT, QUOTED, anchors, drag
from tests.review_modules import run, visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PROPOSED = """() => [...(CSS.highlights.get('proposed') ?? [])]
    .map((r) => r.startContainer.data.slice(r.startOffset, r.endOffset)).join('')"""


def test_a_quotation_is_proposed_with_its_particle_and_taken_by_one_key(page: Page, live_server: Any) -> None:
    reading = open_seed(page, live_server)
    choose(page, "اعتبر", within="كما اعتبر")
    press(page, "a")
    assert page.evaluate(PROPOSED) == QUOTED
    press(page, "Enter")
    expect(page.locator(NEXT)).to_have_text("التالي: المصدر")
    assert page.evaluate(PROPOSED) == ""
    press(page, "i", "1", "Enter")
    saved(page)
    assert anchors(reading) == [("cue", "اعتبر"), ("content", QUOTED)]
    assert stored(reading)[0]["attributes"] == {"quote_type": "direct", "source_form": "implicit"}


def test_what_is_proposed_gives_way_to_other_words(page: Page, live_server: Any) -> None:
    reading = open_seed(page, live_server)
    choose(page, "اعتبر", within="كما اعتبر")
    page.locator("[data-choice=attribution]").click()
    press(page, "w", "Control+z", "Escape")
    assert page.evaluate(PROPOSED) == ""
    press(page, "w")
    drag(page, "سحب قواتها من العراق")
    saved(page)
    assert anchors(reading) == [("cue", "اعتبر"), ("content", "سحب قواتها من العراق")]


def test_what_goes_on_joins_the_quotation_before_it(page: Page, live_server: Any) -> None:
    reading = open_seed(page, live_server)
    choose(page, QUOTED)
    press(page, "w", "1", "Escape", "Escape")
    more = "بقدوم قوات جديدة إلى عين الأسد"
    choose(page, more)
    expect(page.locator("[data-review=picker] [data-choice=join]")).to_be_visible()
    press(page, "j")
    saved(page)
    assert anchors(reading) == [("content", QUOTED), ("content", more)]
    press(page, "Control+z")
    saved(page)
    assert anchors(reading) == [("content", QUOTED)]


def test_a_claim_inside_a_content_offers_its_link(page: Page, live_server: Any) -> None:
    reading = open_seed(page, live_server)
    choose(page, CONTENT)
    press(page, "w", "9", "Escape")
    choose(page, "باستقدام قوات جديدة")
    press(page, "c", "2")
    expect(page.locator("[data-key=flow-link]")).to_be_visible()
    press(page, "o")
    expect(page.locator("[data-key=flow-link]")).to_be_hidden()
    saved(page)
    [tie] = [relation.says.as_dict() for relation in reading.relations.all()]
    kinds = {
        str(annotation.pk): annotation.says.as_dict()["kind"]
        for annotation in reading.annotations.live().with_anchors()
    }
    assert (tie["label"], kinds[tie["from"]], kinds[tie["to"]]) == ("contains", "attribution", "claim")


def test_an_offer_that_was_declined_is_not_made_again(page: Page, live_server: Any) -> None:
    open_seed(page, live_server)
    choose(page, CONTENT)
    press(page, "w", "9", "Escape")
    choose(page, "باستقدام قوات جديدة")
    press(page, "c")
    page.locator("[data-key=flow-decline-link]").click()
    expect(page.locator("[data-key=flow-link]")).to_be_hidden()
    press(page, "2", "Escape")
    cards(page).last.locator("button").click()
    expect(page.locator("[data-review=panel]")).to_be_visible()
    expect(page.locator("[data-key=flow-link]")).to_be_hidden()


# The cue stands in brackets; what should be proposed as content in braces, which no text has itself.
SENTENCES = [
    "[قال] الوزير: {«لن ننسحب من المدينة»}.",
    "[قال] في حوار مع صحيفة «السفير» الجديدة: {«طلبنا ذلك منهم»}.",
    "[أكد] المتحدث {أنّ «القوات لن تنسحب»} من العراق.",
    "{«لن ننسحب من المدينة»}، [قال] الوزير.",
    "[قال]: {«نعم»}.",
    "[شدّد] على مكافحة تنظيم «داعش» في البلاد.",
    "[أكد] أن القوات وصلت.",
    "[قال] الوزير: {«قال لي “لن ننسحب أبداً منها” أمس»}.",
    "قال «كلاماً طويلاً في الأمر» ثم [أضاف] {«كلاماً آخر في الأمر»}.",
    "[أكد] أن لا هدنة مع القوات الأميركية»، في تصريح.",
]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_the_quotation_that_is_likely_the_content_is_proposed(page: Page, sentence: str) -> None:
    plain = sentence.replace("{", "").replace("}", "")
    cue = plain.index("[")
    wanted = re.search(r"{(.*)}", re.sub(r"[\[\]]", "", sentence))
    text = "👍\n" + plain.replace("[", "").replace("]", "") + "\n«كلام في فقرة أخرى تماماً»"
    end = plain.index("]") - 1
    state = {"anchors": [{"role": "cue", "start": cue + 2, "end": end + 2}]}
    kind = {"quoted_role": "content", "roles": [{"key": "cue"}, {"key": "content"}]}
    found = run(
        visit(page),
        "state/flow",
        "return module.proposedContent(given.kind, {state: given.state}, given.text);",
        {"kind": kind, "state": state, "text": text},
    )
    assert (text[found["start"] : found["end"]] if found else None) == (wanted and wanted[1])


def test_the_innermost_content_is_offered_and_no_circle_closed(page: Page) -> None:
    def annotation(key: str, *spans: tuple[int, int]) -> dict[str, Any]:
        marked = [{"role": "content", "start": start, "end": end, "exact": ""} for start, end in spans]
        return {"id": key, "deleted": False, "state": {"kind": "attribution", "anchors": marked}}

    everyone = {
        one["id"]: one
        for one in (annotation("outer", (0, 90)), annotation("inner", (10, 50)), annotation("core", (20, 30)))
    }
    relation = {"key": "contains", "from": ["attribution"], "to": ["attribution"], "nested": True}
    body = """const ties = given.ties.map(([from, to], id) =>
        [id, { deleted: false, state: { label: 'contains', from, to } }]);
    const objects = { annotation: given.everyone, relation: Object.fromEntries(ties) };
    const kind = { key: 'attribution', quoted_role: 'content' };
    const state = { codebook: { annotations: [kind], relations: [given.relation] }, objects };
    const contents = module.contentsOf(state.codebook, objects);
    const found = module.containerFor(state, contents, given.everyone[given.of]);
    return found && found.container.id;"""
    visit(page)

    def offered(of: str, *ties: tuple[str, str]) -> str | None:
        given = {"everyone": everyone, "relation": relation, "ties": ties, "of": of}
        found: str | None = run(page, "state/flow", body, given)
        return found

    assert offered("core") == "inner"
    assert offered("inner") == "outer"
    assert offered("outer") is None
    assert offered("core", ("inner", "core")) is None
    assert offered("inner", ("inner", "core"), ("core", "outer")) is None


def test_a_proposed_quotation_comes_into_sight_above_the_strip(page: Page, live_server: Any) -> None:
    page.set_viewport_size({"width": 1280, "height": 420})
    open_seed(page, live_server)
    choose(page, "كما اعتبر", within="كما")
    press(page, "KeyQ")
    expect(page.locator("[data-key=flow-take]")).to_be_visible()
    until(
        page,
        """() => {
            const [range] = CSS.highlights.get('proposed') ?? [];
            if (!range) return false;
            const live = document.createRange();
            live.setStart(range.startContainer, range.startOffset);
            live.setEnd(range.endContainer, range.startOffset + 3);
            const { top, bottom } = live.getBoundingClientRect();
            return top > 0 && bottom < document.querySelector('[data-review=flow]').getBoundingClientRect().top;
        }""",
    )
