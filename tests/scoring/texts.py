"""The texts of `data` whose lines are marked with their kinds: `kind> words`, texts parted by `====`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).with_name("data")
FOLDERS = (
    "blocks",
    "blocks_apart",
    "blocks_pasted",
    "blocks_unknown",
    "blocks_fifth/a",
    "blocks_fifth/b",
    "blocks_weighed",
)


@dataclass(frozen=True)
class Text:
    folder: str
    file: str
    place: int
    """In its file, from 0."""

    kinds: list[str]
    lines: list[str]

    @property
    def name(self) -> tuple[str, str, int]:
        return self.folder, self.file, self.place

    @property
    def whole(self) -> str:
        return "\n".join(self.lines)


def texts_of(folder: str) -> Iterator[Text]:
    for path in sorted((DATA / folder).glob("*.txt")):
        for place, part in enumerate(path.read_text("utf-8").split("====\n")):
            marked = [line.split("> ", 1) for line in part.splitlines() if line and not line.startswith("# ")]
            if marked:
                yield Text(
                    folder, path.stem, place, [kind for kind, _words in marked], [words for _kind, words in marked]
                )
