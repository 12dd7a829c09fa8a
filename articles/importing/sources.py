"""Files as formats are given them: a name, and bytes that are read piece by piece."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO, Protocol

from articles.drafts import Refusal
from articles.importing.decoding import check_size
from articles.notices import Notice
from newsdesk.errors import DomainError

# How much of its beginning is shown to the formats, so that they tell whether a file is theirs.
HEAD_BYTES = 8192
# What a format is worth where the name alone speaks for it.
BY_NAME = 0.5


class Openable(Protocol):
    """A file to come. Another thread may open it, and does so once."""

    @property
    def name(self) -> str: ...

    def open(self) -> AbstractContextManager[BinaryIO]:
        """Its bytes, as a stream that can be searched. Raises `OSError`, or `Invalid` where it knows what is wrong."""


@dataclass(frozen=True, slots=True)
class PassedBy:
    """A file of a folder that is of no kind that is imported: it is reported, and never opened."""

    name: str


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was opened. Who reads it piece by piece finds `stream` at its beginning."""

    name: str
    stream: BinaryIO

    def head(self) -> bytes:
        """At most `HEAD_BYTES` of its beginning."""
        head = self.stream.read(HEAD_BYTES)
        self.stream.seek(0)
        return head

    def whole(self) -> bytes:
        """All bytes of a file that is one article. Raises `Invalid` (`too_large`) before any is read."""
        check_size(self.size())
        return self.stream.read()

    def size(self) -> int:
        """In bytes."""
        size = self.stream.seek(0, os.SEEK_END)
        self.stream.seek(0)
        return size


def extension(name: str) -> str:
    """Of a file's name, with its dot and in small letters; empty where it has none."""
    return PurePath(name).suffix.lower()


def by_name(name: str, extensions: tuple[str, ...]) -> float:
    """What a format of these extensions is worth for a file of that name."""
    return BY_NAME if extension(name) in extensions else 0


def refusal(error: DomainError, place: str = "") -> Refusal:
    """The refusal of what stands at that place."""
    return Refusal(notice_of(error), place)


def notice_of(error: DomainError) -> Notice:
    """What an error says; in the words that it has now, where they are none of ours."""
    said = error.message
    return said if isinstance(said, Notice) else Notice(error.code, {"text": str(said)})
