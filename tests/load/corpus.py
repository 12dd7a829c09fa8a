"""Arabic news by the metre, the same for the same seed: typed blocks, quotations, numbers, some vowel signs.

Every sentence knows where its source, cue and content stand, so that `marking.py` can annotate it as an analyst would.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import TypeVar

from articles.drafts import Draft, DraftBlock
from tests.load import words

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
FIRST_DAY = date(2019, 1, 1)
ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
T = TypeVar("T")
Piece = tuple[str, str]  # The role that a stretch of words plays, or "", and the words.


@dataclass(frozen=True, slots=True)
class Part:
    role: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence `[start, end)` of an article; `label` is that of its attribution, "" where it has none."""

    start: int
    end: int
    label: str
    parts: tuple[Part, ...]


@dataclass
class Written:
    """An article as it was written, before it is stored."""

    headline: str
    publisher: str
    published_on: date
    text: str = ""
    blocks: list[DraftBlock] = field(default_factory=list)
    sentences: list[Sentence] = field(default_factory=list)

    def draft(self) -> Draft:
        return Draft(
            text=self.text,
            headline=self.headline,
            publisher=self.publisher,
            published_on=self.published_on,
            blocks=self.blocks,
        )


def articles(count: int, *, seed: int, shortest: int = 1500, longest: int = 6000) -> Iterator[Written]:
    """That many articles, most of them short as news are, one at a time."""
    chance = random.Random(seed)
    for _ in range(count):
        length = round(chance.triangular(shortest, longest, shortest + (longest - shortest) / 4))
        yield article(length, seed=chance.getrandbits(64))


def article(length: int, *, seed: int) -> Written:
    """An article of at least `length` characters, longer by a sentence at most."""
    return _Writer(random.Random(seed)).write(length)


@cache
def seed_sentences() -> tuple[str, ...]:
    """The sentences of our own seed articles."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(SEEDS.glob("*.txt"))]
    lines = [line.strip() for text in texts for line in text.split("\n")]
    return tuple(sentence.rstrip(".") for line in lines for sentence in line.split(". ") if len(sentence) > 60)


class _Writer:
    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.arabic_digits = chance.random() < 0.4
        headline = f"{self._any(words.DOERS)} {self._any(words.DEEDS)} في {self._any(words.PLACES)}"
        day = FIRST_DAY + timedelta(days=chance.randrange(2500))
        self.written = Written(headline, self._any(words.PUBLISHERS), day)

    def write(self, length: int) -> Written:
        self._add_block("title", self.written.headline)
        self._add_block("dateline", f"{self.written.published_on} 00:00:00 - المصدر: {self.written.publisher}")
        while len(self.written.text) < length:
            self._add_paragraph(length)
            if self.chance.random() < 0.1:
                self._add_block(*self._interlude())
        return self.written

    def _interlude(self) -> tuple[str, str]:
        caption = self._numbers(self._any(words.CAPTIONS)).format(place=self._any(words.PLACES))
        return self.chance.choice(
            [
                ("subheading", self._any(words.SUBHEADINGS)),
                ("caption", caption),
                ("advertisement", words.ADVERTISEMENT),
            ]
        )

    def _add_paragraph(self, length: int) -> None:
        sentences, place, text = [], self._next_place(), ""
        for _ in range(self.chance.randint(1, 4)):
            if sentences and place + len(text) >= length:
                break
            label, pieces = self._sentence()
            start = place + len(text)
            parts, sentence = [], ""
            for role, said in pieces:
                if role:
                    parts.append(Part(role, start + len(sentence), start + len(sentence) + len(said)))
                sentence += said
            sentences.append(Sentence(start, start + len(sentence), label, tuple(parts)))
            text += f"{sentence}. "
        self._add_block("paragraph", text.rstrip())
        self.written.sentences += sentences

    def _add_block(self, kind: str, text: str) -> None:
        start = self._next_place()
        self.written.text += "\n\n" * bool(start) + text
        self.written.blocks.append(DraftBlock(kind=kind, start=start, end=start + len(text)))

    def _next_place(self) -> int:
        return len(self.written.text) + 2 if self.written.text else 0

    def _sentence(self) -> tuple[str, list[Piece]]:
        kind = self.chance.random()
        if kind < 0.15:
            return "", [("claim", self._any(seed_sentences()))]
        if kind < 0.4:
            return "", [("claim", self._event()), ("", f" {self._any(words.DAYS)}")]
        return self._saying()

    def _saying(self) -> tuple[str, list[Piece]]:
        """Somebody says something: often with the conjunction that is no part of the cue, often in quotation marks."""
        verb, label, joint = self._any(words.VERBS)
        pieces = [("", self.chance.choice(["", "و", "كما "])), ("cue", verb), ("", " "), ("source", self._source())]
        if self.chance.random() < 0.3:
            pieces += [("", "، "), ("medium", self._any(words.MEDIA))]
        content = self._event()
        kind = self.chance.random()
        if kind < 0.25:
            return label, [*pieces, ("", ": "), ("content", f"«{content}»")]
        if kind < 0.4:
            return label, [*pieces, ("", " "), ("content", f'{joint}"{content}"')]
        return label, [*pieces, ("", " "), ("content", joint + content)]

    def _source(self) -> str:
        if self.chance.random() < 0.4:
            return self._any(words.BODIES)
        return f"{self._any(words.PEOPLE)}، {self._any(words.POSTS)}"

    def _event(self) -> str:
        parts = [self._any(words.DOERS), self._any(words.DEEDS), f"في {self._any(words.PLACES)}"]
        if self.chance.random() < 0.6:
            parts.append(self._numbers(self._any(words.COUNTED)))
        if self.chance.random() < 0.5:
            parts.append(self._numbers(self._any(words.REASONS)))
        return " ".join(self._vocalised(part) for part in parts)

    def _numbers(self, pattern: str) -> str:
        """The pattern with numbers in their places, in the digits of this article."""
        n, m = str(self.chance.randint(2, 990)), str(self.chance.randint(1, 9))
        if self.arabic_digits:
            n, m = n.translate(ARABIC_DIGITS), m.translate(ARABIC_DIGITS)
        return pattern.replace("{n}", n).replace("{m}", m)

    def _vocalised(self, text: str) -> str:
        """Now and then a verb gets its vowel signs, as news do where it would be misread."""
        word, space, rest = text.partition(" ")
        is_vocalised = word in words.VOCALISED and self.chance.random() < 0.2
        return (words.VOCALISED[word] if is_vocalised else word) + space + rest

    def _any(self, things: Sequence[T]) -> T:
        return self.chance.choice(things)
