"""YAML text as a small tree of values that know their line and column.

Only what a codebook needs: mappings, lists, plain values, anchors, aliases and merge keys (<<), read by the
core schema of YAML 1.2. Tags, directives and second documents are refused, and so are texts that are
large, deep, or made large by aliases. The parser is ruamel.yaml's; its trees are not taken, as they are whole before
anybody can count their depth, aliases and tags.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent, Event, ScalarEvent, SequenceStartEvent

from annotations.faults import fault

SIZE_LIMIT = 500_000  # bytes
DEPTH_LIMIT = 20
VALUES_LIMIT = 50_000  # with every alias written out

_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_INTEGER = re.compile(r"[-+]?[0-9]{1,15}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_WORDS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


# How the parser's commonest complaints begin, and what they mean to whoever writes a codebook.
_PROBLEMS = {
    "mapping values are not allowed": _("A second colon in one line. Put the value in quotes, or begin a new line."),
    "found character '\\t'": _("A tab stands here. Indent with spaces alone."),
    "could not find expected ':'": _("A colon is missing here or in the line before: each entry is `name: value`."),
    "found unexpected end of stream": _("A quotation mark is opened and never closed. Close it."),
    "expected ',' or ']'": _("A list is opened with [ and not closed, or a comma is missing in it."),
    "expected ',' or '}'": _("A mapping is opened with { and not closed, or a comma is missing in it."),
    "expected <block end>": _("This line is indented unlike its neighbours. Let equal things begin in one column."),
}


class YamlError(Exception):
    """The text cannot be read: `message` says why, `line` and `column` (from 1) where."""

    def __init__(self, message: str | Promise, line: int, column: int) -> None:
        super().__init__(message)
        self.message, self.line, self.column = message, line, column


@dataclass(frozen=True)
class Scalar:
    """`value` is str, int, float, bool or None; `text` is what was written; `quoted` whether in quotes or a block."""

    line: int
    column: int
    value: str | int | float | bool | None
    text: str
    quoted: bool
    size: int = 1


@dataclass(frozen=True)
class Sequence:
    line: int
    column: int
    items: tuple[Node, ...]
    size: int


@dataclass(frozen=True)
class Mapping:
    """`pairs` in the order written, doubles included, then those merged in that it does not have itself."""

    line: int
    column: int
    pairs: tuple[tuple[Scalar, Node], ...]
    size: int


Node = Scalar | Sequence | Mapping


def read_yaml(source: str | bytes) -> Node:
    """The one document in `source` (bytes are UTF-8). Raises `YamlError` at the first thing that cannot be read."""
    text = _decoded(source)
    if found := _UNPRINTABLE.search(text):
        raise YamlError(_("This character cannot stand in YAML. Remove it."), *_place(text, found.start()))
    reader = _Reader(_events(text))
    try:
        return reader.document()
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else reader.place
        raise YamlError(_not_yaml(error.problem or error.context or ""), line, column) from error
    except (YAMLError, ValueError, OverflowError) as error:
        raise YamlError(_not_yaml(str(error)), *reader.place) from error


def _decoded(source: str | bytes) -> str:
    size = len(source) if isinstance(source, bytes) else len(source.encode(errors="surrogatepass"))
    if size > SIZE_LIMIT:
        raise YamlError(_("This file is too large for a codebook (over 500 KB)."), 1, 1)
    return (_from_utf8(source) if isinstance(source, bytes) else source).removeprefix("\ufeff")


def _from_utf8(source: bytes) -> str:
    try:
        return source.decode()
    except UnicodeDecodeError as error:
        place = _place(source[: error.start].decode(), error.start)
        raise YamlError(_("This file is not UTF-8. Save it as UTF-8."), *place) from error


def _place(text: str, offset: int) -> tuple[int, int]:
    before = text[:offset]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def _not_yaml(problem: str) -> str | Promise:
    for beginning, message in _PROBLEMS.items():
        if problem.startswith(beginning):
            return message
    template = _("This is not YAML. Check quotes, brackets and indentation here and just before. (Parser: “{problem}”)")
    return fault("", "yaml", template, problem=problem).message


def _events(text: str) -> Iterator[Event]:
    events: Iterator[Event] = YAML(typ="safe", pure=True).parse(text)
    return events


class _Reader:
    """Makes the tree from the parser's events; `place` is where it last was."""

    def __init__(self, events: Iterable[Event]) -> None:
        self.events = iter(events)
        self.anchors: dict[str, Node] = {}
        self.place = (1, 1)

    def document(self) -> Node:
        self._next()  # the stream's start
        start = self._next()
        if type(start).__name__ != "DocumentStartEvent":
            raise YamlError(_("This file is empty. Write a codebook, or start from the default one."), 1, 1)
        if start.version or start.tags:
            raise self._error(_("Directives (lines that begin with %) are not used in a codebook. Remove them."))
        root = self._node(self._next(), 1)
        self._next()  # the document's end
        if type(self._next()).__name__ != "StreamEndEvent":
            raise self._error(_("A file holds one codebook. Remove the line of --- and what follows."))
        return root

    def _next(self) -> Any:
        event = next(self.events)
        self.place = (event.start_mark.line + 1, event.start_mark.column + 1)
        return event

    def _error(self, message: str | Promise) -> YamlError:
        return YamlError(message, *self.place)

    def _node(self, event: Any, depth: int) -> Node:
        if isinstance(event, AliasEvent):
            return self._alias(event)
        if event.tag is not None:
            raise self._error(_("Tags (words that begin with !) are not used in a codebook. Remove it."))
        if depth > DEPTH_LIMIT:
            raise self._error(_("This is nested too deeply for a codebook."))
        node = self._fresh(event, depth)
        if node.size > VALUES_LIMIT:
            raise self._error(_("Written out with its aliases, this file is too large for a codebook."))
        if event.anchor is not None:
            self.anchors[event.anchor] = node
        return node

    def _alias(self, event: AliasEvent) -> Node:
        if event.anchor not in self.anchors:
            raise self._error(_("This alias (*) comes before its anchor (&), or lies inside it."))
        return self.anchors[event.anchor]

    def _fresh(self, event: Any, depth: int) -> Node:
        line, column = self.place
        if isinstance(event, ScalarEvent):
            quoted = bool(event.style)
            return Scalar(line, column, event.value if quoted else _resolved(event.value), event.value, quoted)
        nodes = tuple(self._children(depth))
        size = 1 + sum(node.size for node in nodes)
        if isinstance(event, SequenceStartEvent):
            return Sequence(line, column, nodes, size)
        return Mapping(line, column, self._pairs(nodes), size)

    def _children(self, depth: int) -> Iterator[Node]:
        while not type(event := self._next()).__name__.endswith("EndEvent"):
            yield self._node(event, depth + 1)

    def _pairs(self, nodes: tuple[Node, ...]) -> tuple[tuple[Scalar, Node], ...]:
        own: list[tuple[Scalar, Node]] = []
        merged: list[Mapping] = []
        for key, value in zip(nodes[::2], nodes[1::2], strict=True):
            if not isinstance(key, Scalar):
                raise YamlError(_("A list or mapping cannot be a key."), key.line, key.column)
            if key.text == "<<" and not key.quoted:
                merged.extend(_to_merge(value))
            else:
                own.append((key, value))
        return (*own, *_merged(own, merged))


def _to_merge(value: Node) -> Iterator[Mapping]:
    for node in value.items if isinstance(value, Sequence) else (value,):
        if not isinstance(node, Mapping):
            raise YamlError(_("<< takes an alias of a mapping, or a list of them."), node.line, node.column)
        yield node


def _merged(own: list[tuple[Scalar, Node]], mappings: list[Mapping]) -> Iterator[tuple[Scalar, Node]]:
    known = {key.text for key, _value in own}
    for mapping in mappings:
        for key, value in mapping.pairs:
            if key.text not in known:
                known.add(key.text)
                yield key, value


def _resolved(text: str) -> str | int | float | bool | None:
    """What an unquoted text means in the core schema of YAML 1.2 (section 10.3; only decimal integers)."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(re.sub(r"\.(?=[a-zA-Z])", "", text))  # .inf and .nan are inf and nan to Python
    return text
