"""In which direction words of an article are laid out. Pure.

`dir="auto"` goes by the first letter alone, so that an Arabic headline which begins with «iPhone» would be laid from
left to right. Here an article has a direction, and what stands in it keeps that unless it is plainly written in the
other.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from articles.languages import UNKNOWN, language_of, without_addresses

RTL_LETTERS = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001eeff"
LTR_LETTERS = (
    "A-Za-z\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02b8"
    "\u0370-\u0589\u0900-\u1fff\u2c00-\u2dff\u3040-\ud7ff\uf900-\ufaff"
)
RTL_WORD, LTR_WORD = re.compile(f"[{RTL_LETTERS}]+"), re.compile(f"[{LTR_LETTERS}][{LTR_LETTERS}’']*")
RTL_LETTER, LTR_LETTER = re.compile(f"[{RTL_LETTERS}]"), re.compile(f"[{LTR_LETTERS}]")
# How much of a long paragraph is looked at, in characters.
HEAD = 2000
QUOTED = re.compile('«[^«»]*»|“[^“”]*”|„[^„“”]*[“”]|"[^"\n]*"')


class Counted(NamedTuple):
    """How many words there are of each direction; `prose` are those of the left-to-right ones that are no names."""

    rtl: int
    ltr: int
    prose: int

    @property
    def is_nothing(self) -> bool:
        return not self.rtl and not self.ltr


class Laid(NamedTuple):
    """A direction other than the article's, and the language; "" where that is the article's own or not known."""

    direction: str
    language: str


def direction_within(words: str, direction: str) -> str:
    """Of words that stand in an article of that direction: "rtl" or "ltr".

    They have their own where they are written in nothing else; where both are mixed, where most of them, and most of
    what is not quoted, is sentences of the other. Names in Latin letters turn no Arabic sentence, however many they
    are; addresses, digits and signs turn nothing, unless they are all there is.
    """
    words = words[:HEAD]
    other = LTR_LETTER if direction == "rtl" else RTL_LETTER
    if not other.search(words):
        return direction
    whole = _counted(without_addresses(words))
    if whole.is_nothing:
        whole = _counted(words)
    if not whole.rtl or not whole.ltr:
        return "rtl" if whole.rtl else "ltr"
    outside = _counted(QUOTED.sub(" ", words))
    turns = _is_written_ltr if direction == "rtl" else _is_written_rtl
    is_turned = turns(whole) and (outside.is_nothing or turns(outside))
    return ({"rtl": "ltr", "ltr": "rtl"}[direction]) if is_turned else direction


def laid_within(words: str, language: str, direction: str) -> Laid | None:
    """How words of an article of that language and direction are laid out; None where it is as the article is."""
    own = direction_within(words, direction)
    if own == direction:
        return None
    found = language_of(words).code
    return Laid(own, "" if found in (language, UNKNOWN) else found)


def _counted(words: str) -> Counted:
    ltr = LTR_WORD.findall(words)
    return Counted(len(RTL_WORD.findall(words)), len(ltr), sum(not word[0].isupper() for word in ltr))


def _is_written_ltr(words: Counted) -> bool:
    return words.prose > words.rtl


def _is_written_rtl(words: Counted) -> bool:
    return words.rtl > words.ltr or words.rtl > 2 * words.prose
