"""Where apps above add ways to be known, so that `callers.py` knows none of them, nor they what it imports."""

from collections.abc import Callable

# Further ones than a session, each from the value of `Authorization`: whether it may be used now.
ways_in: list[Callable[[str], bool]] = []
