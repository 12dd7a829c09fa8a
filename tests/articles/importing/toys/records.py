"""A format of many articles: `%records`, then a line with `%` before each. No part of the site but of its tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from articles.drafts import Draft, Refusal
from articles.importing.decoding import decode
from articles.importing.formats import Options
from articles.importing.sources import Source, by_name, refusal
from articles.layout import recognising
from newsdesk.errors import Invalid

label, extensions = "Records", (".records",)


def recognise(head: bytes, name: str) -> float:
    return 1 if head.startswith(b"%records\n") else by_name(name, extensions)


def read(source: Source, options: Options) -> Iterator[Draft | Refusal]:
    for line, data in _records(source.stream):
        yield _article(str(line), data, options)


def _article(place: str, data: bytes, options: Options) -> Draft | Refusal:
    try:
        draft = recognising.read(decode(data))
    except Invalid as error:
        return refusal(error, place)
    return replace(draft, place=place, publisher=options.get("publisher", draft.publisher))


def _records(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Each with the number of the line where it begins."""
    begins, lines = 0, list[bytes]()
    for number, line in enumerate(stream, start=1):
        if line.rstrip() != b"%":
            lines.append(line)
            continue
        if begins:
            yield begins, b"".join(lines)
        begins, lines = number + 1, []
    if begins:
        yield begins, b"".join(lines)
