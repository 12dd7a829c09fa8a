"""`make scores`: see the package."""

from __future__ import annotations

import argparse
import json
import os
import pkgutil
import sys
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path

import django

from tests import scoring
from tests.scoring import weights
from tests.scoring.score import Score

FIGURES = Path(__file__).with_name("figures.json")


def main() -> int:
    """0, or 1 where a figure is lower than the one that is kept."""
    arguments = _arguments()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsdesk.settings")
    django.setup()
    kept = json.loads(FIGURES.read_text()) if FIGURES.exists() else {}
    found = {}
    worse = []
    for subject in ["blocks"] if arguments.weigh else _subjects(arguments.only):
        for score in _weigh() if arguments.weigh else _scores_of(subject):
            name = f"{subject}: {score.what}"
            found[name] = [score.right, score.of]
            before = kept.get(name)
            print(_line(name, score, before))
            if arguments.only:
                print(*(f"    {case}" for case in score.wrong), sep="\n")
            if before and before[1] and score.share < before[0] / before[1]:
                worse.append(name)
    if arguments.write:
        FIGURES.write_text(json.dumps(kept | found, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
    elif worse:
        print("\nLower than kept (ARGS=--write keeps what was found):", *worse, sep="\n  ")
        return 1
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make scores")
    parser.add_argument("--only", metavar="SUBJECT", help="one subject, with each case that is wrong")
    parser.add_argument("--weigh", action="store_true", help="make the weights of lines anew, and count what they do")
    parser.add_argument("--write", action="store_true", help="keep the figures that are found")
    return parser.parse_args()


def _scores_of(subject: str) -> Iterable[Score]:
    scores: Iterable[Score] = import_module(f"tests.scoring.of_{subject}").scores()
    return scores


def _weigh() -> Iterable[Score]:
    weights.write()
    return weights.scores()


def _subjects(only: str | None) -> Iterator[str]:
    names = (module.name for module in pkgutil.iter_modules(scoring.__path__))
    subjects = sorted(name.removeprefix("of_") for name in names if name.startswith("of_"))
    if only and only not in subjects:
        sys.exit(f"There is no subject “{only}”. There are: {', '.join(subjects)}")
    yield from [only] if only else subjects


def _line(name: str, score: Score, before: list[int] | None) -> str:
    aim = f"aim {score.aim:.0%}" + ("" if score.share >= score.aim else " NOT MET") if score.aim is not None else ""
    was = f"was {before[0]}/{before[1]}" if before and before != [score.right, score.of] else ""
    return f"{name:62}{score.share:8.1%}  {score.right:>5}/{score.of:<5}  {aim:18}{was}".rstrip()


if __name__ == "__main__":
    sys.exit(main())
