"""The rules that tell the parts of a news page's body apart, one line after the other. Pure.

A line is judged by the first rule that knows it. Rules look at the line, at its neighbours, and at what the lines
before it began: a list of links, readers' comments, a caption that was announced.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from articles.drafts import SURE
from articles.layout import bylines, captions
from articles.layout.bodies import BULLET, CLOCK, FULLNESS, Body
from articles.layout.calendars import MONTH, TELLING
from articles.layout.datelines import read_dateline
from articles.layout.fields import is_article_address, read_field
from articles.layout.furniture import (
    PLAYER,
    advertisement,
    figures_alone,
    furniture,
    is_comments_heading,
    is_related_heading,
    is_section,
    related_link,
    wire_ending,
)
from articles.layout.lines import LONGEST_SPECIAL, SHORT_WORDS, Finding, Line
from articles.layout.people import is_called, names_somebody
from articles.layout.places import OUTLETS
from articles.layout.words import (
    ADVERTISEMENTS,
    BYLINE_OPENINGS,
    CAPTION_OPENINGS,
    COMMENTS,
    FURNITURE,
    FURNITURE_OPENINGS,
    PICTURE_CREDITS,
    PROFESSIONS,
    RELATED,
)

# Lines of so many words that end so are paragraphs, where nothing above and no word or figure in them says otherwise.
PLAIN_WORDS, LONGEST_LABEL = 6, 20
PLAIN_ENDS = (".", '."', ".»", ".”")
OPENING_WORDS = frozenset(
    words.split(" ", 1)[0]
    for openings in (FURNITURE_OPENINGS, FURNITURE, RELATED, COMMENTS, CAPTION_OPENINGS, BYLINE_OPENINGS, PROFESSIONS)
    for words in openings
)
MOST_LINK_WORDS = 15
QUESTION_WORDS, LABEL_WORDS, SIGNATURE_WORDS, SCENE_WORDS, WORDS_OF_DECK = 6, 5, 4, 5, 6
# Of an interview; and what money is worth, under a story of money.
SPOKEN = re.compile(r"(?:س|ج|سؤال|جواب|السؤال|الجواب|q|a|question|answer)\s?\d{0,2}\s?[:：]", re.IGNORECASE)
RATE = re.compile(r"[(\[][^()\[\]=]{2,40}=[^()\[\]=]{2,60}[)\]]")
YEAR = re.compile(r"(?<!\d)(?:(?:19|20)\d{2}|1[34]\d{2}(?= ?ه))(?!\d)")
ANY_MONTH = re.compile(MONTH)
# What happens where, in a picture: a caption without its credit looks like a subheading.
SCENE = re.compile(r"(?:^| )(?:خلال|اثناء|قرب|امام|داخل|لدي|يتصافحان|يصافح|جانب من|during|outside|near|shakes) ")
DIGIT = re.compile(r"\d")
NUMBERS = re.compile(r"\d+(?:[.,:/]\d+)*")
# «عيار 21: 782 جنيها», «الحكم: فلان»
ROW = re.compile(r"[^:]{2,30}:\s?\S[^:]{0,40}(?::\s?\d[^:]{0,20})?")
# What a line with a colon at its end leads to stands under it.
LEADS_ON = re.compile(
    r"(?:^| )(?:كالتالي|كالاتي|كما يلي|[بفلو]?ما يلي|[بف]?مايلي|التاليه|التالي|الاتيه|الاتي|وهي|وهم|هي|ابرزها|اهمها"
    r"|منها|ومنها|قايلا|قايله|مضيفا|مضيفه|متسايلا|the following|as follows)$"
    r"|^(?:كما|ثم|وقد|لذلك|لهذا) .*"
    r"|^[وف]?(?:قال|قالت|يقول|تقول|اضاف|اضافت|يضيف|تضيف|كتب|كتبت|تابع|تابعت|سال|سالت|جاء|جاءت|اوضح|اوضحت)(?: |$)"
)
# «list 2 of 4»: read out between links.
WITHIN_LINKS = re.compile(r"list \d")


def findings(body: Body) -> list[Finding]:
    """What each line is: the answer of the first rule that knows it."""
    found = []
    for line in body.lines:
        body.before = _judge(line, body)
        found.append(body.before)
    return found


def _judge(line: Line, body: Body) -> Finding:
    if len(line.text) > LONGEST_SPECIAL:
        body.section = "" if body.section == "links" else body.section
        return Finding("paragraph", 0.9 if line.is_terminated else 0.75, "long-line")
    if _is_plain_sentence(line) and _is_plain_place(line, body):
        return Finding("paragraph", 0.55 if _may_be_deck(line, body) else 0.9, "sentences")
    for rule in RULES:
        if finding := rule(line, body):
            return _doubted(line, finding)
    return _paragraph(line, body)


def _may_be_deck(line: Line, body: Body) -> bool:
    """Whether a sentence under the header stands over an address, so that the text begins further down."""
    after = body.lines[1] if line is body.lines[0] and len(body.lines) > 1 else None
    return bool(after and after.is_address)


def _is_plain_place(line: Line, body: Body) -> bool:
    """Whether nothing that stands above makes a sentence anything but a paragraph."""
    is_announced = body.before and body.before.kind == "caption"
    if (
        is_announced
        or line is body.lines[-1]
        or body.section == "comments"
        or line.key in (body.headline_key, body.aggregator_key)
    ):
        return False
    body.section = ""
    return True


def _is_plain_sentence(line: Line) -> bool:
    """Whether no rule can know the line as anything but a paragraph: most are such, so this is found out first."""
    return (
        line.words >= PLAIN_WORDS
        and line.text.endswith(PLAIN_ENDS)
        and not line.text.endswith(captions.CLOSING_BRACKETS)
        and (line.words > LONGEST_LABEL or not DIGIT.search(line.key))
        and line.key.split(" ", 1)[0] not in OPENING_WORDS
        and "©" not in line.text
    )


def _doubted(line: Line, finding: Finding) -> Finding:
    """A line that holds a year or a month, and was not understood as a date, is for an editor."""
    if finding.kind not in ("subheading", "byline") or finding.confidence < SURE or not holds_date(line):
        return finding
    return replace(finding, confidence=0.5, reason="unread-date")


def holds_date(line: Line) -> bool:
    """Whether a year or a month's name is in a line."""
    has_digit = DIGIT.search(line.key)
    if has_digit and YEAR.search(line.key):
        return True
    return bool(TELLING.search(line.key) or (has_digit and ANY_MONTH.search(line.key)))


def _advertisement(line: Line, body: Body) -> Finding | None:
    return advertisement(line)


def _repetition(line: Line, body: Body) -> Finding | None:
    if line.key and line.key == body.headline_key:
        return Finding("boilerplate", 0.9, "repeated-headline")
    if line.key and line.key == body.aggregator_key:
        return Finding("boilerplate", 0.85, "site-name")
    return None


def _comments(line: Line, body: Body) -> Finding | None:
    """All that follows the heading of readers' comments is theirs, unless it stands over the text."""
    if body.section == "comments":
        return Finding("boilerplate", 0.55 if line.is_prose else 0.7, "comment")
    if is_comments_heading(line):
        body.section = "" if body.is_early(line) else "comments"
        return Finding("boilerplate", 0.85, "page-furniture")
    return None


def _links(line: Line, body: Body) -> Finding | None:
    """A heading of related links, and what stands under it up to the next paragraph."""
    if is_related_heading(line):
        body.section, body.taken = "links", 0
        return Finding("boilerplate", 0.8, "related-heading")
    if body.section != "links" or furniture(line):
        return None
    if line.is_prose or line.words > MOST_LINK_WORDS or (line.is_terminated and not line.is_called_out):
        body.section = ""
        return None
    body.taken += 1
    return Finding("boilerplate", _link_confidence(line, body), "related-link")


def _link_confidence(line: Line, body: Body) -> float:
    """In the midst of a text the last of several may be the next subheading."""
    after = body.after(line)
    is_last = after is None or after.is_prose
    return 0.55 if is_last and body.taken > 2 and not body.is_late(line) else 0.7


def _furniture(line: Line, body: Body) -> Finding | None:
    found = furniture(line) or related_link(line)
    if found is None and is_section(line):
        is_alone = not body.is_early(line) and not body.is_late(line)
        return Finding("boilerplate", 0.5 if is_alone else 0.75, "section-name")
    if found and body.section == "links" and not line.is_address and not WITHIN_LINKS.match(line.key):
        body.section = ""
    return found


def _dateline(line: Line, body: Body) -> Finding | None:
    dateline = read_dateline(line.text)
    if not dateline:
        return None
    if dateline.reason == "partial-date" and any(PLAYER.fullmatch(near.text) for near in body.beside(line)):
        return Finding("boilerplate", 0.7, "page-furniture")
    body.datelines.append((line, dateline))
    if dateline.reason == "partial-date" and CLOCK.fullmatch(line.key):
        return Finding("dateline", 0.75 if body.is_live else 0.5, "hour-of-event")
    reason = "dateline-in-body" if dateline.reason == "dateline" else dateline.reason
    return Finding("dateline", dateline.confidence, reason)


def _figures(line: Line, body: Body) -> Finding | None:
    """Figures alone; a year over a paragraph is a heading of a chronicle."""
    found = figures_alone(line)
    after = body.after(line)
    if found and YEAR.fullmatch(line.key) and after and not after.is_short:
        return Finding("subheading", 0.5, "unread-date")
    return found


def _row(line: Line, body: Body) -> Finding | None:
    """One of several lines with figures, or with something by its name: results, prices, who played."""
    if line.is_terminated or line.words > SHORT_WORDS or not _is_row(line):
        return None
    numbers = len(NUMBERS.findall(line.key))
    alike = [near for near in body.beside(line) if _is_row(near) and len(NUMBERS.findall(near.key)) == numbers]
    if not alike and not any(_is_row(near) and near.words <= SHORT_WORDS for near in body.beside(line)):
        return None
    return Finding("paragraph", 0.7 if alike else 0.55, "row")


def _is_row(line: Line) -> bool:
    return (
        line.is_short
        and not BULLET.match(line.text)
        and (len(NUMBERS.findall(line.key)) > 1 or bool(ROW.fullmatch(line.text)))
    )


def _place_and_agency(line: Line, body: Body) -> Finding | None:
    return bylines.place_and_agency(line) if body.is_early(line) else None


def _field(line: Line, body: Body) -> Finding | None:
    """A named fact below the text: who wrote, where it stands."""
    found = read_field(line) if body.is_late(line) or body.is_early(line) else None
    if found and found.name == "writer" and line.is_short:
        return Finding("byline", 0.8, "named-field")
    if found and found.name == "url" and found.value.startswith("http"):
        if not body.address and body.is_late(line) and is_article_address(found.value):
            body.address = found.value
        return Finding("boilerplate", 0.85, "named-field")
    return None


def _byline(line: Line, body: Body) -> Finding | None:
    is_early, is_late = body.is_early(line), body.is_late(line)
    if found := bylines.byline(line):
        is_at_edge = is_early or is_late
        return found if is_at_edge or found.reason == "byline" else None
    if line is body.lines[0] and (found := bylines.dashed_names(line)):
        return found
    if (is_early or line is body.lines[-1]) and (found := bylines.role_and_person(line)):
        return found
    if is_early and (found := bylines.agency_alone(line) or bylines.wire_reporter(line)):
        return found
    if is_early and line.number == body.lines[0].number and bylines.person(line) and not body.is_headless:
        return Finding("byline", bylines.person_confidence(line), "name-in-header")
    return bylines.about_the_writer(line) if is_late else None


def _wire_ending(line: Line, body: Body) -> Finding | None:
    return wire_ending(line) or bylines.contributors(line) if body.is_late(line) else None


def _caption(line: Line, body: Body) -> Finding | None:
    is_announced = body.before and body.before.reason == "caption-opening"
    if captions.agency_and_photographer(line) and body.is_early(line):
        return Finding("caption", 0.65 if line.key.isascii() else 0.55, "credit-alone")
    if line.key in PICTURE_CREDITS and body.before and body.before.kind == "caption":
        return Finding("caption", 0.7, "credit-alone")
    if line.key in PICTURE_CREDITS - OUTLETS and body.is_early(line) and not is_announced:
        return Finding("caption", 0.55, "credit-alone")
    after = body.after(line) if line.is_short and line.words > 2 else None
    if after and captions.names_a_photographer(after):
        return Finding("caption", 0.7, "over-credit")
    return captions.opened_caption(line) or captions.credited_caption(line, body.names) or captions.closing_credit(line)


# What a caption may stand under.
ANNOUNCING = ("caption-opening", "credit-after-dash", "credit-alone")


def _under_caption(line: Line, body: Body) -> Finding | None:
    """What was announced as a caption, or stands under a credit."""
    above = next((near for near in body.beside(line) if near.number < line.number), None)
    if not above or not body.before or body.before.reason not in ANNOUNCING:
        return None
    if captions.announces_caption(above):
        return Finding("caption", 0.8 if not line.is_prose else 0.55, "announced-caption")
    if captions.credit_alone(above) and not line.is_prose:
        return Finding("caption", 0.55, "after-credit")
    return None


def _list_item(line: Line, body: Body) -> Finding | None:
    """A line that begins with a bullet or a dash: an item of a list, a question or an answer."""
    if (":" in line.text and SPOKEN.match(line.text)) or ("=" in line.text and RATE.fullmatch(line.text)):
        return Finding("paragraph", 0.85, "list-item")
    bullet = BULLET.match(line.text)
    if not bullet or not line.key:
        return None
    beside = any(BULLET.match(near.text) for near in body.beside(line))
    after = body.after(line)
    if body.is_early(line) and line.is_short and body.is_over_names(line):
        return Finding("subheading", 0.65, "under-headline")
    if line.text[0].isdigit() and not beside and after and line.words <= SHORT_WORDS and not line.text.endswith("."):
        return Finding("subheading", 0.65, "numbered-heading")
    return Finding("paragraph", 0.85 if beside or line.is_terminated else 0.55, "list-item")


def _fragment(line: Line, body: Body) -> Finding | None:
    """A short line that repeats the first words of a caption, or stands beside an advertisement."""
    if not line.is_short:
        return None
    is_beside = any(near.key in ADVERTISEMENTS for near in body.beside(line))
    if line.key in body.caption_openings:
        return Finding("caption", 0.85 if is_beside else 0.55, "opening-of-a-caption")
    return Finding("subheading", 0.5, "beside-advertisement") if is_beside else None


def _last_words(line: Line, body: Body) -> Finding | None:
    """Short lines after the last paragraph: who wrote, if it is one alone; else the page around the article."""
    if not line.is_short or not body.place(line) > body.last_prose >= 0:
        return None
    after = body.after(line)
    if after and (BULLET.match(after.text) or _is_row(after)):
        return None
    is_under_text = body.before and body.before.kind == "paragraph"
    if is_under_text and is_called(line.text) and line.words <= SIGNATURE_WORDS:
        return Finding("byline", 0.65, "last-words")
    is_name = is_under_text and after is None and line.words <= SIGNATURE_WORDS
    if is_name:
        return Finding("byline", 0.5, "last-words")
    return Finding("boilerplate", 0.65 if body.is_framed_above(line) else 0.5, "last-words")


def _subheading(line: Line, body: Body) -> Finding | None:
    after = body.after(line)
    if line.is_short:
        return _short(line, after, body)
    if after and line.words <= QUESTION_WORDS and line.text.endswith(("؟", "?")):
        is_between = line.words > 2 and after.is_prose and body.before and body.before.kind == "paragraph"
        if line.key.startswith(("فهل ", "وهل ")):
            return None
        is_between = is_between and not line.key.startswith("هل ")  # As likely a sentence of the text.
        return Finding("subheading", 0.7 if is_between else 0.55, "short-question")
    if after and line.text.endswith(":") and LEADS_ON.search(line.key):
        return Finding("paragraph", 0.75, "leads-on")
    if after and line.words <= LABEL_WORDS and line.text.endswith(":"):
        return Finding("subheading", 0.65 if BULLET.match(after.text) else 0.5, "short-label")
    return None


def _short(line: Line, after: Line | None, body: Body) -> Finding:
    if line.text.startswith("«") and line.text.endswith("»") and names_somebody(line.text.strip("«»")):
        return Finding("caption", 0.55, "short-line")
    if body.is_early(line):
        is_deck = line is body.lines[0] and line.words >= WORDS_OF_DECK and body.is_over_names(line)
        return Finding("subheading", *((0.65, "under-headline") if is_deck else (0.5, "short-line")))
    if line.words >= SCENE_WORDS and SCENE.search(line.key):
        return Finding("subheading", 0.55, "short-line")
    if body.before and body.before.reason == "short-line":
        return Finding("subheading", 0.5, "short-line")  # Verses, or a list without its bullets, as likely as not.
    if line.words >= SCENE_WORDS and line.words >= 2 * body.usual_words:
        return Finding("subheading", 0.55, "short-line")  # Among subheadings of a word or two: a caption, maybe.
    is_over_rows = after and _is_row(after) and body.place(line) < body.last_prose
    is_over_text = after and (not after.is_short or BULLET.match(after.text) or is_over_rows)
    return Finding("subheading", 0.8 if is_over_text else 0.5, "short-line")


def _paragraph(line: Line, body: Body) -> Finding:
    is_apart = body.before and body.before.kind != "paragraph"
    if is_apart and line.is_called_out and line.words <= SHORT_WORDS and body.place(line) > body.last_prose >= 0:
        return Finding("paragraph", 0.55, "last-words")  # A question to readers, as likely as not.
    if line.is_terminated:
        return Finding("paragraph", 0.9, "sentences")
    return Finding("paragraph", 0.7 if line.words > 2 * SHORT_WORDS else 0.55, "no-full-stop")


def _column(line: Line, body: Body) -> Finding | None:
    """A line that was broken where a column ended, in the midst of a sentence."""
    if not body.column or line.is_terminated or len(line.text) < FULLNESS * body.column:
        return None
    return Finding("paragraph", 0.7, "no-full-stop") if body.after(line) else None


RULES: tuple[Callable[[Line, Body], Finding | None], ...] = (
    _advertisement,
    _repetition,
    _column,
    _comments,
    _links,
    _furniture,
    _dateline,
    _figures,
    _field,
    _wire_ending,
    _place_and_agency,
    _caption,
    _under_caption,
    _byline,
    _row,
    _list_item,
    _fragment,
    _last_words,
    _subheading,
)
