"""Code points as UTF-16 units, in which browsers count, and back; and spans without white space at their ends."""

from __future__ import annotations

from articles.spans import Span


def utf16_offset(text: str, offset: int) -> int:
    """Where a code point offset lies in UTF-16 units, as browsers count."""
    return offset + sum(character > "\uffff" for character in text[:offset])


def code_point_offset(text: str, units: int) -> int:
    """Where an offset in UTF-16 units lies in code points. Raises `ValueError` inside a surrogate pair."""
    position = 0
    for offset, character in enumerate(text):
        if position == units:
            return offset
        position += 1 + (character > "\uffff")
        if position > units:
            raise ValueError(f"unit {units} lies inside a surrogate pair")
    if position == units:
        return len(text)
    raise ValueError(f"unit {units} lies after the end of the text")


def trimmed(text: str, start: int, end: int) -> Span | None:
    """The span without the white space at its ends; None where nothing else is left."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None
