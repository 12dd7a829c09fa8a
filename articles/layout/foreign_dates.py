"""Lines that are dates in Persian, Kurdish or Urdu: known as such, and left to an editor. Pure.

Years of the solar Hijri calendar look like lunar ones where the month is a figure, so no day is made of them.
"""

from __future__ import annotations

import re

from articles.arabic import fold
from articles.layout.words import plain_set

# Beside a date: a day of the week, a place, «ساعت», «تاریخ انتشار:».
MOST_WORDS, MOST_BESIDE = 9, 4
_MONTHS = plain_set(
    *("فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "امرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند"),
    *("خاکەلێوە", "گوڵان", "جۆزەردان", "پووشپەڕ", "گەلاوێژ", "خەرمانان", "ڕەزبەر", "گەڵاڕێزان", "سەرماوەز"),
    *("بەفرانبار", "ڕێبەندان", "ڕەشەمە", "شوبات", "ئازار", "نیسان", "ئایار", "حوزەیران", "تەممووز", "تەمموز"),
    *("ئاب", "ئەیلوول", "ئەیلول", "تشرینی یەکەم", "تشرینی دووەم", "کانوونی یەکەم", "کانوونی دووەم"),
    *("جنوری", "فروری", "مارچ", "اپریل", "مئی", "جون", "جولائی", "اگست", "ستمبر", "اکتوبر", "نومبر", "دسمبر"),
    *("ژانویه", "فوریه", "آوریل", "مه", "ژوئن", "ژوئیه", "اوت", "سپتامبر", "نوامبر", "دسامبر"),
)
_month = "|".join(sorted(map(re.escape, _MONTHS), key=len, reverse=True))
_YEAR = r"(?:1[34]|19|20)\d{2}"
NAMED = re.compile(rf"(?<!\d)\d{{1,2}}\s?(?:ي)?[\s/،-]+(?:{_month})(?:\s?ماه|ي)?[\s/،-]+{_YEAR}(?!\d)")
IN_FIGURES = re.compile(r"(?<!\d)(?:1[34]\d{2}[/.-]\d{1,2}[/.-]\d{1,2}|\d{1,2}[/.-]\d{1,2}[/.-]1[34]\d{2})(?!\d)")
LUNAR = re.compile(r"\d ?ه|هجري")
CLOCK = re.compile(r"\d{1,2}:\d{2}")
YEAR = re.compile(_YEAR)


def is_foreign_date(line: str) -> bool:
    """Whether a short line holds such a date and no more than a few words beside it, none of them a sentence's."""
    if line.count(" ") >= MOST_WORDS or line[-1:] in ".!؟۔:":
        return False
    key = fold(line)
    if not YEAR.search(key) or LUNAR.search(key):
        return False
    match = NAMED.search(key) or IN_FIGURES.search(key)
    if not match:
        return False
    beside = CLOCK.sub("", key[: match.start()] + " " + key[match.end() :])
    return not any(map(str.isdigit, beside)) and len(beside.split()) <= MOST_BESIDE
