"""Tells how far a long command is: one line that renews itself on a terminal, a plain line every so often elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import TextIO, TypeVar

T = TypeVar("T")
ON_A_TERMINAL, ELSEWHERE = 0.2, 10.0


class Progress:
    """`each` gives things on and counts them. `clock` gives seconds."""

    def __init__(self, stream: TextIO, total: int, unit: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.stream, self.total, self.unit, self.clock = stream, total, unit, clock
        self.renews = stream.isatty()
        self.every = ON_A_TERMINAL if self.renews else ELSEWHERE

    def each(self, things: Iterable[T]) -> Iterator[T]:
        start = last = self.clock()
        for number, thing in enumerate(things, start=1):
            yield thing
            now = self.clock()
            if now - last >= self.every:
                last = now
                self._say(number, now - start)
        if self.renews:
            self._write("\r\x1b[K")

    def _say(self, number: int, seconds: float) -> None:
        # While the export runs the total may be one or two short: articles come in, and the snapshot was taken since.
        total = max(self.total, number)
        left = seconds / number * (total - number)
        line = f"{number:,} of {total:,} {self.unit} ({number * 100 // total}%), about {left:.0f} s left"
        self._write(f"\r\x1b[K{line}" if self.renews else f"{line}\n")

    def _write(self, text: str) -> None:
        self.stream.write(text)
        self.stream.flush()
