"""The months and days of the week by every name that Arabic news gives them, as folded text has them. Pure.

Three families of Gregorian names (common, Levantine, Maghrebi), the Hijri months, English and French. Two-part names
may have figures («كانون 2»).
"""

from __future__ import annotations

import re
from datetime import date

from hijridate import Hijri

from articles.arabic import fold

# A name stands alone, but figures may touch it: «12أيلول2021».
BEGINS, ENDS = r"(?<![^\W\d_])", r"(?![^\W\d_])"

_GREGORIAN = (
    ("يناير", "جانفي", "january", "jan", "janvier", "ك2"),
    ("فبراير", "فبرائر", "شباط", "فيفري", "february", "feb", "fevrier"),
    ("مارس", "آذار", "أدار", "march", "mar", "mars"),
    ("أبريل", "نيسان", "أفريل", "april", "apr", "avril"),
    ("مايو", "أيار", "نوار", "ماي", "may", "mai"),
    ("يونيو", "يونيه", "حزيران", "جوان", "june", "jun", "juin"),
    ("يوليو", "يوليه", "يوليوز", "تموز", "جويلية", "july", "jul", "juillet"),
    ("أغسطس", "آب", "أوت", "غشت", "august", "aug", "aout"),
    ("سبتمبر", "أيلول", "شتنبر", "سبتنبر", "september", "sept", "sep", "septembre"),
    ("أكتوبر", "أوكتوبر", "october", "oct", "octobre", "ت1"),
    ("نوفمبر", "نونبر", "نوفنبر", "november", "nov", "novembre", "ت2"),
    ("ديسمبر", "دجنبر", "ديسنبر", "december", "dec", "decembre", "ك1"),
)
_HIJRI = {
    1: ("محرم", "المحرم", "محرم الحرام"),
    2: ("صفر", "صفر الخير", "صفر المظفر"),
    7: ("رجب", "رجب الفرد", "رجب المرجب"),
    8: ("شعبان", "شعبان المعظم"),
    9: ("رمضان", "رمضان المبارك"),
    10: ("شوال", "شوال المكرم"),
    11: ("ذو القعدة", "ذي القعدة", "ذوالقعدة", "ذو القعده الحرام"),
    12: ("ذو الحجة", "ذي الحجة", "ذوالحجة", "ذو الحجة الحرام"),
}
# Of names in two parts: the month that the first of them is, and of which calendar.
_TWO_PARTS = {
    "كانون": (("gregorian", 12), ("gregorian", 1)),
    "تشرين": (("gregorian", 10), ("gregorian", 11)),
    "ربيع": (("hijri", 3), ("hijri", 4)),
    "جمادي": (("hijri", 5), ("hijri", 6)),
    "جماد": (("hijri", 5), ("hijri", 6)),
}
TWO_PARTS = re.compile(
    rf"(?P<first>{'|'.join(sorted(_TWO_PARTS, key=len, reverse=True))}) ?[-–(]? ?"
    rf"(?:(?:ال)?(?:(?P<one>اولي|اول|1)|ثانيه|ثاني|ثان|اخره|اخر|2))(?![^\W_]) ?\)?"
)
NAMES = {fold(name): ("gregorian", number) for number, names in enumerate(_GREGORIAN, start=1) for name in names}
NAMES |= {fold(name): ("hijri", number) for number, names in _HIJRI.items() for name in names}
_alone = "|".join(sorted(map(re.escape, NAMES), key=len, reverse=True))
# One of these is in every line that names a month.
FIRST_WORDS = frozenset({re.split(r"[\d ]", name)[0] for name in NAMES} | set(_TWO_PARTS))
# With groups that are not named, so that a pattern can have it twice.
MONTH = rf"{BEGINS}(?:{re.sub(r'[(][?]P<[a-z]+>', '(?:', TWO_PARTS.pattern)}|(?:{_alone}){ENDS})[.]?"
# Names that are words as well: one of them tells of a date only beside a figure.
_WORDS = frozenset(map(fold, ("مارس", "آب", "ماي", "أوت", "نوار", "march", "mar", "mars", "may", "mai", "dec", "sep")))
_telling = (name for name, (calendar, _month) in NAMES.items() if calendar == "gregorian" and len(name) > 3)
_unmistakable = "|".join(sorted(set(_telling) - _WORDS, key=len, reverse=True))
TELLING = re.compile(rf"{BEGINS}(?:(?:كانون|تشرين) (?:ال)?(?:اول|ثاني)|{_unmistakable}){ENDS}")

# «الخامس عشر من آذار», from the first to the thirty-first.
_UNITS = ("الأول", "الثاني", "الثالث", "الرابع", "الخامس", "السادس", "السابع", "الثامن", "التاسع")
_ORDINALS = (
    *(*_UNITS, "العاشر"),
    *(f"{unit} عشر" for unit in ("الحادي", *_UNITS[1:])),
    "العشرين",
    *(f"{unit} والعشرين" for unit in ("الحادي", *_UNITS[1:])),
    *("الثلاثين", "الحادي والثلاثين"),
)
ORDINALS = {fold(name): number for number, name in enumerate(_ORDINALS, start=1)}
ORDINALS |= {name.replace("عشرين", "عشرون").replace("ثلاثين", "ثلاثون"): day for name, day in ORDINALS.items()}

# As `date.weekday` counts them.
_WEEKDAYS = (
    ("الاثنين", "الإثنين", "اثنين", "monday", "mon"),
    ("الثلاثاء", "الثلثاء", "ثلاثاء", "tuesday", "tue", "tues"),
    ("الأربعاء", "الاربعا", "أربعاء", "wednesday", "wed"),
    ("الخميس", "خميس", "thursday", "thu", "thur", "thurs"),
    ("الجمعة", "جمعة", "friday", "fri"),
    ("السبت", "سبت", "saturday", "sat"),
    ("الأحد", "أحد", "sunday", "sun"),
)
WEEKDAYS = {fold(name): number for number, names in enumerate(_WEEKDAYS) for name in names}


def month_of(name: str) -> tuple[str, int]:
    """Of a name that `MONTH` found: "gregorian" or "hijri", and the month's number."""
    name = name.rstrip(".")
    if found := TWO_PARTS.fullmatch(name):
        return _TWO_PARTS[found["first"]][0 if found["one"] else 1]
    return NAMES[name]


def from_hijri(year: int, month: int, day: int) -> date:
    """The Gregorian day by the calendar of Umm al-Qura. Raises `ValueError` for what is no day of it."""
    try:
        return Hijri(year, month, day).to_gregorian()
    except OverflowError as error:
        raise ValueError(str(error)) from error
