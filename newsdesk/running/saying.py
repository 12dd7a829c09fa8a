"""What the commands tell the person at the terminal."""

import contextlib
import re
import sys

# What moves a terminal's cursor, rings or colours, ends a line, or turns the writing direction round. Isolates only
# keep what is in them apart from the rest of a line.
COMMANDS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e]")


class Refusal(Exception):
    """Something that the person at the terminal can mend; its text says what and how."""


def say(text: str = "") -> None:
    """Print a line. A terminal that is gone must not keep anything from stopping in order."""
    with contextlib.suppress(OSError):
        print(text, flush=True)


def plain(words: object) -> str:
    """Words of somebody else's (a name, a headline, a row of the database) as a terminal may be told them: in one line,
    and what would be a command to it by its number.
    """
    return COMMANDS.sub(lambda found: f"\\x{{{ord(found[0]):02x}}}", str(words))


def step(text: str) -> None:
    say(f"· {text}")


def complain(text: str) -> None:
    with contextlib.suppress(OSError):
        print(f"\n{text}\n", file=sys.stderr, flush=True)
