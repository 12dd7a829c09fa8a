"""Whether one of some words stands in a text: `words_held.js` is its twin, tests/vectors checks both."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence


def holds_word(text: str, words: Sequence[str]) -> bool:
    """Vowel marks, tatweel, case and white space are no difference; the hamza is one. «و» and «ف» may be joined on."""
    letters = _bare(text)
    for word in words:
        pattern = r"\s+".join(map(re.escape, _bare(word).split(" ")))
        if re.search(rf"(?<![^\W_])[وف]?{pattern}(?![^\W_])", letters):
            return True
    return False


def _bare(text: str) -> str:
    composed = unicodedata.normalize("NFC", text)
    return "".join(one for one in composed if unicodedata.category(one)[0] != "M" and not _is_nothing(one)).lower()


def _is_nothing(letter: str) -> bool:
    return letter == "\u0640" or unicodedata.category(letter) == "Cf"
