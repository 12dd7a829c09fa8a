"""What the commands tell the person at the terminal."""

import contextlib
import sys


class Refusal(Exception):
    """Something that the person at the terminal can mend; its text says what and how."""


def say(text: str = "") -> None:
    """Print a line. A terminal that is gone must not keep anything from stopping in order."""
    with contextlib.suppress(OSError):
        print(text, flush=True)


def step(text: str) -> None:
    say(f"· {text}")


def complain(text: str) -> None:
    with contextlib.suppress(OSError):
        print(f"\n{text}\n", file=sys.stderr, flush=True)
