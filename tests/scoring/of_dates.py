"""How many date lines are read: their day, time, zone and source; and that none passes for something else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from articles.layout.recognising import read
from tests.scoring.score import Score, foreign_fixtures

OURS = Path(__file__).with_name("data") / "dates.jsonl"
FIXTURE = "trials/dates-hand-out.jsonl"
# The line stands where the seeds have it: under a headline that is repeated.
HEADLINE = "افتتاح سوق الميناء الجديد"
PAGE = f"{HEADLINE}\n{HEADLINE}\n{{line}}\nافتتحت البلدية سوق الميناء الجديد صباح اليوم بحضور الأهالي.\n"


def scores() -> Iterator[Score]:
    cases = list(cases_of(OURS))
    if fixtures := foreign_fixtures():
        cases += cases_of(fixtures / FIXTURE)
    plain = [case for case in cases if not case.get("may_be_flagged")]
    yield _score("read to the last part", plain, is_read, aim=1)
    yield _score("read, or flagged where in doubt", cases, is_read_or_flagged, aim=1)
    yield _score("never something else without a flag", cases, is_honest, aim=1)


def cases_of(path: Path) -> list[dict[str, Any]]:
    """Each with `line`, `day`, and maybe `time` as written, `zone` ("+03:00"), `source`, `may_be_flagged`."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def found_in(case: dict[str, Any]) -> dict[str, Any]:
    """The same as in a case, as the line was read; and what its block is."""
    draft = read(PAGE.format(line=case["line"]))
    [block] = [one for one in draft.blocks if draft.text[one.start : one.end] == case["line"]]
    moment = draft.published_at
    return {
        "day": draft.published_on.isoformat() if draft.published_on else None,
        "time": moment.strftime("%H:%M") if moment else None,
        "zone": moment.isoformat()[-6:] if moment and moment.tzinfo else None,
        "source": draft.publisher,
        "kind": block.kind,
        "flagged": block.flagged,
    }


def is_read(case: dict[str, Any]) -> bool:
    found = found_in(case)
    said = {"time": None, "zone": None, "source": ""} | case
    # The fixtures name no zones.
    parts = ["day", "time", "source"] + (["zone"] if "zone" in case else [])
    return all(found[part] == said[part] for part in parts) and found["kind"] == "dateline" and not found["flagged"]


def is_read_or_flagged(case: dict[str, Any]) -> bool:
    found = found_in(case)
    is_left_open = case.get("may_be_flagged") and found["flagged"] and found["day"] in (None, case["day"])
    return bool(is_left_open) or is_read(case)


def is_honest(case: dict[str, Any]) -> bool:
    found = found_in(case)
    return bool(found["flagged"]) or found["kind"] == "dateline"


def _score(what: str, cases: list[dict[str, Any]], is_right: Any, aim: float) -> Score:
    wrong = [case for case in cases if not is_right(case)]
    told = [f"{case['line']}: {found_in(case)}" for case in wrong]
    return Score(what, len(cases) - len(wrong), len(cases), aim, told)
