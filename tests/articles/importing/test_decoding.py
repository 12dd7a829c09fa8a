import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.importing.decoding import MOST_BYTES, clean, decode
from newsdesk.errors import Invalid

RTL = Path(__file__).parents[2] / "vectors" / "rtl"
FILES = [case for case in json.loads((RTL / "files.json").read_text("utf-8")) if case["file"].endswith(".txt")]
NEWS = "عاجل: أعلن الرئيس، اليوم، عن 3 قرارات في بغداد.\nالسطر الثاني من الخبر.\n"


def refusal(data: bytes) -> Invalid:
    with pytest.raises(Invalid) as caught:
        decode(data)
    return caught.value


def decoded_or_code(data: bytes) -> str:
    try:
        return decode(data)
    except Invalid as error:
        return error.code


def is_fit(text: str) -> bool:
    return bool(text.strip()) and "\r" not in text and "\0" not in text


def with_newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


@pytest.mark.parametrize("case", FILES, ids=lambda case: case["file"])
def test_the_files_of_the_vectors(case):
    data = (RTL / "files" / case["file"]).read_bytes()
    if case["expect"] in ("accept", "accept-or-refuse-clearly"):
        assert decode(data) == with_newlines(case["text"])
    else:
        assert refusal(data).code in ("empty", "not_utf8")


def test_newlines_become_one_kind_and_nothing_else_changes():
    assert decode("أ\r\nب\rت\x85ث\u2028ج\t د\n\n".encode()) == "أ\nب\nت\x85ث\u2028ج\t د\n\n"


def test_a_byte_order_mark_is_dropped_once():
    assert decode("\ufeff\ufeffنص".encode()) == "\ufeffنص"
    assert decode("نص".encode("utf-16")) == "نص"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (" \n\t\u2028\u00a0".encode(), "empty"),
        ("قبل\0بعد".encode(), "nul"),
        (b"\xff\xfe\0", "not_utf8"),
        ("نص".encode("utf-32"), "not_utf8"),
        ("قال\ud800".encode("utf-8", "surrogatepass"), "not_utf8"),
        (random.Random(7).randbytes(4000), "binary"),
        (b"%PDF-1.7\n%\xe2\xe3", "binary"),
        (b"a" * (MOST_BYTES + 1), "too_large"),
    ],
)
def test_what_cannot_be_text_is_refused_with_a_code(data, code):
    assert refusal(data).code == code


@pytest.mark.parametrize(
    ("codec", "name"),
    [
        ("cp1256", "windows-1256"),
        ("iso8859_6", "ISO-8859-6"),
        ("utf-16-le", "UTF-16LE"),
        ("utf-16-be", "UTF-16BE"),
    ],
)
def test_a_refusal_names_the_encoding_that_it_looks_like(codec, name):
    error = refusal(NEWS.encode(codec))
    assert error.code == "not_utf8"
    assert error.extra["encoding"] == name
    assert name in str(error)


def test_a_refusal_names_the_byte_and_line():
    error = refusal(b"one\ntwo \xc0\xaf")
    assert error.extra["byte"] == 8
    assert "8" in str(error)
    assert "2" in str(error)


def test_a_nul_is_named_by_its_line():
    assert "line 2" in str(refusal("أول\nثان\0\n".encode()))


def test_pasted_text_with_half_a_character_is_refused():
    with pytest.raises(Invalid, match="surrogate"):
        clean("قال\ud83d")


@given(st.binary())
def test_any_bytes_are_decoded_or_refused(data):
    outcome = decoded_or_code(data)
    assert outcome in ("empty", "nul", "not_utf8", "binary") or is_fit(outcome)


@given(st.text())
def test_utf8_survives_but_for_newlines(text):
    expected = with_newlines(text.removeprefix("\ufeff"))
    assert decoded_or_code(text.encode()) in (expected, "empty", "nul", "binary")
