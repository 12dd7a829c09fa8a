"""In which direction words of an article are laid out. Pure.

`dir="auto"` goes by the first letter alone, so that an Arabic headline which begins with «iPhone» would be laid from
left to right. Here an article has a direction, and what stands in it keeps that unless it is plainly written in the
other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from articles.languages import NAME, UNKNOWN, language_of, without_addresses

RTL_LETTERS = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001eeff"
LTR_LETTERS = (
    "A-Za-z\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02b8"
    "\u0370-\u0589\u0900-\u1fff\u2c00-\u2dff\u3040-\ud7ff\uf900-\ufaff"
)
# Each is compiled when it is first looked for: it takes so long that commands which need none would feel it.
RTL_WORD, LTR_WORD = f"[{RTL_LETTERS}]+", f"[{LTR_LETTERS}][{LTR_LETTERS}’']*"
RTL_LETTER, LTR_LETTER, LETTER = f"[{RTL_LETTERS}]", f"[{LTR_LETTERS}]", f"[{RTL_LETTERS}{LTR_LETTERS}]"
# How much of a long paragraph is looked at, in characters.
HEAD = 2000
QUOTED = re.compile('«[^«»]*»|“[^“”]*”|„[^„“”]*[“”]|"[^"\n]*"')


class Laid(NamedTuple):
    """A direction other than the article's, and the language; "" where that is the article's own or not known."""

    direction: str
    language: str


def direction_within(words: str, direction: str) -> str:
    """Of words that stand in an article of that direction: "rtl" or "ltr".

    They have their own where they are written in nothing else. Where both are mixed, they turn if most of them and of
    what is not quoted is of the other; and it takes more, if they begin or end as the article is written. Names in
    Latin letters count little; addresses, digits and signs nothing, unless they are all there is.
    """
    words = words[:HEAD]
    other = LTR_LETTER if direction == "rtl" else RTL_LETTER
    if not re.search(other, words):
        return direction
    written = without_addresses(words)
    if not re.search(LETTER, written):
        written = words
    letters = re.findall(LETTER, written)
    if not (re.search(RTL_LETTER, written) and re.search(LTR_LETTER, written)):
        return _direction_of_letter(letters[0])
    ends = sum(_direction_of_letter(letter) == direction for letter in (letters[0], letters[-1]))
    outside = QUOTED.sub(" ", written)
    is_turned = _turns(written, direction, 1 + ends) and (
        not re.search(LETTER, outside) or _turns(outside, direction, 1)
    )
    return ({"rtl": "ltr", "ltr": "rtl"}[direction]) if is_turned else direction


def laid_within(words: str, language: str, direction: str) -> Laid | None:
    """How words of an article of that language and direction are laid out; None where it is as the article is."""
    own = direction_within(words, direction)
    if own == direction:
        return None
    found = language_of(words).code
    return Laid(own, "" if found in (language, UNKNOWN) else found)


def quotations_apart(words: str, direction: str) -> Iterator[tuple[str, str]]:
    """Words laid out in that direction in pieces, each with the other one where it has to be isolated, else "".

    Those are quotations that are written in nothing else: their full stop, between their last letter and what follows,
    would stand on the wrong side. « » are mirrored where they stand, and other marks go with what they enclose.
    """
    other = "ltr" if direction == "rtl" else "rtl"
    own_letter, other_letter = (RTL_LETTER, LTR_LETTER) if direction == "rtl" else (LTR_LETTER, RTL_LETTER)
    told = 0
    for match in QUOTED.finditer(words):
        if not re.search(other_letter, match.group()) or re.search(own_letter, match.group()):
            continue
        is_mirrored = match.group()[0] == "«"
        start, end = match.start() + is_mirrored, match.end() - is_mirrored
        yield words[told:start], ""
        yield words[start:end], other
        told = end
    yield words[told:], ""


def _turns(words: str, direction: str, times: int) -> bool:
    """Whether what is written in the other direction is more than so many times as much."""
    latin = sum(NAME if word[0].isupper() else 1 for word in re.findall(LTR_WORD, words))
    arabic = len(re.findall(RTL_WORD, words))
    return latin > times * arabic if direction == "rtl" else arabic > times * latin


def _direction_of_letter(letter: str) -> str:
    return "rtl" if re.match(RTL_LETTER, letter) else "ltr"
