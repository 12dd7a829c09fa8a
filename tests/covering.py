"""Whether spans cover a text, as blocks must."""

from __future__ import annotations

from collections.abc import Iterable

from articles.spans import Span


def uncovered(text: str, spans: Iterable[Span]) -> list[int]:
    """The offsets of the characters, white space aside, that lie in no span or in more than one."""
    depth = [0] * len(text)
    for span in spans:
        for offset in range(span.start, min(span.end, len(text))):
            depth[offset] += 1
    return [offset for offset, character in enumerate(text) if not character.isspace() and depth[offset] != 1]
