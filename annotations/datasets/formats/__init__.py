"""The formats of a dataset: every module in this folder is one, found by being there. See `Format` for its parts."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol, cast

from annotations.datasets.dataset import Dataset
from annotations.datasets.losses import Loss, LossKind
from annotations.datasets.packing import Beside, File

Piece = bytes | Loss | File | Beside


class Format(Protocol):
    """A way to write a dataset down. Its `extension` is its name for commands and pages too.

    `purpose` says in a few words whom it serves. `losses` are the kinds of `Loss` that it may yield, in the order in
    which they are told. `write` reads the dataset once and yields the file's bytes piece by piece (text is UTF-8), and
    among them what they cannot carry. Where the extension ends in `.zip` there are several files: it yields `File`s,
    each before its bytes. `beside`, where a module has it, is a file that goes with every one of this format and says
    how to read it: the end of its name, and its bytes.
    """

    label: str
    purpose: str
    extension: str
    media_type: str
    losses: tuple[LossKind, ...]

    def write(self, dataset: Dataset) -> Iterator[Piece]: ...


def beside(form: Format, name: str) -> tuple[str, bytes] | None:
    """The name and the bytes of what goes with a file of this format and name; None where nothing does."""
    ending, data = getattr(form, "beside", ("", b""))
    return (f"{name.removesuffix(f'.{form.extension}')}.{ending}", data) if ending else None


def _found() -> dict[str, Format]:
    names = sorted(module.name for module in iter_modules(__path__))
    formats = [cast(Format, import_module(f"{__name__}.{name}")) for name in names]
    return {each.extension: each for each in formats}


FORMATS = _found()
