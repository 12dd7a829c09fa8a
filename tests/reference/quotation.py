"""Which parts of a text stand in quotation marks, as Arabic news writes them: all kinds, often unbalanced.

The rules are in docs/codebook.md (Quotation marks); the browser follows the same, and tests/vectors checks both.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

Verdict = Literal["quoted", "partly_quoted", "otherwise"]

_OPENING = {
    "«": "guillemet",
    "“": "double",
    "„": "double",
    "‟": "double",
    "‘": "single",
    "‚": "single",
    "‛": "single",
    "‹": "angle",
}
_CLOSING = {"»": "guillemet", "”": "double", "’": "single", "›": "angle"}
_STRAIGHT = {'"': "double", "\uff02": "double"}
_LOW = "„‚"  # these are closed by any other mark of their family: „نعم“
_FAMILIES = {**_OPENING, **_CLOSING, **_STRAIGHT}
_OUTSIDE, _UNSURE, _INSIDE = range(3)
_MOST_OF_SHORT = 3
_PARTICLES = {prefix + word for prefix in ("", "ب", "و", "ف") for word in ("أن", "إن", "ان")}


@dataclass(frozen=True, slots=True)
class Quotation:
    """`[start, end)` with its marks. `is_whole` is False where one of the two marks is missing from its line."""

    start: int
    end: int
    is_whole: bool
    family: str = ""
    """Of the mark that opens it, where one does."""

    is_open: bool = False
    """Whether its line does not close it."""


def how_quoted(text: str, spans: Iterable[tuple[int, int]]) -> Verdict:
    """Whether the letters and digits of `spans` (code points of `text`) are all, partly or not in quotation marks.

    A particle أن or إن (also with ب, و, ف) at the beginning need not be. What lies in a quotation that lacks
    a mark counts as both inside and outside, because nobody can say where that one begins or ends. Quotations of three
    words or fewer among words without marks are single words that somebody used: they make nothing partly quoted.
    """
    inside = outside = long = False
    for index, (start, end) in enumerate(sorted(spans)):
        end = min(end, len(text))
        first = _after_particle(text, start, end) if index == 0 else start
        cover, in_long = _cover(text, start, end)
        words = [place for place in range(start, end) if _is_word(text[place])]
        inside = inside or any(cover[place - start] != _OUTSIDE for place in words)
        outside = outside or any(cover[place - start] != _INSIDE for place in words if place >= first)
        long = long or any(in_long[place - start] for place in words)
    if not inside:
        return "otherwise"
    if not outside:
        return "quoted"
    return "partly_quoted" if long else "otherwise"


def quotations_in(text: str, start: int, end: int) -> Iterator[Quotation]:
    """The quotations of the lines that `text[start:end]` touches, and of those that go on with one of them."""
    lines = [(line, list(_in_line(text, *line))) for line in _lines(text)]
    opened: list[Quotation] = []
    for line, quotations in lines:
        again = next((one for one in quotations if one.family and one.start == _first(text, *line)), None)
        goes_on = bool(opened) and again is not None and again.family == opened[0].family
        if goes_on:
            assert again is not None
            opened.append(again)
            quotations.remove(again)
            if again.is_whole:
                yield Quotation(opened[0].start, again.end, is_whole=True)
                opened = []
        else:
            yield from (replace(one, is_open=False) for one in opened)
            opened = []
            left = min((one for one in quotations if one.is_open), key=lambda one: one.start, default=None)
            if left:
                opened = [left]
                quotations.remove(left)
        if line[0] < end and line[1] >= start:
            yield from quotations
    yield from opened


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """From where to where each line goes that is not empty."""
    start = 0
    for line in text.split("\n"):
        if line.strip():
            yield start, start + len(line)
        start += len(line) + 1


def _first(text: str, start: int, stop: int) -> int:
    """Where a line's first character stands that is seen."""
    seen = (
        place for place in range(start, stop) if not text[place].isspace() and unicodedata.category(text[place]) != "Cf"
    )
    return next(seen, stop)


def _cover(text: str, start: int, end: int) -> tuple[bytearray, bytearray]:
    """For each place of `text[start:end]`, how surely it is in a quotation, and whether in a long one."""
    cover, in_long = bytearray(end - start), bytearray(end - start)
    for quotation in quotations_in(text, start, end):
        part = slice(max(quotation.start - start, 0), max(quotation.end - start, 0))
        unsure = cover[part].replace(bytes([_OUTSIDE]), bytes([_UNSURE]))
        cover[part] = bytes([_INSIDE]) * len(unsure) if quotation.is_whole else unsure
        if not _is_short(text, quotation):
            in_long[part] = b"\x01" * len(unsure)
    return cover, in_long


def _is_short(text: str, quotation: Quotation) -> bool:
    """A few words between two marks; a word is a run of word characters."""
    places = range(quotation.start, quotation.end)
    begins = sum(_is_word(text[place]) and not (place and _is_word(text[place - 1])) for place in places)
    return quotation.is_whole and begins <= _MOST_OF_SHORT


def _in_line(text: str, start: int, stop: int) -> Iterator[Quotation]:
    opened: dict[str, list[int]] = {family: [] for family in set(_FAMILIES.values())}
    marks = [place for place in range(start, stop) if _is_mark(text, place, start, stop)]
    swapped = _swapped_families(text, marks, start, stop)
    for place in marks:
        family = _FAMILIES[text[place]]
        last_open = text[opened[family][-1]] if opened[family] else ""
        if _opens(text, place, start, stop, last_open=last_open, swapped=family in swapped):
            opened[family].append(place)
        elif opened[family]:
            yield Quotation(opened[family].pop(), place + 1, is_whole=True, family=family)
        else:
            yield Quotation(start, place + 1, is_whole=False)
    for family, places in opened.items():
        yield from (Quotation(place, stop, is_whole=False, family=family, is_open=True) for place in places)


def _is_mark(text: str, place: int, start: int, stop: int) -> bool:
    """Whether a quotation mark stands there; a single one between two letters is an apostrophe."""
    family = _FAMILIES.get(text[place])
    return family is not None and not (family == "single" and all(_neighbours(text, place, start, stop)))


def _neighbours(text: str, place: int, start: int, stop: int) -> tuple[bool, bool]:
    """Whether a letter, mark or digit stands before it and after it on its line."""
    return place > start and _is_word(text[place - 1]), place + 1 < stop and _is_word(text[place + 1])


def _swapped_families(text: str, marks: list[int], start: int, stop: int) -> set[str]:
    """Families whose first mark on the line is a closing one that stands as an opening one: ”نص“."""
    first: dict[str, int] = {}
    for place in marks:
        if text[place] not in _STRAIGHT:
            first.setdefault(_FAMILIES[text[place]], place)
    return {
        family
        for family, place in first.items()
        if text[place] in _CLOSING and _neighbours(text, place, start, stop) == (False, True)
    }


def _opens(text: str, place: int, start: int, stop: int, *, last_open: str, swapped: bool) -> bool:
    """Whether the mark opens; `last_open` is the mark of its family that was opened last, "" if none is open."""
    if last_open and last_open in _LOW:
        return text[place] in _LOW
    if text[place] not in _STRAIGHT:
        return (text[place] in _OPENING) != swapped
    before, after = _neighbours(text, place, start, stop)
    return after if before != after else not last_open


def _after_particle(text: str, start: int, end: int) -> int:
    """Where the first word ends if it is a particle that introduces speech, else `start`."""
    first = start
    while first < min(end, len(text)) and not _is_word(text[first]) and text[first] not in _FAMILIES:
        first += 1
    last = first
    while last < min(end, len(text)) and _is_word(text[last]):
        last += 1
    letters = "".join(char for char in text[first:last] if not unicodedata.category(char).startswith("M"))
    return last if letters in _PARTICLES else start


def _is_word(char: str) -> bool:
    """Whether it is a letter, a mark on one, or a digit."""
    return unicodedata.category(char)[0] in "LMN"
