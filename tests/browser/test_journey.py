"""The main job on real input: from the seed article to an exported dataset."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from tests.browser.reviewing import (
    cards,
    choose,
    label_the_article,
    lacking,
    open_seed,
    painted,
    press,
    saved,
    stored,
    wait_until_ready,
)
from tests.factories import SEED

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CLAIM = "هجمات عدة ومتكررة طالت قواعد عسكرية"
SOURCE = "كاظم الفرطوسي، المتحدث باسم كتائب سيد الشهداء"
CUE = "اتهم"
TARGET = "الولايات المتحدة الأميركية"
CONTENT = "باستقدام قوات جديدة إلى قاعدة عين الأسد في محافظة الأنبار"
NOTED = "مصطفى الكاظمي"


def mark_all(page: Page) -> None:
    choose(page, CLAIM)
    press(page, "c", "2")
    choose(page, CUE, within="واتهم")
    press(page, "q")
    choose(page, SOURCE)
    press(page, "s")
    choose(page, CONTENT)
    press(page, "w", "9")
    choose(page, TARGET, within="الولايات المتحدة الأميركية باستقدام")
    press(page, "l", "Enter")
    choose(page, NOTED)
    press(page, "n", "1", "Enter")
    saved(page)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_from_the_seed_article_to_a_dataset(page: Page, live_server: Any, tmp_path: Path, language: str) -> None:
    reading = open_seed(page, live_server, language=language)
    expect(page.locator("html")).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")
    mark_all(page)

    claim, attribution, note = sorted(
        stored(reading), key=lambda state: ["claim", "attribution", "source_note"].index(state["kind"])
    )
    assert (claim["label"], [anchor["exact"] for anchor in claim["anchors"]]) == ("event", [CLAIM])
    assert {anchor["role"]: anchor["exact"] for anchor in attribution["anchors"]} == {
        "cue": CUE,
        "source": SOURCE,
        "content": CONTENT,
        "target": TARGET,
    }
    assert (attribution["label"], attribution["attributes"]["source_form"]) == ("accuse", "explicit")
    assert lacking(reading) == ["source"]
    assert (note["label"], [anchor["exact"] for anchor in note["anchors"]]) == ("named", [NOTED])
    cue = next(anchor for anchor in attribution["anchors"] if anchor["role"] == "cue")
    assert reading.revision.text[cue["start"] - 1 : cue["end"]] == "واتهم"

    marks = painted(page)
    page.reload()
    wait_until_ready(page)
    expect(cards(page)).to_have_count(3)
    assert painted(page) == marks
    assert marks == {
        "orange": [CLAIM],
        "rose": [CUE],
        "green": [SOURCE],
        "blue": [CONTENT],
        "teal": [TARGET],
        "violet": [NOTED],
    }

    choose(page, "ساحة للتصادم والصراع")
    press(page, "c")
    expect(cards(page)).to_have_count(4)
    press(page, "Control+z")
    expect(cards(page)).to_have_count(3)
    saved(page)

    for name in ("jsonl", "csv"):
        call_command("export_dataset", format=name, output=str(tmp_path / f"seed.{name}"), verbosity=0)
    article = json.loads((tmp_path / "seed.jsonl").read_text("utf-8"))
    assert article["text"] == SEED.read_text("utf-8")
    anchors = [
        anchor
        for exported in article["readings"]
        for annotation in exported["annotations"]
        for anchor in annotation["anchors"]
    ]
    assert sorted(anchor["exact"] for anchor in anchors) == sorted([CLAIM, CUE, SOURCE, CONTENT, TARGET, NOTED])
    for anchor in anchors:
        assert article["text"][anchor["start"] : anchor["end"]] == anchor["exact"]
    assert (tmp_path / "seed.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_handing_in_needs_nothing_missing_and_can_be_taken_back(page: Page, live_server: Any) -> None:
    reading = open_seed(page, live_server)
    choose(page, CLAIM)
    press(page, "c", "Enter")
    saved(page)
    expect(page.locator("[data-part=missing]")).to_be_visible()
    page.locator("[data-part=submit]").click()
    expect(page.locator("[data-review=message]")).to_contain_text("نقص")
    cards(page).first.locator("button").click()
    press(page, "2", "Enter")
    saved(page)
    page.locator("[data-part=submit]").click()
    expect(page.locator("[data-review=message]")).to_contain_text("نقص")
    label_the_article(page)
    page.locator("[data-part=submit]").click()
    expect(page.locator("[data-part=handed-in]")).to_be_visible()
    reading.refresh_from_db()
    assert reading.is_submitted
    page.locator("[data-part=take-back]").click()
    expect(page.locator("[data-part=submit]")).to_be_visible()
