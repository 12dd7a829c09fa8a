"""Where a clitic may be cut off an Arabic word, by its letters alone. Pure; `clitics.js` is its twin.

Both are checked by `tests/vectors/clitics.json`. The cuts are candidates: without a lexicon nobody can tell the و of
«واتهم» (and he accused) from that of «وزير» (minister), so a cut is offered wherever the letters allow one.

Before the word, each in its place: و or ف; then ب, ك, ل, or س before the letter of an imperfect; then ال, which
after ل is written لل. Two letters must be left after و, ف and ال, three after the others; before a digit or a foreign
letter one is enough. After it: ه ها هما هم هن ك كما كم كن ني نا ي. Three letters must be left before a pronoun, but
for a short list of words of two («منه», «ردّه»), and ب and ل take one without more («به»). A word with ال takes no
pronoun, and الله, الذي, التي, الذين, لكن and لديه keep their beginning. A letter goes with its marks and the tatweel
after it.

Limits: a stem that happens to begin or end with such letters is cut all the same (وزير, لبنان, عراقي), one that keeps
fewer letters than that is not (بيد, وفده at its end), and أ of a question, subjects of verbs and doubled pronouns are
not looked for. Segmenters with a lexicon (CAMeL Tools, Farasa) know better, but not in a browser.
"""

from __future__ import annotations

from itertools import pairwise

import regex

from articles.spans import grapheme_boundaries

TATWEEL = "ـ"
SAME_LETTER = str.maketrans("ٱکیے", "اكيي")

LEFT_TWO = r"(?=..|[^ء-ي])"
LEFT_THREE = r"(?=...|[^ء-ي])"
PRONOUN = r"(?:هما|كما|ها|هم|هن|كم|كن|ني|نا|ه|ك|ي)\Z"
BEFORE = regex.compile(
    rf"(و{LEFT_TWO}|ف{LEFT_TWO}(?!ي{PRONOUN}))?"
    rf"(?:(ل(?=...|له\Z|[^ء-ي])(?!كن\Z|(?:كن|دي){PRONOUN}))(ل(?!ه\Z){LEFT_TWO})?"
    rf"|(س(?=[أاتني]..))"
    rf"|([بك]{LEFT_THREE})?(ال(?!له\Z|ذي\Z|ذين\Z|تي\Z){LEFT_TWO})?)",
    regex.DOTALL,
)
AFTER = regex.compile(PRONOUN)
PREPOSITION = regex.compile(rf"([وف])?([بل])(?!كن\Z){PRONOUN}")
SHORT_STEMS = frozenset(
    ("من", "عن", "في", "مع", "إن", "أن", "ان", "كل", "يد", "دم", "فم", "أم", "أب", "أخ", "ضد", "حق", "رد", "ظن", "حد")
)


def clitic_boundaries(word: str) -> list[int]:
    """The offsets inside a word at which a clitic may end or begin, in code points; its two ends are not among them."""
    before, after = clitic_edges(word)
    return sorted({*before, *after})


def clitic_edges(word: str) -> tuple[list[int], list[int]]:
    """The offsets inside a word at which something before it may end, and those at which a pronoun may begin."""
    letters, ends = _letters(word)
    before, after = _cuts(letters)
    return _inside(before, ends), _inside(after, ends)


def _inside(counts: set[int], ends: list[int]) -> list[int]:
    return [ends[count - 1] for count in sorted(counts) if 0 < count < len(ends)]


def _letters(word: str) -> tuple[str, list[int]]:
    """One character for each letter, whatever its marks and its length, and where each letter ends."""
    letters: list[str] = []
    ends: list[int] = []
    boundaries = grapheme_boundaries(word)
    for start, end in pairwise(boundaries):
        if letters and word[start] == TATWEEL:
            ends[-1] = end
        else:
            letters.append(word[start])
            ends.append(end)
    return "".join(letters).translate(SAME_LETTER), ends


def _cuts(letters: str) -> tuple[set[int], set[int]]:
    """After how many letters something before the word ends, and a pronoun begins."""
    if bare := PREPOSITION.fullmatch(letters):
        return {end for group in (1, 2) if (end := bare.end(group)) > 0}, {bare.end(2)}
    before = BEFORE.match(letters)
    assert before is not None, "every part is optional"
    cuts = {end for group in range(1, 7) if (end := before.end(group)) > 0}
    is_definite = before[3] or before[6] or letters.startswith("ال", before.end())
    return cuts, set() if is_definite else _pronouns(letters, max(before.end(1), 0))


def _pronouns(letters: str, stem_start: int) -> set[int]:
    found = AFTER.search(letters, stem_start + 1)
    if not found:
        return set()
    # «ني» may be «ي» after a stem in ن.
    starts = {found.start(), found.start() + 1} if found.group() == "ني" else {found.start()}
    return {start for start in starts if start - stem_start > 2 or letters[stem_start:start] in SHORT_STEMS}
