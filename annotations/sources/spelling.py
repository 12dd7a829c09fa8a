"""Marked words as they are looked up: their parts, their words, and what is written onto a word. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile

from annotations.sources.words import words
from articles.arabic import search_key
from articles.layout.people import GIVEN_NAMES

BETWEEN_PARTS = re.compile(r"\s*(?:[،,؛;:!؟?()\[\]\n]|\.(?=\s|$))\s*|\s+[-–—]\s*|[-–—]+(?=\s|$)")
ASIDE = re.compile(r"(?<=\S)\s*[(\[][^()\[\]\n]*[)\]]")  # «علي حسن (45 عاماً)»
QUOTATION_MARKS = re.compile(r"[«»\"“”„]")
ABBREVIATION = re.compile(r"(?<!\w)(\w+)\.(?=\s)")
SLASH = re.compile(r"(?<=[^\W\d])\s*/\s*")  # «العقيد/ علي»
NOT_A_LETTER = re.compile(r"[^\w\s]|_")
ARABIC = re.compile(r"[\u0600-\u06ff\u0750-\u077f\u0870-\u08ff\ufb50-\ufdff\ufe70-\ufeff]")
HAMZA = re.compile("[أإآٱ]")
ENDING = re.compile(r"(?:ه|ون|ين|ان|ات|تان|تين)$")
END_OF_FEMININE = re.compile("ت$")
PARTICLES = "وفبلك"
JOINED = re.compile(rf"[{PARTICLES}][\u064b-\u0652\u0640]*")


@dataclass(frozen=True)
class Word:
    """A word of a source as it is written, and as it is compared."""

    written: str

    @cached_property
    def key(self) -> str:
        return search_key(NOT_A_LETTER.sub("", self.written))

    @cached_property
    def is_definite(self) -> bool:
        """Whether it has an article: «الوزير», but neither «ألكسندر» nor «الياس»."""
        has_article = self.key.startswith("ال") and len(self.key) > 3 and not HAMZA.match(self.written)
        return has_article and self.key not in words("offices.names_in_alef_lam")

    @property
    def bare(self) -> str:
        """What is compared, without the article."""
        return self.key[2:] if self.is_definite else self.key

    @property
    def stems(self) -> list[str]:
        """Without the article, and without the ending of a gender or number as well."""
        return [self.bare, ENDING.sub("", self.bare)]

    def joined_to(self, particle: str) -> Word | None:
        """What this particle is written onto, if it may be: «للوزارة» is «ل» and «الوزارة», but «كمال» is a name."""
        is_name = self.key in GIVEN_NAMES or self.key in words("offices.names_with_particles")
        if is_name or len(self.key) < 4 or self.key[0] != particle or not (joined := JOINED.match(self.written)):
            return None
        rest = self.written[joined.end() :]
        return Word(f"ا{rest}" if particle == "ل" and rest.startswith("ل") else rest)

    def readings(self) -> list[Word]:
        """The word, and what it is without a particle written onto it."""
        return [self, *(word for particle in PARTICLES if (word := self.joined_to(particle)))]

    def without_pronoun(self) -> list[str]:
        """What a pronoun may be written onto: «وزارته» is of «وزارة», «وزيرها» of «وزير»."""
        bases = [self.key.removesuffix(pronoun) for pronoun in words("pronouns.suffixes") if self.key.endswith(pronoun)]
        return [*bases, *(END_OF_FEMININE.sub("ه", base) for base in bases)]

    def is_one_of(self, *lists: str) -> bool:
        """Whether the word is in one of these lists, with or without an article and a particle."""
        return any(reading.bare in words(*lists) for reading in self.readings())


def words_of(text: str) -> list[Word]:
    return [word for written in text.split() if (word := Word(written)).key]


def written(some: Iterable[Word]) -> str:
    return " ".join(word.written for word in some)


def parts_of(marked: str) -> list[str]:
    """What stands between commas and the like, without asides in brackets, relative clauses and quotation marks."""
    text = SLASH.sub(" ", QUOTATION_MARKS.sub(" ", ASIDE.sub(" ", _without_initials(marked))))
    return [_before_relative(part) for part in BETWEEN_PARTS.split(text) if words_of(part)]


def _before_relative(part: str) -> str:
    """«الجمعية التي تمثل …» is told by what stands before."""
    before = takewhile(lambda word: word.key not in words("people.relative"), words_of(part))
    return written(before) or " ".join(part.split())


def readings_of(marked: str) -> list[str]:
    """Folded spellings of the marked words in which to look for names: a particle may be joined to the first word."""
    whole, plain = search_key(marked), search_key(NOT_A_LETTER.sub(" ", marked))
    bare = [plain[1:]] if _has_particle(plain) else []
    if plain.startswith("لل"):
        bare.append("ال" + plain[2:])
    return list(dict.fromkeys(reading for reading in (plain, *bare, whole) if reading))


def bare_forms(word: str) -> list[str]:
    """A word, and what it is without the article and the particles that are written onto it."""
    forms = [word, word.removeprefix("ال")]
    if _has_particle(word):
        forms += [word[1:], word[1:].removeprefix("ال")]
    if word.startswith("لل"):
        forms.append(word[2:])
    return forms


def is_arabic(name: str) -> bool:
    return ARABIC.search(name) is not None


def _has_particle(word: str) -> bool:
    return len(word) > 3 and word[0] in PARTICLES


def _without_initials(text: str) -> str:
    """The full stop of «د. علي» and “Mr. Smith” ends no name."""
    return ABBREVIATION.sub(lambda found: found[1] if _is_short(found[1]) else found[0], text)


def _is_short(word: str) -> bool:
    return len(word) < 3 or search_key(word) in words("honorifics.arabic", "honorifics.english", "english.offices")
