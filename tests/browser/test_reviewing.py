"""The review page: text that is never cut, gestures by mouse and key, and work that is never lost."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.reviewing import (
    Opener,
    cards,
    choose,
    enter,
    open_seed,
    painted,
    press,
    saved,
    stored,
    wait_until_ready,
)
from tests.factories import an_editor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CLAIM = "هجمات عدة ومتكررة طالت قواعد عسكرية"
# The width of a word on the screen, in CSS pixels.
WIDTH = """(word) => {
    for (const block of document.querySelectorAll('[data-start]')) {
        const at = block.firstChild.data.indexOf(word);
        if (at < 0) continue;
        const range = document.createRange();
        range.setStart(block.firstChild, at);
        range.setEnd(block.firstChild, at + word.length);
        return range.getBoundingClientRect().width;
    }
}"""


def test_every_block_is_one_text_node_however_much_is_marked(page: Page, live_server: Any) -> None:
    reading = open_seed(page, live_server)
    width = page.evaluate(WIDTH, "واتهم")
    choose(page, "اتهم", within="واتهم")
    press(page, "q")
    choose(page, "قوات جديدة")
    press(page, "c")
    choose(page, "باستقدام قوات")
    press(page, "c")
    expect(cards(page)).to_have_count(3)
    nodes = page.eval_on_selector_all("[data-start]", "blocks => blocks.map(b => [b.childNodes.length, b.innerText])")
    text = reading.revision.text
    blocks = [text[block.start : block.end] for block in reading.revision.blocks.order_by("start")]
    assert nodes == [[1, words] for words in blocks]
    assert page.evaluate(WIDTH, "واتهم") == width


def test_overlapping_marks_lie_in_lanes(page: Page, live_server: Any) -> None:
    open_seed(page, live_server)
    for quote in ("الولايات المتحدة الأميركية باستقدام قوات جديدة", "باستقدام قوات", "قوات جديدة إلى قاعدة"):
        choose(page, quote)
        press(page, "c")
    expect(cards(page)).to_have_count(3)
    lanes = page.evaluate("[...CSS.highlights.keys()].filter(name => name.startsWith('mark-')).sort()")
    assert lanes == ["mark-orange-0", "mark-orange-1", "mark-orange-2"]


def test_a_claim_takes_two_keys_and_gets_the_codebooks_defaults(page: Page, live_server: Any) -> None:
    reading = open_seed(page, live_server)
    choose(page, CLAIM)
    press(page, "c", "8")
    saved(page)
    [claim] = stored(reading)
    assert (claim["label"], claim["attributes"]) == ("evaluation", {"verifiable": "no", "negated": "no"})
    press(page, "2")
    saved(page)
    assert stored(reading)[0]["attributes"]["verifiable"] == "yes"


def test_words_are_chosen_by_keyboard_from_inside_a_word(page: Page, live_server: Any) -> None:
    """The cursor goes to the second letter of the second paragraph: forward is to the left in Arabic."""
    reading = open_seed(page, live_server)
    paragraph = page.locator(".block", has_text="واتهم كاظم")
    paragraph.click(position={"x": 300, "y": 12})
    press(page, "Home", "ArrowLeft", *["Shift+ArrowLeft"] * 4, "q")
    expect(cards(page)).to_have_count(1)
    press(page, "ArrowLeft", *["Shift+Control+ArrowLeft"] * 2, "s")
    saved(page)
    [attribution] = stored(reading)
    assert [(anchor["role"], anchor["exact"]) for anchor in attribution["anchors"]] == [
        ("cue", "اتهم"),
        ("source", "كاظم الفرطوسي"),
    ]
    cue = attribution["anchors"][0]
    assert reading.revision.text[cue["start"] - 1] == "و"


def test_keys_go_by_their_place_on_an_arabic_keyboard(page: Page, live_server: Any) -> None:
    open_seed(page, live_server)
    choose(page, CLAIM)
    page.evaluate("document.dispatchEvent(new KeyboardEvent('keydown', {code: 'KeyC', key: 'ؤ', bubbles: true}))")
    expect(cards(page)).to_have_count(1)


def test_everything_can_be_done_with_the_mouse(page: Page, live_server: Any) -> None:
    reading = open_seed(page, live_server)
    choose(page, CLAIM)
    page.locator("[data-review=picker] [data-choice=claim]").click()
    page.locator("[data-review=panel] [data-key=label-event]").check()
    page.locator("[data-review=panel] [data-key=attribute-worth-high]").check()
    page.locator("[data-review=panel] [data-key=note]").fill("يحتاج إلى مصدر ثانٍ")
    page.locator("[data-review=panel] [data-key=close]").click()
    saved(page)
    [claim] = stored(reading)
    assert (claim["label"], claim["attributes"]["worth"], claim["note"]) == ("event", "high", "يحتاج إلى مصدر ثانٍ")
    cards(page).first.locator("button").click()
    page.locator("[data-review=panel] [data-key=delete]").click()
    expect(cards(page)).to_have_count(0)
    page.locator("[data-part=undo]").click()
    expect(cards(page)).to_have_count(1)
    saved(page)
    assert stored(reading) == [claim]


def test_undo_and_redo_walk_through_every_step(page: Page, live_server: Any) -> None:
    reading = open_seed(page, live_server)
    choose(page, CLAIM)
    press(page, "c", "2", "Delete")
    expect(cards(page)).to_have_count(0)
    press(page, "Control+z")
    expect(cards(page)).to_have_count(1)
    press(page, "Control+z", "Control+z")
    expect(cards(page)).to_have_count(0)
    press(page, "Control+Shift+z", "Control+Shift+z")
    expect(page.locator(".mark-card-label")).to_have_text("حدث")
    saved(page)
    assert stored(reading)[0]["label"] == "event"


def test_what_is_missing_is_shown_at_the_annotation_and_in_sum(page: Page, live_server: Any) -> None:
    open_seed(page, live_server)
    choose(page, "قوات جديدة")
    press(page, "s")
    expect(page.locator("[data-review=panel] .role-wanted")).to_contain_text("المضمون")
    press(page, "Enter")
    expect(page.locator("[data-review=summary] .link-button").first).to_be_visible()
    expect(page.locator("[data-part=missing]")).to_be_visible()


def test_relations_and_article_labels_are_kept(page: Page, live_server: Any) -> None:
    reading = open_seed(page, live_server)
    choose(page, CLAIM)
    press(page, "c", "2", "Enter")
    choose(page, "شهدت هجمات عدة ومتكررة طالت قواعد عسكرية تتواجد")
    press(page, "w", "1")
    page.locator("[data-key=new-tie]").click()
    page.locator("[data-key^=tie-to-]").click()
    expect(page.locator("[data-review=panel] [data-key^=tie-]")).to_have_count(1)
    press(page, "Control+z")
    expect(page.locator("[data-review=message]")).to_contain_text("تراجعتَ: حُذفت العلاقة: يتضمّن")
    press(page, "Control+Shift+z")
    expect(page.locator("[data-review=message]")).to_contain_text("أعدتَ: استُرجعت العلاقة: يتضمّن")
    press(page, "Escape", "Escape")
    page.locator("[data-key=article-genre]").select_option("news")
    saved(page)
    assert [tie.says.as_dict()["label"] for tie in reading.relations.all()] == ["contains"]
    assert [label.says.as_dict() for label in reading.article_labels.all()] == [{"label": "genre", "value": "news"}]
    page.reload()
    wait_until_ready(page)
    expect(page.locator("[data-key=article-genre]")).to_have_value("news")


def test_a_dead_server_loses_nothing(page: Page, live_server: Any, page_errors: list[str]) -> None:
    reading = open_seed(page, live_server)

    def dead(route: Route) -> None:
        route.abort("connectionrefused")

    page.route("**/api/**", dead)
    choose(page, CLAIM)
    press(page, "c", "2", "Enter")
    choose(page, "قوات جديدة")
    press(page, "c", "1", "Enter")
    expect(page.locator("[data-part=state][data-state=waiting]")).to_be_visible()
    assert stored(reading) == []
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    wait_until_ready(page)
    expect(cards(page)).to_have_count(2)
    page.unroute("**/api/**", dead)
    page.evaluate("dispatchEvent(new Event('online'))")
    saved(page)
    assert sorted(state["label"] for state in stored(reading)) == ["event", "quantity"]
    page_errors.clear()


def test_a_second_tab_sees_what_the_first_does(page: Page, live_server: Any) -> None:
    reading = open_seed(page, live_server)
    other = page.context.new_page()
    other.goto(f"{live_server.url}/readings/{reading.pk}/")
    wait_until_ready(other)
    choose(page, CLAIM)
    press(page, "c", "2")
    saved(page)
    expect(cards(other)).to_have_count(1, timeout=10_000)
    assert painted(other) == {"orange": [CLAIM]}


def test_a_conflict_is_shown_with_both_versions_and_nothing_is_lost(page: Page, live_server: Any) -> None:
    reading = open_seed(page, live_server)
    choose(page, CLAIM)
    press(page, "c", "2", "Enter")
    saved(page)
    other = page.context.new_page()
    other.route("**/events*", lambda route: route.abort())
    other.goto(f"{live_server.url}/readings/{reading.pk}/")
    wait_until_ready(other)
    cards(page).first.locator("button").click()
    press(page, "1")
    saved(page)
    cards(other).first.locator("button").click()
    press(other, "3", "Escape")
    expect(other.locator("[data-part=returned]")).to_be_visible()
    expect(other.locator(".returned")).to_be_visible()
    expect(other.locator(".returned")).to_contain_text("سببية أو ارتباط")
    expect(other.locator(".returned")).to_contain_text("كمية أو إحصاء")
    expect(other.locator(".returned h4")).to_have_text(f"ادعاء (كمية أو إحصاء) «{CLAIM}»")
    assert stored(reading)[0]["label"] == "quantity"
    other.locator("[data-key^=go-]").click()
    expect(other.locator("[data-review=panel]")).to_be_visible()
    expect(other.locator("[data-part=returned]")).to_be_in_viewport()
    other.locator("[data-part=returned]").click()
    expect(other.locator("[data-key^=retry-]")).to_be_focused()
    with other.expect_response("**/operations"):
        other.locator("[data-key^=retry-]").click()
    saved(other)
    assert stored(reading)[0]["label"] == "causal"


def test_a_slow_answer_closes_nothing_that_was_gone_to_meanwhile(page: Page, live_server: Any) -> None:
    """What came back is shown before the server has told the rest: who goes to it then must not be sent away again."""
    reading = open_seed(page, live_server)
    choose(page, CLAIM)
    press(page, "c", "2", "Enter")
    saved(page)
    other = page.context.new_page()
    nothing = json.dumps({"events": [], "more": False})
    other.route("**/events*", lambda route: route.fulfill(content_type="application/json", body=nothing))
    held: list[Route] = []
    other.route(f"**/readings/{reading.pk}/annotations", lambda route: held.append(route))
    other.goto(f"{live_server.url}/readings/{reading.pk}/")
    wait_until_ready(other)
    cards(page).first.locator("button").click()
    press(page, "1")
    saved(page)
    cards(other).first.locator("button").click()
    with other.expect_request("**/annotations"):
        press(other, "3", "Escape")
    expect(other.locator("[data-review=message]")).to_contain_text(CLAIM)
    other.locator("[data-key^=go-]").click()
    expect(other.locator("[data-review=panel]")).to_be_visible()
    with other.expect_response("**/events*"):  # asked for when the rest is there
        held[0].continue_()
    expect(other.locator("[data-review=panel]")).to_be_visible()


def test_a_change_made_again_changes_only_what_it_changed(page: Page, live_server: Any) -> None:
    """One writes a note, the other has chosen a label meanwhile: both stand."""
    reading = open_seed(page, live_server)
    choose(page, CLAIM)
    press(page, "c", "2", "Enter")
    saved(page)
    other = page.context.new_page()
    other.route("**/events*", lambda route: route.abort())
    other.goto(f"{live_server.url}/readings/{reading.pk}/")
    wait_until_ready(other)
    cards(page).first.locator("button").click()
    press(page, "1")
    saved(page)
    cards(other).first.locator("button").click()
    press(other, "Shift+n")
    other.keyboard.type("بيان")
    press(other, "Escape", "Escape")
    row = other.locator(".versions tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("بيان")
    with other.expect_response("**/operations"):
        other.locator("[data-key^=retry-]").click()
    saved(other)
    [kept] = stored(reading)
    assert (kept["label"], kept["note"]) == ("quantity", "بيان")


def test_a_session_that_ended_pauses_and_drops_nothing(page: Page, live_server: Any, page_errors: list[str]) -> None:
    reading = open_seed(page, live_server)
    cookies = page.context.cookies()
    page.context.clear_cookies()
    choose(page, CLAIM)
    press(page, "c", "2", "Enter")
    expect(page.locator("[data-part=state][data-state=paused]")).to_be_visible()
    page.context.add_cookies(cookies)  # type: ignore[arg-type]
    page.locator("[data-part=resume]").click()
    saved(page)
    assert stored(reading)[0]["label"] == "event"
    page_errors.clear()


def test_an_editor_may_look_but_not_touch(page: Page, live_server: Any, new_page: Opener) -> None:
    reading = open_seed(page, live_server)
    choose(page, CLAIM)
    press(page, "c", "2", "Enter")
    saved(page)
    editors = new_page()
    enter(editors, live_server, an_editor())
    editors.goto(f"{live_server.url}/readings/{reading.pk}/")
    wait_until_ready(editors)
    expect(editors.locator("[data-part=looking]")).to_be_visible()
    expect(editors.locator("[data-part=submit]")).to_be_hidden()
    cards(editors).first.locator("button").click()
    expect(editors.locator("[data-review=panel] fieldset").first).to_have_attribute("disabled", "")


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_phone_shows_all_of_it_without_scrolling_sideways(new_page: Opener, live_server: Any, language: str) -> None:
    page = new_page(viewport={"width": 390, "height": 844})
    open_seed(page, live_server, language=language)
    choose(page, "قوات جديدة")
    page.locator("[data-review=picker] [data-choice=claim]").click()
    expect(page.locator("[data-review=panel]")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_note_survives_a_reload_in_the_middle_of_a_word(page: Page, live_server: Any) -> None:
    reading = open_seed(page, live_server)
    choose(page, CLAIM)
    press(page, "c", "2")
    saved(page)
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("[data-review=panel] [data-key=note]").press_sequentially("يحتاج إلى مصد")
    page.reload()
    wait_until_ready(page)
    saved(page)
    cards(page).first.locator("button").click()
    expect(page.locator("[data-review=panel] [data-key=note]")).to_have_value("يحتاج إلى مصد")
    saved(page)
    assert stored(reading)[0]["note"] == "يحتاج إلى مصد"
    assert page.evaluate("Object.keys(localStorage).filter(name => name.startsWith('newsdesk-typing'))") == []


def test_a_note_on_the_whole_article_needs_no_key_and_no_words(page: Page, live_server: Any) -> None:
    reading = open_seed(page, live_server)
    page.locator("[data-review=summary] [data-key=begin-source_note]").click()
    page.locator("[data-review=panel] [data-key=label-article]").check()
    page.locator("[data-review=panel] [data-key=close]").click()
    saved(page)
    [note] = stored(reading)
    assert (note["kind"], note["label"], note["anchors"]) == ("source_note", "article", [])


def test_what_is_missing_is_where_the_focus_goes_when_handing_in_is_refused(page: Page, live_server: Any) -> None:
    open_seed(page, live_server)
    choose(page, CLAIM)
    press(page, "c")
    saved(page)
    page.locator("[data-part=submit]").click()
    expect(page.locator("[data-review=summary] [data-key^=problem-]").first).to_be_focused()
    expect(page.locator("[data-review=message]")).to_be_in_viewport()
    problems = page.locator("[data-review=summary] .problem-list").first.locator("li")
    expect(problems.first).to_have_text("اختر تصنيفاً")
    first, second = (problems.nth(place).bounding_box() for place in (0, 1))
    assert first
    assert second
    assert second["y"] >= first["y"] + first["height"]


def test_a_change_that_was_refused_is_seen_while_another_annotation_is_open(page: Page, live_server: Any) -> None:
    reading = open_seed(page, live_server)
    for words in (CLAIM, "قوات جديدة"):
        choose(page, words)
        press(page, "c", "2", "Enter")
    saved(page)
    cards(page).filter(has_text=CLAIM).locator("button").click()
    answers: list[Route] = []
    page.route("**/operations", lambda route: answers.append(route))
    with page.expect_request("**/operations"):
        press(page, "1")
    press(page, "Enter")
    cards(page).filter(has_text="قوات جديدة").locator("button").click()
    expect(page.locator("[data-review=panel]")).to_be_visible()
    [operation] = json.loads(answers[0].request.post_data or "")["operations"]
    fault = {"path": "label", "code": "label", "message": "لا"}
    result = {"id": operation["id"], "status": "refused", "version": None, "event": None, "problems": []}
    answers[0].fulfill(json={"results": [result | {"errors": [fault], "current": None}]})
    expect(page.locator("[data-review=message]")).to_contain_text(CLAIM)
    expect(page.locator("[data-review=message]")).to_be_in_viewport()
    expect(page.locator("[data-review=panel]")).to_be_visible()
    badge = page.locator("[data-part=returned]")
    expect(badge).to_be_in_viewport()
    badge.click()
    expect(page.locator(".returned h4")).to_contain_text(CLAIM)
    expect(page.locator("[data-key^=retry-]")).to_be_focused()
    assert {state["label"] for state in stored(reading)} == {"event"}


def test_what_comes_into_view_holds_nobody_back_who_scrolls_on(page: Page, live_server: Any) -> None:
    open_seed(page, live_server)
    choose(page, CLAIM)
    press(page, "c", "2", "Enter")
    saved(page)
    seen = page.evaluate("""async () => {
        const frames = async (count) => { while (count--) await new Promise(requestAnimationFrame); };
        scrollTo(0, 0);
        await frames(2);
        document.querySelector('.mark-card button').click();
        for (let turns = 0; turns < 3; turns += 1) await null;
        const brought = scrollY;
        scrollTo(0, 1);
        await frames(5);
        return { brought, left: scrollY };
    }""")
    assert seen["brought"] > 100
    assert seen["left"] == 1


def test_undo_names_what_it_took_back_and_brings_it_into_view(page: Page, live_server: Any) -> None:
    open_seed(page, live_server)
    choose(page, CLAIM)
    press(page, "c", "2", "Enter")
    saved(page)
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    press(page, "Control+z")
    message = page.locator("[data-review=message]")
    expect(message).to_contain_text(f"تراجعتَ: ادعاء «{CLAIM}»: التصنيف")
    expect(message).to_be_in_viewport()
    expect(page.locator(".block", has_text=CLAIM).first).to_be_in_viewport()
    press(page, "Control+z")
    expect(message).to_have_text(f"تراجعتَ: حُذف التوسيم: ادعاء «{CLAIM}».")
    press(page, "Control+Shift+z")
    expect(message).to_have_text(f"أعدتَ: استُرجع التوسيم: ادعاء «{CLAIM}».")
