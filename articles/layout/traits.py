"""What is asked about a line of a page before its kind is weighed (`weighing.py`): each answer is a word. Pure.

No question is about one site's words. They are about lengths, ends and marks, about where a line stands by the longest
run of sentences, what stands beside it, whether its words come back in that run, and what the rules made of it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain

from articles.drafts import SURE
from articles.layout.bodies import BULLET
from articles.layout.lines import LONG_PROSE_WORDS, SHORT_WORDS, Finding, Line
from articles.layout.people import GIVEN_NAMES
from articles.layout.places import OUTLET_WORDS, OUTLETS, PLACES
from articles.layout.words import listed

# Words that hold sentences together, of the languages that the newsroom reads.
HOLDING = listed(
    """
    في، من، على، إلى، عن، أن، إن، أنه، أنها، التي، الذي، الذين، هذا، هذه، ذلك، تلك، كان، كانت، قد، لم، لن، لا، ما، مع،
    بعد، قبل، بين، خلال، حتى، كما، لكن، أو، ثم، منذ، عند، حيث، وقد، وكان، وكانت، بأن، وأن، فيما، دون، ضد، حول، نحو، غير،
    كل، بعض، the، of، to، in، and، a، that، is، was، for، on، with، as، by، at، from، it، has، have، had، were، he، she،
    they، his، their، but، which، who، this، در، به، که، را، این، آن، با، است، شد، کرد، می، برای، بر، لە، بۆ، بە، کە،
    لەگەڵ، کے، کی، کا، میں، سے، کو، نے، پر، ہے، اور
    """
)
# By which readers are spoken to, or a site speaks of itself.
ADDRESSING = re.compile(r"(?:^| )(?:you|your|we|our|us|vous|votre|شما|[^ ]{3,}(?:ك|كم|نا))(?= |$)")
CLOCK = re.compile(r"\d{1,2}[:.]\d{2}")
YEAR = re.compile(r"(?<!\d)(?:19|20|14)\d\d(?!\d)")
DIVIDER = re.compile(r"[|/\\»›>•·←‹]|\s[-–—]\s")
LATIN = re.compile(r"[A-Za-z]")
ARABIC = re.compile(r"[\u0600-\u06ff]")
DIGIT = re.compile(r"\d")
ENDS = dict.fromkeys(".۔", "point") | dict.fromkeys("!?؟", "call") | dict.fromkeys("،,؛", "comma")
ENDS |= {":": "colon", "…": "dots"} | dict.fromkeys(")]", "bracket") | dict.fromkeys('"»”', "quote")
BEGINNINGS = dict.fromkeys('«"“', "quote") | dict.fromkeys("([", "bracket")
MARKS = {"(": "bracket", "؛": "stop", "؟": "stop", "!": "stop", "@": "net", "#": "net", "_": "net", "..": "dots"}
# How far the sum of a run of sentences falls for a line that is none: further for a short one.
FALL_OF_SHORT, FALL = 3, 1
VERY_SHORT, QUITE_SHORT = 2, 5
LONGEST_STEM_LINE, LONGEST_NAME, LONGEST_PLACE = 14, 5, 3


@dataclass
class Page:
    """The lines of a text with what the rules made of them."""

    lines: Sequence[Line]
    found: Sequence[Finding]

    @cached_property
    def run(self) -> tuple[int, int]:
        """The first and the last line of the text itself: its longest run of sentences. (0, -1) without one."""
        best, total, start = (0, 0, -1), 0, 0
        for place, line in enumerate(self.lines):
            if total <= 0:
                total, start = 0, place
            total += line.words if line.is_sentence else -FALL_OF_SHORT if line.words <= SHORT_WORDS else -FALL
            if line.is_sentence and total > best[0]:
                best = (total, start, place)
        return best[1:]

    @cached_property
    def regions(self) -> list[str]:
        """Of each line: "top", "body" or "tail"; "none" where no line ends as a sentence."""
        first, last = self.run
        if last < 0:
            return ["none"] * len(self.lines)
        places = range(len(self.lines))
        return ["top" if place < first else "tail" if place > last else "body" for place in places]

    @cached_property
    def shapes(self) -> list[str]:
        return [_shape(line) for line in self.lines]

    @cached_property
    def words(self) -> list[list[str]]:
        """What each line says, without the words that hold sentences together, by their stems."""
        return [_telling(line.key) for line in self.lines]

    @cached_property
    def told(self) -> frozenset[str]:
        """The words of the text's sentences."""
        first, last = self.run
        places = range(first, last + 1)
        return frozenset(word for place in places if self.lines[place].is_sentence for word in self.words[place])

    @cached_property
    def shared(self) -> list[int]:
        """How many words of each line come back in the text's sentences."""
        return [sum(word in self.told for word in words) for words in self.words]

    @cached_property
    def likest(self) -> list[int]:
        """The places of the two lines above the text that share most words with it."""
        above = [place for place in range(self.run[0] + 1) if self.shared[place] and self.shapes[place] not in "Pp"]
        return sorted(above, key=lambda place: -self.shared[place])[:2]

    @cached_property
    def longest(self) -> list[int]:
        """The places of the three longest lines above the text that are no sentences."""
        above = [place for place in range(self.run[0]) if not self.lines[place].is_sentence]
        return sorted(above, key=lambda place: -self.lines[place].words)[:3]

    @cached_property
    def repeated(self) -> frozenset[str]:
        counts = Counter(line.key for line in self.lines)
        return frozenset(key for key, count in counts.items() if key and count > 1)

    @cached_property
    def short_runs(self) -> list[int]:
        """How many short lines stand together where each line is."""
        runs: list[int] = []
        for shape in self.shapes:
            runs.append(runs[-1] + 1 if runs and shape in "123" else int(shape in "123"))
        for place in range(len(runs) - 2, -1, -1):
            if runs[place] and runs[place + 1] > runs[place]:
                runs[place] = runs[place + 1]
        return runs

    @cached_property
    def dates(self) -> list[int]:
        return [place for place, found in enumerate(self.found) if found.kind == "dateline"]

    @cached_property
    def is_arabic(self) -> bool:
        text = "".join(line.text for line in self.lines)
        return len(ARABIC.findall(text)) > len(LATIN.findall(text))

    @cached_property
    def framed(self) -> tuple[int, bool]:
        """How many lines above the text surely belong to the page around it, and whether one below does."""
        first, last = self.run
        sure = [found.kind == "boilerplate" and found.confidence >= SURE for found in self.found]
        return sum(sure[:first]), last >= 0 and any(sure[last + 1 :])


def _shape(line: Line) -> str:
    if line.is_prose:
        return "P"
    if line.is_sentence:
        return "p"
    if line.words <= VERY_SHORT:
        return "1"
    if line.words <= QUITE_SHORT:
        return "2"
    return "3" if line.words <= SHORT_WORDS else "4"


def _telling(key: str) -> list[str]:
    return [_stem(word) for word in key.split() if len(word) > 2 and word not in HOLDING]


@lru_cache(maxsize=5000)
def _stem(word: str) -> str:
    """A word without the article and what is written together with it before."""
    if len(word) > 4 and word[0] in "وف":
        word = word[1:]
    for before in ("بال", "كال", "ال", "لل"):
        if word.startswith(before) and len(word) > len(before) + 2:
            return word[len(before) :]
    return word


def traits(page: Page, place: int) -> Iterator[str]:
    """The answers for one line. Each has the name of its question before it, so that no two can be mistaken."""
    line, region, shape = page.lines[place], page.regions[place], page.shapes[place]
    return chain(
        _by_rules(page.found[place], region),
        _by_form(line, region, shape),
        _by_marks(page, line, region),
        _by_words(page, place, region, shape) if line.key else (),
        _by_place(page, place, region, shape),
        _by_dates(page, place, region),
        _by_neighbours(page, place, region, shape),
    )


def _by_rules(found: Finding, region: str) -> Iterator[str]:
    kind, reason = found.kind, found.reason
    certainty = "h" if found.confidence >= 0.8 else "m" if found.confidence >= SURE else "l"
    yield f"kind {kind} {certainty}"
    yield f"kind {kind} {region}"
    yield f"reason {reason}"
    yield f"reason {reason} {region}"
    yield f"reason {reason} {certainty}"


def _by_form(line: Line, region: str, shape: str) -> Iterator[str]:
    text = line.text
    length = bisect_left((1, 2, 3, 4, 6, 8, 10, 13, 17, LONG_PROSE_WORDS), line.words)
    end = ENDS.get(text[-1]) or ("digit" if text[-1].isdigit() else "none")
    start = BEGINNINGS.get(text[0]) or (
        "digit" if text[0].isdigit() else "latin" if LATIN.match(text) else "arabic" if ARABIC.match(text) else "symbol"
    )
    yield f"length {length}"
    yield f"length {length} {region}"
    yield f"shape {shape} {region}"
    yield f"end {end}"
    yield f"end {end} {region}"
    yield f"end {end} {shape}"
    yield f"start {start}"
    yield f"start {start} {region}"


def _by_marks(page: Page, line: Line, region: str) -> Iterator[str]:
    text = line.text
    if digits := len(DIGIT.findall(text)):
        yield f"digits {region}"
        if 3 * digits > len(text):
            yield "digits many"
        if CLOCK.search(text):
            yield f"clock {region}"
        if YEAR.search(text):
            yield f"year {region}"
    if DIVIDER.search(text):
        yield f"divider {region}"
    if BULLET.match(text):
        yield f"bullet {region}"
    if ":" in text[1:-1]:
        yield f"colon {region}"
    for name in {name for mark, name in MARKS.items() if mark in text}:
        yield f"mark {name} {region}"
    if bool(LATIN.search(text)) == page.is_arabic:
        yield f"foreign {region}"
    if line.key in page.repeated:
        yield f"repeated {region}"


def _by_words(page: Page, place: int, region: str, shape: str) -> Iterator[str]:
    line = page.lines[place]
    words = line.key.split()
    holding = bisect_left((0, 0.1, 0.2, 0.3), sum(word in HOLDING for word in words) / len(words))
    definite = bisect_left((0, 0.25, 0.5, 0.99), sum(word.startswith("ال") for word in words) / len(words))
    yield f"holding {holding} {region}"
    yield f"definite {definite} {region}"
    if words[0][0] in "وف" and len(words[0]) > 3:
        yield f"and {region}"
    if telling := page.words[place]:
        share = bisect_left((0, 0.2, 0.4, 0.6, 0.8), page.shared[place] / len(telling))
        yield f"share {share} {region}"
        yield f"share {share} {shape}"
    if ADDRESSING.search(line.key):
        yield f"addressing {region}"
        yield f"addressing {shape}"
    yield f"first {words[0]}"
    yield f"last {words[-1]}"
    for stem in {_stem(word) for word in words[:LONGEST_STEM_LINE]}:
        yield f"word {stem}"
    if 1 < line.words <= LONGEST_NAME and words[0] in GIVEN_NAMES:
        yield f"name {region}"
    if line.words <= LONGEST_NAME and (line.key in OUTLETS or not OUTLET_WORDS.isdisjoint(words)):
        yield f"outlet {region}"
    if line.words <= LONGEST_PLACE and line.key in PLACES:
        yield f"place {region}"


def _by_place(page: Page, place: int, region: str, shape: str) -> Iterator[str]:
    (first, last), after = page.run, len(page.lines) - 1 - place
    kind = page.found[place].kind
    above, is_framed_below = page.framed
    if region == "top":
        far = bisect_left((1, 2, 3, 4, 6, 9, 15), first - place)
        yield f"above {far}"
        yield f"above {far} {shape}"
        yield f"top {bisect_left((1, 2, 3, 5, 8, 14), first)} {kind}"
    elif region == "tail":
        far = bisect_left((1, 2, 3, 5, 9), place - last)
        size = f"{bisect_left((1, 2, 4, 8), len(page.lines) - 1 - last)} {is_framed_below}"
        yield f"below {far}"
        yield f"below {far} {shape}"
        yield f"tail {size} {kind}"
        yield f"tail {size} {shape}"
    else:
        yield f"within {bisect_left((0, 1, 2), place - first)} {shape}"
    yield f"framed {bisect_left((0, 1, 3), above)} {is_framed_below} {kind} {region}"
    yield f"from start {bisect_left((0, 1, 2, 4, 8, 14), place)}"
    yield f"from end {bisect_left((0, 1, 2, 4), after)} {region}"
    yield f"short run {bisect_left((0, 1, 2, 4, 7, 12), page.short_runs[place])} {region}"
    if place in page.longest:
        yield f"longest {page.longest.index(place)}"
    if place in page.likest:
        yield f"likest {page.likest.index(place)} {kind}"
        yield f"likest {page.likest.index(place)}"


def _by_dates(page: Page, place: int, region: str) -> Iterator[str]:
    dates = page.dates
    if not dates:
        yield f"no date {region}"
        return
    yield f"from date {max(-3, min(3, place - dates[0]))} {region}"
    if place in dates:
        rank = dates.index(place)
        near = min((abs(place - title) for title in page.likest), default=9)
        yield f"date {min(rank, 2)} of {min(len(dates), 3)} {region}"
        yield f"date last {rank == len(dates) - 1} {region}"
        yield f"date near {bisect_left((1, 2, 4), near)} {region}"


def _by_neighbours(page: Page, place: int, region: str, shape: str) -> Iterator[str]:
    kind = page.found[place].kind
    for step in (-2, -1, 1, 2):
        near = place + step
        if not 0 <= near < len(page.lines):
            yield f"beside {step} edge"
            continue
        beside, their_shape = page.found[near], page.shapes[near]
        yield f"beside {step} {their_shape} {region}"
        yield f"beside {step} {beside.kind}"
        yield f"beside {step} {beside.kind} {kind}"
        if step in (-1, 1):
            yield f"beside {step} {their_shape} {shape}"
            yield f"beside {step} {beside.reason}"
