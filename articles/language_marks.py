"""By what languages are known: letters, words and endings, with what each is worth. See `languages.py`. Pure.

A word with a letter of `letters` speaks for each language named beside it, however often the letter stands in it; so
does a word that ends or begins as `endings` say. `words`, of `language_words.toml`, are the commonest ones of each
language, worth `WORD` each; what two languages share stands in both. Languages that are not among `languages.KNOWN` are
there so that their texts are not taken for others.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

WORD = 3.0
_WORDS = Path(__file__).with_name("language_words.toml").read_text("utf-8")
WORDS: Mapping[str, Mapping[str, str]] = tomllib.loads(_WORDS)


@dataclass(frozen=True)
class Marks:
    """The marks of the languages of one script. Words are looked up as `folded` writes them."""

    letters: Mapping[str, Mapping[str, float]]
    words: Mapping[str, Mapping[str, float]]
    endings: tuple[tuple[str, float, re.Pattern[str]], ...]
    fold: Mapping[int, str | int | None]

    def folded(self, word: str) -> str:
        return word.translate(self.fold).lower()


def _by_letter(letters: Mapping[str, Mapping[str, float]]) -> dict[str, Mapping[str, float]]:
    return {letter: worth for some, worth in letters.items() for letter in some}


def _by_word(words: Mapping[str, str]) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for language, some in words.items():
        for word in some.split():
            found.setdefault(word, {})[language] = WORD
    return found


# Yeh and kaf are looked up in their Persian form; vowels and tatweel are left out.
ARABIC = Marks(
    letters=_by_letter(
        {
            "ة": {"ar": 3},
            "أإ": {"ar": 2},
            "ى": {"ar": 1},
            "ي": {"ar": 0.7, "ps": 0.5},
            "ك": {"ar": 0.7},
            "ثذضظطؤ": {"ar": 0.3},
            "ی": {"fa": 0.7, "ur": 0.7, "ckb": 0.7, "ku": 0.7, "ps": 0.5},
            "ک": {"fa": 0.7, "ur": 0.7, "ckb": 0.7, "ku": 0.7, "ps": 0.7},
            "آ": {"fa": 0.6, "ur": 0.5},
            "پچ": {"fa": 1, "ur": 1, "ckb": 1, "ku": 1, "ps": 1},
            "گ": {"fa": 1.2, "ur": 1, "ckb": 1, "ku": 1},
            "ژ": {"fa": 1, "ckb": 0.7, "ku": 1, "ps": 0.6},
            "ڤ": {"ku": 1.5, "ckb": 0.7, "ar": 0.3},
            "ۀ": {"fa": 2},
            "\u200c": {"fa": 2, "ckb": 0.3},
            "ٹڈڑںےۓہۂ": {"ur": 3},
            "ھ": {"ur": 1.5, "ckb": 1},
            "ټډړږښځڅڼۍګ": {"ps": 3},
            "ې": {"ps": 2.5, "ug": 1},
            "ەۆێ": {"ckb": 2, "ku": 2},
            "ڵڕ": {"ckb": 2.5, "ku": 0.5},
            "ۇۈۋڭ": {"ug": 4},
            "ڪڻٿڏڀٻڳڄٽ": {"sd": 4},
        }
    ),
    words=_by_word(WORDS["arabic"]),
    endings=(
        ("ar", 1.5, re.compile("^[وفبک]?ال..|^لل..")),
        ("ar", 0.5, re.compile("..(?:ون|ین|ات)$")),
        ("fa", 1, re.compile("...(?:های|ها|ترین|شان|گان)$|^ن?می...")),
        ("ckb", 1.5, re.compile("(?:ەکان|ەکانی|ەکە|وە|ێک|ێکی|یەک|ەی)$|^دە..|^نا(?=.*[ەێۆ]).")),
        ("ku", 1.5, re.compile("(?:ێن|یێ|ەکا|ێ)$|^د(?=.*[ەێۆ])[^ەاێۆوی].")),
    ),
    fold=str.maketrans({"ي": "ی", "ك": "ک", "ـ": None, **dict.fromkeys(map(chr, range(0x64B, 0x653)))}),
)
LATIN = Marks(
    letters=_by_letter(
        {
            "ğİı": {"tr": 2.5},
            "ş": {"tr": 1.5, "ku": 1.5},
            "ç": {"tr": 0.7, "ku": 0.7, "fr": 0.5, "pt": 0.5},
            "öü": {"tr": 1, "de": 1},
            "êîû": {"ku": 2, "fr": 0.5},
            "éèàœë": {"fr": 1.5, "it": 0.5, "es": 0.3, "pt": 0.3},
            "ùâô": {"fr": 0.7},
            "äß": {"de": 2},
            "ñ": {"es": 2},
            "áíóú": {"es": 1, "pt": 1},
            "ãõ": {"pt": 2},
            "ìò": {"it": 1},
            "ə": {"az": 4},
            "åøæłżąęśćčšžőűřě": {"other": 2},
        }
    ),
    words=_by_word(WORDS["latin"]),
    endings=(
        ("en", 0.6, re.compile("(?:ing|ed|tion|ers?|ly|ness|ght|ck|y)$|^(?:th|sh|wh|kn)|[^s]s$|oo|ee|ou|ow")),
        ("fr", 0.7, re.compile("(?:eur|eurs|eux|ment|tions?|aient|ait|ée?s?|eaux?|ique|isme|re|que)$")),
        (
            "tr",
            1,
            re.compile(
                "...(?:l[ae]r|l[ae]r[ıi]|[dt][ıiuü]|yor|m[ae]k|s[ıi]|d[ae]n?|n[ıiuü]n|[ıi]n[ıi]|[ae]c[ae][kğ].*|m[ıi]ş)$"
            ),
        ),
        ("ku", 1, re.compile("(?:ên|ê|ek|eke|in|an|iya|eya)$|xw|^di.....|^na...")),
    ),
    fold={ord("İ"): "i"},
)
