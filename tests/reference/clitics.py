"""Where a clitic may be cut off an Arabic word, by its letters alone. Pure; `clitics.js` is its twin.

Both are checked by `tests/vectors/clitics.json`, and scored over sentences that somebody has cut by hand (`make
scores`). Nobody can tell the و of «واتهم» (and he accused) from that of «وزير» (minister) without a lexicon. So a
short one says which words begin or end with such a letter of their own (`clitic_words.py`), and otherwise it goes by
what remains.

Before the word, each in its place:

- و, where two letters are left, unless the word is of those in و; ف, where what is left is of those that follow
  «then» or begins with a hamza;
- ب and ل, where three letters are left (of some words two), unless the word is of those in ب or ل. Of what begins
  with و, ي or ا only some remains: words in و (بوضوح), verbal nouns in ا (باستخدام), imperfects in ي after ل. ك
  before ال, a hamza, «هذا», and letters with which hardly a word in ك goes on (كجزء, كعلاج);
- س before the letter of an imperfect; ال, which after ل is written لل, where two letters are left.

Before a digit or a foreign letter one is enough. After the word: ه ها هما هم هن كم كما نا where three letters are
left, or one of a short list of two («منه», «ردّه»), unless the word is of those that end so by themselves («وجه»,
«مهم»); ني after verbs; ك after imperfects and some words; ي after feminine nouns (زوجتي) and some words. ب and ل take
a pronoun without more («به»). A word with ال or a tanwin takes none, and الله, الذي, التي, الذين, لكن and لديه keep
their beginning. A letter goes with its marks and the tatweel after it.

Limits: a rare word or foreign name in و, ب or ل is cut all the same; words like «لفت», which can be one word or two,
are not. أ of a question, subjects of verbs and doubled pronouns are not looked for. Segmenters with a lexicon (CAMeL
Tools, Farasa) know better, but not in a browser.
"""

from __future__ import annotations

from itertools import pairwise

import regex

from articles.spans import grapheme_boundaries
from tests.reference import clitic_words as words

TATWEEL = "ـ"
SAME_LETTER = str.maketrans("ٱکیے", "اكيي")
TANWIN = frozenset("ًٌٍ")


LEFT_TWO = r"(?=..|[^ء-ي])"
LEFT_THREE = r"(?=...|[^ء-ي])"
PRONOUN = "(?:هما|كما|ها|هم|هن|كم|كن|ني|نا|ه|ك|ي)"
CONJUNCTION = regex.compile(rf"و{LEFT_TWO}|ف{LEFT_TWO}(?!ي{PRONOUN}\Z)", regex.DOTALL)
BEFORE = regex.compile(
    rf"(ل(?=...|له\Z|[^ء-ي])(?!كن\Z|(?:كن|دي){PRONOUN}\Z))(ل(?!ه\Z){LEFT_TWO})?"
    rf"|(س(?=[أاتني]..))"
    rf"|([بك]{LEFT_THREE})?(ال(?!له\Z|ذي\Z|ذين\Z|تي\Z){LEFT_TWO})?",
    regex.DOTALL,
)
BARE = regex.compile(rf"([بل])(?!كن\Z){PRONOUN}")
SHORT = regex.compile(rf"[بل](?:{'|'.join(sorted(words.SHORT_AFTER_PREPOSITION))})")
AFTER = regex.compile(r"(?:هما|كما|ها|هم|هن|كم|ني|نا|ه|ك|ي)\Z")


def _own(stems: tuple[str, ...]) -> regex.Pattern[str]:
    return regex.compile(rf"(?:{'|'.join(stems)}){words.ENDINGS}\Z")


IN_WAW = _own(words.STEMS_IN_WAW)
OWN = {"ب": _own(words.STEMS_IN_BA), "ل": _own(words.STEMS_IN_LAM), "ك": _own(words.STEMS_IN_KAF)}
AFTER_FA = regex.compile(r"[أإآ]|لل|ل[ني]..|س[أنيت]..|ال..(?!ن\Z)|[^ء-ي]", regex.DOTALL)
# What may follow a preposition, of that which begins with ا, و or ي, and what may follow ك.
VERBAL_NOUN = regex.compile(
    r"است...|ا[^التن]ت..|ات[^ت]...|ان..ا|اسم|ابن|اثن|امر|اط.ا|ازد|ادع|اض|اص|ا..ا.|ال..", regex.DOTALL
)
DAY = regex.compile(r"يوم|يسر|يقين|يونيو|يوليو|يناير")
LIKE = regex.compile(
    r"ال..|[أإآ]|هذ[اه]\Z|هؤلاء|[جدسشطضقخحذزظعغصنه]..|م...|ت..ي.\Z|رئيس|رمز|رد\Z|فرد|طرف|فريق|بديل|بداية|لاعب"
    r"|وسيل|وسيط|وحد|واحد|[^ء-ي]",
    regex.DOTALL,
)
MY_FEMININE = regex.compile(r"..+[^اويأ]تي\Z", regex.DOTALL)
TO_ME = regex.compile(r"[أيتن]...*[^اوي]ني\Z", regex.DOTALL)
TO_YOU = regex.compile(r"[أيتن]...*[^اوي]ك\Z", regex.DOTALL)
ROOT_IN_KAF = regex.compile(rf"{words.ROOTS_IN_KAF}\Z")
LONG_IN_YA = regex.compile(r".{4,}ينا\Z", regex.DOTALL)


def clitic_edges(word: str) -> tuple[list[int], list[int]]:
    """The offsets inside a word at which something before it may end, and those at which a pronoun may begin.

    In code points; the word's two ends are not among them.
    """
    letters, ends = _letters(word)
    before, after = _cuts(letters, may_have_pronoun=TANWIN.isdisjoint(word))
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


def _cuts(letters: str, *, may_have_pronoun: bool) -> tuple[set[int], set[int]]:
    """After how many letters something before the word ends, and a pronoun begins."""
    start = 1 if _has_conjunction(letters) else 0
    rest = letters[start:]
    if BARE.fullmatch(rest):
        return {start, start + 1}, {start + 1}
    if rest in words.CONTRACTED or SHORT.fullmatch(rest):
        return {start, start + 1}, set()
    before = BEFORE.match(letters, start)
    assert before is not None, "every part is optional"
    if (before[1] or before[4]) and not _has_preposition(rest):
        return {start}, _pronouns(letters, {start}) if may_have_pronoun else set()
    ends = {start, *(end for group in range(1, 6) if (end := before.end(group)) > 0)}
    is_definite = before[2] or before[5] or letters.startswith("ال", before.end())
    return ends, _pronouns(letters, ends) if may_have_pronoun and not is_definite else set()


def _has_conjunction(letters: str) -> bool:
    if not CONJUNCTION.match(letters):
        return False
    if letters[0] == "و":
        return letters in words.CUT_ALL_THE_SAME or not IN_WAW.match(letters)
    return letters[1:] in words.AFTER_FA or AFTER_FA.match(letters, 1) is not None


def _has_preposition(word: str) -> bool:
    """Whether the ب, ل or ك at its beginning is one, by the words that have it of their own and by what remains."""
    letter, remains = word[0], word[1:]
    if word in words.CUT_ALL_THE_SAME or OWN[letter].match(word):
        return word in words.CUT_ALL_THE_SAME
    if letter == "ك":
        return LIKE.match(remains) is not None
    if remains[0] == "و":
        return IN_WAW.match(remains) is not None
    if remains[0] == "ا":
        return VERBAL_NOUN.match(remains) is not None
    return letter == "ل" or remains[0] != "ي" or DAY.match(remains) is not None


def _pronouns(letters: str, starts: set[int]) -> set[int]:
    """Where a pronoun begins, of a word without article; `starts` are the places at which the word itself may begin."""
    first = min(starts)
    found = AFTER.search(letters, first + 1)
    forms = [letters[start:] for start in starts]
    if not found or not words.WHOLE_WITHOUT_PRONOUN.isdisjoint([letters, *forms]):
        return set()
    pronoun, stem, form = found.group(), letters[first : found.start()], letters[first:]
    is_my = not words.WITH_MY.isdisjoint(forms)
    if pronoun == "ي" or (pronoun == "ني" and is_my):
        return {len(letters) - 1} if is_my or MY_FEMININE.match(form) else set()
    return {found.start()} if _is_pronoun(pronoun, stem, forms, form) else set()


def _is_pronoun(pronoun: str, stem: str, forms: list[str], longest: str) -> bool:
    if pronoun == "ني":
        return any(form.removesuffix(pronoun) in words.WITH_ME or TO_ME.match(form) for form in forms)
    if pronoun == "ك":
        if not words.WITH_YOU.isdisjoint(forms):
            return True
        return any(TO_YOU.match(form) for form in forms) and not ROOT_IN_KAF.search(longest)
    return (len(stem) > 2 or stem in words.SHORT_STEMS) and not (pronoun == "نا" and LONG_IN_YA.match(longest))
