import json
import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.arabic import Level, fold, fold_with_map, plain, plain_lines

RTL = Path(__file__).parent.parent / "vectors" / "rtl"


def lines_of(name: str) -> list[dict]:
    return [json.loads(line) for line in (RTL / name).read_text("utf-8").split("\n") if line]


STRINGS = lines_of("strings.jsonl")
PAIRS = lines_of("search_pairs.jsonl")

LEVELS = st.sampled_from(Level)
# Mostly Arabic, with what reorders, composes, expands or vanishes.
ARABIC_TEXT = st.text(
    st.one_of(
        st.sampled_from(
            "اأإآٱلمحدةهىيئؤءكکیہۀۂـ \n\u00a0\u200c\u200d\u202b\u00adﷺﻻﱠé\u0301\u0300\u3099ｶﾞ한\u1161\u11a8"
        ),
        st.characters(min_codepoint=0x600, max_codepoint=0x6FF),
        st.characters(exclude_categories=["Cs"]),
    )
)


@pytest.mark.parametrize("case", STRINGS, ids=lambda case: case["id"])
def test_the_keys_of_the_vectors(case):
    assert fold(case["text"], Level.KEY) == case["key"]
    assert fold(case["text"], Level.HAMZA) == case["key_opt"]


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["why"])
def test_what_a_search_finds(pair):
    query, text = fold(pair["query"]), fold(pair["text"])
    found = bool(query) and query in text
    assert found == (pair["level"] != "must_not")


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("مسؤول", "مسوول"),
        ("هيئة", "هييه"),
        ("CNN", "cnn"),
        ("Café", "cafe"),
        ("۲۰۲۴", "٢٠٢٤"),
        ("كلمة\u00a0 \u3000كلمة", "كلمه كلمه"),
        ("عبد\u200fالله", "عبدالله"),
        ("ﷺ", "صلى الله عليه وسلم"),
        ("ﱠ", ""),
    ],
)
def test_a_search_forgets_what_nobody_types(written, typed):
    assert fold(written) == fold(typed)


def test_offsets_lead_back_to_the_original():
    text = "قالَ الـــرئيسُ «أحمد» ٢٠٢٤"
    folded, offsets = fold_with_map(text)
    start = folded.index("الرييس")
    assert text[offsets[start] : offsets[start + 6]] == "الـــرئيسُ"
    start = folded.index("2024")
    assert text[offsets[start] : offsets[start + 4]] == "٢٠٢٤"


@given(ARABIC_TEXT, LEVELS)
def test_folding_twice_changes_nothing(text, level):
    assert fold(fold(text, level), level) == fold(text, level)


@given(ARABIC_TEXT, LEVELS)
def test_the_mapped_fold_is_the_fold(text, level):
    assert fold_with_map(text, level)[0] == fold(text, level)


@given(ARABIC_TEXT, LEVELS)
def test_the_map_rises_and_stays_within_the_text(text, level):
    folded, offsets = fold_with_map(text, level)
    assert len(offsets) == len(folded) + 1
    assert offsets == sorted(offsets)
    assert offsets[-1] == len(text)
    assert all(0 <= offset < len(text) for offset in offsets[:-1])


@given(st.lists(ARABIC_TEXT))
def test_lines_are_plain_each_by_itself(lines):
    text = "\n".join(lines)
    assert plain_lines(text) == [plain(line) for line in text.split("\n")]


@given(ARABIC_TEXT, LEVELS)
def test_folding_ignores_how_the_text_was_composed(text, level):
    assert fold(unicodedata.normalize("NFD", text), level) == fold(unicodedata.normalize("NFC", text), level)


@given(ARABIC_TEXT)
def test_folding_never_lengthens_more_than_the_longest_ligature(text):
    assert len(fold(text)) <= 18 * len(text)
    assert len(fold(text, Level.KEY)) <= 3 * len(text)


@given(ARABIC_TEXT, ARABIC_TEXT)
def test_each_level_is_wider_than_the_one_before(one, other):
    for narrow, wide in [(Level.KEY, Level.HAMZA), (Level.HAMZA, Level.SEARCH)]:
        if fold(one, narrow) == fold(other, narrow):
            assert fold(one, wide) == fold(other, wide)
        assert fold(fold(one, narrow), wide) == fold(one, wide)


@pytest.mark.parametrize("level", Level)
def test_marks_without_end_take_little_time(level):
    text = "ا" + "\u064b\u0327\u0651\u0301" * 50_000
    started = time.perf_counter()
    assert fold_with_map(text, level)[0] == fold(text, level)
    assert time.perf_counter() - started < 2
