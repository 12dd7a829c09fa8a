"""One figure of how often something is right."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(__file__).with_name("data")


@dataclass(frozen=True)
class Score:
    """`right` of `of` cases were right; the share should be at least `aim`, where one was set beforehand."""

    what: str
    right: int
    of: int
    aim: float | None = None
    wrong: list[str] = field(default_factory=list)
    """Each case that is not right, in words: what it is, what was found, what should have been."""

    @property
    def share(self) -> float:
        """From 0 to 1; 1 where there was no case."""
        return self.right / self.of if self.of else 1.0


def foreign_fixtures() -> Path | None:
    """Other people's files, where they lie on this machine: scores over them are left out elsewhere."""
    place = Path(os.environ.get("NEWSDESK_FIXTURES") or ROOT.parent / "shared" / "fixtures")
    return place if place.is_dir() else None
