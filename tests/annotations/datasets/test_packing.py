"""Several files as one ZIP."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterable, Iterator

import pytest

from annotations.datasets.packing import EARLIEST, IN_MEMORY, Beside, File, packed

Piece = bytes | File | Beside
PIECES: list[Piece] = [
    File("نصوص/ب.txt"),
    "قال ".encode(),
    Beside("جدول.tsv", b"1\n"),
    "زيد".encode(),
    File("a.txt"),
    b"x",
    Beside("جدول.tsv", b"2\n"),
]


def opened(pieces: Iterable[Piece]) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(packed(pieces))))


def test_each_file_is_whole_and_the_contents_are_by_name() -> None:
    archive = opened(PIECES)
    assert {name: archive.read(name).decode() for name in archive.namelist()} == {
        "a.txt": "x",
        "جدول.tsv": "1\n2\n",
        "نصوص/ب.txt": "قال زيد",
    }
    assert archive.namelist() == sorted(archive.namelist())
    assert archive.testzip() is None


def test_the_same_files_give_the_same_bytes_whenever_they_are_packed() -> None:
    assert b"".join(packed(PIECES)) == b"".join(packed(list(PIECES)))
    assert {info.date_time for info in opened(PIECES).infolist()} == {EARLIEST}
    assert {info.create_system for info in opened(PIECES).infolist()} == {3}


def test_arabic_names_are_marked_as_utf_8_in_both_places() -> None:
    data = b"".join(packed([File("نص.txt"), b"x"]))
    [info] = zipfile.ZipFile(io.BytesIO(data)).infolist()
    assert info.flag_bits & 0x800
    assert struct.unpack_from("<H", data, 6)[0] & 0x800
    assert "نص.txt".encode() in data


def test_no_file_at_all_is_an_empty_archive() -> None:
    assert opened([]).namelist() == []
    assert opened([File("a")]).read("a") == b""


def test_what_breaks_off_does_not_look_whole() -> None:
    def pieces() -> Iterator[Piece]:
        yield from (File("a"), b"x", File("b"), b"y")
        raise ZeroDivisionError

    data = bytearray()
    with pytest.raises(ZeroDivisionError):
        data.extend(byte for piece in packed(pieces()) for byte in piece)
    assert not zipfile.is_zipfile(io.BytesIO(data))


def test_a_file_goes_out_before_the_next_is_whole() -> None:
    asked = []

    def pieces() -> Iterator[Piece]:
        for name in "abc":
            asked.append(name)
            yield File(name)
            yield b"x"

    assert next(packed(pieces())).startswith(b"PK")
    assert asked == ["a", "b"]


def test_a_file_larger_than_is_held_in_memory() -> None:
    data = bytes(range(256)) * (IN_MEMORY // 128)
    assert opened([File("a"), data, Beside("b", data), data]).read("a") == data * 2


@pytest.mark.parametrize(
    "name",
    ["", "/a", "a/", "a//b", "../a", "a/..", "a\\b", "c:a", "a?", "a\tb", "a.", "a ", "con", "a/NUL.txt", "ا\u202eب"],
)
def test_a_name_that_is_not_one_everywhere_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        opened([File(name), b"x"])


@pytest.mark.parametrize("name", ["نصوص/٣.txt", "a.b.c", ".hidden", "console.txt", "می\u200cخواهم.ann"])
def test_a_name_that_is_one_everywhere_is_taken(name: str) -> None:
    assert opened([File(name), b"x"]).namelist() == [name]


@pytest.mark.parametrize("again", [File("A.txt"), Beside("a.txt", b"y")])
def test_no_name_comes_twice(again: Piece) -> None:
    with pytest.raises(ValueError, match="already"):
        opened([File("a.txt"), b"x", again])


def test_bytes_of_no_file_are_refused() -> None:
    with pytest.raises(ValueError, match="before the name"):
        opened([b"x"])
