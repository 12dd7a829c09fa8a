"""Work survives reloads, sign-outs and other people at the same browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from annotations.models import Reading
from newsdesk.models import User
from tests.browser.reviewing import cards, choose, open_seed, press, saved, sign_in, stored, wait_until_ready
from tests.factories import an_analyst

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CLAIM = "قوات جديدة"


def labels(reading: Reading) -> list[str]:
    return [state["label"] for state in stored(reading)]


def reopen(page: Page) -> None:
    page.reload()
    wait_until_ready(page)


def test_undo_and_redo_survive_reloads(page: Page, live_server: Any) -> None:
    reading = open_seed(page, live_server)
    choose(page, CLAIM)
    press(page, "c", "2", "Enter")
    cards(page).first.locator("button").click()
    press(page, "Delete")
    expect(cards(page)).to_have_count(0)
    saved(page)
    reopen(page)
    expect(cards(page)).to_have_count(0)
    press(page, "Control+z")
    expect(cards(page)).to_have_count(1)
    saved(page)
    assert labels(reading) == ["event"]
    reopen(page)
    press(page, "Control+z")
    saved(page)
    assert labels(reading) == [""]
    press(page, "Control+z")
    saved(page)
    assert labels(reading) == []
    expect(page.locator("[data-part=undo]")).to_be_disabled()
    reopen(page)
    for _step in range(3):
        press(page, "Control+Shift+z")
    expect(page.locator("[data-part=redo]")).to_be_disabled()
    saved(page)
    assert labels(reading) == []
    press(page, "Control+z")
    saved(page)
    assert labels(reading) == ["event"]


def test_undo_does_not_take_back_what_another_device_did(
    page: Page, live_server: Any, new_page: Callable[..., Page]
) -> None:
    reading = open_seed(page, live_server)
    assert reading.analyst
    choose(page, CLAIM)
    press(page, "c", "2", "Enter")
    saved(page)
    device = new_page()
    sign_in(device, live_server, reading.analyst)
    device.goto(f"{live_server.url}/readings/{reading.pk}/")
    wait_until_ready(device)
    cards(device).first.locator("button").click()
    press(device, "1")
    saved(device)
    expect(cards(page).first).to_contain_text("كمية")
    press(page, "Control+z")
    expect(page.locator("[data-review=message]")).to_contain_text("لم يُتراجَع")
    saved(page)
    assert labels(reading) == ["quantity"]


def _someone(**fields: Any) -> User:
    return an_analyst(**fields)
