from __future__ import annotations

import io
import zipfile

from tests.annotations.datasets.reading_back import Told


def told(data: bytes) -> Told:
    files = {name: archive.read(name).decode() for archive in [_opened(data)] for name in archive.namelist()}
    texts = {_number(name): text for name, text in files.items() if name.endswith(".txt")}
    found = Told(list(texts), [int(line) for line in files.get("a/readings.tsv", "").split()])
    for cells in (line.split("\t") for line in files.get("جدول.tsv", "").split("\n") if line):
        if len(cells) == 2:
            found.annotations.append(cells[0])
        else:
            id, number, role, article, revision, start, end = cells
            exact = texts[int(article), int(revision)][int(start) : int(end)]
            found.anchors.append((id, int(number), role, int(start), int(end), exact))
    return found


def _opened(data: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(data))


def _number(name: str) -> tuple[int, int]:
    article, revision = name.removeprefix("نصوص/").removesuffix(".txt").split("-")
    return int(article), int(revision)
