"""What a command loads before it begins: whoever waits for one waits for that, too."""

import os
import subprocess
import sys

from newsdesk.running.places import ROOT

# Pages and what reads texts take longer to load than a command takes that has no use for them.
SELDOM_NEEDED = {"newsdesk.admin", "annotations.admin", "articles.layout", "articles.languages", "annotations.views"}


def test_a_command_starts_without_what_few_of_them_need() -> None:
    assert not SELDOM_NEEDED & _loaded_by("import annotations.management.commands.export_dataset")


def test_checks_look_at_the_pages_of_the_administration() -> None:
    assert {"newsdesk.admin", "annotations.admin"} <= _loaded_by(
        "from django.core import checks; checks.run_checks(tags=['admin'])"
    )


def _loaded_by(statement: str) -> set[str]:
    """The modules that a process has loaded once it is set up and has done that."""
    script = f"import django, sys; django.setup(); {statement}; print(*sys.modules)"
    told = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=os.environ, capture_output=True, text=True, check=True
    )
    return set(told.stdout.split())
