"""What an importer makes of a file: a text, what is known about it, and its typed blocks. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Literal, NamedTuple

from articles.languages import direction_of
from articles.likeness import sentences
from articles.notices import Notice, notice
from articles.spans import Span
from articles.text_digests import sha256_of

# Below this confidence an editor is asked to look.
SURE = 0.6
# How the language of an article came to be known; `doubtful` is recognised as well, and somebody should look.
LanguageFrom = Literal["recognised", "doubtful", "editor"]


class DraftBlock(NamedTuple):
    """A typed stretch `[start, end)` of a draft's text; `reason` names the rule that found it.

    A tuple, since a large import makes and pickles some hundred thousand: of frozen dataclasses it takes twice as long.
    """

    kind: str
    start: int
    end: int
    confidence: float = 1.0
    flagged: bool = False
    reason: str = ""

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


@dataclass
class Draft:
    """An article before it is stored. Names are as the text writes them; empty means unknown.

    `published_on` without `published_at` is a date alone, not midnight. `published_at` without a time zone is
    the clock of the newsroom (`settings.TIME_ZONE`), since texts seldom name one. `place` is where it stands in a file
    of many articles, as a person finds it there: the number of a line or of a record. `language` is a code of BCP 47,
    `und` where nothing told it. `notices` say what is odd about a text that is taken all the same.

    `guessed` names those of the fields `headline`, `publisher`, `aggregator`, `published_on`, `published_at` and `url`
    whose value no field and no known layout of the text gave: it only looks like one. A guess proves nothing
    (`was_read`). `is_layout_known` is False where the text has nothing by which a recogniser knows a page: neither
    a date nor a source nor a repeated headline.
    """

    text: str
    headline: str = ""
    publisher: str = ""
    aggregator: str = ""
    published_on: date | None = None
    published_at: datetime | None = None
    url: str = ""
    language: str = "ar"
    language_from: LanguageFrom = "recognised"
    blocks: Sequence[DraftBlock] = field(default_factory=list)
    place: str = ""
    guessed: frozenset[str] = frozenset()
    notices: Sequence[Notice] = ()
    is_layout_known: bool = True

    def was_read(self, *fields: str) -> bool:
        """Whether each of these fields has a value that is known, none of them a guess."""
        return all(getattr(self, field) for field in fields) and self.guessed.isdisjoint(fields)

    @property
    def said(self) -> tuple[Notice, ...]:
        """All that a report says of it: its notices, and that its language is not sure, which an editor settles."""
        doubt = [notice("language_unsure")] if self.language_from == "doubtful" else []
        return (*self.notices, *doubt)

    @cached_property
    def direction(self) -> str:
        """ "rtl" or "ltr": how the text is laid out."""
        return direction_of(self.language, self.text)

    @cached_property
    def flagged_blocks(self) -> int:
        return sum(block.flagged for block in self.blocks)

    @property
    def is_certain(self) -> bool:
        return not self.flagged_blocks

    @cached_property
    def sentences(self) -> frozenset[str]:
        """By what it is compared with other texts."""
        return sentences(self.text, self.blocks)

    @cached_property
    def sha256(self) -> str:
        return sha256_of(self.text)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an article of a file is not taken, and how to mend it; `place` is as that of a `Draft`."""

    notice: Notice
    place: str = ""
