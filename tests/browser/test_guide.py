"""The analysts' guide, done as it says: what it promises must work. `make pictures` takes its pictures on the way."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from annotations.models import Source
from tests.browser.reviewing import cards, choose, drag, lacking, open_seed, press, saved, stored
from tests.factories import an_analyst

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DOCS = Path(__file__).resolve().parents[2] / "docs"
PICTURE = re.compile(r"!\[[^\]]+\]\((images/guide/(\w\w)/(\w+)\.png)\)")
CLAIM = "هجمات عدة ومتكررة طالت قواعد عسكرية"
SOURCE = "كاظم الفرطوسي، المتحدث باسم كتائب سيد الشهداء"
TARGET = "الولايات المتحدة الأميركية"
CONTENT = "باستقدام قوات جديدة إلى قاعدة عين الأسد في محافظة الأنبار"
STEPS = ["begin", "chosen", "claim", "flow", "attribution", "source", "find", "offline", "table"]


def picture(page: Page, language: str, name: str) -> None:
    """Where NEWSDESK_PICTURES names a folder, keep what is to be seen there."""
    assert name in STEPS
    if folder := os.environ.get("NEWSDESK_PICTURES"):
        page.mouse.move(0, 0)
        page.screenshot(path=Path(folder) / language / f"{name}.png", animations="disabled", caret="initial")


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_guide_shows_every_step_and_its_pictures_are_there(language: str) -> None:
    shown = PICTURE.findall((DOCS / f"guide.{language}.md").read_text("utf-8"))
    assert [(of, name) for _path, of, name in shown] == [(language, name) for name in STEPS]
    assert all((DOCS / path).is_file() for path, _of, _name in shown)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_guide_can_be_followed(
    new_page: Callable[..., Page], live_server: Any, page_errors: list[str], language: str
) -> None:
    page = new_page(viewport={"width": 1320, "height": 760}, color_scheme="light")
    user = an_analyst(language=language, username="salma", first_name={"ar": "سلمى", "en": "Salma"}[language])
    Source.objects.create(name_ar="كاظم الفرطوسي", kind=Source.Kind.PERSON)
    reading = open_seed(page, live_server, user=user)
    picture(page, language, "begin")

    choose(page, CLAIM)
    picture(page, language, "chosen")
    press(page, "c", "2")
    expect(page.locator("[data-key=label-event]")).to_be_checked()
    picture(page, language, "claim")
    press(page, "Enter", "a")

    drag(page, "اتهم", within="واتهم")
    expect(cards(page)).to_have_count(2)
    picture(page, language, "flow")
    drag(page, SOURCE)
    drag(page, CONTENT)
    press(page, "9")
    choose(page, TARGET, within="الولايات المتحدة الأميركية باستقدام")
    press(page, "l")
    saved(page)
    assert [(one["kind"], one["label"]) for one in stored(reading)] == [("claim", "event"), ("attribution", "accuse")]
    picture(page, language, "attribution")

    press(page, "r")
    expect(page.locator("[data-review=panel] [role=option]").first).to_contain_text("كاظم الفرطوسي")
    picture(page, language, "source")
    press(page, "Enter")
    saved(page)
    assert lacking(reading) == []
    page.locator("[data-key=close]").click()

    page.locator("[data-review=text]").focus()
    press(page, "f")
    page.keyboard.type("الانبار")
    expect(page.locator("[data-review=find] input")).to_have_value("الانبار")
    expect(page.locator("[data-review=find]")).to_contain_text({"ar": "من", "en": "of"}[language])
    picture(page, language, "find")
    press(page, "Escape", "Escape")

    page.context.set_offline(True)
    choose(page, "قوات جديدة")
    press(page, "c", "1")
    expect(page.locator("[data-part=state][data-state=waiting]")).to_be_visible()
    picture(page, language, "offline")
    page.context.set_offline(False)
    press(page, "Enter")
    saved(page)
    page_errors.clear()  # The browser reports each request that found no network.

    press(page, "t")
    expect(page.locator("[data-review=table] tbody tr")).to_have_count(3)
    picture(page, language, "table")
    press(page, "t")
    expect(cards(page)).to_have_count(3)
