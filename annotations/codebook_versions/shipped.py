"""The codebooks that a release of Newsdesk brings along, as files: apps above name theirs as they start.

A file is no version of the house's until it is brought in: by `load_seeds`, or by whoever takes it for a project.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_HEAD = re.compile(r"^key: *(?P<key>\w+)$.*?^version: *(?P<version>\d+)$", re.MULTILINE | re.DOTALL)
_files: list[Path] = []


@dataclass(frozen=True)
class Shipped:
    """A file, with what its first lines say: the whole of it is read only where somebody wants it."""

    path: Path
    key: str
    version: int

    @property
    def source(self) -> str:
        return self.path.read_text(encoding="utf-8")


def ship(path: Path) -> None:
    """Name a file of the release; naming it twice changes nothing."""
    if path not in _files:
        _files.append(path)


def shipped() -> list[Shipped]:
    """The files that begin with a key and a version, as ours do."""
    found = ((path, _HEAD.search(path.read_text(encoding="utf-8"))) for path in _files)
    return [Shipped(path, head["key"], int(head["version"])) for path, head in found if head]
