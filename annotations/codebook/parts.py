"""A mapping of a codebook's YAML while it is read: every entry is checked, every mistake is noted with its place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from string import ascii_uppercase
from typing import Any, Protocol, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from annotations.codebook.spec import Attribute, Examples, Name, Value
from annotations.codebook.values import is_empty, listed, single_value_faults, text_faults, value_faults
from annotations.codebook.yaml_tree import Mapping, Node, Scalar, Sequence
from annotations.faults import Fault, fault, step

NAME_LIMIT = 200
DEFINITION_LIMIT = 5_000
EXAMPLE_LIMIT = 500
EXAMPLES_LIMIT = 20
WORD_LIMIT = 60
WORDS_LIMIT = 200
COUNT_LIMIT = 500
ERRORS_LIMIT = 100

_KEY = re.compile(r"[A-Za-z0-9_]{1,60}")
_WORDS_OF_LETTERS = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)*")
_HOTKEY = re.compile(r"[A-Z0-9]")
# Letters that the review page answers by itself; a test holds them against its own table.
PAGE_KEYS = frozenset("BDEFGHIJKMOPRTUXYZ")
_READ_AS_BOOLEAN = re.compile(r"yes|no|on|off", re.IGNORECASE)  # unquoted, by tools of YAML 1.1


@dataclass(frozen=True)
class CodebookError:
    """One thing to mend: `line` and `column` count from 1, `path` goes by keys (annotations/KIND/labels/LABEL)."""

    line: int
    column: int
    path: str
    message: str | Promise

    def __str__(self) -> str:
        where = _("Line {line}, column {column}")
        place = str(where).format(line=self.line, column=self.column) + (f" ({self.path})" if self.path else "")
        return f"{place}: {self.message}"

    def as_json(self) -> dict[str, Any]:
        return {"line": self.line, "column": self.column, "path": self.path, "message": str(self.message)}


class CodebookErrors(Exception):
    """A codebook that cannot be used; `errors` in the order of their lines, at most ERRORS_LIMIT."""

    def __init__(self, errors: list[CodebookError]) -> None:
        super().__init__(errors)
        self.errors = sorted(errors, key=lambda error: (error.line, error.column))[:ERRORS_LIMIT]

    def __str__(self) -> str:
        return "\n".join(str(error) for error in self.errors)


class _Item(Protocol):
    @property
    def key(self) -> str: ...


_T = TypeVar("_T", bound=_Item)


class Part:
    """A mapping while it is read. Each method takes the name of an entry, and reports what is wrong with it
    once; it then gives a harmless value back, so that the reading goes on to the next mistake."""

    def __init__(self, node: Node, path: str, errors: list[CodebookError]) -> None:
        self.node, self.path, self.errors = node, path, errors
        self.is_mapping = isinstance(node, Mapping)
        self.pairs = node.pairs if isinstance(node, Mapping) else ()
        self.entries = {key.text: value for key, value in reversed(self.pairs)}

    def __contains__(self, name: str) -> bool:
        return name in self.entries

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(key.text for key, _value in self.pairs))

    def wrong(self, name: str, message: Promise, /, **values: Any) -> None:
        """Report that the entry `name`, or the mapping itself, is as `message` says."""
        self._report(self.entries.get(name, self.node), self._path(name), fault("", "", message, **values).message)

    def expect(self, *, required: Collection[str] = (), optional: Collection[str] = ()) -> None:
        """Report what is no mapping, lacks a required key, or has an unknown, doubled or unquoted one."""
        if not self.is_mapping:
            self.wrong(
                "",
                _("This must be a mapping (key: value). It may have: {known}."),
                known=listed([*required, *optional]),
            )
            return
        for name in required:
            if name not in self:
                self.wrong("", _("`{name}` is missing. Add it."), name=name)
        seen: set[str] = set()
        for key, _value in self.pairs:
            self._check_own_key(key, [*required, *optional], seen)
            seen.add(key.text)

    def key(self, name: str) -> str:
        """A key: letters, digits and underscores."""
        text = self.text(name, limit=NAME_LIMIT)
        if text and not _KEY.fullmatch(text):
            self.wrong(name, _("“{key}” cannot be a key. Use up to 60 of A–Z, a–z, 0–9 and _."), key=text)
        return text

    def hotkey(self) -> str | None:
        text = self.text("hotkey", limit=NAME_LIMIT)
        if text and not _HOTKEY.fullmatch(text):
            self.wrong("hotkey", _("A hotkey is one capital letter A–Z or digit 0–9, in quotes if a digit."))
        elif text in PAGE_KEYS:
            free = listed(letter for letter in ascii_uppercase if letter not in PAGE_KEYS)
            self.wrong(
                "hotkey",
                _("{key} is a key of the review page itself. Take a digit or one of: {free}."),
                key=text,
                free=free,
            )
        return text or None

    def text(self, name: str, *, limit: int) -> str:
        """A text that says something, at most `limit` long; "" if the entry is not there."""
        return self._text(self.entries[name], self._path(name), limit) if name in self else ""

    def name(self, name: str, *, limit: int = NAME_LIMIT) -> Name:
        """A text in both languages."""
        if name not in self:
            return Name("", "")
        part = self.part(name)
        part.expect(required=("ar", "en"))
        return Name(part.text("ar", limit=limit), part.text("en", limit=limit))

    def definition(self) -> Name | None:
        return self.name("definition", limit=DEFINITION_LIMIT) if "definition" in self else None

    def examples(self, name: str = "examples") -> Examples | None:
        """Short texts in both languages, one or a list of each."""
        if name not in self:
            return None
        part = self.part(name)
        part.expect(required=("ar", "en"))
        return Examples(part._texts("ar"), part._texts("en"))

    def words(self, name: str) -> tuple[str, ...]:
        """Words to look for in a text, one or a list, none twice: letters, and single spaces between words."""
        nodes = self._listed(name) if name in self else ()
        if len(nodes) > WORDS_LIMIT:
            self.wrong(name, _("At most {most} words are allowed here."), most=WORDS_LIMIT)
        words = [self._text(node, self._path(name), WORD_LIMIT) for node in nodes]
        for node, word in zip(nodes, words, strict=True):
            if word and not _WORDS_OF_LETTERS.fullmatch(word):
                message = _("“{word}” cannot be looked for. Write words of letters alone, with one space between them.")
                self._report(node, self._path(name), fault("", "", message, word=word).message)
        known = Counter(word for word in words if word)
        for word in (word for word, count in known.items() if count > 1):
            self.wrong(name, _("“{word}” stands here twice. Leave one of them out."), word=word)
        return tuple(words)

    def flag(self, name: str) -> bool:
        node = self.entries.get(name)
        if node is not None and not (isinstance(node, Scalar) and isinstance(node.value, bool)):
            self.wrong(name, _("This must be true or false, without quotes."))
            return False
        return isinstance(node, Scalar) and node.value is True

    def count(self, name: str, *, default: int = 1, least: int = 0, most: int = COUNT_LIMIT) -> int:
        """A whole number from `least` to `most`; `default` if the entry is not there."""
        node = self.entries.get(name)
        if node is None:
            return default
        value = node.value if isinstance(node, Scalar) else None
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        self.wrong(
            name, _("This must be a whole number from {least} to {most}, without quotes."), least=least, most=most
        )
        return default

    def known(self, name: str, known: Collection[str]) -> str:
        """A key among `known`; "" if it is not."""
        return self._known(self.entries[name], self._path(name), known) if name in self else ""

    def several_known(self, name: str, known: Collection[str]) -> tuple[str, ...]:
        """Keys among `known`, given as one or as a list."""
        if name not in self:
            return ()
        keys = tuple(self._known(node, self._path(name), known) for node in self._listed(name))
        if len(set(keys)) < len(keys) and all(keys):
            self.wrong(name, _("The same key stands here twice. Leave one of them out."))
        return keys

    def value(self, name: str, attribute: Attribute) -> Value:
        """A value that `attribute` can hold; None if it is not."""
        value = self._raw(self.entries[name], self._path(name), attribute)
        if value is not None:
            self._report_faults(name, value_faults(attribute, value, ""))
        return value

    def values(self, name: str, attribute: Attribute) -> Iterator[Value]:
        """Single values of `attribute`, given as one or as a list: any of them is meant."""
        for node in self._listed(name):
            value = self._raw(node, self._path(name), attribute)
            if value is not None:
                self._report_faults(name, single_value_faults(attribute, value, ""))
            yield value

    def part(self, name: str) -> Part:
        """The mapping in an entry that is there."""
        return Part(self.entries[name], self._path(name), self.errors)

    def parts(self, name: str) -> Iterator[Part]:
        """The mappings of a list; their paths go by key where they have one, else by their place from 0."""
        for index, node in enumerate(self._items(name)):
            part = Part(node, "", self.errors)
            key = part.entries.get("key")
            part.path = step(self._path(name), key.text if isinstance(key, Scalar) and key.text else index)
            yield part

    def keyed(self, name: str, build: Callable[[Part], _T], *, needed: bool = False) -> tuple[_T, ...]:
        """The things of a list, no two of which may have the same key or the same hotkey."""
        parts = list(self.parts(name))
        if needed and name in self and isinstance(self.entries[name], Sequence) and not parts:
            self.wrong(name, _("This list is empty. Add at least one."))
        for entry in ("key", "hotkey"):
            _report_doubles(parts, entry)
        return tuple(build(part) for part in parts)

    def _items(self, name: str) -> tuple[Node, ...]:
        node = self.entries.get(name)
        if isinstance(node, Sequence):
            return node.items
        if node is not None:
            self.wrong(name, _("This must be a list (lines that begin with -, or [ … ])."))
        return ()

    def _listed(self, name: str) -> tuple[Node, ...]:
        """The items of a list, or the one thing that stands in its place."""
        node = self.entries[name]
        if isinstance(node, Sequence) and not node.items:
            self.wrong(name, _("This list is empty. Add at least one."))
        return node.items if isinstance(node, Sequence) else (node,)

    def _path(self, name: str) -> str:
        return step(self.path, name) if name else self.path

    def _report(self, node: Node, path: str, message: str | Promise) -> None:
        self.errors.append(CodebookError(node.line, node.column, path, message))

    def _report_faults(self, name: str, faults: Iterator[Fault]) -> None:
        for found in faults:
            self._report(self.entries[name], self._path(name), found.message)

    def _check_own_key(self, key: Scalar, known: list[str], seen: set[str]) -> None:
        path = step(self.path, key.text)
        if key.text in seen:
            message = fault("", "", _("`{key}` stands here twice. Remove one of them."), key=key.text).message
        elif trap := _trap(key):
            message = trap
        elif key.text not in known:
            message = _unknown_key(key.text, known)
        else:
            return
        self._report(key, path, message)

    def _texts(self, name: str) -> tuple[str, ...]:
        nodes = self._listed(name) if name in self else ()
        if len(nodes) > EXAMPLES_LIMIT:
            self.wrong(name, _("At most {most} examples in a language."), most=EXAMPLES_LIMIT)
        return tuple(self._text(node, self._path(name), EXAMPLE_LIMIT) for node in nodes)

    def _text(self, node: Node, path: str, limit: int) -> str:
        if not isinstance(node, Scalar):
            self._report(node, path, _("This must be text (a string)."))
        elif trap := _trap(node):
            self._report(node, path, trap)
            return node.text
        elif is_empty(node.value):
            self._report(node, path, _("This is empty. Write something here, or remove the key if it is optional."))
        elif found := next(text_faults(node.value, path, limit), None):
            self._report(node, path, found.message)
        else:
            return str(node.value)
        return ""

    def _known(self, node: Node, path: str, known: Collection[str]) -> str:
        text = self._text(node, path, NAME_LIMIT)
        if text and text not in known:
            self._report(node, path, _unknown_key(text, known))
            return ""
        return text

    def _raw(self, node: Node, path: str, attribute: Attribute) -> Value:
        """What `node` holds, told apart by the attribute's type; None if something is wrong with it."""
        if isinstance(node, Sequence):
            items = [self._raw(item, path, attribute) for item in node.items]
            return None if None in items else items
        if not attribute.type:  # its own error was reported
            return None
        if isinstance(node, Scalar) and attribute.type in ("number", "boolean") and node.value is not None:
            return node.value
        return self._text(node, path, DEFINITION_LIMIT) or None


def _report_doubles(parts: list[Part], entry: str) -> None:
    texts = [node.text for part in parts if isinstance(node := part.entries.get(entry), Scalar)]
    counts = Counter(texts)
    for part in parts:
        node = part.entries.get(entry)
        if isinstance(node, Scalar) and counts[node.text] > 1:
            part.wrong(entry, _("“{key}” is used more than once in this list. Each needs its own."), key=node.text)


def _trap(node: Scalar) -> Promise | str | None:
    """Why an unquoted text may be taken for something else than text, by us or by another tool."""
    if node.quoted:
        return None
    if node.value is None:
        return _("This is empty. Write something here, or remove the key if it is optional.")
    if not isinstance(node.value, str) or _READ_AS_BOOLEAN.fullmatch(node.text):
        template = _('Put it in quotes: "{text}". Without them YAML takes it for a number or for true or false.')
        return fault("", "", template, text=node.text).message
    return None


def _unknown_key(text: str, known: Collection[str]) -> Promise | str:
    if close := get_close_matches(text, known, n=1):
        return fault("", "", _("“{key}” is not known here. Did you mean “{close}”?"), key=text, close=close[0]).message
    return fault("", "", _("“{key}” is not known here. Known are: {known}."), key=text, known=listed(known)).message
