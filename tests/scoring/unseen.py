"""What the rules made of texts that they had not seen, kept for good: from it weights are made (`weights.py`).

Rules are mended by what they got wrong, and right on such texts from then on. What they said before tells how much
their word is worth on the next page.
"""

from __future__ import annotations

import json
from pathlib import Path

from articles.layout.lines import Finding

FOUND = Path(__file__).with_name("data") / "found_unseen.jsonl"

Name = tuple[str, str, int]
"""Of a text: its folder, its file and its place in the file."""


def found_unseen() -> dict[Name, list[Finding]]:
    kept = (json.loads(line) for line in FOUND.read_text("utf-8").splitlines())
    return {(one["folder"], one["file"], one["place"]): [_finding(said) for said in one["found"]] for one in kept}


def _finding(said: str) -> Finding:
    kind, confidence, reason = said.split()
    return Finding(kind, float(confidence), reason)
