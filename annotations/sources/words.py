"""The lists of `source_words.toml`, spelled as `search_key` spells. Pure."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from articles.arabic import search_key
from articles.layout.words import listed

FILE = Path(__file__).with_name("source_words.toml")


@cache
def words(*lists: str) -> frozenset[str]:
    """The words of one or more lists, each named as “table.list”."""
    return frozenset(word for name in lists for word in search_key(_text(name)).split())


@cache
def phrases(name: str) -> frozenset[str]:
    """The names of a list whose names have several words, as `articles.arabic.plain` spells them."""
    return listed(_text(name))


def _text(name: str) -> str:
    table, _dot, key = name.partition(".")
    return _tables()[table][key]


@cache
def _tables() -> dict[str, dict[str, str]]:
    return tomllib.loads(FILE.read_text("utf-8"))
