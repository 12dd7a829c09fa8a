"""Files read into drafts, some at a time: what is bad is a result, not an error."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from articles.drafts import Draft, Refusal
from articles.importing.damage import damage_of
from articles.importing.decoding import check_size
from articles.importing.formats import Options, format_of
from articles.importing.identity import Traits, traits_of
from articles.importing.reports import Result, failure_of, left_out, refused
from articles.importing.sources import Openable, PassedBy, Source
from articles.notices import notice
from newsdesk.errors import DomainError

# What is stored in one transaction ends at whichever comes first.
TEXTS_TOGETHER, CHARACTERS_TOGETHER = 200, 4_000_000


@dataclass(frozen=True, slots=True)
class Parsed:
    """A text that was read: the draft of it, or why it is refused. `name` tells file and place."""

    name: str
    found: Draft | Result
    traits: Traits | None = None

    @property
    def size(self) -> int:
        return len(self.found.text) if isinstance(self.found, Draft) else 0


def texts_of(file: Openable | PassedBy, options: Options, *, limited: bool) -> Iterator[Parsed]:
    """What a file holds, as it is read; the last one says why where it could not be read, or not to its end.

    Where it is `limited`, a file may have no more bytes than an article.
    """
    if isinstance(file, PassedBy):
        yield Parsed(file.name, left_out(file.name))
        return
    last = ""
    try:
        with file.open() as stream:
            for found in _read(Source(file.name, stream), options, limited=limited):
                parsed = _parsed(file.name, found)
                last = parsed.name
                yield parsed
    except DomainError as error:
        yield _broken_off(refused(file.name, error), last)
    except Exception as error:
        yield _broken_off(failure_of(file.name, error), last)


def _read(source: Source, options: Options, *, limited: bool) -> Iterator[Draft | Refusal]:
    format = format_of(source)
    if limited:
        check_size(source.size())
    return format.read(source, options)


def _parsed(file: str, found: Draft | Refusal) -> Parsed:
    name = f"{file} · {found.place}" if found.place else file
    return read_draft(name, found) if isinstance(found, Draft) else Parsed(name, refused(name, found))


def read_draft(name: str, draft: Draft) -> Parsed:
    return Parsed(name, looked_over(draft), traits_of(draft))


def looked_over(draft: Draft) -> Draft:
    """The draft with what is damaged in its text, or no text at all; a doubt about all of it is said once."""
    doubts = [] if draft.is_layout_known else [notice("layout_unknown")]
    draft.notices = [*draft.notices, *doubts, *damage_of(draft.text)]
    return draft


def _broken_off(result: Result, last: str) -> Parsed:
    """`last` is what was read of the file before, if anything was."""
    if last:
        result = replace(result, notices=(*result.notices, notice("broken_off", last=last)))
    return Parsed(result.name, result)


def together(texts: Iterable[Parsed]) -> Iterator[list[Parsed]]:
    """As many as are stored in one transaction: never so much text that it would fill the memory."""
    some: list[Parsed] = []
    characters = 0
    for text in texts:
        some.append(text)
        characters += text.size
        if _are_enough(len(some), characters):
            yield some
            some, characters = [], 0
    if some:
        yield some


def is_full(some: Sequence[Parsed]) -> bool:
    """Whether others may come after these."""
    return _are_enough(len(some), sum(text.size for text in some))


def _are_enough(texts: int, characters: int) -> bool:
    return texts == TEXTS_TOGETHER or characters >= CHARACTERS_TOGETHER
