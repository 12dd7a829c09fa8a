"""What `make bench` runs against a site of its own: figures as a table, kept as JSON beside those of earlier runs."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path

import django

from newsdesk.running.saying import say, step
from tests.load.figures import Figure, medians, table


def main() -> int:
    options = _options()
    django.setup()
    from tests.load.review import review_figures

    figures = review_figures(runs=options.runs)
    say(f"\n{table(figures, _last(options.folder))}\n")
    step(f"kept in {_keep(figures, options.folder)}")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the figures are kept")
    parser.add_argument("--runs", type=int, default=7, help="how often each thing is measured")
    return parser.parse_args()


def _last(folder: Path) -> dict[str, float]:
    """The medians of the newest run before this one."""
    earlier = sorted(folder.glob("*.json"))
    return medians(json.loads(earlier[-1].read_text(encoding="utf-8"))) if earlier else {}


def _keep(figures: list[Figure], folder: Path) -> Path:
    now = datetime.now(UTC)
    machine = {"system": platform.platform(), "cores": os.cpu_count()}
    kept = {"at": now.isoformat(), "machine": machine, "figures": [figure.as_json() for figure in figures]}
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / f"{now:%Y-%m-%dT%H%M%SZ}.json"
    place.write_text(json.dumps(kept, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return place


if __name__ == "__main__":
    sys.exit(main())
