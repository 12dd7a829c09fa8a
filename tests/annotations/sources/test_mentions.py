"""Words that name somebody in one article alone, and names that look like them. The cases lie beside the scores."""

from __future__ import annotations

import pytest

from annotations.sources.mentions import is_mention
from annotations.sources.naming import read_source
from articles.layout.people import GIVEN_NAMES
from tests.scoring.of_source_names import cases

CASES = [*cases("source_mentions"), *cases("source_mentions_apart")]


@pytest.mark.parametrize("marked", [marked for told, marked in CASES if told == "mention"])
def test_a_mention_is_no_name_of_the_house(marked: str) -> None:
    assert is_mention(marked)


@pytest.mark.parametrize("marked", [marked for told, marked in CASES if told == "name"])
def test_a_name_is_no_mention_though_it_has_an_article(marked: str) -> None:
    assert not is_mention(marked)


def test_no_given_name_is_taken_for_a_mention_or_an_office() -> None:
    called = [name for name in GIVEN_NAMES if name not in {"السيد", "مولاي"}]  # Titles as well.
    for family in ("", " الجبوري", " حسن"):
        assert [name for name in called if is_mention(name + family) or read_source(name + family).affiliation] == []
    before = [f"وزير الدفاع اللبناني {name} حسن" for name in called]
    assert [told for told in before if not told.endswith(f" {read_source(told).name}")] == []
    assert {read_source(told).affiliation for told in before} == {"وزير الدفاع اللبناني"}


@pytest.mark.parametrize("marked", ["", "،", "–"])
def test_nothing_is_no_mention(marked: str) -> None:
    assert not is_mention(marked)
