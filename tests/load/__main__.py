"""What `make bench` runs against a site of its own: figures as a table, kept as JSON beside those of earlier runs."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import django

from newsdesk.running.saying import say, step
from tests.load.figures import Figure, medians, table

# What can be measured, by name: the module that does it with its function `figures`. The cheapest come first; the
# lists come last, since they leave the database full.
SECTIONS = {
    "review": "tests.load.review",
    "operations": "tests.load.operating",
    "import": "tests.load.importing",
    "export": "tests.load.exporting",
    "lists": "tests.load.listing",
}


def main() -> int:
    options = _options()
    django.setup()
    figures: list[Figure] = []
    for name, module in SECTIONS.items():
        if name in options.only:
            figures += import_module(module).figures(options)
    say(f"\n{table(figures, _last(options.folder))}\n")
    step(f"kept in {_keep(figures, options.folder)}")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the figures are kept")
    parser.add_argument("--web", type=int, required=True, help="the process of the web server")
    parser.add_argument("--worker", type=int, required=True, help="the process of the background worker")
    parser.add_argument("--only", nargs="+", choices=SECTIONS, default=list(SECTIONS), help="what to measure (all)")
    parser.add_argument("--runs", type=int, default=5, help="how often each thing is measured (5)")
    parser.add_argument("--articles", type=int, default=10_000, help="articles in a run of import and export (10000)")
    parser.add_argument("--operations", type=int, default=1600, help="operations in a run (1600)")
    sizes = [10_000, 100_000]
    parser.add_argument("--sizes", nargs="+", type=int, default=sizes, help="articles behind lists (10000 100000)")
    return parser.parse_args()


def _last(folder: Path) -> dict[str, float]:
    """The newest median of each figure: a run may have measured but a part."""
    known: dict[str, float] = {}
    for earlier in sorted(folder.glob("*.json")):
        known |= medians(json.loads(earlier.read_text(encoding="utf-8")))
    return known


def _keep(figures: list[Figure], folder: Path) -> Path:
    now = datetime.now(UTC)
    machine = {"system": platform.platform(), "cores": os.cpu_count(), "load": os.getloadavg()}
    kept = {"at": now.isoformat(), "machine": machine, "figures": [figure.as_json() for figure in figures]}
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / f"{now:%Y-%m-%dT%H%M%SZ}.json"
    place.write_text(json.dumps(kept, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return place


if __name__ == "__main__":
    sys.exit(main())
