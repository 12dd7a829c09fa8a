"""Where words are offered to be cut: UD Arabic PUD, where it lies on this machine, and words of news of our own.

A stop that is offered and is none costs a key, so precision is counted beside recall. The stops after ال and after
the س of the future are left out: PUD cuts after neither, or not always. The lists of `reference/clitic_words.py` were
made from the first 250 sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.reference.clitics import clitic_edges
from tests.scoring.score import DATA, Score, foreign_fixtures

PUD = Path("data") / "ud-arabic-pud" / "first500.conllu"
KNOWN_SENTENCES = 250
APART = re.compile(r"[وف]?[بكل]?(?:ال|(?<=ل)ل)ـ*|[وف]?س")

Word = tuple[str, set[int]]
"""A word and where it should be cut, in code points."""


def scores() -> Iterator[Score]:
    yield from _scored("own", _own_words())
    if fixtures := foreign_fixtures():
        sentences = list(_sentences(fixtures / PUD))
        yield from _scored("PUD 1–250, known", (word for one in sentences[:KNOWN_SENTENCES] for word in _words(one)))
        yield from _scored("PUD 251–500", (word for one in sentences[KNOWN_SENTENCES:] for word in _words(one)))


def _scored(where: str, words: Iterable[Word]) -> Iterator[Score]:
    right, needless, missed = 0, [], []
    for word, wanted in words:
        before, after = clitic_edges(word)
        offered = {*before, *after}
        for places in (offered, wanted):
            places -= {place for place in places if APART.fullmatch(word, 0, place)}
        right += len(offered & wanted)
        needless += [f"needless: {word[:place]}|{word[place:]}" for place in sorted(offered - wanted)]
        missed += [f"missed: {word[:place]}|{word[place:]}" for place in sorted(wanted - offered)]
    yield Score(f"precision ({where})", right, right + len(needless), aim=0.85, wrong=needless)
    yield Score(f"recall ({where})", right, right + len(missed), aim=0.95, wrong=missed)


def _own_words() -> Iterator[Word]:
    lines = (DATA / "clitics.txt").read_text("utf-8").splitlines()
    yield from (_word(word.split("|")) for line in lines if not line.startswith("#") for word in line.split())


def _sentences(path: Path) -> Iterator[list[list[str]]]:
    """The rows of each sentence of a CoNLL-U file."""
    for block in path.read_text("utf-8").split("\n\n"):
        rows = [line.split("\t") for line in block.splitlines() if line and not line.startswith("#")]
        if rows:
            yield [row for row in rows if row[0].isdigit()]


def _words(rows: list[list[str]]) -> Iterator[Word]:
    """The words of a sentence, without the punctuation around them."""
    parts: list[list[str]] = []
    for row in rows:
        parts.append(row)
        if "SpaceAfter=No" not in row[9]:
            yield from _without_punctuation(parts)
            parts = []
    yield from _without_punctuation(parts)


def _without_punctuation(rows: list[list[str]]) -> Iterator[Word]:
    marks = {"PUNCT", "SYM"}
    while rows and rows[0][3] in marks:
        rows = rows[1:]
    while rows and rows[-1][3] in marks:
        rows = rows[:-1]
    if rows and not any(row[3] in marks for row in rows):
        yield _word([row[1] for row in rows])


def _word(parts: list[str]) -> Word:
    lengths = [len(part) for part in parts[:-1]]
    return "".join(parts), {sum(lengths[: count + 1]) for count in range(len(lengths))}
