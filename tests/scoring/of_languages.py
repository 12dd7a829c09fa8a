"""Languages and directions: headlines and sentences of our own, written before the rules, and the fixtures."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from articles.languages import language_of
from tests.scoring.score import Score, foreign_fixtures

OWN = Path(__file__).parent / "data" / "languages.jsonl"
SENTENCE = "# text = "


def scores() -> Iterator[Score]:
    own = cases(OWN)
    for kind, aim in (("headline", 0.9), ("sentence", 0.99)):
        yield _score(f"{kind}s", [case for case in own if case["kind"] == kind], aim)
    yield _sure("sure ones, headlines and sentences", own)
    if fixtures := foreign_fixtures():
        yield _score("fixtures", cases(fixtures / "trials" / "languages.jsonl"), 1.0)
        yield _score("Arabic sentences of PUD", list(_pud(fixtures)), 0.99)


def cases(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def _pud(fixtures: Path) -> Iterator[dict[str, str]]:
    for line in (fixtures / "data" / "ud-arabic-pud" / "first500.conllu").read_text("utf-8").splitlines():
        if line.startswith(SENTENCE):
            yield {"language": "ar", "direction": "rtl", "text": line.removeprefix(SENTENCE)}


def _score(what: str, cases: list[dict[str, str]], aim: float) -> Score:
    wrong = [told for case in cases if (told := _told(case))]
    return Score(what, len(cases) - len(wrong), len(cases), aim, wrong)


def _sure(what: str, cases: list[dict[str, str]]) -> Score:
    """Of those that are said without a doubt: how many are right."""
    return _score(what, [case for case in cases if language_of(case["text"]).is_sure], 0.99)


def _told(case: dict[str, str]) -> str:
    found = language_of(case["text"])
    if (found.code, found.direction) == (case["language"], case["direction"]):
        return ""
    return f"{found.code} {found.direction} for {case['language']} {case['direction']}: {case['text'].strip()[:90]}"
