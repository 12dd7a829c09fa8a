"""Captions of pictures and who took them, known by how they open and end. Pure."""

from __future__ import annotations

import re

from articles.arabic import plain
from articles.layout.lines import LONGEST_SPECIAL, Finding, Line
from articles.layout.places import OUTLETS
from articles.layout.words import CAPTION_OPENINGS, PICTURE_CREDITS, first_words, listed

LONGEST_CAPTION = 300
CREDIT_WORDS, MOST_CREDIT_WORDS = 3, 8
CREDITS = re.compile(
    r"(?:صورة من|الصورة من|تصوير|عدسة|مصدر الصورة|صدر الصورة|حقوق الصورة|photo by|image source|credit)\s?:"
)
CLOSING_BRACKETS = (")", "]", ").", "].", ") .", "] .")
CREDIT = re.compile(r"[(\[]([^()\[\]]{1,80})[)\]]\s?\.?$")
AFTER_DASH = re.compile(r"([^-–—|]+)[-–—|]\s?([^-–—/|]{1,40})")
AFTER_BAR = re.compile(r"(.+?)(?:\s[-–—|ـ]+\s?|[.،,؛]\s)([^-–—/|ـ]{1,60})")
PHOTOGRAPHER = re.compile(r"([^-–—|/]{2,30}?)\s?[/|]\s?([^-–—|/\d]{2,40})")
# «سوق المدينة بعد القصف. © أ ف ب»
ENDS_IN_COPYRIGHT = re.compile(r".{15,}[^\W\d_][.،,]?\s*(?:©|\(c\)|\(C\))\s?[^\d©]{2,40}")
# «صورة متداولة لانهيار الجسر», «لقطة من الفيديو», «جانب من الحفل»
PICTURED = re.compile(
    r"(?:صوره|صور) (?:متداوله|ارشيفيه|تعبيريه|جويه|ملتقطه|وزعها|وزعتها|نشرها|نشرتها|من الجو|عبر الاقمار)"
    r"|لقطه (?:من|شاشه)|جانب من|مشهد (?:من|عام)"
)
SENTENCE_END = re.compile(r"[.!?؟…]\s")
ARCHIVE = re.compile(r"(?:ارشيف|عدسه|تصوير|عكس از) [^ ]+")
FEWEST_OF_SCENE = 5
OPENING = re.compile(r"([^:،,/]{2,60}?)\s?[:،,/](.*)", re.DOTALL)
PHOTOGRAPHERS = re.compile(
    r"(?:تصوير|عدسه|صوره|الصوره|photo|photos|photograph|picture|image)(?: (?:by|من))? ?[:/] ?\S.*"
)
# Before a comma these announce a caption; before a colon all do.
BEFORE_COMMA = listed(
    """
    صدر الصورة، مصدر الصورة، التعليق على الصورة، تعليق على الصورة، تعليق الصورة، شرح الصورة، حقوق الصورة،
    image source، image caption، image credit، photo credit
    """
)


OPENINGS = CAPTION_OPENINGS | BEFORE_COMMA


def opened_caption(line: Line) -> Finding | None:
    """A line that says itself that it is a caption, or whose picture it is."""
    if line.key in BEFORE_COMMA:
        return Finding("caption", 0.8, "caption-opening")
    if line.is_short and line.words > 1 and PICTURED.match(line.key):
        return Finding("caption", 0.7, "caption-opening")
    may_open = len(line.text) <= LONGEST_SPECIAL and line.key.partition(" ")[0] in first_words(OPENINGS)
    opening = OPENING.match(line.text) if may_open else None
    if not opening:
        return None
    words = plain(opening[1])
    if words in BEFORE_COMMA or (words in CAPTION_OPENINGS and line.text[opening.end(1) :].lstrip()[:1] in ":/"):
        return Finding("caption", 0.8, "caption-opening")
    return None


def announces_caption(line: Line) -> bool:
    """Whether the caption itself is the next line: «التعليق على الصورة،»."""
    return line.key in BEFORE_COMMA or (line.key in CAPTION_OPENINGS and line.text.rstrip().endswith((":", "،", ",")))


def credit_alone(line: Line) -> bool:
    """Whether the line only says whose picture it is."""
    if line.key in PICTURE_CREDITS or agency_and_photographer(line):
        return True
    opening = OPENING.match(line.text)
    return bool(opening and opening[2].strip() and plain(opening[1]) in CREDIT_LABELS)


def ends_in_copyright(line: Line) -> bool:
    return ("©" in line.text or "(c)" in line.text or "(C)" in line.text) and bool(
        ENDS_IN_COPYRIGHT.fullmatch(line.text)
    )


def names_a_photographer(line: Line) -> bool:
    """Whether a line does nothing but credit a picture: «صورة من: فلان», «تصوير: فلان»."""
    return line.words <= MOST_CREDIT_WORDS and ":" in line.text and bool(CREDITS.match(line.text))


def agency_and_photographer(line: Line) -> bool:
    """«رويترز / فلان», "AFP / Jane Doe": whose picture it is, and who took it."""
    has_mark = line.is_short and ("/" in line.text or "|" in line.text)
    match = PHOTOGRAPHER.fullmatch(line.text) if has_mark else None
    return bool(match and plain(match[1]) in PICTURE_CREDITS and not line.is_terminated)


CREDIT_LABELS = listed(
    """
    صدر الصورة، مصدر الصورة، حقوق الصورة، تصوير، عدسة، image source، image credit، photo credit، photo by
    """
)


def credited_caption(line: Line, names: frozenset[str]) -> Finding | None:
    """A caption that names in brackets who took the picture, or a paragraph that may be one.

    `names` are the article's own publishers, folded.
    """
    if not line.text.endswith(CLOSING_BRACKETS) or len(line.text) > LONGEST_SPECIAL:
        return None
    match = CREDIT.search(line.text)
    if not match:
        return None
    before = line.text[: match.start()].strip()
    if before and PHOTOGRAPHERS.fullmatch(_folded(match[1])) and not SENTENCE_END.search(before):
        return Finding("caption", 0.85, "picture-credit")
    if not _names_a_credit(match[1], names):
        return _unknown_credit(line, before)
    if not before:
        return Finding("byline", 0.55, "credit-alone")
    if len(before) > LONGEST_CAPTION or SENTENCE_END.search(before) or before.endswith("."):
        return Finding("paragraph", 0.55, "credit-after-sentences")
    return Finding("caption", 0.9, "picture-credit")


def _unknown_credit(line: Line, before: str) -> Finding | None:
    """Short lines that end in brackets are captions more often than subheadings."""
    return Finding("caption", 0.55, "ends-in-brackets") if before and line.is_short else None


def _names_a_credit(text: str, names: frozenset[str]) -> bool:
    words = plain(text).split()
    whole = " ".join(words)
    return (
        whole in names
        or whole in OUTLETS
        or any(
            " ".join(words[start : start + count]) in PICTURE_CREDITS
            for start in range(len(words))
            for count in range(1, CREDIT_WORDS + 1)
        )
    )


def closing_credit(line: Line) -> Finding | None:
    """A caption that ends in a credit after a dash or a point: «… - تصوير: فلان», "… Photo: Name"."""
    if len(line.text) > LONGEST_CAPTION:
        return None
    if ends_in_copyright(line):
        return Finding("caption", 0.75, "picture-credit")
    if line.is_terminated:
        return None
    simple = AFTER_DASH.fullmatch(line.text)
    if simple and plain(simple[2]) in PICTURE_CREDITS:
        return Finding("caption", 0.7, "credit-after-dash")
    last = AFTER_BAR.fullmatch(line.text)
    if not last:
        return None
    if ARCHIVE.match(plain(last[2])):
        return Finding("caption", 0.7, "credit-after-dash")
    if plain(last[2]) in PICTURE_CREDITS and last[1].count(" ") >= FEWEST_OF_SCENE and not SENTENCE_END.search(last[1]):
        return Finding("caption", 0.65, "credit-after-dash")
    if PHOTOGRAPHERS.fullmatch(_folded(last[2])) or plain(last[2]) in PICTURE_CREDITS - OUTLETS:
        return Finding("caption", 0.7, "credit-after-dash")
    return None


def _folded(text: str) -> str:
    return text.strip().casefold().replace("ة", "ه")
