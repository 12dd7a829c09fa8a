"""Lines that say who wrote, and from where. Pure."""

from __future__ import annotations

import re

from articles.arabic import plain
from articles.layout.captions import AFTER_DASH
from articles.layout.lines import Finding, Line
from articles.layout.people import is_called
from articles.layout.places import NO_NAMES, OUTLETS, is_outlet, is_place
from articles.layout.words import BYLINE_OPENINGS, PICTURE_CREDITS, PROFESSIONS, opens_with, plain_set

MOST_WORDS, MOST_BRACKETED_WORDS, PLAIN_WORDS = 8, 25, 4
PERSON_WORDS, LONG_NAME_WORDS, AGENCY_WORDS = 3, 4, 6
BY = re.compile(r"by (?:[^\W\d_][\w.’'-]* ?){1,6}", re.IGNORECASE)
# «من أحمد فؤاد»: a wire's reporter.
FROM = re.compile(r"من [^\W\d_]+(?: [^\W\d_]+){1,2}")
# A tatweel apart serves as a dash; «دبي ـ نورة المهيري:» opens a text.
PLACE_AND_AGENCY = re.compile(r"([^-–—|/:]{2,40}?)(?:\s?[-–—|/]\s?|\sـ+\s)([^-–—|/:]{2,40}):?")
# «إسطنبول / الأناضول / ليلى سمير»
PLACE_AGENCY_PERSON = re.compile(r"([^-–—|/:]{2,30}?)\s?[-–—|/]\s?([^-–—|/:]{2,30}?)\s?[-–—|/]\s?([^-–—|/:]{2,40})")
# «تقديم: لينا بركات», «تصوير - كريم ناصر», «عن الأهالي: حسان الشامي»
ROLE_AND_PERSON = re.compile(r"([^-–—|/:]{2,30}?)\s?(?:[-–—|/:]|ـ+\s)\s?([^-–—|/:]{2,40})")
PLACE_AND_PERSON = re.compile(r"([^:]{2,30}):\s([^:,،.]{2,40})")
# «صدى الجسر - خاص», «(صدى الجسر) خاص:», «خاص | صدى الجسر»
EXCLUSIVE = re.compile(
    r"(?:[(«\"\[]?[^-–—|/:()\[\]]{2,30}[)»\"\]]?\s?(?:[-–—|/:]\s?)?(?<=[\s)»\"\]/|:–—-])خاص|خاص\s?[-–—|/:]\s?[^-–—|/:]{2,30})\s?:?"
)
CONTRIBUTED = re.compile(
    r"contributed to this (?:report|story)|contributed reporting"
    r"|(?:^| )(?:ساهم|ساهمت|شارك|شاركت) في (?:اعداد|تغطيه|التغطيه|كتابه)"
)
PEOPLE = re.compile(r"[A-Z][\w.’'-]*(?:,? (?:and |& )?[A-Z][\w.’'-]*){1,5}")
# «كتب ـ فلان:», as papers in print have it.
WROTE = re.compile(r"(?:كتب|كتبت|كتبوا)\s?[-–—ـ:/]+\s?[^-–—ـ:/.،]{3,40}\s?:?")
SEVERAL = re.compile(r"\s?[,،/&]\s?|\sو\s?")
# What opens a byline that stands above its headline.
FIRST = plain_set("بقلم", "كتب", "كتبت", "by", "الكاتب", "الكاتبة")


def byline(line: Line) -> Finding | None:
    """What says by its own words that it is one."""
    is_bracketed = line.text.startswith(("(", "[", "*")) and line.words <= MOST_BRACKETED_WORDS
    if line.words <= MOST_WORDS and line.text.startswith("كتب") and WROTE.fullmatch(line.text):
        return Finding("byline", 0.7, "byline")
    if not (line.is_short or is_bracketed):
        return place_and_agency(line) if line.text.endswith(":") else None
    if (line.words <= MOST_WORDS or is_bracketed) and opens_with(line.key, BYLINE_OPENINGS):
        is_plain = ":" in line.text or 1 < line.words <= PLAIN_WORDS or is_bracketed or _names_both(line)
        return Finding("byline", 0.7 if is_plain else 0.5, "byline")
    return place_and_agency(line)


def _names_both(line: Line) -> bool:
    """ "By" and a name; or a name and an outlet after a dash."""
    names = PLACE_AND_AGENCY.fullmatch(line.text)
    return bool(BY.fullmatch(line.text) or (names and is_outlet(names[2])))


def byline_above(line: Line, below: Line | None) -> Finding | None:
    """A byline over a headline: what else opens so («تقرير: …», «بغداد - …») is a headline itself."""
    is_over_headline = below and below.words > line.words + 1 and not below.is_prose
    if is_over_headline and is_called(line.text) and person(line):
        return Finding("byline", 0.65, "name-in-header")
    is_name = line.words <= PLAIN_WORDS + 1 and opens_with(line.key, FIRST, most_words=1)
    return byline(line) if is_name else None


def place_and_agency(line: Line) -> Finding | None:
    """«الدوحة – وكالات», «صدى الأطلس - الرباط»: at least one of both is known."""
    if any(map(str.isdigit, line.key)):
        return None
    correspondent = PLACE_AND_PERSON.fullmatch(line.text) if ":" in line.text else None
    if correspondent and is_place(correspondent[1]) and 1 < len(plain(correspondent[2]).split()) <= PLAIN_WORDS:
        return Finding("byline", 0.75 if is_called(correspondent[2]) else 0.55, "place-and-agency")
    if "خاص" in line.key and line.words <= AGENCY_WORDS and EXCLUSIVE.fullmatch(line.text):
        return Finding("byline", 0.7, "byline")
    if correspondent and is_place(correspondent[1]) and is_outlet(correspondent[2]):
        return Finding("byline", 0.7, "place-and-agency")
    of_three = PLACE_AGENCY_PERSON.fullmatch(line.text)
    if of_three and is_place(of_three[1]) and line.words <= AGENCY_WORDS + 1:
        return Finding("byline", 0.75 if is_called(of_three[3]) or is_outlet(of_three[2]) else 0.55, "place-and-agency")
    if line.words > AGENCY_WORDS or (line.is_terminated and not line.text.endswith(":")):
        return None
    match = PLACE_AND_AGENCY.fullmatch(line.text)
    if not match:
        return None
    first, second = match[1], match[2]
    if is_place(first) and plain(first) != plain(second) and not is_place(second):
        is_open = line.is_terminated and not is_called(second)
        return Finding("byline", 0.55 if is_open else 0.75, "place-and-agency")
    if line.is_terminated:
        return None
    if is_outlet(second) and (len(plain(first).split()) in (2, 3) or plain(second) in OUTLETS):
        return Finding("byline", 0.65, "place-and-agency")
    if is_place(second) and (is_outlet(first) or plain(first) in NO_NAMES or is_called(first)):
        return Finding("byline", 0.75, "place-and-agency")
    if is_called(first) and len(plain(first).split()) <= PERSON_WORDS and " " not in plain(second):
        return Finding("byline", 0.65, "place-and-agency")
    return None


def role_and_person(line: Line) -> Finding | None:
    """What somebody did, and his name: where bylines stand, whatever the role is called."""
    match = ROLE_AND_PERSON.fullmatch(line.text) if line.is_short else None
    is_name = match and len(plain(match[1]).split()) <= PERSON_WORDS and is_called(match[2])
    return Finding("byline", 0.65, "byline") if is_name else None


def agency_alone(line: Line) -> Finding | None:
    is_name = line.key in OUTLETS or line.key in NO_NAMES
    return Finding("byline", 0.7, "agency-alone") if is_name and not line.is_terminated else None


def dashed_names(line: Line) -> Finding | None:
    """Two short names around a dash, where bylines stand."""
    if line.words <= 5 and AFTER_DASH.fullmatch(line.text) and not any(map(str.isdigit, line.key)):
        return Finding("byline", 0.7, "place-and-agency")
    return None


def wire_reporter(line: Line) -> Finding | None:
    is_name = FROM.fullmatch(line.text) or (line.text.startswith("من ") and _are_people_from(line))
    return Finding("byline", 0.65, "byline") if is_name and line.is_short else None


def _are_people_from(line: Line) -> bool:
    """«من عمر فهمي وأيدن لويس»"""
    return line.words <= MOST_WORDS and line.words > PERSON_WORDS and is_called(line.text.removeprefix("من "))


def contributors(line: Line) -> Finding | None:
    return Finding("byline", 0.7, "byline") if line.words <= 20 and CONTRIBUTED.search(line.key) else None


def person(line: Line) -> bool:
    """Whether a line may be a writer's name and no more: a few words, of English ones each with a capital."""
    if line.is_terminated or any(map(str.isdigit, line.key)) or line.key in PICTURE_CREDITS:
        return False
    if _are_people(line):
        return True
    if line.key.isascii():
        return bool(PEOPLE.fullmatch(line.text)) and 1 < line.words <= AGENCY_WORDS
    return 1 < line.words <= (LONG_NAME_WORDS if is_called(line.text) else PERSON_WORDS)


def _are_people(line: Line) -> bool:
    """«أحمد عادل وسارة فوزي», «Mehmet Kara, ليلى حداد»: each of several begins as names do."""
    people = [one.strip() for one in SEVERAL.split(line.text) if one.strip()]
    return (
        len(people) > 1 and line.words <= MOST_WORDS and all(is_called(one) or PEOPLE.fullmatch(one) for one in people)
    )


def person_confidence(line: Line) -> float:
    """What begins with a given name is a name; two or three words may be anything."""
    return 0.7 if is_called(line.text) or line.key.isascii() or _are_people(line) else 0.5


def about_the_writer(line: Line) -> Finding | None:
    """Who wrote is what, at the end."""
    if not opens_with(line.key, PROFESSIONS) or line.words > MOST_BRACKETED_WORDS or line.is_terminated:
        return None
    is_plain = line.is_short and not line.text.startswith("*")  # Under a star sites set it apart, as often as not.
    return Finding("byline", 0.65 if is_plain else 0.55, "about-the-writer")
