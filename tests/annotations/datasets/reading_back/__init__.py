"""Reads files of datasets as anybody's program would, without any code of ours: for each format a module of its name.

Each has `told(data)`, which says what is in the file's bytes; the contracts in `test_every_format.py` compare it.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Told:
    """What a file tells, in its order: twice where it tells it twice.

    Articles by number and revision; anchors by their annotation's id, their number in it, role, and code points.
    """

    articles: list[tuple[int, int]] = field(default_factory=list)
    readings: list[int] = field(default_factory=list)
    annotations: list[str] = field(default_factory=list)
    anchors: list[tuple[str, int, str, int, int, str]] = field(default_factory=list)
