"""Files read into drafts, some at a time: one bad file is a result, not an error."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from articles.drafts import Draft
from articles.importing.decoding import decode
from articles.importing.folders import Incoming
from articles.importing.formats import format_of
from articles.importing.identity import Identity, identity_of
from articles.importing.reports import Result, failure_of, refused
from newsdesk.errors import DomainError

# What is stored in one transaction ends at whichever comes first.
FILES_TOGETHER, CHARACTERS_TOGETHER = 200, 4_000_000


@dataclass(frozen=True, slots=True)
class Parsed:
    """A file that was read: the draft that it holds, or why it is refused."""

    name: str
    found: Draft | Result
    identity: Identity | None = None

    @property
    def size(self) -> int:
        return len(self.found.text) if isinstance(self.found, Draft) else 0


def parsed(file: Incoming) -> Parsed:
    try:
        return read_draft(file.name, format_of(file.name).read(decode(file.read())))
    except DomainError as error:
        return Parsed(file.name, refused(file.name, error))
    except Exception as error:
        return Parsed(file.name, failure_of(file.name, error))


def read_draft(name: str, draft: Draft) -> Parsed:
    return Parsed(name, draft, identity_of(draft))


def together(files: Iterable[Parsed]) -> Iterator[list[Parsed]]:
    """As many as are stored in one transaction: never so much text that it would fill the memory."""
    some: list[Parsed] = []
    characters = 0
    for file in files:
        some.append(file)
        characters += file.size
        if len(some) == FILES_TOGETHER or characters >= CHARACTERS_TOGETHER:
            yield some
            some, characters = [], 0
    if some:
        yield some
