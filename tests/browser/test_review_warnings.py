"""What the review page warns of before a reading is handed in, worked out of its state in a browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.test_review_state import CODEBOOK, a_page, a_tie
from tests.review_modules import run, visit

pytestmark = pytest.mark.browser

WARNINGS = """
const { begin } = await import("/state/reducer.js");
const warnings = module.warningsOf(begin({ reading: { own: true }, ...given }));
return warnings.map(({ annotation, message }) => [annotation.id, message]);
"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    page = visit(browser.new_page())
    yield page
    page.close()


def saying(id: str, label: str = "assert", **roles: tuple[int, int]) -> dict[str, Any]:
    anchors = [
        {"role": role, "start": start, "end": end, "exact": "x" * (end - start)} for role, (start, end) in roles.items()
    ]
    bare = {"version": 1, "deleted": False, "problems": [], "attributes": {}, "note": "", "source": None}
    return {"id": id, "kind": "saying", "label": label, "anchors": anchors, **bare}


def warnings(page: Page, *annotations: dict[str, Any], relations: tuple[dict[str, Any], ...] = ()) -> list[list[str]]:
    found: list[list[str]] = run(page, "state/warnings", WARNINGS, a_page(*annotations, relations=relations))
    return found


def test_the_same_words_twice_as_the_same(page: Page) -> None:
    twice = "The same words are marked twice as the same."
    one, same, other, elsewhere = (
        saying(id, label, content=words)
        for id, label, words in [
            ("1", "assert", (0, 9)),
            ("2", "assert", (0, 9)),
            ("3", "deny", (0, 9)),
            ("4", "assert", (0, 8)),
        ]
    )
    assert warnings(page, one, same, other, elsewhere) == [["2", twice]]
    assert warnings(page, one, same | {"deleted": True}) == []
    assert warnings(page, saying("1"), saying("2")) == []


def test_a_relation_that_says_in_of_what_lies_beside(page: Page) -> None:
    outer, inner, beside = saying("1", content=(10, 30)), saying("2", content=(12, 20)), saying("3", content=(40, 50))
    assert warnings(page, outer, inner, relations=(a_tie("t", "1", "2"),)) == []
    [[id, message]] = warnings(page, outer, beside, relations=(a_tie("t", "1", "3"),))
    assert (id, message) == ("1", "“يتضمّن” leads to words that do not lie in the quoted ones.")
    assert warnings(page, outer, beside, relations=(a_tie("t", "1", "3") | {"deleted": True},)) == []
    assert warnings(page, outer, saying("3"), relations=(a_tie("t", "1", "3"),)) == []


def test_words_of_two_roles_that_share_letters(page: Page) -> None:
    [[id, message]] = warnings(page, saying("1", source=(0, 9), content=(5, 20)))
    assert (id, message) == ("1", "“المضمون” and “المصدر” share words.")
    assert warnings(page, saying("1", source=(0, 5), content=(5, 20))) == []
    assert warnings(page, saying("1", content=(0, 20), pair=(3, 6))) == []


def test_a_codebook_that_names_no_roles_that_may_overlap_is_not_warned_about(page: Page) -> None:
    roles = [role | {"may_overlap": []} for role in CODEBOOK["annotations"][0]["roles"]]
    codebook = CODEBOOK | {"annotations": [CODEBOOK["annotations"][0] | {"roles": roles}]}
    given = a_page(saying("1", source=(0, 9), content=(5, 20))) | {"codebook": codebook}
    assert run(page, "state/warnings", WARNINGS, given) == []
