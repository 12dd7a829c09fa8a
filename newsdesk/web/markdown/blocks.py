"""The blocks of a text: paragraphs, headings, lists, quotations. One rule of markdown-it-py, in place of its own."""

from __future__ import annotations

from collections.abc import Callable
from itertools import takewhile
from typing import Literal

import regex
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from newsdesk.web.markdown.white_space import WHITE, is_blank, trimmed

DEPTH = 4
ITEM = regex.compile(rf"[ \t]{{0,3}}(?:([-*+•])|([0-9٠-٩]{{1,3}})[.)-])[ \t]+(?=[^{WHITE}])")
HEADING = regex.compile(rf"#{{1,6}}[ \t]+(?=[^{WHITE}])")
QUOTED = regex.compile(r"[ \t]{0,3}>[ \t]?")
LATIN_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")


def block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """The lines of one kind that begin here."""
    depth = state.env["depth"]
    first = _line(state, start)
    kind = _kind(first, depth)
    following = (_line(state, line) for line in range(start + 1, end))
    lines = [first, *takewhile(lambda line: kind != "heading" and _kind(line, depth) == kind, following)]
    if kind != "blank":
        MAKERS[kind](state, lines)
    state.line = start + len(lines)
    return True


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] : state.eMarks[line]]


def _kind(line: str, depth: int) -> str:
    if is_blank(line):
        return "blank"
    if HEADING.match(line):
        return "heading"
    if depth < DEPTH and QUOTED.match(line):
        return "quotation"
    item = ITEM.match(line)
    return "paragraph" if not item else "bullets" if item[1] else "numbers"


def _heading(state: StateBlock, lines: list[str]) -> None:
    _begin(state, "p")
    _tag(state, "strong", 1)
    _words(state, HEADING.sub("", lines[0], count=1))
    _tag(state, "strong", -1)
    _tag(state, "p", -1)


def _quotation(state: StateBlock, lines: list[str]) -> None:
    inner = "\n".join(QUOTED.sub("", line, count=1) for line in lines)
    _begin(state, "blockquote")
    state.md.block.parse(inner, state.md, {"depth": state.env["depth"] + 1}, state.tokens)
    _tag(state, "blockquote", -1)


def _bullets(state: StateBlock, lines: list[str]) -> None:
    _begin(state, "ul")
    _items(state, lines)
    _tag(state, "ul", -1)


def _numbers(state: StateBlock, lines: list[str]) -> None:
    _bullet, digits = ITEM.findall(lines[0])[0]
    number = digits.translate(LATIN_DIGITS)
    _begin(state, "ol", {} if number == "1" else {"start": int(number)})
    _items(state, lines)
    _tag(state, "ol", -1)


def _items(state: StateBlock, lines: list[str]) -> None:
    for line in lines:
        _tag(state, "li", 1)
        _words(state, ITEM.sub("", line, count=1))
        _tag(state, "li", -1)


def _paragraph(state: StateBlock, lines: list[str]) -> None:
    _begin(state, "p")
    for place, line in enumerate(lines):
        if place:
            _tag(state, "br", 0)
        _words(state, line)
    _tag(state, "p", -1)


MAKERS: dict[str, Callable[[StateBlock, list[str]], None]] = {
    "heading": _heading,
    "quotation": _quotation,
    "bullets": _bullets,
    "numbers": _numbers,
    "paragraph": _paragraph,
}


def _begin(state: StateBlock, tag: str, attributes: dict[str, str | int | float] | None = None) -> None:
    """`dir="auto"` does not look into elements that have a direction themselves: so only the outermost has one."""
    outermost = {"dir": "auto"} if state.env["depth"] == 0 else {}
    _tag(state, tag, 1).attrs = {**(attributes or {}), **outermost}


def _tag(state: StateBlock, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
    token = state.push(tag, tag, nesting)
    token.block = False  # No line feeds between the tags.
    return token


def _words(state: StateBlock, line: str) -> None:
    token = state.push("inline", "", 0)
    token.content, token.children = trimmed(line), []
