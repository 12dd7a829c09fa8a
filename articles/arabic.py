"""Folding Arabic text for searching, matching and sorting.

Stored text is never normalised; this module folds a copy and can say where each folded code point
came from, which PyArabic and CAMeL Tools do not. Three levels, each wider than the one before:

`Level.KEY`     composes (NFC), drops Arabic marks and tatweel, and makes one letter of the forms of
                alef, of teh marbuta and heh, of alef maqsura and yeh. Nothing else changes.
`Level.HAMZA`   takes the hamza off its seat as well: ؤ is و, ئ is ي.
`Level.SEARCH`  forgets everything that readers do not type: compatibility forms (ﻣﺮﺣﺒﺎ), accents of
                every script, the Persian and Urdu shapes of kaf, yeh and heh, the script of digits,
                letter case, invisible characters (joiners, direction marks, soft hyphens) and the
                kind and width of white space.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from enum import Enum

import regex

from articles.letters import BREAK, Letters

ALEFS = dict.fromkeys("أإآٱ", "ا")
SEATS = {"ؤ": "و", "ئ": "ي"}
KEY_LETTERS = ALEFS | {"ة": "ه", "ى": "ي"}
SEARCH_LETTERS = (
    KEY_LETTERS
    | dict.fromkeys("ٲٳٵ", "ا")
    | dict.fromkeys("کڪ", "ك")
    | dict.fromkeys("یے", "ي")
    | dict.fromkeys("ہھەۃ", "ه")
)

TATWEEL = "\u0640"
ARABIC_BLOCKS = ((0x0600, 0x06FF), (0x0750, 0x077F), (0x0870, 0x08FF), (0x10EC0, 0x10EFF))
# Shadda or a vowel standing alone: their compatibility forms begin with a space that nobody wrote.
LONE_MARKS = re.compile("[\ufc5e-\ufc63\ufcf2-\ufcf4\ufe70-\ufe7f]")
SPACES = re.compile("  +")
NOT_WORD = re.compile(r"[\W_]")
# What may reorder after a starter or compose with it, so that normalisation must see it together.
EXTENDING = r"[\P{ccc=0}\p{NFC_QC=Maybe}]"
SEGMENT = regex.compile(rf"(?s).{EXTENDING}*")
# Normalisation takes quadratic time over marks in a row; no letter has as many as thirty (UAX #15, stream-safe text).
TOO_MANY_MARKS = regex.compile(rf"({EXTENDING}{{30}}){EXTENDING}+")


class Level(Enum):
    """How much two spellings may differ and still find each other."""

    KEY = "key"
    HAMZA = "hamza"
    SEARCH = "search"


def fold(text: str, level: Level = Level.SEARCH) -> str:
    """The text as it is compared.

    It may be empty (a lone mark): let an empty key match nothing, not everything.
    """
    folded = _folded(text, level)
    return SPACES.sub(" ", folded) if level is Level.SEARCH else folded


def plain(text: str) -> str:
    """The words alone, folded as for a search: without punctuation, brackets and ornaments around them."""
    return " ".join(_plain_letters.translate(text).split())


def plain_lines(text: str) -> list[str]:
    """Each line of a text as `plain` has it, quicker than one after the other."""
    return [line.strip() for line in SPACES.sub(" ", _plain_letters.translate_lines(text)).split(BREAK)]


def search_key(words: str) -> str:
    """What to look for in stored keys. Empty where nothing can be found: a lone mark is in no word, not in each."""
    return fold(words).replace("\0", "").strip()


def fold_with_map(text: str, level: Level = Level.SEARCH) -> tuple[str, list[int]]:
    """The folded text, and for each of its code points where in `text` it comes from.

    The list has one entry more, the length of `text`, so that `folded[i:j]` comes from
    `text[offsets[i]:offsets[j]]` (unless j falls inside the expansion of one code point: `ﷺ` folds
    to 18).
    """
    letters: list[str] = []
    offsets: list[int] = []
    for offset, piece in _pieces(text, level):
        for letter in piece:
            if level is Level.SEARCH and letter == " " and letters[-1:] == [" "]:
                continue
            letters.append(letter)
            offsets.append(offset)
    return "".join(letters), [*offsets, len(text)]


def _pieces(text: str, level: Level) -> Iterator[tuple[int, str]]:
    if level is Level.SEARCH:
        return ((offset, _searched[ord(letter)]) for offset, letter in enumerate(text))
    return ((match.start(), _folded(match.group(), level)) for match in SEGMENT.finditer(text))


def _folded(text: str, level: Level) -> str:
    if level is Level.SEARCH:
        return _searched_letters.translate(text)
    composed = unicodedata.normalize("NFC", TOO_MANY_MARKS.sub(r"\1", text))
    return unicodedata.normalize("NFC", composed.translate(_hamza if level is Level.HAMZA else _keyed))


class _Table(dict[int, str]):
    """A table for `str.translate` that works out each code point when it first meets it."""

    def __missing__(self, code: int) -> str:
        self[code] = self.fold_letter(chr(code))
        return self[code]

    def fold_letter(self, letter: str) -> str:
        raise NotImplementedError


class _KeyTable(_Table):
    def __init__(self, letters: dict[str, str]) -> None:
        self.letters = letters

    def fold_letter(self, letter: str) -> str:
        return "" if _is_arabic_mark(letter) else self.letters.get(letter, letter)


class _SearchTable(_Table):
    """Every mark goes, so that each code point folds by itself, whatever stands around it."""

    def fold_letter(self, letter: str) -> str:
        parts = "" if LONE_MARKS.match(letter) else unicodedata.normalize("NFKD", letter)
        return "".join(map(self._fold_part, parts))

    def _fold_part(self, letter: str) -> str:
        if letter.isspace():
            return " "
        if _is_arabic_mark(letter) or _is_invisible(letter) or unicodedata.combining(letter):
            return ""
        digit = unicodedata.decimal(letter, None)
        return str(digit) if digit is not None else SEARCH_LETTERS.get(letter, letter.casefold())


class _PlainTable(_Table):
    def fold_letter(self, letter: str) -> str:
        return NOT_WORD.sub(" ", _searched[ord(letter)])


def _is_arabic_mark(letter: str) -> bool:
    return letter == TATWEEL or (
        unicodedata.category(letter) == "Mn" and any(first <= ord(letter) <= last for first, last in ARABIC_BLOCKS)
    )


def _is_invisible(letter: str) -> bool:
    """Format characters (joiners, direction controls, soft hyphens), variation selectors."""
    return unicodedata.category(letter) == "Cf" or "\ufe00" <= letter <= "\ufe0f"


_keyed, _hamza, _searched = _KeyTable(KEY_LETTERS), _KeyTable(KEY_LETTERS | SEATS), _SearchTable()
_searched_letters, _plain_letters = Letters(_searched), Letters(_PlainTable())
