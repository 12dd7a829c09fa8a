"""Lines that say who wrote, and from where. Pure."""

from __future__ import annotations

import re

from articles.layout.captions import AFTER_DASH
from articles.layout.lines import Finding, Line
from articles.layout.places import NO_NAMES, OUTLETS, is_outlet, is_place
from articles.layout.words import BYLINE_OPENINGS, PICTURE_CREDITS, PROFESSIONS, opens_with, plain, plain_set

MOST_WORDS, MOST_BRACKETED_WORDS, PLAIN_WORDS = 8, 15, 4
PERSON_WORDS, AGENCY_WORDS = 3, 6
BY = re.compile(r"by (?:[^\W\d_][\w.’'-]* ?){1,6}", re.IGNORECASE)
# «من أحمد فؤاد»: a wire's reporter.
FROM = re.compile(r"من [^\W\d_]+(?: [^\W\d_]+){1,2}")
PLACE_AND_AGENCY = re.compile(r"([^-–—|/:]{2,40}?)\s?[-–—|/]\s?([^-–—|/:]{2,40})")
PLACE_AND_PERSON = re.compile(r"([^:]{2,30}):\s([^:,،.]{2,40})")
CONTRIBUTED = re.compile(
    r"contributed to this (?:report|story)|contributed reporting"
    r"|(?:^| )(?:ساهم|ساهمت|شارك|شاركت) في (?:اعداد|تغطيه|التغطيه|كتابه)"
)
PEOPLE = re.compile(r"[A-Z][\w.’'-]*(?:,? (?:and |& )?[A-Z][\w.’'-]*){1,5}")
# What opens a byline that stands above its headline.
FIRST = plain_set("بقلم", "كتب", "كتبت", "by", "الكاتب", "الكاتبة")


def byline(line: Line) -> Finding | None:
    """What says by its own words that it is one."""
    is_bracketed = line.text.startswith(("(", "[", "*")) and line.words <= MOST_BRACKETED_WORDS
    if not (line.is_short or is_bracketed):
        return None
    if (line.words <= MOST_WORDS or is_bracketed) and opens_with(line.key, BYLINE_OPENINGS):
        is_plain = ":" in line.text or line.words <= PLAIN_WORDS or is_bracketed or _names_both(line)
        return Finding("byline", 0.7 if is_plain else 0.5, "byline")
    return place_and_agency(line)


def _names_both(line: Line) -> bool:
    """ "By" and a name; or a name and an outlet after a dash."""
    names = PLACE_AND_AGENCY.fullmatch(line.text)
    return bool(BY.fullmatch(line.text) or (names and is_outlet(names[2])))


def byline_above(line: Line) -> Finding | None:
    """A byline over a headline: what else opens so («تقرير: …», «بغداد - …») is a headline itself."""
    is_name = line.words <= PLAIN_WORDS + 1 and opens_with(line.key, FIRST, most_words=1)
    return byline(line) if is_name else None


def place_and_agency(line: Line) -> Finding | None:
    """«الدوحة – وكالات», «صدى الأطلس - الرباط»: at least one of both is known."""
    correspondent = PLACE_AND_PERSON.fullmatch(line.text)
    if correspondent and is_place(correspondent[1]) and 1 < len(plain(correspondent[2]).split()) <= PLAIN_WORDS:
        return Finding("byline", 0.55, "place-and-agency")
    match = PLACE_AND_AGENCY.fullmatch(line.text)
    if not match or line.words > AGENCY_WORDS or line.is_terminated:
        return None
    first, second = match[1], match[2]
    if is_place(first) and plain(first) != plain(second) and not is_place(second):
        return Finding("byline", 0.75, "place-and-agency")
    if is_outlet(second) and len(plain(first).split()) in (2, 3):
        return Finding("byline", 0.65, "place-and-agency")
    if is_place(second) and (is_outlet(first) or plain(first) in NO_NAMES):
        return Finding("byline", 0.75, "place-and-agency")
    return None


def agency_alone(line: Line) -> Finding | None:
    is_name = line.key in OUTLETS or line.key in NO_NAMES
    return Finding("byline", 0.7, "agency-alone") if is_name and not line.is_terminated else None


def dashed_names(line: Line) -> Finding | None:
    """Two short names around a dash, where bylines stand."""
    if line.words <= 5 and AFTER_DASH.fullmatch(line.text):
        return Finding("byline", 0.7, "place-and-agency")
    return None


def wire_reporter(line: Line) -> Finding | None:
    return Finding("byline", 0.65, "byline") if FROM.fullmatch(line.text) else None


def contributors(line: Line) -> Finding | None:
    return Finding("byline", 0.7, "byline") if line.words <= 20 and CONTRIBUTED.search(line.key) else None


def person(line: Line) -> bool:
    """Whether a line may be a writer's name and no more: a few words, of English ones each with a capital."""
    if line.is_terminated or any(map(str.isdigit, line.key)) or line.key in PICTURE_CREDITS:
        return False
    if line.key.isascii():
        return bool(PEOPLE.fullmatch(line.text)) and 1 < line.words <= AGENCY_WORDS
    return 1 < line.words <= PERSON_WORDS


def person_confidence(line: Line) -> float:
    """Of two words most are a name; three may be anything."""
    return 0.65 if line.words == 2 or line.key.isascii() else 0.55


def about_the_writer(line: Line) -> Finding | None:
    """Who wrote is what, at the end."""
    if not opens_with(line.key, PROFESSIONS) or line.words > MOST_BRACKETED_WORDS or line.is_terminated:
        return None
    return Finding("byline", 0.65 if line.is_short else 0.55, "about-the-writer")
