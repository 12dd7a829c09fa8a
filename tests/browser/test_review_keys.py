"""The table of all keys: no two that can act at once are the same, and none is a browser's or a screen reader's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.reviewing import cards, choose, open_seed, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MAIN = Path(__file__).parents[2] / "annotations" / "static" / "annotations" / "review" / "main.js"
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


def open_with_parts(page: Page, server: Any) -> None:
    """The seed with one annotation of each kind, and the page's parts within a test's reach."""

    def expose(route: Route) -> None:
        body = MAIN.read_text("utf-8") + "\nglobalThis.parts = { shortcuts, store };\n"
        route.fulfill(body=body, content_type="text/javascript")

    page.route("**/review/main.js", expose)
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
    assert "Del⌫احذف التوسيم" in lines
    press(page, "Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
