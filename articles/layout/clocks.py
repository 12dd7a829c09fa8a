"""Times of day as news pages write them, with the zone that they name. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from articles.arabic import fold

MORNING = ("صباحا", "صباح", "ص", "فجرا", "قبل الظهر", "am", "a.m.", "a.m")
EVENING = ("مساء", "مساءا", "م", "عصرا", "بعد الظهر", "pm", "p.m.", "p.m")
NOON, NIGHT = ("ظهرا", "الظهر"), ("ليلا", "الليل")
_halves = "|".join(sorted(map(re.escape, map(fold, (*MORNING, *EVENING, *NOON, *NIGHT))), key=len, reverse=True))
HALF = rf"(?:{_halves})(?![^\W\d_])"

CITIES = {
    "Africa/Algiers": ("الجزائر",),
    "Africa/Cairo": ("القاهرة", "مصر"),
    "Africa/Casablanca": ("الرباط", "المغرب", "الدار البيضاء"),
    "Africa/Khartoum": ("الخرطوم", "السودان"),
    "Africa/Tripoli": ("طرابلس", "ليبيا"),
    "Africa/Tunis": ("تونس",),
    "America/New_York": ("واشنطن", "نيويورك", "شرق الولايات المتحدة"),
    "Asia/Aden": ("صنعاء", "عدن", "اليمن"),
    "Asia/Amman": ("عمان", "الأردن"),
    "Asia/Baghdad": ("بغداد", "العراق"),
    "Asia/Beirut": ("بيروت", "لبنان"),
    "Asia/Damascus": ("دمشق", "سوريا", "سورية"),
    "Asia/Dubai": ("أبوظبي", "أبو ظبي", "دبي", "الإمارات"),
    "Asia/Jerusalem": ("القدس", "القدس المحتلة", "فلسطين"),
    "Asia/Kuwait": ("الكويت",),
    "Asia/Muscat": ("مسقط", "سلطنة عمان"),
    "Asia/Qatar": ("الدوحة", "قطر"),
    "Asia/Riyadh": ("الرياض", "مكة", "مكة المكرمة", "السعودية", "المملكة"),
    "Asia/Tehran": ("طهران",),
    "Europe/Istanbul": ("إسطنبول", "أنقرة", "تركيا"),
    "Europe/London": ("لندن",),
    "Europe/Moscow": ("موسكو",),
    "Europe/Paris": ("باريس", "وسط أوروبا"),
}
# Abbreviations that mean one offset only, in hours. AST, IST, BST and the like mean several.
OFFSETS = {"eet": 2, "eest": 3, "cet": 1, "cest": 2, "msk": 3, "est": -5, "edt": -4, "pst": -8, "pdt": -7, "ksa": 3}
GREENWICH = ("غرينتش", "غرينيتش", "جرينتش", "جرينيتش", "كرينتش", "gmt", "utc", "ت.غ", "ت غ", "تغ", "z")
ZONES: dict[str, str] = {fold(name): zone for zone, names in CITIES.items() for name in names}
_greenwich = "|".join(sorted(map(re.escape, GREENWICH), key=len, reverse=True))
_cities = "|".join(sorted(ZONES, key=len, reverse=True))
ZONE = (
    r"(?: ?[(،,|–—-]? ?(?:حسب |ب|بحسب )?(?:ال)?(?:توقيت )?"
    rf"(?:(?P<greenwich>{_greenwich})(?![^\W\d_])\)?"
    r"(?: ?(?P<sign>[+-]) ?(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?)?"
    rf"|(?P<letters>{'|'.join(sorted(OFFSETS, key=len, reverse=True))})(?![^\W_])"
    r"|(?P<local>محلي|المحلي)(?![^\W_]))\)?"
    rf"| ?[(،,–—-]? ?(?:حسب |بحسب )?(?:ب)?توقيت (?P<city>{_cities})(?![^\W_])\)?"
    r"| ?[(،,–—-]? ?(?:حسب |بحسب )?(?:ب)?توقيت (?P<unknown>[^\W\d_]+(?: [^\W\d_]+)?)\)?"
    r"| (?P<short>[a-z]{1,2}[sd]t)(?![^\W_])"
    r"| ?(?P<bare>[+](?:\d{2}:?\d{2}|\d{2}(?!\d))|(?<=\d)-(?:\d{2}:?\d{2})(?!\d)))"
)
CLOCK = re.compile(
    rf"(?<![\d.])(?<!\d:)(?:(?<![^\W\d_])(?P<before>{HALF}) ?)?(?:(?P<gmt>{_greenwich}) )?"
    r"(?P<hour>\d{1,2})[:.٫h](?P<minute>\d{2})(?!\d)"
    rf"(?::(?P<second>\d{{2}})(?:[.,]\d{{1,9}})?(?!\d))?(?: ?(?P<half>{HALF}))?{ZONE}?"
)
# «الساعة 6 مساء», "6 pm"
HOUR = re.compile(rf"(?<![\d:.])(?P<hour>\d{{1,2}}) ?(?P<half>{HALF}){ZONE}?")
# «على الساعة 14 و30 دقيقة»
AND_MINUTES = re.compile(
    r"الساعه (?P<hour>\d{1,2}) ?و ?(?P<minute>[0-5]?\d)(?!\d)(?: ?(?:دقيقه|دقايق|د)(?![^\W\d_]))?"
    rf"(?: (?P<half>{HALF}))?{ZONE}?"
)
# «1035 بتوقيت جرينتش»
MILITARY = re.compile(rf"(?<!\d)(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d) ?(?=ب?توقيت|gmt|utc|غرينتش|جرينتش){ZONE}")
# «الساعة السادسة والنصف مساء»
HOURS = (
    *("الواحدة", "الثانية", "الثالثة", "الرابعة", "الخامسة", "السادسة", "السابعة", "الثامنة", "التاسعة", "العاشرة"),
    *("الحادية عشرة", "الثانية عشرة"),
)
_hours = {fold(name): hour for hour, name in enumerate(HOURS, start=1)}
_parts = {"نصف": 30, "ربع": 15, "ثلث": 20}
SPOKEN = re.compile(
    rf"الساعه (?P<name>{'|'.join(sorted(_hours, key=len, reverse=True))})(?: و ?(?:ال)?(?P<part>{'|'.join(_parts)}))?"
    rf"(?: (?P<half>{HALF}))?{ZONE}?"
)

_MORNING, _EVENING = frozenset(map(fold, MORNING)), frozenset(map(fold, EVENING))
_NOON, _NIGHT = frozenset(map(fold, NOON)), frozenset(map(fold, NIGHT))


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day that stands at `[start, end)` of the folded text that was searched.

    `time` has the zone that the text names; it is None for exactly 00:00:00, which stands for a time that nobody knows,
    and where the figures are no time. `is_doubtful` tells of the latter, and of a zone that is not known.
    """

    start: int
    end: int
    time: time | None
    is_doubtful: bool = False


def find_clock(key: str) -> Clock | None:
    """The first time in folded text."""
    match = (
        CLOCK.search(key) or AND_MINUTES.search(key) or HOUR.search(key) or MILITARY.search(key) or SPOKEN.search(key)
    )
    if not match:
        return None
    try:
        zone, is_doubtful = _zone(match)
        return Clock(match.start(), match.end(), _time(match, zone), is_doubtful)
    except ValueError:
        return Clock(match.start(), match.end(), None, is_doubtful=True)


def _time(match: re.Match[str], zone: tzinfo | None) -> time | None:
    groups = match.groupdict()
    if name := groups.get("name"):
        return time(_by_half(_hours[name], groups["half"]), _parts.get(groups["part"], 0), tzinfo=zone)
    hour, minute, second = (int(groups.get(name) or 0) for name in ("hour", "minute", "second"))
    if groups.get("second") and (hour, minute, second) == (0, 0, 0):
        return None
    return time(_by_half(hour, groups.get("half") or groups.get("before")), minute, second, tzinfo=zone)


def _by_half(hour: int, half: str | None) -> int:
    """The hour of 24. Raises `ValueError` where hour and half of the day contradict each other."""
    if half in _EVENING:
        return hour + 12 if hour < 12 else hour
    if half in _MORNING:
        if hour > 12:
            raise ValueError("an hour after noon is no morning")
        return hour % 12
    if half in _NOON:
        return hour + 12 if hour < 10 else hour
    if half in _NIGHT:
        return hour % 12 + (12 if 6 <= hour < 12 else 0) if hour <= 12 else hour
    return hour


def _zone(match: re.Match[str]) -> tuple[tzinfo | None, bool]:
    """The zone, None where none is named or it is not known; and whether the latter is so."""
    if match["city"]:
        return ZoneInfo(ZONES[match["city"]]), False
    if match["letters"]:
        return timezone(timedelta(hours=OFFSETS[match["letters"]])), False
    if bare := match["bare"]:
        if bare[0] == "-" and not match.groupdict().get("second"):
            raise ValueError("rather from one time to another")
        figures = bare[1:].replace(":", "")
        return _offset(bare[0], figures[:2], figures[2:]), False
    if match["greenwich"] or match.groupdict().get("gmt"):
        return (_offset(match["sign"], match["hours"], match["minutes"]) if match["sign"] else UTC), False
    return None, bool(match["unknown"] or match["short"])


def _offset(sign: str, hours: str, minutes: str | None) -> tzinfo:
    """Raises `ValueError` where no place on earth has it."""
    if int(hours) > 14 or (minutes or "00") not in ("00", "30", "45"):
        raise ValueError("no offset of a zone")
    distance = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return timezone(-distance if sign == "-" else distance)
