"""What is damaged in a text, or no text at all: said with the line where it begins, never mended. Pure.

A text with such marks is taken exactly as it is, with notices that stay with it; a whole document of markup is
refused, since its tags would be read as words. Where bytes were read in a wrong encoding (mojibake), that is told by
reading them back: what then is UTF-8, or mostly common Arabic letters, was never meant as it stands.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from html.entities import html5
from itertools import islice

from articles.notices import Notice, invalid, notice

# What most texts have nothing of: all else is found ten times as quickly as a set of all characters is made.
RARE = re.compile("[^\t\n !-%'-;=>@-Z\\\\\\]-z|}~\xa0«»\u0600-\u06ff\u200c-\u201d\u201f-\u2026]")
NAME = r"[A-Za-z][\w:.-]*"
TAG = re.compile(rf"</?({NAME})(?:\s[^<>]*)?/?>|<!--|<!\[CDATA\[")
DECLARATION = re.compile(r"\s*<(?:\?xml|!doctype)\b", re.IGNORECASE)
ROOT = re.compile(rf"\s*(?>(?:<!--.*?-->\s*)*)<({NAME})(?:\s[^<>]*)?>", re.DOTALL)
WHOLE_PAGES = frozenset({"html", "head", "body", "rss", "feed", "svg"})
# Fewer tags than these are leftovers, whatever share of the lines they stand in.
FEW_TAGS = 4
HTML_NAMES = frozenset(
    """
    a abbr article aside audio b big blockquote body br button caption center cite code col dd del div dl dt em embed
    figcaption figure font footer form h1 h2 h3 h4 h5 h6 head header hr html i iframe img input ins label li link main
    mark meta nav object ol option p param path picture pre q s samp script section select small source span strike
    strong style sub sup svg table tbody td textarea tfoot th thead time title tr tt u ul video
    """.split()  # noqa: SIM905 (as a list it would be a line each)
)
OTHER_MARKUP = re.compile(
    r"\[/?(?:b|i|u|s|url|img|quote|size|color|center|left|right|list|caption|gallery|embed|video|youtube)\b[^\[\]\n]*\]"
    r"|\[\[[^\[\]\n]+\]\]|\{\{[^{}\n]+\}\}",
    re.IGNORECASE,
)
ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});|&nbsp\b")
# White space and line ends that stay as they are: tab, line feed, NEL.
CONTROLS = frozenset(map(chr, [*range(0x20), *range(0x7F, 0xA0)])) - {"\t", "\n", "\x85"}
PRIVATE_USE = frozenset(map(chr, range(0xE000, 0xF900)))
# Ligatures of one word (ﷺ, ﷲ) are signs of their own, and ornate brackets punctuation.
PRESENTATION_FORMS = frozenset(map(chr, [*range(0xFB50, 0xFD3E), *range(0xFD50, 0xFDF0), *range(0xFE70, 0xFEFD)]))
ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,20}://\S+|www\.\S+")
ALONE = re.compile(r"(?<![^\s«»“”\"'(\[،,.:؛-])\?{2,}(?![^\s«»“”\"')\].,،:؛!-])")
LONG_ALONE = 4
INSIDE = re.compile(r"(?<=[^\W\d_])\?+(?=[^\W\d_])")
MANY = 2

ANNOTATED = re.compile(r"\S+(?:[ \t]+\S+){0,2}[ \t]+(?:[BIOESLU]-[A-Za-z_-]+|O|[A-Z]{2,6}(?:[_+-][A-Z]+)*)")
TAGGED_WORDS = re.compile(r"(?<!\S)[^\s/]+/[A-Z]{1,5}(?:[_+][A-Z]+)*(?!\S)")
FEWEST_ROWS, FEWEST_SINGLE_WORDS, MOST = 6, 30, 0.8
# How much of a text is looked at, in characters, to say whether it is a table.
HEAD = 4_000
# No table without tabs has rows that are longer on an average.
LONG_ROW = 60


def refuse_documents(text: str) -> None:
    """Raise `Invalid` (`markup`) for HTML, XML or JSON that was given as a text."""
    if kind := _document(text):
        place = len(text) - len(text.lstrip())
        raise invalid("markup", name=kind, line=_line(text, place))


def damage_of(text: str) -> Iterator[Notice]:
    """What is to be said of a text: each kind once, with the `line` (from 1) of the first place and their `count`."""
    present = set(RARE.findall(text))
    for needed, check in CHECKS:
        if not present.isdisjoint(needed):
            yield from check(text)
    yield from _tokens(text)


def _document(text: str) -> str:
    """What sort of document a text is; "" where it is none."""
    if text.lstrip()[:1] in ("{", "["):
        return "JSON" if _is_json(text) else ""
    if "<" not in text:
        return ""
    is_declared = DECLARATION.match(text)
    root = ROOT.match(text)
    written = root.group(1) if root else ""
    name = written.lower()
    is_closed = name and text.rstrip().lower().endswith(f"</{name}>")
    if is_declared or name in WHOLE_PAGES or is_closed or _is_mostly_markup(text):
        is_html = "html" in text[:1000].lower() or (name in HTML_NAMES and not written.istitle())
        return "HTML" if is_html else "XML"
    return ""


def _is_json(text: str) -> bool:
    """«[نص]» and «{}» are no JSON of any use."""
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return bool(read) and (isinstance(read, dict) or isinstance(read[0], (dict, list, str)))


def _is_mostly_markup(text: str) -> bool:
    if len(_tags(text)) < FEW_TAGS:
        return False
    lines = [line for line in text.splitlines() if line.strip()]
    return sum(bool(_tags(line)) for line in lines) * 2 > len(lines)


def _tags(text: str) -> list[int]:
    """Where tags begin. «<BBC>» only looks like one: it has no name of HTML, no attribute and no slash."""
    return [found.start() for found in TAG.finditer(text) if _is_tag(found)]


def _is_tag(found: re.Match[str]) -> bool:
    name = found.group(1)
    return not name or name.lower() in HTML_NAMES or found.group().startswith("</") or "=" in found.group()


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1


def _said(code: str, text: str, places: list[int]) -> Iterator[Notice]:
    if places:
        yield notice(code, line=_line(text, places[0]), count=len(places))


def _characters(code: str, characters: Iterable[str]) -> Callable[[str], Iterator[Notice]]:
    """Their pattern is compiled when it is first looked for: it takes long, and most texts have none of them."""
    pattern = f"[{''.join(map(re.escape, sorted(characters)))}]+"
    return lambda text: _said(code, text, [found.start() for found in re.finditer(pattern, text)])


def _markup(text: str) -> Iterator[Notice]:
    places = sorted([*_tags(text), *(found.start() for found in OTHER_MARKUP.finditer(text))])
    return _said("markup_left", text, places)


def _entities(text: str) -> Iterator[Notice]:
    places = [found.start() for found in ENTITY.finditer(text) if _is_entity(found.group())]
    return _said("entities", text, places)


def _is_entity(found: str) -> bool:
    return found[1] == "#" or found[1:] in html5


def _question_marks(text: str) -> Iterator[Notice]:
    """Letters that somebody's program wrote as «?»: words of them, or some in the midst of words."""
    bare = ADDRESS.sub(lambda found: " " * len(found.group()), text)
    alone = list(ALONE.finditer(bare))
    words = alone if len(alone) >= MANY or any(len(found.group()) >= LONG_ALONE for found in alone) else []
    inside = list(INSIDE.finditer(bare))
    found = [*words, *(inside if len(inside) >= MANY else [])]
    return _said("question_marks", text, sorted(one.start() for one in found))


def _tokens(text: str) -> Iterator[Notice]:
    """A table of tokens that was saved as a text: a word a line, or words with their tags."""
    head = text[:HEAD]
    if "\t" not in head and len(head) > LONG_ROW * (head.count("\n") + 1):
        yield from _tagged_words(text, head)
        return
    rows = [line for line in head.split("\n") if not line.isspace() and line and line[0] != "#"]
    if len(rows) >= FEWEST_ROWS:
        is_row = _is_annotated if len(rows) < FEWEST_SINGLE_WORDS else _is_row
        if sum(map(is_row, rows)) >= MOST * len(rows):
            first = next(row for row in rows if is_row(row))
            yield notice("tokens", line=_line(text, text.index(first)))
            return
    yield from _tagged_words(text, head)


def _tagged_words(text: str, head: str) -> Iterator[Notice]:
    if head.count("/") < FEWEST_ROWS:
        return
    tagged = list(TAGGED_WORDS.finditer(head))
    if len(tagged) >= FEWEST_ROWS and len(tagged) >= MOST * len(head.split()):
        yield notice("tokens", line=_line(text, tagged[0].start()))


def _is_annotated(line: str) -> bool:
    if "\t" in line:
        return " " not in line.partition("\t")[0].strip()
    line = line.strip()
    return line[-1].isascii() and line[-1].isalpha() and bool(ANNOTATED.fullmatch(line))


def _is_row(line: str) -> bool:
    return _is_annotated(line) or len(line.split()) == 1


# Bytes of UTF-8, and the encodings in which somebody may have read them; and bytes of the older Arabic ones.
READ_AS = {"windows-1252": "cp1252", "ISO-8859-1": "latin-1", "windows-1256": "cp1256", "CP437": "cp437"}
READ_AS |= {"CP720": "cp720", "Mac OS Roman": "mac_roman"}
OLD_ARABIC = {"windows-1256": "cp1256", "ISO-8859-6": "iso8859_6"}
COMMON_LETTERS = frozenset("الويمنرتبدسعقفكهحجة")
HIGH_LATIN = frozenset(map(chr, [*range(0xC0, 0xD7), *range(0xD8, 0xF7), *range(0xF8, 0x100), 0x178]))
BOXES = frozenset(map(chr, range(0x2500, 0x25A0)))
# What UTF-8 has after its first byte, as windows-1256 shows it, and the first bytes of Arabic letters: ط and ظ.
AFTER = "".join(bytes([byte]).decode("cp1256") for byte in range(0x80, 0xC0))
# What alef and lam end in there: no text of Arabic words is without both, and hardly one has them otherwise.
ALEF_OR_LAM = frozenset("§„")
AS_1256 = re.compile(f"[طظ][{re.escape(AFTER)}]")
SUSPICIOUS = re.compile(f"[{''.join(sorted(HIGH_LATIN | BOXES))}]|{AS_1256.pattern}")
PUNCTUATION = frozenset("«»“”‘’–—…\u00a0")
RUN = re.compile(r"[^\x00-\x7f]{2,}")
FEWEST_READ, MOSTLY = 3, 0.6
# Of a book that is garbled as a whole, so many lines are read back, and so much of each, in characters.
MOST_LINES, LINE_HEAD = 500, 500


def _mojibake(text: str) -> Iterator[Notice]:
    lines = text.split("\n")
    suspicious = ((number, line) for number, line in enumerate(lines, 1) if SUSPICIOUS.search(line))
    found = [(number, kind) for number, line in islice(suspicious, MOST_LINES) if (kind := _misread(line[:LINE_HEAD]))]
    if found:
        line, kind = found[0]
        yield notice("mojibake", line=line, count=len(found), encoding=kind)


def _misread(line: str) -> str:
    """In which encoding the bytes of a line were read that are of another; "" where they were not."""
    runs = RUN.findall(line)
    for name, codec in READ_AS.items():
        read = [run for run in runs if _is_misread_utf8(run, codec)]
        if sum(map(len, read)) >= FEWEST_READ and len(read) >= MOSTLY * len(runs):
            return name
    letters = [letter for letter in line if letter.isalpha()]
    if sum(letter in HIGH_LATIN for letter in letters) < MOSTLY * len(letters) or len(letters) < FEWEST_READ:
        return ""
    for read_as in ("cp1252", "latin-1"):
        for codec in OLD_ARABIC.values():
            arabic = _read_back("".join(letters), read_as).decode(codec, "replace")
            if sum(letter in COMMON_LETTERS for letter in arabic) >= MOSTLY * len(letters):
                return "windows-1252" if read_as == "cp1252" else "ISO-8859-1"
    return ""


def _is_misread_utf8(run: str, codec: str) -> bool:
    """Whether the bytes of a run of characters are UTF-8. Those of «ب،» are, too: so they must say Arabic letters."""
    try:
        read = _read_back(run, codec).decode("utf-8")
    except UnicodeDecodeError:
        return False
    return codec != "cp1256" or all("\u0600" <= letter <= "\u06ff" or letter in PUNCTUATION for letter in read)


def _read_back(run: str, codec: str) -> bytes:
    """The bytes that were read as these characters; what the encoding does not know is no byte of UTF-8."""
    table = _bytes_of(codec)
    return bytes(table.get(character, 0xFF) for character in run)


@cache
def _bytes_of(codec: str) -> dict[str, int]:
    """Browsers read a byte that an encoding leaves empty as the control character of its number; so does this."""
    table = {chr(byte): byte for byte in range(0x80, 0xA0)} if codec in ("cp1252", "cp1256") else {}
    for byte in range(0x80, 0x100):
        table[bytes([byte]).decode(codec, "ignore") or chr(byte)] = byte
    return table


# Each check, and the characters without which there is nothing for it to find.
CHECKS: tuple[tuple[frozenset[str], Callable[[str], Iterator[Notice]]], ...] = (
    (frozenset("\ufffd"), _characters("replacement", "\ufffd")),
    (frozenset("?"), _question_marks),
    (HIGH_LATIN | BOXES | ALEF_OR_LAM, _mojibake),
    (frozenset("<[{"), _markup),
    (frozenset("&"), _entities),
    (CONTROLS, _characters("control", CONTROLS)),
    (frozenset("\ufeff"), _characters("second_bom", "\ufeff")),
    (PRIVATE_USE, _characters("private_use", PRIVATE_USE)),
    (PRESENTATION_FORMS, _characters("presentation_forms", PRESENTATION_FORMS)),
)
