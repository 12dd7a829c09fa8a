"""Cuts in words, by the same vectors as the browser's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.spans import grapheme_boundaries
from tests.reference.clitics import clitic_edges

CASES = json.loads((Path(__file__).parent.parent / "vectors" / "clitics.json").read_text("utf-8"))


def clitic_boundaries(word: str) -> list[int]:
    """Both kinds of cuts together, as the browser steps through them."""
    before, after = clitic_edges(word)
    return sorted({*before, *after})


words = st.one_of(st.text(st.sampled_from("وفبلكسالهمنيذتدأرَّـ1A👨‍👩‍👧")), st.text())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_word_is_cut_as_its_letters_allow(case: dict[str, object]) -> None:
    assert clitic_boundaries(str(case["word"])) == case["points"]


@pytest.mark.parametrize(
    ("word", "before", "after"),
    [
        ("لإيران", [1], []),
        ("الموالية", [2], []),
        ("تصريحاتهم", [], [7]),
        ("ولأنهم", [1, 2], [4]),
        ("وله", [1, 2], [2]),
        ("به", [1], [1]),
        ("ضربني", [], [3]),
    ],
)
def test_what_stands_before_a_word_is_told_from_the_pronoun_after_it(
    word: str, before: list[int], after: list[int]
) -> None:
    assert clitic_edges(word) == (before, after)


@given(words)
def test_every_cut_lies_inside_the_word_between_two_letters(word: str) -> None:
    cuts = clitic_boundaries(word)
    assert cuts == sorted(set(cuts))
    assert set(cuts) <= set(grapheme_boundaries(word)) - {0, len(word)}


@given(words)
def test_marks_change_no_cut(word: str) -> None:
    letters = [letter for letter in word if "ء" <= letter <= "ي" and letter != "ـ"]
    bare = "".join(letters)
    marked = "".join(f"{letter}ّـ" for letter in letters)
    assert [cut // 3 for cut in clitic_boundaries(marked)] == clitic_boundaries(bare)
