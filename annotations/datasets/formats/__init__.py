"""The formats of a dataset: every module in this folder is one, found by being there. See `Format` for its parts."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol, cast

from annotations.datasets.dataset import Dataset


class Format(Protocol):
    """A way to write a dataset down. Its `extension` is its name for commands and pages too.

    `purpose` says in a few words whom it serves. `not_carried` names the counts of `Dataset.counts` that have no
    place in the file, for the report of losses. `write` yields the file's bytes piece by piece (text is UTF-8) and
    reads the dataset once.
    """

    label: str
    purpose: str
    extension: str
    media_type: str
    not_carried: tuple[str, ...]

    def write(self, dataset: Dataset) -> Iterator[bytes]: ...


def _found() -> dict[str, Format]:
    names = sorted(module.name for module in iter_modules(__path__))
    formats = [cast(Format, import_module(f"{__name__}.{name}")) for name in names]
    return {each.extension: each for each in formats}


FORMATS = _found()
