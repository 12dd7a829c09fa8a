"""Folding in the browser: the same answers as the server's, and places in the text's own letters."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from articles.arabic import fold
from tests.browser.test_review_modules import ALPHABETS, STRINGS, texts
from tests.review_modules import run, visit

pytestmark = pytest.mark.browser

PAIRS = [
    json.loads(line)
    for line in (Path(__file__).parent.parent / "vectors/rtl/search_pairs.jsonl").read_text("utf-8").split("\n")
    if line
]
# What expands, composes, has two small forms, is a digit or a space in another script, or is not to be seen.
ODD = "ﷺﻻﱠﹰءأإآٱٲةۃەہیےىکڪﮐ۹٣९ＡßẞſςΣıİµ\u0345ΐﬁ²½Ⅳ" + (
    "\u00a0\u3000\u2028\x1c\u200b\u00ad\ufeff\u061c\u0640e\u0301ؤئۂ\U0001d7ce\U0001e8d0"
)


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    page = visit(browser.new_page())
    yield page
    page.close()


def folded(page: Page, given: list[str]) -> list[str]:
    found: list[str] = run(page, "text/fold", "return given.map((text) => module.fold(text));", given)
    return found


@pytest.mark.parametrize("alphabet", [*ALPHABETS, "odd"])
def test_the_browser_folds_as_the_server_does(page: Page, alphabet: str) -> None:
    given = texts({**ALPHABETS, "odd": ODD}[alphabet])
    assert folded(page, given) == [fold(text) for text in given]


def test_the_torture_strings_fold_alike(page: Page) -> None:
    assert folded(page, STRINGS) == [fold(text) for text in STRINGS]


def test_every_letter_of_arabic_script_folds_alike(page: Page) -> None:
    letters = [
        chr(code) for first, last in ((0x600, 0x77F), (0x8A0, 0x8FF), (0xFB50, 0xFEFF)) for code in range(first, last)
    ]
    assert folded(page, letters) == [fold(letter) for letter in letters]


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["why"])
def test_what_a_search_finds(page: Page, pair: dict[str, str]) -> None:
    found = run(page, "text/fold", "return module.search(given.text, given.query);", pair)
    assert bool(found) == (pair["level"] != "must_not")


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("قال مُحَمَّدٌ إنّ", "محمد", ["مُحَمَّدٌ"]),
        ("الرئيـــس والرئيس", "الرئيس", ["الرئيـــس", "الرئيس"]),
        ("إلى  الأنبار", "الي الانبار", ["إلى  الأنبار"]),
        ("😀 عام ٢٠٢٤", "2024", ["٢٠٢٤"]),
        ("مؤسسة ﷺ", "صلي الله", ["ﷺ"]),
        ("نص", " ", []),
        ("نصٌّ", "ّ", []),
    ],
)
def test_places_are_told_in_the_original_letters(page: Page, text: str, words: str, found: list[str]) -> None:
    body = "return module.search(given[0], given[1]).map(([start, end]) => given[0].slice(start, end));"
    assert run(page, "text/fold", body, [text, words]) == found
