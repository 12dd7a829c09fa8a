"""What an annotation says, told in one place of the page: a field that comes later is one entry more."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from tests.browser.reviewing import Opener, choose, open_seed, press, saved
from tests.factories import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FRAMES = re.compile(r"/annotations/review/(main|state/frame)(\.\w+)?\.js")
NONE = re.compile(r"\bconst LATER ?= ?\[\];")
GIVEN_OUT = re.compile(r"\bexport ?\{")
ONE = 'const LATER = [{ name: "certainty", empty: "", title: () => "Certainty", limit: 20 }];'
CODEBOOK = json.loads((ROOT / "tests" / "vectors" / "codebook.json").read_text("utf-8"))
COMPARED = """async ([codebook, mine, theirs]) => {
    const { differences } = await import(document.querySelector("script[src*='/review/main']").src);
    const as = (state) => ({ ...state, kind: codebook.annotations[0].key, label: "", attributes: {}, anchors: [] });
    return differences({ codebook, sources: {} }, "annotation", as(mine), as(theirs));
}"""
PANEL = "[data-review=panel]"


def with_one_more(route: Route) -> None:
    """In the module itself, or in the file that it is joined into, of which this test reads more than the page does."""
    response = route.fetch()
    text = response.text()
    assert len(NONE.findall(text)) == len(GIVEN_OUT.findall(text)) == 1
    route.fulfill(response=response, body=GIVEN_OUT.sub("export{differences,", NONE.sub(ONE, text)))


class Taker:
    """Takes operations in the server's place, which knows no such field."""

    def __init__(self) -> None:
        self.states: list[dict[str, Any]] = []

    def __call__(self, route: Route) -> None:
        operations = route.request.post_data_json["operations"]
        self.states += [operation["state"] for operation in operations]
        route.fulfill(json={"results": [self.applied(operation) for operation in operations]})

    def applied(self, operation: dict[str, Any]) -> dict[str, Any]:
        version, event = operation["base_version"] + 1, len(self.states)
        told = {"version": version, "event": event, "problems": [], "errors": [], "current": None}
        return {"id": operation["id"], "status": "applied", **told}


def test_a_later_field_is_one_entry_drawn_saved_kept_and_compared(new_page: Opener, live_server: Any) -> None:
    page, taker = new_page(viewport={"width": 1280, "height": 900}), Taker()
    page.route(FRAMES, with_one_more)
    page.route("**/operations", taker)
    open_seed(page, live_server)
    choose(page, "عين الأسد")
    press(page, "c")
    field = page.locator(PANEL).get_by_label("Certainty")
    with page.expect_request("**/operations"):
        field.fill("high")
        field.blur()
    with page.expect_request("**/operations"):
        page.locator(f"{PANEL} [data-key^=label-]:not([data-key=label-search])").first.click()
    saved(page)
    assert "certainty" not in taker.states[0]
    assert (taker.states[0]["note"], taker.states[0]["source"]) == ("", None)
    assert taker.states[-1]["label"]
    assert taker.states[-1]["certainty"] == "high"
    sent = len(taker.states)
    field.fill("x" * 23)
    field.blur()
    expect(page.locator(PANEL)).to_contain_text("3")
    expect(field).to_have_attribute("aria-invalid", "true")
    field.press("Escape")
    page.locator("[data-part=undo]").focus()
    expect(field).to_have_value("x" * 23)
    assert len(taker.states) == sent
    with page.expect_request("**/operations"):
        field.fill("")
        field.blur()
    saved(page)
    assert taker.states[-1]["certainty"] == ""
    compared = page.evaluate(COMPARED, [CODEBOOK, taker.states[-2], taker.states[-1]])
    assert compared == [["Certainty", ["high"], []]]
