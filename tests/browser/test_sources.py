"""Sources on the review page: proposed from the marked words, found, new, unknown; and the registry's pages."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from annotations.models import Source
from tests.browser.reviewing import choose, open_seed, press, saved, stored

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MARKED = "كاظم الفرطوسي، المتحدث باسم كتائب سيد الشهداء"
options = "#source-options [role=option]"


def mark_the_source(page: Page, words: str = MARKED) -> None:
    choose(page, words)
    press(page, "s")
    expect(page.locator("#annotation-source")).to_be_visible()


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_marked_words_propose_the_registrys_source_by_two_keys(page: Page, live_server: Any, language: str) -> None:
    source = Source.objects.create(name_ar="كاظم الفرطوسي", name_en="Kadhim al-Fartousi", kind="person")
    Source.objects.create(name_ar="كتائب سيد الشهداء", kind="organisation")
    reading = open_seed(page, live_server, language=language)
    mark_the_source(page)
    name = {"ar": "كاظم الفرطوسي", "en": "Kadhim al-Fartousi"}[language]
    expect(page.locator(options).first).to_contain_text(name)
    press(page, "r", "Enter")
    expect(page.locator(".source-linked")).to_contain_text(name)
    saved(page)
    assert stored(reading)[0]["source"] == source.pk
