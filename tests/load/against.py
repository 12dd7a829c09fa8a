"""`make bench ARGS="--against COMMIT"`: the tree as it stands and that commit measured in turns, told as ratios.

Each side is measured by its own bench, on a site of its own, in a process of its own. A machine is not equally quick
at all hours, so one figure says little; that of two sides measured right after each other says what a change costs.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from newsdesk.running.places import ROOT
from newsdesk.running.saying import Refusal, say, step
from newsdesk.running.supervising import processes
from tests.load.figures import Comparison, comparisons, ratios

LEFT_OUT = {"VIRTUAL_ENV", "PYTHONPATH", "PORT", "NEWSDESK_PYTHON"}  # What would lead a side into the other's rooms.

Kept = dict[str, dict[str, Any]]  # Figures as `Figure.as_json` tells them, by key.


@dataclass(frozen=True)
class Side:
    """A checkout with the folder where its figures lie."""

    name: str
    root: Path
    folder: Path

    def measure(self, arguments: list[str]) -> Kept:
        """One run of its bench: its figures by key. Raises `Refusal` where that fails."""
        with tempfile.TemporaryDirectory(dir=self.folder, prefix=f"{self.name}-") as data:
            environment = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
            environment |= {"NEWSDESK_DATA_DIR": data, "ARGS": " ".join(arguments)}
            command = [_python_outside(), "-m", "newsdesk.running", "bench"]
            if processes.run(command, cwd=self.root, env=environment, stdout=subprocess.DEVNULL) != 0:
                raise Refusal(f"The bench of {self.name} failed in {self.root}; the reason stands above.")
            (kept,) = Path(data, "bench").glob("*.json")
            return {figure["key"]: figure for figure in json.loads(kept.read_text(encoding="utf-8"))["figures"]}


def main() -> int:
    options, arguments = _options()
    options.folder.mkdir(parents=True, exist_ok=True)
    now = Side("now", ROOT, options.folder)
    before = Side("before", _checkout(options.against, options.folder), options.folder)
    pairs = []
    for pair in _in_turns(now, before, options.rounds, arguments):
        pairs.append(pair)
        compared = comparisons(pairs)
        say(f"\n{ratios(compared, options.against)}\n")
    step(f"kept in {_keep(compared, options)}")
    return 0


def _options() -> tuple[argparse.Namespace, list[str]]:
    """Ours, and what is handed to each bench."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the figures are kept")
    parser.add_argument("--against", required=True, metavar="COMMIT", help="what the tree is compared with")
    parser.add_argument("--rounds", type=int, default=5, help="how often each side is measured (5)")
    options, rest = parser.parse_known_args()
    return options, rest if "--runs" in rest else ["--runs", "1", *rest]


def _in_turns(now: Side, before: Side, rounds: int, arguments: list[str]) -> Iterator[tuple[Kept, Kept]]:
    """(before, now) of each round, as it ends. Who comes first changes, so that neither has the quieter half."""
    for number in range(rounds):
        found = {}
        for side in (before, now) if number % 2 == 0 else (now, before):
            step(f"round {number + 1} of {rounds}: {side.name}")
            found[side.name] = side.measure(arguments)
        yield found["before"], found["now"]


def _checkout(commit: str, folder: Path) -> Path:
    """That commit's files, kept with their .venv for the next time; an earlier commit's are removed."""
    full = _git("rev-parse", "--verify", "--quiet", f"{commit}^{{commit}}").decode().strip()
    place = folder / "checkouts" / full
    if not place.is_dir():
        shutil.rmtree(place.parent, ignore_errors=True)
        draft = place.with_name("unfinished")
        draft.mkdir(parents=True)
        subprocess.run(["tar", "-x", "-C", draft], input=_git("archive", full), check=True)
        draft.rename(place)
    return place


def _git(*arguments: str) -> bytes:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True)
    if done.returncode != 0:
        raise Refusal(f"git {arguments[0]} failed: name a commit of this repository, such as --against HEAD~1.")
    return done.stdout


def _python_outside() -> str:
    """The Python that .venv was made by: with it each side makes and enters its own."""
    return str(getattr(sys, "_base_executable", sys.executable))


def _keep(compared: list[Comparison], options: argparse.Namespace) -> Path:
    now = datetime.now(UTC)
    kept = {"at": now.isoformat(), "against": options.against, "figures": [one.as_json() for one in compared]}
    place = options.folder / "against" / f"{now:%Y-%m-%dT%H%M%SZ}.json"
    place.parent.mkdir(exist_ok=True)
    place.write_text(json.dumps(kept, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return place


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Refusal as refusal:
        sys.exit(str(refusal))
