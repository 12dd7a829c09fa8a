"""What is wrong with something that was sent, and how to name it without trusting a character of it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.text import format_lazy

SHOWN_LENGTH = 300
STEP_LENGTH = 60


@dataclass(frozen=True)
class Fault:
    """Something refused: where (`anchors/0/role`), what and how to mend it (translated when shown), and a code."""

    path: str
    message: str | Promise
    code: str

    def as_json(self) -> dict[str, str]:
        return {"path": self.path, "message": str(self.message), "code": self.code}


def fault(path: str, code: str, template: Promise, /, **values: Any) -> Fault:
    """A fault whose message is `template` with `values` (strings from outside are made safe to show)."""
    shown = {name: shown_safely(value) if isinstance(value, str) else value for name, value in values.items()}
    return Fault(path, format_lazy(template, **shown) if shown else template, code)  # type: ignore[arg-type]


def shown_safely(text: str, length: int = SHOWN_LENGTH) -> str:
    """At most `length` characters, with those that print nothing or turn the line around as U+FFFD."""
    cut = text if len(text) <= length else text[: length - 1] + "…"
    if cut.isprintable():  # As nearly all is, and every key of every operation comes by here.
        return cut
    return "".join("\ufffd" if unicodedata.category(char) in {"Cc", "Cf", "Cs"} else char for char in cut)


def step(path: str, key: str | int) -> str:
    """`path` with one more key, after a slash."""
    name = str(key) if isinstance(key, int) else shown_safely(key, STEP_LENGTH)
    return f"{path}/{name}" if path else name
