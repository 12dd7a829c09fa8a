"""The bench of exports: a project's articles, each with ten annotations, as JSON Lines by the command."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from annotations.models import Project
from newsdesk.running.saying import step
from tests.factories import an_analyst
from tests.load import bulk, corpus, measuring
from tests.load.figures import Figure

ANNOTATIONS = 10
SEED = 5_000


def figures(options: argparse.Namespace) -> list[Figure]:
    count = options.articles
    step(f"writing {count:,} articles with {ANNOTATIONS} annotations each")
    project = Project.objects.get(receives_imports=True)
    ours = Project.objects.create(key="bench-export", codebook=project.codebook, name_ar="تصدير", name_en="Export")
    bulk.read(
        bulk.store(corpus.articles(count, seed=SEED), ours),
        ours,
        an_analyst(username="bench-export"),
        annotations=ANNOTATIONS,
    )
    step(f"exporting them, {options.runs} runs")
    spent = [_run(ours, count) for _ in range(options.runs)]
    return [
        Figure(
            "export.rate",
            f"export of {count:,} articles, {ANNOTATIONS} annotations each",
            "articles/s",
            tuple(count / one.seconds for one in spent),
            above=3000,
        ),
        Figure(
            "export.processor",
            "processor time for an article",
            "ms",
            tuple(1000 * one.processor / count for one in spent),
        ),
        Figure(
            "export.database", "the database's part of it", "ms", tuple(1000 * one.database / count for one in spent)
        ),
        Figure("export.memory", "memory of the export at most", "MB", tuple(one.memory for one in spent), below=300),
    ]


def _run(project: Project, count: int) -> measuring.Spent:
    with tempfile.TemporaryDirectory(prefix="newsdesk-bench-") as folder:
        place = Path(folder, "dataset.jsonl")
        command = ["manage.py", "export_dataset", "--format", "jsonl", "--project", project.key, "--output", place]
        spent = measuring.run([sys.executable, *command])
        with place.open("rb") as file:
            lines = sum(1 for _line in file)
    if lines != count:
        raise ValueError(f"Of {count} articles {lines} were written.")
    return spent
