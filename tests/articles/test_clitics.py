"""Cuts in words, by the same vectors as the browser's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.clitics import clitic_boundaries
from articles.spans import grapheme_boundaries

CASES = json.loads((Path(__file__).parent.parent / "vectors" / "clitics.json").read_text("utf-8"))

words = st.one_of(st.text(st.sampled_from("وفبلكسالهمنيذتدأرَّـ1A👨‍👩‍👧")), st.text())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_word_is_cut_as_its_letters_allow(case: dict[str, object]) -> None:
    assert clitic_boundaries(str(case["word"])) == case["points"]


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
