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
    return _laid_out([("", "median", "range", "target", "", "last time"), *(_row(figure, last) for figure in figures)])


def medians(stored: dict[str, Any]) -> dict[str, float]:
    """The medians of a run that was kept as JSON, by key."""
    return {figure["key"]: figure["median"] for figure in stored["figures"]}


@dataclass(frozen=True)
class Comparison:
    """One figure of two sides, measured in pairs right after each other."""

    key: str
    name: str
    unit: str
    pairs: tuple[tuple[float, float], ...]  # (before, now) of each round

    @property
    def before(self) -> float:
        return statistics.median(before for before, _now in self.pairs)

    @property
    def now(self) -> float:
        return statistics.median(now for _before, now in self.pairs)

    @property
    def ratios(self) -> list[float]:
        """Now to before, round by round; a round in which nothing was before says nothing."""
        return sorted(now / before for before, now in self.pairs if before)

    def as_json(self) -> dict[str, Any]:
        return {"key": self.key, "name": self.name, "unit": self.unit, "pairs": self.pairs, "ratios": self.ratios}


def comparisons(rounds: Sequence[tuple[dict[str, Any], dict[str, Any]]]) -> list[Comparison]:
    """What both sides measured in every round, in the order of the newer one. `rounds` holds kept figures by key."""
    shared = [key for key in rounds[0][1] if all(key in side for sides in rounds for side in sides)]
    return [
        Comparison(
            key,
            rounds[0][1][key]["name"],
            rounds[0][1][key]["unit"],
            tuple((before[key]["median"], now[key]["median"]) for before, now in rounds),
        )
        for key in shared
    ]


def ratios(compared: Sequence[Comparison], against: str) -> str:
    """The comparisons as text: medians of both sides, and the median ratio with its lowest and highest."""
    header = ("", f"before ({against[:12]})", "now", "now / before", "range")
    return _laid_out([header, *(_compared_row(one) for one in compared)])


def _compared_row(one: Comparison) -> tuple[str, ...]:
    sides = f"{_number(one.before)} {one.unit}", f"{_number(one.now)} {one.unit}"
    if not one.ratios:
        return one.name, *sides, "", ""
    return one.name, *sides, f"{statistics.median(one.ratios):.3f}", f"{one.ratios[0]:.3f} to {one.ratios[-1]:.3f}"


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


def _laid_out(rows: Sequence[tuple[str, ...]]) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(_line(row, widths) for row in rows)


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    name, *others = (
        cell.ljust(width) if not place else cell.rjust(width)
        for place, (cell, width) in enumerate(zip(row, widths, strict=True))
    )
    return "  ".join([name, *others]).rstrip()
