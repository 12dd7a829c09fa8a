"""The page as it is served: its scripts and styles collected, slimmed, hashed and led to by the import map."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.reviewing import choose, open_seed, painted, press, saved, stored

BEGUN_WITH = """() => [...document.querySelectorAll("script[type=module][src], link[rel=modulepreload]")]
    .map((one) => one.src || one.href)"""
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_built_page_marks_a_claim(live_server: Any, page: Page) -> None:
    asked: list[str] = []
    page.on("response", lambda response: asked.append(f"{response.status} {response.url.partition('/static/')[2]}"))
    reading = open_seed(page, live_server)
    ours = [one for one in asked if one.endswith((".js", ".css"))]
    # How many of those have come that are asked for when there is time, says how quick the machine is.
    assert 0 < len(set(page.evaluate(BEGUN_WITH))) <= 8, ours
    assert all(one.startswith("200 ") and len(one.split(".")[-2]) == 12 for one in ours), ours

    expect(page.locator("[data-review=rail]")).to_have_css("position", "relative")
    choose(page, "اتهم")
    press(page, "KeyC")
    saved(page)
    assert painted(page) == {"orange": ["اتهم"]}
    assert [annotation["kind"] for annotation in stored(reading)] == ["claim"]

    press(page, "Escape", "KeyT")
    expect(page.locator("[data-review=table] tbody tr")).to_have_count(1)
