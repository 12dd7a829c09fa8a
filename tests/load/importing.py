"""The bench of imports: files of news become articles by the command that people use, with all checks."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from articles.models import ImportBatch
from newsdesk.running.saying import step
from tests.load import corpus, measuring
from tests.load.figures import Figure

SEED = 4_000


def figures(options: argparse.Namespace) -> list[Figure]:
    count = options.articles
    step(f"importing {count:,} files, {options.runs} runs")
    spent = [_run(count, seed=SEED + number) for number in range(options.runs)]
    rates = tuple(count / one.seconds for one in spent)
    return [
        Figure("import.rate", f"import of {count:,} files", "articles/s", rates, above=1000),
        Figure("import.processor", "processor time for an article", "ms", _each(spent, count, "processor")),
        Figure("import.database", "the database's part of it", "ms", _each(spent, count, "database")),
        Figure("import.memory", "memory of the import at most", "MB", tuple(one.memory for one in spent)),
    ]


def _run(count: int, *, seed: int) -> measuring.Spent:
    with tempfile.TemporaryDirectory(prefix="newsdesk-bench-") as folder:
        for number, written in enumerate(corpus.articles(count, seed=seed)):
            Path(folder, f"{number:06}.txt").write_text(written.text, encoding="utf-8")
        spent = measuring.run([sys.executable, "manage.py", "import_articles", folder])
    stored = ImportBatch.objects.latest("pk").revisions.count()
    if stored != count:
        raise ValueError(f"Of {count} files {stored} were stored.")
    return spent


def _each(spent: list[measuring.Spent], count: int, name: str) -> tuple[float, ...]:
    return tuple(1000 * getattr(one, name) / count for one in spent)
