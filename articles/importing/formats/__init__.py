"""The formats that can be imported: every module of this folder that reads is one. See `Format` for its parts."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Protocol, cast

from django.utils.functional import Promise

from articles.drafts import Draft, Refusal
from articles.importing.sources import Source, extension
from articles.notices import Sentences, invalid

# What whoever imports chose for a format that asks for something, by the format's own names.
Options = Mapping[str, str]
NO_OPTIONS: Options = MappingProxyType({})


class Format(Protocol):
    """A way to write articles down; files of its `extensions` (each with its dot) are looked for in folders.

    `recognise` tells from the first bytes and the name how surely a file is of this format: 0 not at all,
    `sources.BY_NAME` where the name alone speaks for it, more where the bytes do, 1 beyond doubt.

    `read` yields the articles one by one, as it comes to them, and holds no more of the file than one of them needs. It
    makes text of bytes by `decoding`. It raises nothing that the file is to blame for: what is wrong with an article
    is a `Refusal`, and the next one follows; what leaves the rest unreadable is the last one. In a file of
    many articles each bears its place.

    What only this format says of its texts stands in `sentences` of its module, as in `articles/notices.py`.
    """

    label: str | Promise
    extensions: tuple[str, ...]

    def recognise(self, head: bytes, name: str) -> float: ...

    def read(self, source: Source, options: Options) -> Iterator[Draft | Refusal]: ...


@cache
def formats() -> tuple[Format, ...]:
    names = sorted(module.name for module in pkgutil.iter_modules(__path__, f"{__name__}."))
    modules = [importlib.import_module(name) for name in names]
    return tuple(cast(Format, module) for module in modules if hasattr(module, "recognise"))


def sentences() -> Sentences:
    """What formats say by codes of their own."""
    return {code: said for each in formats() for code, said in getattr(each, "sentences", {}).items()}


def extensions() -> list[str]:
    """Of all formats, in order."""
    return sorted({extension for each in formats() for extension in each.extensions})


def is_known(name: str) -> bool:
    """Whether a file of that name is looked into where it lies in a folder."""
    return extension(name) in extensions()


def format_of(source: Source) -> Format:
    """The format that is surest of a file. Raises `Invalid` (`unknown_format`) where none is."""
    head = source.head()
    scores = [each.recognise(head, source.name) for each in formats()]
    best = max(scores, default=0)
    if not best:
        raise invalid("unknown_format", extensions=" ".join(extensions()))
    return formats()[scores.index(best)]
