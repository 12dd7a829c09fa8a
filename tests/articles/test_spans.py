"""The laws of spans, for any text."""

from __future__ import annotations

import json
import time
from itertools import pairwise
from pathlib import Path

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from articles.spans import Span, grapheme_boundaries, is_boundary
from tests.covering import uncovered
from tests.reference.offsets import code_point_offset, trimmed, utf16_offset

VECTORS = Path(__file__).parent.parent / "vectors"
STRINGS = [json.loads(line) for line in (VECTORS / "rtl" / "strings.jsonl").read_text("utf-8").split("\n") if line]

letters = st.sampled_from("ابتثجح ةىلاأإآًٌٍَُِّْـ۝٢٠2 «»،\u200c\u200f\u2067\u2069👨‍👩‍👧🇮🇶\n")
texts = st.one_of(st.text(letters), st.text())
spans = st.tuples(st.integers(0, 50), st.integers(1, 50)).map(lambda pair: Span(pair[0], pair[0] + pair[1]))


@pytest.mark.parametrize("bounds", [(1, 1), (2, 1), (-1, 3)])
def test_a_span_has_a_start_before_its_end(bounds: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="not a span"):
        Span(*bounds)


@given(spans, spans)
def test_spans_overlap_where_they_share_an_offset(one: Span, other: Span) -> None:
    shared = set(range(one.start, one.end)) & set(range(other.start, other.end))
    assert one.overlaps(other) == other.overlaps(one) == bool(shared)
    assert one.contains(other) == (shared == set(range(other.start, other.end)))


@given(texts)
def test_boundaries_are_where_letters_with_their_marks_meet(text: str) -> None:
    boundaries = grapheme_boundaries(text)
    assert boundaries == sorted({0, len(text), *boundaries})
    assert [text[a:b] for a, b in pairwise(boundaries)] == regex.findall(r"\X", text)
    assert [offset for offset in range(len(text) + 1) if is_boundary(boundaries, offset)] == boundaries


flags = st.text("🇮🇶🇱", min_size=1, max_size=30)


@given(st.lists(st.one_of(flags, st.text("ا\u064b\u0600\u200d👨\u0903x", max_size=3))).map("".join))
def test_flags_in_a_row_are_two_letters_each(text: str) -> None:
    assert [text[a:b] for a, b in pairwise(grapheme_boundaries(text))] == regex.findall(r"\X", text)


@pytest.mark.parametrize("unit", ["🇮", "🇮🇶", "🇮x", "\u0600", "👨\u200d", "ا\u064b"])
def test_boundaries_of_anything_take_little_time(unit: str) -> None:
    text = unit * (400_000 // len(unit))
    started = time.process_time()
    grapheme_boundaries(text)
    assert time.process_time() - started < 2


@given(texts)
def test_offsets_survive_the_way_to_utf16_and_back(text: str) -> None:
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    for offset in range(len(text) + 1):
        units = utf16_offset(text, offset)
        assert units == len(text[:offset].encode("utf-16-le")) // 2
        assert code_point_offset(text, units) == offset


def test_a_unit_inside_a_surrogate_pair_or_after_the_end_is_no_offset() -> None:
    for units in (1, 3):
        with pytest.raises(ValueError, match="lies"):
            code_point_offset("📰", units)


@given(texts, st.data())
def test_trimming_leaves_a_span_without_white_space_at_its_ends(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    span = trimmed(text, start, end)
    assert (span.of(text) if span else "") == text[start:end].strip()


@given(texts)
def test_uncovered_tells_what_lies_in_no_span_or_in_two(text: str) -> None:
    words = [Span(place, place + 1) for place, character in enumerate(text) if not character.isspace()]
    assert not uncovered(text, words)
    if words:
        assert uncovered(text, words[1:]) == uncovered(text, [*words, words[0]]) == [words[0].start]


@pytest.mark.parametrize("case", STRINGS, ids=lambda case: case["id"])
def test_the_torture_strings_count_as_they_should(case: dict[str, object]) -> None:
    text = str(case["text"])
    assert len(text) == case["codepoints"]
    assert utf16_offset(text, len(text)) == case["utf16"]
    assert len(grapheme_boundaries(text)) - 1 == case["graphemes"]
