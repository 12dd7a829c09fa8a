"""In which language a text is written, by its letters and its commonest words. Pure.

By hand: no kept library that works offline knows all of these, Sorani and Kurmanji in both scripts among them, in less
than a hundred megabytes. How often it is right is counted by `make scores` (`tests/scoring/of_languages.py`), headlines
of four words included; where two languages are near each other, or nothing speaks for any, the answer says so.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass

from articles.language_marks import ARABIC, LATIN, WORD, Marks

UNKNOWN = "und"  # BCP 47: undetermined.
KNOWN = ("ar", "en", "fa", "ur", "ckb", "ku", "ps", "tr", "fr", "he")
# Those of one script; Kurmanji has two.
RIGHT_TO_LEFT = frozenset({"ar", "fa", "ur", "he", "ckb", "ps", "sd", "ug", "yi"})
LEFT_TO_RIGHT = frozenset({"en", "fr", "tr"})

# Of a long text three stretches tell as much as all of it.
STRETCHES, STRETCH = 3, 400
# What is no word of the text: addresses, names of accounts, tags, entities.
NO_WORDS = re.compile(
    r"https?://\S+|www\.\S+|[\w.+-]{1,64}@[\w-]+\.[\w.-]+|\b(?:[a-z0-9-]{1,63}\.)+(?:com|net|org|info|gov|edu|co|tv|ly|news)\b\S*"
    r"|(?<!\w)@\w+|<[^<>]*>|&#?\w+;",
    re.IGNORECASE,
)
# Each of them has one of these: they are looked for first, since most texts have none. A set begins it, since only so
# it is found as quickly as it may be.
SIGN = re.compile(r"[@<&:w.](?:(?<=[@<&])|(?<=:)//|(?<=w)ww\.|(?<=\.)(?:com|net|org|info|gov|edu|co|tv|ly|news))")
_forms = "\ufb50-\ufdff\ufe70-\ufefc"
PRESENTATION_FORMS = re.compile(f"[{_forms}]")
ARABIC_LETTERS = "\u0620-\u063f\u0641-\u065f\u0670-\u06d3\u06d5\u06ee-\u06ff\u0750-\u077f\u08a0-\u08ff"
LATIN_LETTERS, HEBREW_LETTERS = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0259\u1e00-\u1eff", "\u05d0-\u05ea"
WORDS = {
    "arabic": re.compile(f"[{ARABIC_LETTERS}][{ARABIC_LETTERS}\u0640\u200c]*"),
    "latin": re.compile(f"[{LATIN_LETTERS}][{LATIN_LETTERS}\u0300-\u036f]*"),
    "hebrew": re.compile(f"[{HEBREW_LETTERS}][{HEBREW_LETTERS}\u0591-\u05c7]*"),
    "other": re.compile(f"[^\\W\\d_\u0640{ARABIC_LETTERS}{LATIN_LETTERS}{HEBREW_LETTERS}]+"),
}
# Scripts that most texts have no letter of: they are looked for only where there is one.
RARE = frozenset({"hebrew", "other"})
_other = "\u0250-\u05ff\u0700-\u074f\u0780-\u089f\u0900-\u1dff\u2c00-\ud7ff\uf900-\ufaff"
OTHER_LETTER = re.compile(f"[{_other}]")
MARKS = {"arabic": ARABIC, "latin": LATIN}
# Where fewer of the words are of the script that most are of, the text is of two languages.
ONE_SCRIPT = 0.6
# What a name in Latin letters is worth beside a word.
NAME = 1 / 3
# Without any of these a text in Arabic letters is Arabic: letters that Arabic writes seldom, and words that it does not
# have, however Persian is typed.
_not_arabic = "پچژگڤکیۀٹڈڑںےۓہۂھټډړږښځڅڼېۍګڵڕۆێەۇۈۋڭڪڻٿڏڀٻڳڄٽ\u200c"
NOT_ARABIC_LETTERS = re.compile(f"[{_not_arabic}]")
# Most texts have none of all these, and are known in one look.
OTHERWISE = re.compile(f"[{LATIN_LETTERS}{_other}{_forms}{_not_arabic}\u0640]")
NOT_ARABIC_WORDS = frozenset(["از", "را", "است", "شد", "اين", "مي", "در"])
# The same in a text without any of those letters. Its first letter stands first, as above.
NOT_ARABIC_WORD = re.compile(
    f"[ارشمد](?<![{ARABIC_LETTERS}].)(?:(?<=ا)(?:ز|ست|ين)|(?<=ر)ا|(?<=ش)د|(?<=م)ي|(?<=د)ر)(?![{ARABIC_LETTERS}])"
)
ARABIC_LETTER = re.compile(f"[{ARABIC_LETTERS}]")
# The best is sure where it has so much in all and so much a word, and the next best no more than this share of it.
ENOUGH, DENSE, NEXT_BEST = WORD * 0.8, 0.6, 0.75


@dataclass(frozen=True, slots=True)
class Language:
    """What a text is written in: `code` of BCP 47 (`und` where nothing tells), `direction` "rtl" or "ltr".

    Where it is not sure, somebody should look.
    """

    code: str
    direction: str
    is_sure: bool


def language_of(text: str) -> Language:
    """The language of most words of a text, addresses and markup aside. Presentation forms are Arabic letters."""
    sample = without_addresses(_stretches(text))
    if not OTHERWISE.search(sample) and ARABIC_LETTER.search(sample) and not NOT_ARABIC_WORD.search(sample):
        return Language("ar", "rtl", True)
    if PRESENTATION_FORMS.search(sample):
        sample = unicodedata.normalize("NFKC", sample)
    is_of_few = not OTHER_LETTER.search(sample)
    words = {name: [] if is_of_few and name in RARE else found.findall(sample) for name, found in WORDS.items()}
    weights = {script: float(len(found)) for script, found in words.items()}
    if words["arabic"]:
        # A text names things in Latin letters and is still an Arabic one; of equal parts the house's own is meant.
        names = sum(word[0].isupper() for word in words["latin"])
        weights["latin"] -= names * (1 - NAME)
    total = sum(weights.values())
    if not total:
        return Language(UNKNOWN, "rtl", False)
    script = max(weights, key=lambda name: (weights[name], name == "arabic"))
    code, is_sure = _of_script(script, words[script])
    is_one = weights[script] >= ONE_SCRIPT * total
    return Language(code, "rtl" if script in ("arabic", "hebrew") else "ltr", is_sure and is_one)


def direction_of(language: str, text: str) -> str:
    """ "rtl" or "ltr": of the language, where that is written in one script alone, else of the text's letters."""
    code = language.partition("-")[0]
    if code in RIGHT_TO_LEFT or code in LEFT_TO_RIGHT:
        return "rtl" if code in RIGHT_TO_LEFT else "ltr"
    return language_of(text).direction


def without_addresses(text: str) -> str:
    """The text without what is no word of it: addresses, names of accounts, tags and entities."""
    if SIGN.search(text):
        return NO_WORDS.sub(" ", text)
    return text


def _stretches(text: str) -> str:
    if len(text) <= STRETCHES * STRETCH:
        return text
    starts = range(0, len(text), len(text) // STRETCHES + 1)
    return "\n".join(text[start : start + STRETCH] for start in starts)


def _of_script(script: str, words: list[str]) -> tuple[str, bool]:
    """The code of the likeliest language of a script, and whether it is sure."""
    if script == "hebrew":
        return "he", True
    if script not in MARKS:
        return UNKNOWN, False
    if script == "arabic" and _is_plainly_arabic(words):
        return "ar", True
    found = sorted(_evidence(words, MARKS[script]).items(), key=lambda one: -one[1])
    (best, most), (_next, less) = [*found, (UNKNOWN, 0.0), (UNKNOWN, 0.0)][:2]
    if best not in KNOWN:
        return UNKNOWN, False
    return best, most >= max(ENOUGH, DENSE * len(words)) and less <= NEXT_BEST * most


def _is_plainly_arabic(words: list[str]) -> bool:
    return NOT_ARABIC_WORDS.isdisjoint(words) and not NOT_ARABIC_LETTERS.search(" ".join(words))


def _evidence(words: list[str], marks: Marks) -> dict[str, float]:
    """How much speaks for each language."""
    evidence: dict[str, float] = defaultdict(float)
    for word, times in Counter(words).items():
        folded = marks.folded(word)
        for language, worth in marks.words.get(folded, {}).items():
            evidence[language] += worth * times
        for letter in {*word, *folded} & marks.letters.keys():
            for language, worth in marks.letters[letter].items():
                evidence[language] += worth * times
        for language, worth, pattern in marks.endings:
            if pattern.search(folded):
                evidence[language] += worth * times
    return evidence
