"""What is no codebook at all: refused with its line, whatever it is, and never an error of the server."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.codebook.parts import CodebookError, CodebookErrors
from annotations.codebook.reading import read_codebook
from annotations.codebook.spec import CodebookSpec
from tests.annotations.codebook.small import errors_of

UNREADABLE: dict[str, tuple[str | bytes, int]] = {
    "nothing": ("", 1),
    "a comment alone": ("# nothing\n", 1),
    "broken YAML": ("key: a\nname: [\n", 3),
    "a tab": ("key: a\n\tname: b\n", 2),
    "NUL": ("key: a\nname: \0\n", 2),
    "half a surrogate pair": ("key: a\nname: \ud800\n", 2),
    "windows-1256": ("key: a\nname: خبر\n".encode("windows-1256"), 2),
    "random bytes": (b"\x93\x00\xff\xfe\x12", 1),
    "a tag": ("key: a\nname: !!python/object/apply:os.system [ls]\n", 2),
    "a directive": ("%YAML 1.1\n---\nkey: a\n", 2),
    "two documents": ("key: a\n---\nkey: b\n", 2),
    "an alias without an anchor": ("key: a\nname: *b\n", 2),
    "an alias inside its anchor": ("key: a\nname: &b [*b]\n", 2),
    "a merge of something else": ("key: a\n<<: 3\n", 2),
    "a list as a key": ("key: a\n? [b]\n: c\n", 2),
    "too deep": ("key: a\nname: " + "[" * 100 + "]" * 100, 2),
    "unclosed and deep": ("[" * 100_000, 1),
    "a giant": ("# " + "x" * 500_001, 1),
    "a number that is no character": ('key: a\nname: "\\UFFFFFFFF"\n', 2),
}


@pytest.mark.parametrize(("source", "line"), UNREADABLE.values(), ids=UNREADABLE.keys())
def test_what_is_not_a_yaml_codebook_is_refused_with_its_line(source: str | bytes, line: int) -> None:
    (error,) = errors_of(source)
    assert error.line == line
    assert str(error.message)


def test_an_alias_bomb_is_refused_before_it_goes_off() -> None:
    letters = "abcdefghi"
    bomb = "a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n" + "".join(
        f"{name}: &{name} [{', '.join(['*' + before] * 10)}]\n" for before, name in pairwise(letters)
    )
    (error,) = errors_of(bomb)
    assert error.line == 5


@pytest.mark.parametrize("source", ["just text", "[1, 2]", "~", "5"])
def test_a_file_that_is_no_mapping_is_refused(source: str) -> None:
    (error,) = errors_of(source)
    assert (error.line, error.column, error.path) == (1, 1, "")


yaml_like = st.text(st.sampled_from("{}[]:,&*!|>-'\"%@`#?<~ \n\tab1\\\r\ufeff\u2028"), max_size=40)


@given(yaml_like | st.text(max_size=60) | st.binary(max_size=60))
def test_no_text_makes_the_reader_fail(source: str | bytes) -> None:
    with pytest.raises(CodebookErrors):
        read_codebook(source)


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
json_like = st.recursive(
    scalars, lambda x: st.lists(x, max_size=3) | st.dictionaries(st.text(max_size=8), x, max_size=3)
)


def places_of(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, item in inner for place in places_of(item, (*path, key)))]


def with_at(value: Any, place: tuple[Any, ...], new: Any) -> Any:
    if not place:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[place[0]] = with_at(copy[place[0]], place[1:], new)
    return copy


PLAIN: dict[str, Any] = {
    "key": "a",
    "version": 1,
    "name": {"ar": "ا", "en": "a"},
    "annotations": [
        {
            "key": "k",
            "name": {"ar": "ا", "en": "a"},
            "hotkey": "K",
            "roles": [{"key": "r", "name": {"ar": "ا", "en": "a"}, "min": 1, "max": 2}],
            "labels": [{"key": "l", "name": {"ar": "ا", "en": "a"}, "hotkey": "1"}],
            "attributes": [
                {
                    "key": "c",
                    "name": {"ar": "ا", "en": "a"},
                    "type": "choice",
                    "ordered": True,
                    "default_by_label": {"l": "x"},
                    "choices": [{"key": "x", "name": {"ar": "ا", "en": "a"}, "outside_order": True}],
                },
                {
                    "key": "n",
                    "name": {"ar": "ا", "en": "a"},
                    "type": "number",
                    "default_when": {"role_present": "r", "value": 3},
                },
                {"key": "t", "name": {"ar": "ا", "en": "a"}, "type": "text", "repeated": True, "default": ["a"]},
            ],
            "constraints": [
                {
                    "if": {"c": "x"},
                    "if_label": ["l"],
                    "then": {"n": [1, 2]},
                    "require": ["t"],
                    "require_note": True,
                    "forbid_role": "r",
                    "message": {"ar": "ا", "en": "a"},
                }
            ],
        }
    ],
    "relations": [{"key": "q", "name": {"ar": "ا", "en": "a"}, "from": ["k"], "to": "k", "symmetric": True}],
    "article_labels": [
        {"key": "g", "name": {"ar": "ا", "en": "a"}, "choices": [{"key": "x", "name": {"ar": "ا", "en": "a"}}]}
    ],
}


@settings(max_examples=300)
@given(st.data())
def test_a_codebook_with_anything_in_any_place_is_read_or_refused_with_places(data: st.DataObject) -> None:
    broken = with_at(PLAIN, data.draw(st.sampled_from(places_of(PLAIN))), data.draw(json_like))
    source = json.dumps(broken)  # JSON is YAML
    errors: list[CodebookError] = []
    try:
        spec = read_codebook(source)
    except CodebookErrors as refused:
        errors = refused.errors
    else:
        assert CodebookSpec.from_json(json.loads(json.dumps(spec.as_json()))) == spec
    assert all(error.line >= 1 and error.column >= 1 and str(error).encode() for error in errors)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("a: b: c", "نقطتان ثانيتان"),
        ("a: [1, 2", "[ لم تُغلق"),
        ("a: {x: 1", "{ لم يُغلق"),
        ("a: 'x", "علامة تنصيص"),
        ("a:\n\tb: 1", "مسافة جدولة"),
        ("a: 1\nfoo\nb: 2", "تنقص نقطتان"),
        ("a:\n  - 1\n - 2", "إزاحة هذا السطر"),
    ],
)
def test_what_is_no_yaml_is_explained_in_the_readers_language(source: str, said: str) -> None:
    message = refused_in_arabic(source)
    assert said in message
    assert not re.search("[A-Za-z]{2}", message.replace("name: value", ""))


def test_the_parsers_own_words_stand_apart() -> None:
    assert "(مفسّر YAML: “" in refused_in_arabic("a: @x")


def refused_in_arabic(source: str) -> str:
    with translation.override("ar"):
        with pytest.raises(CodebookErrors) as refused:
            read_codebook(source)
        return str(refused.value.errors[0].message)
