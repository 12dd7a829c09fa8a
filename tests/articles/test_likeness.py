import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.drafts import DraftBlock
from articles.likeness import likeness, sentences, sentences_in

TEXT = "نشرة المساء\nقال الوزير ذلك أمس. وأضاف أن العمل بدأ!\nمحليات\nلا صلة لهذا."


def blocks(text: str, *kinds: str) -> list[DraftBlock]:
    found, start = [], 0
    for line, kind in zip(text.split("\n"), kinds, strict=True):
        found.append(DraftBlock(kind, start, start + len(line)))
        start += len(line) + 1
    return found


def said(*texts: str) -> frozenset[str]:
    return frozenset(texts)


def test_sentences_are_those_of_paragraphs_however_their_letters_are_spelled():
    found = sentences(TEXT, blocks(TEXT, "title", "paragraph", "subheading", "boilerplate"))
    assert found == {"قال الوزير ذلك امس", "واضاف ان العمل بدا"}
    spelled = TEXT.replace("أمس", "اَمـس").replace("بدأ!", "بدأ.")
    assert found == sentences(spelled, blocks(spelled, "title", "paragraph", "subheading", "boilerplate"))


def test_what_is_no_paragraph_counts_where_a_text_has_none():
    found = sentences(TEXT, blocks(TEXT, "title", "subheading", "caption", "advertisement"))
    assert found == {"قال الوزير ذلك امس", "واضاف ان العمل بدا", "محليات"}


@given(st.lists(st.text("نوةأ .!؟»)\u064b\u200f12é🙂\n\r\t", max_size=20), min_size=1, max_size=4), st.data())
def test_the_sentences_of_a_text_are_those_of_its_paragraphs_one_by_one(paragraphs, data):
    text = "\n".join(paragraphs)
    told = blocks_of(paragraphs, data)
    apart = {key for block in told for *_place, key in sentences_in(text, block.start, block.end)}
    assert sentences(text, told) == apart


def blocks_of(paragraphs: list[str], data: st.DataObject) -> list[DraftBlock]:
    """One block of each, or of two together: a paragraph may have line breaks in it."""
    starts = [sum(len(one) + 1 for one in paragraphs[:number]) for number in range(len(paragraphs) + 1)]
    borders = [0, *(number for number in range(1, len(paragraphs)) if data.draw(st.booleans())), len(paragraphs)]
    return [DraftBlock("paragraph", starts[first], starts[last] - 1) for first, last in pairwise(borders)]


@pytest.mark.parametrize("greeting", ["أهلا بكم في نشرة المساء.", "شكراً لمتابعتكم!", "Welcome to the evening news."])
def test_greetings_do_not_count(greeting):
    text = f"{greeting} وقال الوزير ذلك."
    assert sentences(text, [DraftBlock("paragraph", 0, len(text))]) == {"وقال الوزير ذلك"}


def test_each_sentence_is_found_where_it_stands():
    text = "  أولا. ثانيا؟» ثالثا "
    assert [text[start:end] for start, end, _key in sentences_in(text, 0, len(text))] == ["أولا.", "ثانيا؟»", "ثالثا"]
    assert [key for *_place, key in sentences_in("3.5 في المئة … ***", 0, 18)] == ["3 5 في الميه"]


@pytest.mark.parametrize("unit", ["?", "؟!", "?»", ".\u200f", "…" * 400 + "ا", "?" + "»" * 400, "اا? "])
def test_sentences_of_anything_take_little_time(unit):
    """A page of nothing but full stops, as of anything else: whoever imports it stops nobody's work."""
    text = unit * (200_000 // len(unit))
    started = time.process_time()
    list(sentences_in(text, 0, len(text)))
    assert time.process_time() - started < 1


def test_a_run_of_stops_ends_one_sentence():
    text = "حقا؟!… «نعم...» ثم 3.5 وقال."
    assert [text[start:end] for start, end, _key in sentences_in(text, 0, len(text))] == [
        "حقا؟!…",
        "«نعم...»",
        "ثم 3.5 وقال.",
    ]


@pytest.mark.parametrize(
    ("one", "other", "is_a_good_part", "of_one"),
    [
        (said("أ", "ب", "ج"), said("أ", "د", "ه"), True, True),
        (said("أ", "ب", "ج", "د"), said("أ", "ه", "و", "ز"), False, False),
        (said("أ"), said("أ", "ب", "ج", "د"), False, True),
        (said("أ"), said("ب"), False, False),
        (said(), said("أ"), False, False),
        (said(), said(), False, False),
    ],
)
def test_a_third_is_a_good_part(one, other, is_a_good_part, of_one):
    like = likeness(one, other)
    assert (like.is_a_good_part, like.is_a_good_part_of_one) == (is_a_good_part, of_one)
    assert like == likeness(other, one)
    assert 0 <= like.share <= 1
