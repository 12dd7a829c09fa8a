"""Scores: what is counted and kept, and that a lower figure is refused."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.scoring import __main__ as scoring
from tests.scoring.score import Score


@pytest.fixture
def right(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[int]:
    """One subject alone, `toys`, with two of three cases right until the number in the list is another."""
    number = [2]
    toys = ModuleType("tests.scoring.of_toys")
    toys.scores = lambda: iter([Score("all", number[0], 3, aim=0.9, wrong=["a kite was read as a bird"])])  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "tests.scoring.of_toys", toys)
    monkeypatch.setattr(scoring, "FIGURES", tmp_path / "figures.json")
    monkeypatch.setattr(scoring, "_subjects", lambda only: iter(["toys"]))
    return number


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["scores", *arguments])
    return scoring.main()


def test_a_lower_figure_than_the_kept_one_is_refused(
    right: list[int], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "--write") == 0
    assert json.loads(scoring.FIGURES.read_text()) == {"toys: all": [2, 3]}
    assert run(monkeypatch) == 0
    right[0] = 1
    assert run(monkeypatch) == 1
    told = capsys.readouterr().out.splitlines()[-4]
    assert told.split() == ["toys:", "all", "33.3%", "1/3", "aim", "90%", "NOT", "MET", "was", "2/3"]
    right[0] = 3
    assert run(monkeypatch) == 0


def test_one_subject_shows_what_is_wrong(
    right: list[int], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(monkeypatch)
    assert "kite" not in capsys.readouterr().out
    run(monkeypatch, "--only", "toys")
    assert "kite" in capsys.readouterr().out
