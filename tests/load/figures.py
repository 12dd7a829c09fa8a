"""Figures of a bench: what was measured, what it should be, and what it was the last time. Pure."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

# From here on a change is more than the noise of a machine that does other things as well.
NOTABLE = 0.1


@dataclass(frozen=True)
class Figure:
    """Several runs of one measurement. Where there is a target, the median stays under `below` or gets over `above`."""

    key: str
    name: str
    unit: str
    runs: tuple[float, ...]
    below: float | None = None
    above: float | None = None

    @property
    def median(self) -> float:
        return statistics.median(self.runs)

    @property
    def is_missed(self) -> bool:
        too_high = self.below is not None and self.median >= self.below
        return too_high or (self.above is not None and self.median <= self.above)

    @property
    def target(self) -> str:
        """In words, "" where there is none."""
        if self.below is not None:
            return f"< {_number(self.below)}"
        return "" if self.above is None else f"> {_number(self.above)}"

    def as_json(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "name": self.name,
            "unit": self.unit,
            "median": self.median,
            "low": min(self.runs),
            "high": max(self.runs),
            "runs": list(self.runs),
            "below": self.below,
            "above": self.above,
        }


def table(figures: Sequence[Figure], last: dict[str, float]) -> str:
    """The figures as text; `last` holds the medians of the run before, by key."""
    rows = [("", "median", "range", "target", "", "last time"), *(_row(figure, last) for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(_line(row, widths) for row in rows)


def medians(stored: dict[str, Any]) -> dict[str, float]:
    """The medians of a run that was kept as JSON, by key."""
    return {figure["key"]: figure["median"] for figure in stored["figures"]}


def _row(figure: Figure, last: dict[str, float]) -> tuple[str, ...]:
    return (
        figure.name,
        f"{_number(figure.median)} {figure.unit}",
        f"{_number(min(figure.runs))} to {_number(max(figure.runs))}",
        figure.target,
        "" if not figure.target else "MISSED" if figure.is_missed else "met",
        _change(figure.median, last.get(figure.key)),
    )


def _change(now: float, before: float | None) -> str:
    if before is None:
        return ""
    if not before or abs(now - before) < NOTABLE * before:
        return f"{_number(before)}"
    return f"{_number(before)} ({now / before - 1:+.0%})"


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 10 or value == int(value) else f"{value:.1f}"


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    name, *others = (
        cell.ljust(width) if not place else cell.rjust(width)
        for place, (cell, width) in enumerate(zip(row, widths, strict=True))
    )
    return "  ".join([name, *others]).rstrip()
