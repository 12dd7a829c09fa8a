"""Tells how far a long command is: one line that renews itself on a terminal, a plain line every so often elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

T = TypeVar("T")
ON_A_TERMINAL, ELSEWHERE = 0.2, 10.0
# Back to the start of the line, which is emptied.
NEW_LINE = "\r\x1b[K"


class Progress:
    """`each` gives things on and counts them aloud; `renews`: whether `write` reaches a terminal; `clock`: seconds."""

    def __init__(
        self,
        write: Callable[[str], Any],
        total: int,
        unit: str,
        *,
        renews: bool,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.write, self.total, self.unit, self.renews, self.clock = write, total, unit, renews, clock
        self.every = ON_A_TERMINAL if renews else ELSEWHERE

    def each(self, things: Iterable[T]) -> Iterator[T]:
        try:
            yield from self._counted(things)
        finally:
            if self.renews:
                self.write(NEW_LINE)

    def _counted(self, things: Iterable[T]) -> Iterator[T]:
        start = last = self.clock()
        for number, thing in enumerate(things, start=1):
            yield thing
            now = self.clock()
            if now - last >= self.every:
                last = now
                self._say(number, now - start)

    def _say(self, number: int, seconds: float) -> None:
        # While the export runs the total may be one or two short: articles come in, and the snapshot was taken since.
        total = max(self.total, number)
        left = seconds / number * (total - number)
        line = f"{number:,} of {total:,} {self.unit} ({number * 100 // total}%), about {left:.0f} s left"
        self.write(f"{NEW_LINE}{line}" if self.renews else f"{line}\n")
