"""The lists by which sources are read: each says what it is for, and holds a word once."""

from __future__ import annotations

import re
import tomllib
from collections import Counter

import pytest

from annotations.sources.words import FILE
from articles.arabic import search_key

TEXT = FILE.read_text("utf-8")
LISTS = [(table, name, text) for table, lists in tomllib.loads(TEXT).items() for name, text in lists.items()]


@pytest.mark.parametrize(("table", "name", "text"), LISTS, ids=lambda value: str(value)[:20])
def test_a_list_holds_each_word_once(table: str, name: str, text: str) -> None:
    held = text.split("،") if "،" in text else text.split()
    assert [word for word, count in Counter(map(search_key, held)).items() if count > 1] == []


def test_a_comment_stands_over_each_list() -> None:
    lines = TEXT.splitlines()
    starts = [place for place, line in enumerate(lines) if re.match(r"\w+ = ", line)]
    assert len(starts) == len(LISTS)
    assert [lines[place] for place in starts if not lines[place - 1].startswith("#")] == []


def test_each_list_is_used() -> None:
    code = "".join(path.read_text("utf-8") for path in FILE.parent.glob("*.py"))
    assert [f"{table}.{name}" for table, name, _text in LISTS if f'"{table}.{name}"' not in code] == []
