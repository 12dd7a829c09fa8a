"""Lines that belong to the page around an article, known by themselves: menus, counters, sharing, tags. Pure."""

from __future__ import annotations

import re

from articles.arabic import plain
from articles.layout.captions import ends_in_copyright
from articles.layout.lines import LONGEST_SPECIAL, SHORT_WORDS, Finding, Line
from articles.layout.people import is_called
from articles.layout.words import (
    ADVERTISEMENTS,
    COMMENTS,
    COUNTS,
    FURNITURE,
    FURNITURE_OPENINGS,
    RELATED,
    SECTIONS,
    TAGS,
    opens_with,
)

BUTTONS = FURNITURE | RELATED | ADVERTISEMENTS
WORDS_OF_BUTTON = 3
FIRST_OF_BUTTONS = frozenset(button.split(" ", 1)[0] for button in BUTTONS)
LAST_OF_BUTTONS = frozenset(button.rsplit(" ", 1)[-1] for button in BUTTONS)
MOST_FURNITURE_WORDS, MOST_BUTTONS, FEWEST_OF_DISCLAIMER = 15, 6, 4
MOST_CRUMB_WORDS, MENU_CRUMBS = 4, 4
HERE = re.compile(r"(?:أنت|انت|أنتم|انتم) (?:هنا|الآن في|في)\s*:?\s*|you are here\s*:?\s*", re.IGNORECASE)
# A set first: only so is it looked for as quickly as it may be.
CRUMB = re.compile(r"[-–—/\\»›>|•·←‹«](?:(?<![-–—])|(?<= [-–—])(?= ))")
CRUMBS = re.compile(r"\s*[/\\»›>|•·←‹«]+\s*|\s+[-–—]\s+")
LABEL = re.compile(r"([^:：]{1,40})[:：](.*)", re.DOTALL)
# «A+ A-», «ع+ ع-»
LETTER_SIZE = re.compile(r"(?:[AaTtأاع][+−-]*[\s|/]*){2,4}|[AaTtأاع][+−-]|[+−-][AaTtأاع]|[+−-]\s*(?:حجم )?الخط\s*[+−-]")
MARKUP = re.compile(r"<[!?/]?[A-Za-z][^<>]*>|<!--")
HASHTAGS = re.compile(r"(?:#[^\s#]+[\s,،|]*)+")
# Of a channel or an account, alone.
HANDLE = re.compile(r"@[\w.]{3,40}")
DIGIT = re.compile(r"\d")
YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
COUNT = re.compile(r"(?:\d[\d ]* )?(?P<words>[^\d]+?)(?: \d[\d ]*)?(?: (?:دقيقه|دقايق|min|minutes))?")
ISSUE = re.compile(
    r"(?:[^\W\d_]+ ){0,4}العدد \d+(?: \d+)*(?: (?:شتاء|ربيع|صيف|خريف)(?: \d+)?)?|عدد \d+(?: \d+)*"
    r"|(?:ص|صفحه|page|issue|no|list) \d+(?: (?:of )?\d+)*"
)
# Where readers are called to.
CHANNELS = (
    "تلغرام|تيلغرام|تليغرام|تيليجرام|تيليغرام|تلجرام|واتساب|واتس|whatsapp|telegram|facebook|twitter|youtube|instagram|google"
    "|فيسبوك|فيس|تويتر|اكس|يوتيوب|انستغرام|انستجرام|غوغل|جوجل|تطبيقنا|قناتنا|صفحتنا|حسابنا|حساباتنا|نشرتنا"
)
PIECES = "اخبار|مقالات|مواضيع|موضوعات|تقارير|قصص|ملفات|روابط|فيديوهات"
# What headings over links are made of, in any combination.
RELATED_HEADING = re.compile(
    rf"(?:(?:{PIECES}|اقرا|شاهد) )?(?:قد|ربما) (?:تهمك|يهمك|يعجبك|تعجبك|تود|ترغب)(?: ايضا| كذلك)?"
    rf"|(?:ال)?(?:{PIECES}) (?:ذات (?:ال)?صله|(?:ال)?(?:متعلقه|مشابهه|اخري|مقترحه|مرتبطه|سابقه|مماثله))"
    r"|(?:الاخبار |المقالات |المواضيع )?"
    r"الاكثر (?:قراءه|مشاهده|تداولا|تعليقا|رواجا|شعبيه|تفاعلا|زياره)(?: اليوم| الان)?"
    r"|(?:اقرا|اقرووا|طالع|شاهد|تابع|انظر) (?:ايضا|المزيد|كذلك|ايضا في|المزيد عن|المزيد من)"
    r"|(?:related|more|similar|latest|recommended|popular|suggested)"
    r" (?:stories|articles|news|posts|topics|reading|coverage|links)"
    # Readers of screens are told how long a list is.
    r"|list of \d+ items"
)
FEWEST_OF_MENU, MOST_WORDS_OF_PLAYER = 3, 4
_CURRENCIES = "دولار|يورو|دينار|ليره|جنيه|ريال|درهم|استرليني|usd|eur|gbp|iqd|egp|syp|lbp|try"
PAIR = re.compile(rf"(?:{_CURRENCIES}) (?:{_CURRENCIES})")
# More than an hour or a day can be: «78.44», «1,320.00».
PRICE = re.compile(r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|(?:[6-9]\d|\d{3,5})\.\d{2,4})")
# Of a player that has not begun: «00:00», «0:00 / 3:12».
PLAYER = re.compile(r"0?0:00(?:\s?/\s?\d{1,2}:\d{2}(?::\d{2})?)?")
CLOCK = re.compile(r"\d{1,2}:\d{2}")
BY_MACHINE = re.compile(r"automated translation|machine translation|translated by machine|ترجمه (?:اليه|اليا)$")
READING_TIME = re.compile(r"\d+ (?:دقيقه|دقايق|دقيقتان|min|mins|minutes?)(?: (?:قراءه|للقراءه|من القراءه|read))?")
# To readers: «اضغط هنا», «راسلنا».
CALL = re.compile(
    r"(?:^| )(?:اضغط هنا|انقر هنا|راسلنا|راسلونا|اتصلوا بنا|زوروا موقعنا|زوروا موقع|لمتابعه اخبارنا|click here)(?: |$)"
)
# One of these is in each of them.
CALLING = ("هنا", "راسل", "موقع", "اتصلوا", "اخبارنا", "click here")
CALL_TO_CHANNELS = re.compile(
    r"(?:تابع|تابعوا|شاهدوا|متابعه|لمتابعه|للمزيد من|اشترك|اشتركوا|انضم|انضموا) .*"
    rf"(?:^| )(?:علي|عبر|في|الي) (?:ال)?(?:تطبيق |منصه )?(?:{CHANNELS})(?: |$)"
    r"|(?:تابع|تابعوا) [^\W\d_]+(?: [^\W\d_]+)? علي$"
)
# Whose opinion it is, whom to write to about mistakes: what sites set under every article.
DISCLAIMER = re.compile(
    r"(?:^| )و?لا (?:ي|ت)عبر(?:ون|ان)? بالضروره|معلومات خاطيه او|ينتهك ايا من|(?:ارسل|ارسلي) (?:لنا )?تصحيحا"
    r"|^(?:ال)?(?:مقال|مقاله|اراء|مواد) (?:[^ ]+ ){0,4}(?:لا )?(?:ي|ت)عبر(?:ون)? (?:الا )?عن (?:راي|اراء|وجهه)"
    r"|الصفحه الرسميه هي اختصار|نظام تدفق الاخبار"
)
DOWNLOAD = re.compile(r".{0,60}[(\[](?:pdf|word|docx?|xlsx?)[)\]]", re.IGNORECASE)
# «ع م/ س ك»: the desk, after a wire story.
INITIALS = re.compile(r"[^\W\d_]{1,2}(?: [^\W\d_]{1,2}){1,5}")
DESK = re.compile(r"(?:[^\W\d_]{1,2}\s?[./]\s?){1,5}[^\W\d_]{1,2}\s?[(\[][^()\[\]]{2,60}[)\]]")
CLOSING_AGENCY = re.compile(r"[-–—]{2,}\s*[(\[].{1,30}[)\]]|/\s?[^/\s]+(?: [^/\s]+)?\s?/")


def advertisement(line: Line) -> Finding | None:
    return Finding("advertisement", 0.98, "advertisement-marker") if line.key in ADVERTISEMENTS else None


def furniture(line: Line) -> Finding | None:
    """A line of the page that is so whatever stands around it."""
    if line.is_address:
        return Finding("boilerplate", 0.7, "address")
    if not line.key:
        return Finding("boilerplate", 0.65, "no-words") if len(line.text) <= LONGEST_SPECIAL else None
    if _may_disclaim(line) and DISCLAIMER.search(line.key):
        return Finding("boilerplate", 0.65, "disclaimer")
    if line.words > MOST_FURNITURE_WORDS:
        return None
    if line.text.startswith("<") and MARKUP.match(line.text):
        return Finding("boilerplate", 0.55, "markup")
    if line.key in FURNITURE or line.key in COMMENTS or LETTER_SIZE.fullmatch(line.text) or _is_buttons(line.key):
        return Finding("boilerplate", 0.85, "page-furniture")
    if is_breadcrumb(line) or is_menu(line):
        return Finding("boilerplate", 0.85, "breadcrumb")
    if _is_widget(line):
        return Finding("boilerplate", 0.7, "page-furniture")
    return _counted(line) or _labelled(line) or _opening(line)


def _may_disclaim(line: Line) -> bool:
    """Whether to look closer: this is asked of every line, and words within words are found in no time."""
    key = line.key
    return line.words >= FEWEST_OF_DISCLAIMER and (
        "عبر" in key or "خاطيه" in key or "ينتهك" in key or "تصحيحا" in key or "هي اختصار" in key or "تدفق" in key
    )


def figures_alone(line: Line) -> Finding | None:
    """Nothing but figures that are no date: the number of a page, a counter."""
    is_alone = line.key and not any(map(str.isalpha, line.key))
    return Finding("boilerplate", 0.5 if YEAR.search(line.key) else 0.65, "figures-alone") if is_alone else None


def is_breadcrumb(line: Line) -> bool:
    """«الرئيسية / سياسة / محليات»: the way to an article, or a menu in one line."""
    if line.is_terminated or not CRUMB.search(line.text):
        return False
    text = HERE.sub("", line.text)
    crumbs = [plain(crumb) for crumb in CRUMBS.split(text) if crumb.strip()]
    if len(crumbs) < 2 or any(not any(map(str.isalpha, crumb)) for crumb in crumbs):
        return False
    if any(crumb.count(" ") >= MOST_CRUMB_WORDS for crumb in crumbs[:-1]):
        return False
    if len(crumbs) == 2 and is_called(crumbs[-1]):
        return False  # «حوار - كريم ناصر»
    known = [crumb in SECTIONS for crumb in crumbs]
    is_last_short = crumbs[-1].count(" ") < MOST_CRUMB_WORDS
    is_menu = len(crumbs) >= MENU_CRUMBS and all(crumb.count(" ") < 2 for crumb in crumbs)
    # A headline may stand at the end of the way to it.
    return is_menu or (known[0] and (is_last_short if len(crumbs) == 2 else True)) or sum(known) * 2 > len(crumbs)


def _is_widget(line: Line) -> bool:
    """What a player, a table of prices or a machine that translates leaves in a page."""
    if line.words <= MOST_WORDS_OF_PLAYER:
        is_player = line.text[0] == "0" and PLAYER.fullmatch(line.text)
        return bool(is_player or PAIR.fullmatch(line.key) or (line.words <= 3 and PRICE.fullmatch(line.text)))
    return ("translat" in line.key or "ترجمه" in line.key) and bool(BY_MACHINE.search(line.key))


def is_menu(line: Line) -> bool:
    """«الرئيسية سياسة اقتصاد رياضة»: parts of a site in one line, with nothing between them."""
    if line.is_terminated or line.words <= FEWEST_OF_MENU:
        return False
    words = line.key.split(" ")
    known = sum(word in SECTIONS for word in words)
    return known >= FEWEST_OF_MENU and 2 * known >= len(words)


def is_section(line: Line) -> bool:
    """The name of a part of the site, alone, or of two: «علوم وصحة»."""
    return line.key in SECTIONS or (line.words <= 3 and all(part in SECTIONS for part in line.key.split(" و")))


def is_related_heading(line: Line) -> bool:
    """Whether links follow: the heading alone, or with a colon after it."""
    return line.key in RELATED or bool(RELATED_HEADING.fullmatch(line.key))


def is_comments_heading(line: Line) -> bool:
    """Whether what follows is written by readers: «التعليقات (0)»."""
    return (line.key.rstrip(" 0123456789") or line.key) in COMMENTS or (
        line.words <= 3 and re.sub(r"^\d+ ", "", line.key) in COMMENTS
    )


def related_link(line: Line) -> Finding | None:
    """A heading and its link in one line: «اقرأ أيضا: …»."""
    if line.words > 2 * MOST_FURNITURE_WORDS or not opens_with(line.key, RELATED, most_words=4):
        return None
    has_colon = (label := LABEL.match(line.text)) and plain(label[1]) in RELATED
    if not has_colon and line.is_terminated and not line.is_called_out:
        return None
    return Finding("boilerplate", 0.7 if has_colon or line.is_short else 0.55, "related-link")


def wire_ending(line: Line) -> Finding | None:
    """Initials of the desk, or the agency's name after dashes, at the end of a wire story."""
    if DESK.fullmatch(line.text) and not line.key.isascii():
        return Finding("boilerplate", 0.55, "wire-ending")  # With an agency's name it may be a byline as well.
    if INITIALS.fullmatch(line.key) and not line.key.isascii():
        return Finding("boilerplate", 0.7, "wire-ending")
    return Finding("boilerplate", 0.7, "wire-ending") if CLOSING_AGENCY.fullmatch(line.text) else None


def _is_buttons(key: str) -> bool:
    """«فيسبوك تويتر واتساب»: several buttons that stood side by side."""
    words = key.split(" ", 2 * MOST_BUTTONS)
    is_first = words[0] in FIRST_OF_BUTTONS and words[-1] in LAST_OF_BUTTONS
    return is_first and 1 < len(words) <= 2 * MOST_BUTTONS and _are_buttons(words)


def _are_buttons(words: list[str]) -> bool:
    """Whether words fall into phrases of which each is a button, a heading of links or an advertisement's mark."""
    if not words:
        return True
    return any(
        " ".join(words[:count]) in BUTTONS and _are_buttons(words[count:])
        for count in range(min(len(words), WORDS_OF_BUTTON), 0, -1)
    )


def _counted(line: Line) -> Finding | None:
    if line.text[0] in "#@" and (HASHTAGS.fullmatch(line.text) or HANDLE.fullmatch(line.text)):
        return Finding("boilerplate", 0.85, "tags")
    if ISSUE.fullmatch(line.key):
        return Finding("boilerplate", 0.7, "page-furniture")
    if DIGIT.search(line.key) and (count := COUNT.fullmatch(line.key)) and count["words"].strip() in COUNTS:
        return Finding("boilerplate", 0.85, "counter")
    return None


def _labelled(line: Line) -> Finding | None:
    """Tags after their name."""
    label = LABEL.match(line.text) if ":" in line.text or "：" in line.text else None
    if label and plain(label[1]) in TAGS and not line.text.endswith("."):
        return Finding("boilerplate", 0.85, "tags")
    return Finding("boilerplate", 0.7, "page-furniture") if is_comments_heading(line) else None


def _opening(line: Line) -> Finding | None:
    is_copyright = "©" in line.text and not ends_in_copyright(line)
    if READING_TIME.fullmatch(line.key):
        return Finding("boilerplate", 0.85, "counter")
    is_call = any(word in line.key for word in CALLING) and CALL.search(line.key)
    if is_call or CALL_TO_CHANNELS.match(line.key):
        return Finding("boilerplate", 0.65, "page-furniture")
    if line.text.endswith((")", "]")) and DOWNLOAD.fullmatch(line.text):
        return Finding("boilerplate", 0.7, "page-furniture")
    if is_copyright or opens_with(line.key, FURNITURE_OPENINGS):
        is_plain = is_copyright or (line.words <= SHORT_WORDS and (line.is_short or line.text.endswith(":")))
        return Finding("boilerplate", 0.7 if is_plain else 0.55, "page-furniture")
    return None
