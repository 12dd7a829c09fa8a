"""The text formats that can be imported: every module of this folder with a `label`, `extensions` and `read`."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from pathlib import PurePath
from typing import Protocol, cast

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.drafts import Draft
from newsdesk.errors import Invalid


class Format(Protocol):
    """What such a module offers; `extensions` begin with a dot."""

    label: str | Promise
    extensions: tuple[str, ...]

    def read(self, text: str) -> Draft: ...


@cache
def formats() -> dict[str, Format]:
    """The format for each extension."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__, f"{__name__}."))
    modules = [importlib.import_module(name) for name in names]
    known = [cast(Format, module) for module in modules if hasattr(module, "extensions")]
    return {extension: module for module in known for extension in module.extensions}


def is_known(name: str) -> bool:
    """Whether a file of that name can be read."""
    return _extension(name) in formats()


def format_of(name: str) -> Format:
    """The format of a file of that name. Raises `Invalid` (`unknown_format`)."""
    try:
        return formats()[_extension(name)]
    except KeyError:
        message = _("Files of this kind are not read. Give a file whose name ends in %(extensions)s.")
        raise Invalid(message % {"extensions": " ".join(sorted(formats()))}, code="unknown_format") from None


def _extension(name: str) -> str:
    return PurePath(name).suffix.lower()
