"""What is drawn anew under a person's hands: typing, the focus and the text cursor stay where they were."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.review_modules import run, visit

pytestmark = pytest.mark.browser

# A place with a note whose words are saved when it is left, which draws the place anew, as the panel does.
NOTE = """
    const place = document.body.appendChild(document.createElement("section"));
    let saved = "";
    window.drawn = [];
    window.draw = (why, given) => module.redraw(place, () => {
        const save = () => { saved = words.value; draw("saved"); };
        const words = module.h("textarea", {"data-key": "note", dir: "rtl", onchange: save}, saved);
        return [module.h("p", {}, why), words, given];
    }, () => drawn.push(why));
    draw("opened");
"""


@pytest.fixture
def page(page: Page) -> Page:
    """An empty page that may import the modules."""
    return visit(page)


def let_go(page: Page) -> None:
    """What was pressed is let go a moment after the pointer has gone up."""
    page.evaluate("new Promise((done) => setTimeout(done))")


def state(page: Page) -> dict[str, Any]:
    told: dict[str, Any] = page.evaluate(
        """() => {
            const note = document.querySelector("textarea");
            return {
                children: [...document.querySelector("section").children].map((one) => one.localName),
                why: document.querySelector("p").textContent, note: note.value, saved: note.defaultValue,
                cursor: [note.selectionStart, note.selectionEnd], isFocused: note === document.activeElement,
            };
        }"""
    )
    return told


def test_what_is_half_typed_is_saved_and_goes_on_where_it_was(page: Page, page_errors: list[str]) -> None:
    """Taking the field away ends the typing, that saves it, and saving draws again what is being drawn."""
    run(page, "newsdesk/js/dom", NOTE)
    page.locator("textarea").click()
    let_go(page)
    page.keyboard.type("خبر عاجل")
    page.keyboard.press("ArrowRight")
    page.evaluate("draw('elsewhere')")
    assert state(page) == {
        "children": ["p", "textarea"],
        "why": "saved",
        "note": "خبر عاجل",
        "saved": "خبر عاجل",
        "cursor": [7, 7],
        "isFocused": True,
    }
    page.keyboard.type("ً")
    expect(page.locator("textarea")).to_have_value("خبر عاجًل")
    assert page_errors == []


def test_what_waited_for_a_press_is_drawn_once_when_it_ends(page: Page, page_errors: list[str]) -> None:
    run(page, "newsdesk/js/dom", NOTE)
    page.locator("textarea").click()
    page.keyboard.type("خبر")
    page.locator("p").hover()
    page.mouse.down()
    page.evaluate("draw('elsewhere')")
    assert state(page)["why"] == "opened"
    page.mouse.up()
    expect(page.locator("p")).not_to_have_text("opened")
    assert (state(page)["note"], state(page)["saved"]) == ("خبر", "خبر")
    drawn = page.evaluate("drawn")
    page.locator("p").click()
    let_go(page)
    assert page.evaluate("drawn") == drawn
    assert page_errors == []


def test_a_second_press_is_not_drawn_over_by_the_end_of_the_first(page: Page) -> None:
    """Of two quick clicks the second one may come before what the first one left for later."""
    run(page, "newsdesk/js/dom", NOTE)
    page.evaluate(
        """async () => {
            const target = document.querySelector("p");
            const press = (type) => target.dispatchEvent(new PointerEvent(type, {bubbles: true}));
            ["pointerdown", "pointerup", "pointerdown"].forEach(press);
            draw("elsewhere");
            await new Promise((done) => setTimeout(done));
            window.meanwhile = [...drawn];
            press("pointerup");
            await new Promise((done) => setTimeout(done));
        }"""
    )
    assert page.evaluate("[meanwhile, drawn]") == [["opened"], ["opened", "elsewhere"]]


def test_a_thing_that_stays_keeps_the_focus_without_losing_it(page: Page) -> None:
    """A card of the rail is the same element before and after: nobody hears that it was left."""
    run(
        page,
        "newsdesk/js/dom",
        """
        const place = document.body.appendChild(document.createElement("section"));
        window.left = 0;
        const card = module.h("button", {"data-key": "card", onblur: () => (left += 1)}, "1");
        window.draw = () => module.redraw(place, () => [module.h("p", {}, "one more"), card]);
        draw();
    """,
    )
    page.locator("button").focus()
    page.evaluate("draw()")
    expect(page.locator("button")).to_be_focused()
    assert page.evaluate("left") == 0


BUTTONS = """
    const pressed = [];
    const act = () => pressed.push("pressed");
    const buttons = [
        module.button("Undo", act), module.button("Take it", act, {look: "", key: "take", hotkey: "Enter"}),
        module.button([module.h("code", {}, "U+200F"), " mark"], act, {look: "quiet", "aria-expanded": "false"}),
    ];
    document.body.append(...buttons);
    buttons[1].click();
    return [pressed.length, ...buttons.map((one) => one.outerHTML)];
"""


def test_a_small_button_says_how_loud_it_is_and_which_key_does_the_same(page: Page) -> None:
    assert run(page, "newsdesk/js/dom", BUTTONS) == [
        1,
        '<button type="button" class="button button-plain button-small">Undo</button>',
        '<button type="button" class="button button-small" data-key="take">Take it<kbd>Enter</kbd></button>',
        '<button type="button" class="button button-quiet button-small" aria-expanded="false">'
        "<code>U+200F</code> mark</button>",
    ]
