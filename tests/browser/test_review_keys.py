"""The table of all keys: no two that can act at once are the same, and none is a browser's or a screen reader's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from annotations.codebook.parts import PAGE_KEYS
from annotations.models import Reading
from tests.browser.reviewing import cards, choose, label_the_article, open_seed, press, saved, stored, wait_until_ready
from tests.factories import an_article

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Which entries could act, in every state that a person can bring about with these annotations.
ACTING = """() => {
    const { shortcuts, store } = globalThis.parts;
    const entries = shortcuts.entries();
    const told = entries.map(({ code, ctrl, shift, alt, inText, inFields, text }) =>
        ({ code, ctrl: !!ctrl, shift: shift ?? false, alt: !!alt, inText: !!inText, inFields: !!inFields,
            text: text() }));
    const actives = [null, ...Object.keys(store.state.objects.annotation)];
    const selections = [null, [{ start: 1200, end: 1210 }]];
    const flowing = (id) => [null,
        ...(!id || store.state.objects.annotation[id].state.kind === 'attribution' ? [true] : [])];
    const states = actives.flatMap((active) => flowing(active).flatMap((isFlow) => selections.flatMap((selection) =>
        [true, false].map((own) =>
        ({
            ...store.state, active, selection, reading: { ...store.state.reading, own },
            flow: isFlow && { kind: 'attribution', id: active, role: null, last: null,
                isByKeys: false, skipped: [], isFresh: false },
        })))));
    return [told, states.map((state) => entries.map(({ when }) => when?.(state) ?? true))];
}"""
HOTKEYS = """() => globalThis.parts.store.state.codebook.annotations
    .flatMap((kind) => [kind, ...kind.roles, ...kind.labels]).map(({ hotkey }) => hotkey).filter(Boolean)"""
# Resolves once the list of keys has been scrolled; the page's policy keeps Playwright from polling by itself.
SCROLLED = """() => new Promise((done) => {
    const list = document.querySelector('.help-list');
    const look = () => (list.scrollTop > 0 ? done() : requestAnimationFrame(look));
    look();
})"""


def open_with_parts(page: Page, server: Any) -> None:
    """The seed with one annotation of each kind, and the page's parts within a test's reach."""

    def expose(route: Route) -> None:
        # The module that gives the file its name is the last in it, in a scope of its own.
        before, end, exports = route.fetch().text().rpartition("})();")
        body = f"{before}\nglobalThis.parts = {{ shortcuts, store }};\n{end}{exports}"
        route.fulfill(body=body, content_type="text/javascript")

    page.route("**/review/main.*.js", expose)
    open_seed(page, server)
    for quote, key in (
        ("هجمات عدة", "c"),
        ("اعتبر", "a"),
        ("كاظم الفرطوسي", "n"),
        ("الأميركية باستقدام قوات", "w"),
        ("باستقدام", "c"),
    ):
        choose(page, quote)
        press(page, key, "Escape", "Escape")
    expect(cards(page)).to_have_count(5)


def chords(entry: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    """What is pressed: the modifiers in order, then the key's place."""
    held = [name for name in ("ctrl", "alt") if entry[name]]
    if entry["shift"] in (True, "either"):
        yield (*held, "shift", entry["code"])
    if entry["shift"] in (False, "either"):
        yield (*held, entry["code"])


def test_no_two_keys_that_can_act_at_once_are_the_same(page: Page, live_server: Any) -> None:
    open_with_parts(page, live_server)
    entries, states = page.evaluate(ACTING)
    clashes = set()
    for acting in states:
        seen: dict[tuple[bool, tuple[str, ...]], str] = {}
        for entry, acts in zip(entries, acting, strict=True):
            for chord in chords(entry) if acts and entry.get("code") else ():
                # What acts in fields acts nowhere else.
                place = (entry["inFields"], chord)
                if place in seen:
                    clashes.add((chord, seen[place], entry["text"]))
                seen[place] = entry["text"]
    assert len(states) == 36
    assert clashes == set()


def test_no_key_is_a_browsers_or_a_screen_readers(page: Page, live_server: Any) -> None:
    open_with_parts(page, live_server)
    entries, _ = page.evaluate(ACTING)
    pressed = {chord for entry in entries if entry.get("code") for chord in chords(entry)}
    assert {chord for chord in pressed if is_taken(chord)} == set()
    assert ("ctrl", "KeyZ") in pressed
    in_fields = {chord for entry in entries if entry["inFields"] for chord in chords(entry)}
    assert {chord for chord in in_fields if len(chord) == 1} <= {("Escape",)}


def test_codebooks_may_not_use_the_letters_of_the_page(page: Page, live_server: Any) -> None:
    open_with_parts(page, live_server)
    entries, _ = page.evaluate(ACTING)
    codebooks = set(page.evaluate(HOTKEYS))
    pressed = {code for entry in entries if entry.get("code") for *held, code in chords(entry) if not held}
    letters = {code.removeprefix("Key") for code in pressed if code.startswith("Key")}
    assert letters - codebooks == PAGE_KEYS
    assert not codebooks & PAGE_KEYS


def is_taken(chord: tuple[str, ...]) -> bool:
    """Of Chrome, Edge, Firefox and Safari, of NVDA, JAWS, Orca and VoiceOver, or of the system."""
    *held, code = chord
    if code in ("Tab", "Insert", "CapsLock", "ContextMenu", "PageUp", "PageDown", "Space") or re.fullmatch(
        r"F\d+", code
    ):
        return True
    if held == ["ctrl"]:
        return code not in (
            "KeyA",
            "KeyZ",
            "KeyY",
            "ArrowLeft",
            "ArrowRight",
            "ArrowUp",
            "ArrowDown",
            "Home",
            "End",
            "Enter",
        )
    if held == ["ctrl", "shift"]:
        return code not in ("KeyZ", "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "Enter")
    if held in (["alt"], ["alt", "shift"]):
        return code not in ("ArrowUp", "ArrowDown")
    return "alt" in held


def test_the_help_lists_every_key_once_under_its_heading(page: Page, live_server: Any) -> None:
    open_seed(page, live_server)
    press(page, "Shift+Slash")
    help_ = page.locator("dialog[open]")
    expect(help_.get_by_role("heading", name="تحديد الكلمات")).to_be_visible()
    lines = help_.locator("dl > div").evaluate_all("lines => lines.map((line) => line.textContent)")
    assert len(lines) == len(set(lines)) > 30
    assert "Del⌫حذف التوسيم" in lines
    press(page, "Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_letters_can_be_kept_from_being_keys(page: Page, live_server: Any) -> None:
    """WCAG 2.1.4: whoever speaks to the browser presses letters without meaning to."""
    reading = open_seed(page, live_server)
    choose(page, "هجمات عدة")
    press(page, "c", "Escape", "Escape", "h")
    with page.expect_response("**/preferences/"):
        page.locator("[name=letter_keys][value=off]").check()
    press(page, "Escape")
    choose(page, "كاظم الفرطوسي")
    press(page, "c", "n", "1", "Shift+Slash")
    expect(cards(page)).to_have_count(1)
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page.locator("[data-part=table] kbd")).to_be_hidden()
    press(page, "Control+z")
    expect(cards(page)).to_have_count(0)

    page.reload()
    wait_until_ready(page)
    page.locator("[data-part=help]").click()
    help_ = page.locator("dialog[open]")
    expect(help_.locator(".help-force")).to_be_visible()
    keys = help_.locator("dt kbd:visible").all_text_contents()
    assert "Ctrl Z" in keys
    assert [key for key in keys if len(key) == 1 and key.isascii()] == []
    assert reading.analyst
    reading.analyst.refresh_from_db()
    assert reading.analyst.letter_keys == "off"


def test_a_pronoun_or_nothing_as_the_source_begins_an_attribution(page: Page, live_server: Any) -> None:
    reading = open_seed(page, live_server)
    press(page, "u")
    expect(page.locator("[data-review=message]")).to_have_text("حدّد أولاً الكلمات التي فيها الضمير.")
    press(page, "i")
    expect(page.locator("[data-review=message]")).to_contain_text("مستتراً")
    choose(page, "اعتبر")
    press(page, "u", "Escape", "Escape")
    choose(page, "هجمات عدة")
    press(page, "i", "Escape", "Escape")
    saved(page)
    first, second = sorted(stored(reading), key=lambda state: state["anchors"][0]["start"])
    forms = {state["anchors"][0]["exact"]: state["attributes"]["source_form"] for state in (first, second)}
    assert forms == {"اعتبر": "suffix", "هجمات عدة": "implicit"}


def test_of_a_word_with_a_pronoun_the_pronoun_alone_is_the_source(page: Page, live_server: Any) -> None:
    reading = open_seed(page, live_server)
    choose(page, "زيارته")
    press(page, "u")
    saved(page)
    [state] = stored(reading)
    assert [(anchor["role"], anchor["exact"]) for anchor in state["anchors"]] == [("source", "ه")]
    assert state["attributes"]["source_form"] == "suffix"


def test_what_a_key_begins_from_a_button_goes_on_in_the_article(page: Page, live_server: Any) -> None:
    open_seed(page, live_server, tour=True)
    page.locator("[data-key=tour-next]").focus()
    press(page, "n")
    expect(page.locator("[data-review=text]")).to_be_focused()
    expect(page.locator("[data-review=panel]")).to_be_visible()
    page.locator("[data-key=tour-next]").focus()
    press(page, "Escape")
    expect(page.locator("[data-review=panel]")).to_be_hidden()
    page.locator("[data-key=tour-next]").focus()
    press(page, "Escape")
    expect(page.locator("[data-review=tour]")).to_be_hidden()
    expect(page.locator("[data-review=text]")).to_be_focused()


def test_the_table_is_left_by_escape_and_by_what_needs_the_text(page: Page, live_server: Any) -> None:
    open_seed(page, live_server)
    main = page.locator("main")
    press(page, "t")
    expect(page.locator("[data-review=table] h1")).to_be_focused()
    press(page, "Escape")
    expect(main).to_have_attribute("data-view", "text")
    press(page, "t", "f")
    expect(page.locator(".find-field")).to_be_focused()
    expect(main).to_have_attribute("data-view", "text")
    page.locator(".find-field").fill("لا شيء كهذا")
    expect(page.locator(".find-count")).not_to_be_empty()
    press(page, "Escape")
    expect(page.locator(".find-count")).to_be_empty()
    press(page, "h")
    expect(page.locator("[data-review=aids] input:checked").first).to_be_focused()


def test_the_list_of_keys_opens_in_its_search(page: Page, live_server: Any) -> None:
    open_seed(page, live_server)
    press(page, "Shift+Slash")
    expect(page.locator("dialog.help input")).to_be_focused()
    expect(page.locator("dialog.help .help-list")).to_have_js_property("scrollTop", 0)
    page.locator(".help-list").focus()
    press(page, "End")
    page.evaluate(SCROLLED)


def test_escape_closes_the_list_of_keys_whatever_is_typed_in_its_search(page: Page, live_server: Any) -> None:
    """A search field may empty itself by that key, and in Safari keeps it from the dialog."""
    open_seed(page, live_server)
    press(page, "Shift+Slash")
    page.locator("dialog.help input").fill("تراجع")
    press(page, "Escape")
    expect(page.locator("dialog.help")).to_be_hidden()


def test_enter_of_the_number_pad_is_enter(page: Page, live_server: Any) -> None:
    reading = open_seed(page, live_server)
    panel = page.locator("[data-review=panel]")
    choose(page, "واتهم كاظم")
    press(page, "c", "2", "NumpadEnter")
    expect(panel).to_be_hidden()
    # A button with the focus is pressed by it.
    cards(page).first.locator("button").focus()
    press(page, "NumpadEnter")
    expect(panel).to_be_visible()
    page.locator("[data-review=text]").focus()
    press(page, "KeyE", "Control+ArrowLeft", "NumpadEnter")
    expect(page.locator(".handle[data-held]")).to_have_count(0)
    expect(panel).to_be_visible()
    saved(page)
    assert stored(reading)[0]["anchors"][0]["exact"] == "واتهم كاظم الفرطوسي"


COMPOSED = """({ code, key }) => document.activeElement.dispatchEvent(
    new KeyboardEvent('keydown', { code, key, keyCode: 229, bubbles: true, cancelable: true }))"""


def test_a_press_for_an_input_method_is_no_shortcut(page: Page, live_server: Any) -> None:
    """The press that ends a composition is told by `keyCode` alone: `isComposing` is false by then."""
    open_seed(page, live_server)
    choose(page, "كاظم الفرطوسي")
    for code, key in (("KeyC", "Process"), ("KeyC", "c"), ("Escape", "Escape")):
        page.evaluate(COMPOSED, {"code": code, "key": key})
    expect(cards(page)).to_have_count(0)
    expect(page.locator("[data-review=picker]")).to_be_visible()
    press(page, "c", "Shift+N")
    page.evaluate(COMPOSED, {"code": "Escape", "key": "Escape"})
    expect(page.locator("[data-key=note]")).to_be_focused()


def test_the_next_article_is_one_key_once_a_reading_is_handed_in(page: Page, live_server: Any) -> None:
    reading = open_seed(page, live_server)
    other = an_article("نص آخر ينتظر.", project=reading.project)
    press(page, ".")
    expect(page.locator("[data-part=onward]")).to_be_hidden()
    label_the_article(page)
    page.locator("[data-part=submit]").click()
    expect(page.locator("[data-part=onward] a")).to_have_count(2)
    expect(page.locator("[data-part=next-article]")).to_be_visible()
    page.locator("[data-review=text]").focus()
    press(page, ".")
    expect(page.locator("[data-review=text]")).to_contain_text("نص آخر ينتظر")
    wait_until_ready(page)
    assert Reading.objects.filter(revision__article=other, analyst=reading.analyst).exists()
    label_the_article(page)
    page.locator("[data-part=submit]").click()
    expect(page.locator("[data-part=next-article]")).to_be_focused()
    press(page, "Enter")
    expect(page.locator(".message")).to_contain_text("كل المقالات")
