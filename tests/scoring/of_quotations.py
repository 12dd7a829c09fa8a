"""Which words are proposed as what somebody said: cases of our own in `data/quotations.txt`, in Chromium."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.review_modules import run
from tests.scoring.browser import modules_page
from tests.scoring.score import DATA, Score

AIMS = {"whole": 0.95, "partial": 0.8}
MARKS = {"[": "cue", "<": "source", "{": "content"}
ENDS = {"cue": "]", "source": ">", "content": "}"}
SCRIPT = """
    const { howQuoted } = await import("/text/quotation.js");
    const kind = { quoted_role: "content", source_role: "source" };
    return given.map(({ text, anchors }) => {
      const found = module.proposedContent(kind, { state: { anchors } }, text);
      return found && [found.start, found.end, howQuoted(text, [[found.start, found.end]])];
    });
"""


@dataclass(frozen=True)
class Case:
    text: str
    anchors: list[dict[str, Any]]
    """The cue and perhaps the source, in code points; the texts have nothing beyond the BMP."""

    wanted: str | None
    """What is to be proposed; None for nothing."""


def scores() -> Iterator[Score]:
    for share, cases in cases_of("quotations.txt").items():
        with modules_page() as page:
            found = run(page, "state/flow", SCRIPT, [{"text": case.text, "anchors": case.anchors} for case in cases])
        wrong = [
            f"{case.text}: {_told(case, one)}, not {case.wanted}"
            for case, one in zip(cases, found, strict=True)
            if not _is_right(case, one, share)
        ]
        yield Score(f"{share} (own)", len(cases) - len(wrong), len(cases), aim=AIMS.get(share), wrong=wrong)


def cases_of(name: str) -> dict[str, list[Case]]:
    """The cases of a file, under the first word of the headings that they stand under."""
    shares: dict[str, list[Case]] = {}
    heading = ""
    for line in (DATA / name).read_text("utf-8").splitlines():
        if found := re.match(r"# (\w+):", line):
            heading = found[1]
        elif line and not line.startswith("#"):
            shares.setdefault(heading, []).append(_case(line))
    return shares


def _case(line: str) -> Case:
    """A line whose marks are taken out."""
    text = ""
    places: dict[str, tuple[int, int]] = {}
    begun: dict[str, int] = {}
    for character in line.replace("¶", "\n"):
        if character in MARKS:
            begun[MARKS[character]] = len(text)
        elif role := next((role for role, end in ENDS.items() if end == character), None):
            places[role] = (begun[role], len(text))
        else:
            text += character
    content = places.pop("content", None)
    anchors = [{"role": role, "start": start, "end": end} for role, (start, end) in places.items()]
    return Case(text, anchors, content and text[slice(*content)])


def _is_right(case: Case, found: list[Any] | None, share: str) -> bool:
    if found is None or case.wanted is None:
        return found is None and case.wanted is None
    start, end, quoted = found
    return case.text[start:end] == case.wanted and (share != "partial" or quoted == "partly_quoted")


def _told(case: Case, found: list[Any] | None) -> str:
    return f"{case.text[found[0] : found[1]]} ({found[2]})" if found else "nothing"
