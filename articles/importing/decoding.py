"""Bytes to text, once: what is stored is what these functions return.

UTF-8 (its byte order mark is dropped) and UTF-16 with a byte order mark are read. Newlines become
`\\n`; nothing else is normalised: U+0085, U+2028 and white space stay. Everything else is refused
with a reason, never guessed silently.
"""

from __future__ import annotations

import codecs
import re
from typing import NoReturn

from articles.importing.damage import refuse_documents
from articles.notices import invalid

MOST_MEGABYTES = 5
MOST_BYTES = MOST_MEGABYTES * 1024 * 1024
# How much of a file that is not UTF-8 is looked at to say what it may be.
SAMPLE_BYTES = 20_000
OLD_ARABIC = {"windows-1256": "cp1256", "ISO-8859-6": "iso8859_6"}
UTF16 = {"UTF-16LE": "utf-16-le", "UTF-16BE": "utf-16-be"}
MAGIC = {
    b"%PDF": "PDF",
    b"PK\x03\x04": "DOCX, ODT, ZIP",
    b"\xd0\xcf\x11\xe0": "DOC",
    b"{\\rtf": "RTF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
}
# Hardly an Arabic sentence goes without one of these, and wrongly decoded text hardly ever has one.
COMMON_WORD = re.compile(r"\b(?:من|في|على|إلى|عن|أن|إن|هذا|قال|التي|الذي|ما|لا|هل|بعد|مع|و?ال[\u0621-\u064a]{3,})\b")
WORD = re.compile(r"\w+")
CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")


def decode(data: bytes) -> str:
    """The text of a file, fit to be stored.

    Raises `Invalid` with a code: `empty`, `too_large`, `binary`, `not_utf8`, `nul`, `markup`.
    """
    check_size(len(data))
    if not data:
        raise invalid("empty", bytes=0)
    _refuse_known_binaries(data)
    return clean(_decoded(data))


def check_size(size: int) -> None:
    """Raise `Invalid` (`too_large`) for more bytes than an article may have."""
    if size > MOST_BYTES:
        raise invalid("too_large", bytes=size, most=MOST_MEGABYTES)


def clean(text: str) -> str:
    """The text with every newline as `\\n` and without a byte order mark; for pasted text too.

    Raises `Invalid` with a code: `empty`, `nul`, `surrogate`, `too_large`, `markup`.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise invalid("empty")
    _refuse_nul(text)
    _refuse_surrogates(text)
    check_size(len(text.encode()))
    refuse_documents(text)
    return text


def _decoded(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        _refuse_encoding("UTF-32")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decoded_utf16(data)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        _refuse_undecodable(data, error.start)
    if b"\0" in data and (encoding := _guess(data, UTF16)):
        _refuse_encoding(encoding)
    return text


def _decoded_utf16(data: bytes) -> str:
    try:
        return data.decode("utf-16")
    except UnicodeDecodeError as error:
        raise invalid("not_utf8", byte=error.start) from error


def _refuse_undecodable(data: bytes, byte: int) -> NoReturn:
    if encoding := _guess(data, OLD_ARABIC | UTF16):
        _refuse_encoding(encoding, byte)
    sample = data[:SAMPLE_BYTES]
    if len(CONTROL.findall(sample)) * 50 > len(sample):
        _refuse_binary()
    raise invalid("not_utf8", byte=byte, line=data.count(b"\n", 0, byte) + 1)


def _refuse_encoding(encoding: str, byte: int = 0) -> NoReturn:
    raise invalid("not_utf8", byte=byte, encoding=encoding)


def _refuse_known_binaries(data: bytes) -> None:
    for magic, name in MAGIC.items():
        if data.startswith(magic):
            raise invalid("binary", name=name)


def _refuse_binary() -> NoReturn:
    raise invalid("binary")


def _refuse_nul(text: str) -> None:
    place = text.find("\0")
    if place >= 0:
        raise invalid("nul", line=text.count("\n", 0, place) + 1, place=place)


def _refuse_surrogates(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise invalid("surrogate", line=text.count("\n", 0, error.start) + 1, place=error.start) from error


def _guess(data: bytes, encodings: dict[str, str]) -> str | None:
    """The encoding in which the beginning reads most like Arabic; None where it does in none."""
    sample = data[:SAMPLE_BYTES]
    scores = {name: _likeness(sample, codec) for name, codec in encodings.items()}
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] >= 0.1 else None


def _likeness(sample: bytes, codec: str) -> float:
    text = sample.decode(codec, "replace")
    words = len(WORD.findall(text))
    return len(COMMON_WORD.findall(text)) / words if words else 0.0
