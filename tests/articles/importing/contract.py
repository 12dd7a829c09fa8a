"""What every format of articles has to keep, as functions that raise where it does not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from articles.drafts import Draft, Refusal
from articles.importing.decoding import clean
from articles.importing.formats import NO_OPTIONS, Format, format_of
from articles.importing.sources import HEAD_BYTES, Source
from articles.models import Block
from articles.notices import Notice

# As much of a file as a reader may hold that has not yielded its first text.
READ_AHEAD = 64 * 1024


class Watched(BytesIO):
    """A stream that knows the farthest place that was read."""

    farthest = 0

    def _note(self, found: Any) -> Any:
        self.farthest = max(self.farthest, self.tell())
        return found

    def read(self, size: int | None = -1, /) -> bytes:
        return self._note(super().read(size))

    def read1(self, size: int | None = -1, /) -> bytes:
        return self._note(super().read1(size))

    def readinto(self, buffer: Any, /) -> int:
        return self._note(super().readinto(buffer))

    def readline(self, size: int | None = -1, /) -> bytes:
        return self._note(super().readline(size))

    def __next__(self) -> bytes:
        return self._note(super().__next__())


def texts(format: Format, data: bytes, name: str) -> list[Draft | Refusal]:
    """What the format makes of a file, each of it fit to be stored or told."""
    found = list(format.read(Source(name, BytesIO(data)), NO_OPTIONS))
    for each in found:
        check_draft(each) if isinstance(each, Draft) else check_refusal(each)
    if len(found) > 1:
        assert len({each.place for each in found} - {""}) == len(found), "each of many texts has a place of its own"
    return found


def check_draft(draft: Draft) -> None:
    assert clean(draft.text) == draft.text
    kinds = set(Block.Kind.values)
    for block in draft.blocks:
        assert 0 <= block.start < block.end <= len(draft.text)
        assert block.kind in kinds


def check_refusal(refusal: Refusal) -> None:
    assert isinstance(refusal, Refusal)
    assert 0 < len(refusal.notice.code) <= 40
    assert Notice.of_json(json.loads(json.dumps(refusal.notice.as_json()))) == refusal.notice
    assert str(refusal.notice) != refusal.notice.code, "its code has no sentence"


def check_sentences(format: Format) -> None:
    """A single one stands in a tuple, too: of a bare text the first letter would be told."""
    for code, said in getattr(format, "sentences", {}).items():
        assert isinstance(said, tuple), f"the sentences of {code} are no tuple"


def check_recognised(format: Format, data: bytes, name: str, others: list[Format]) -> None:
    """It is surer of its own file than any other is, and the registry takes it."""
    score = format.recognise(data[:HEAD_BYTES], name)
    assert 0 < score <= 1
    assert all(other.recognise(data[:HEAD_BYTES], name) < score for other in others if other is not format)
    assert format_of(Source(name, BytesIO(data))) is format


def check_is_lazy(format: Format, data: bytes, name: str) -> None:
    """Nothing is read before it is asked for."""
    stream = Watched(data)
    found = format.read(Source(name, stream), NO_OPTIONS)
    assert isinstance(found, Iterator)
    assert stream.farthest == 0, "it reads ahead"
    assert next(found)


def check_streams(format: Format, data: bytes, name: str) -> None:
    """A long file of many texts is read as they are asked for: at each of them, little of what comes after it."""
    assert len(data) > 3 * READ_AHEAD, "the file is too short to tell"
    stream = Watched(data)
    read = [stream.farthest for _found in format.read(Source(name, stream), NO_OPTIONS)]
    due = [len(data) * number / len(read) for number in range(1, len(read) + 1)]
    assert all(place <= least + READ_AHEAD for place, least in zip(read, due, strict=True)), "it reads ahead"
