"""`make lint` and the small tools around it."""

import os
import secrets
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from newsdesk.running.places import ROOT
from newsdesk.running.saying import say, step

# None of the checks asks a database; Django only wants to know how one would be reached.
ENVIRONMENT = {"SECRET_KEY": secrets.token_hex(), "DATABASE_URL": "postgresql:///newsdesk", "DEBUG": ""}
BILL_OF_MATERIALS = "docs/sbom.cdx.json"


def lint() -> int:
    """Run every check, also after one has failed; 1 if any did."""
    os.environ.update(ENVIRONMENT)
    checks: dict[str, Callable[[], bool]] = {
        "style (ruff)": lambda: _program("ruff", "check", "."),
        "layout (ruff format)": lambda: _program("ruff", "format", "--check", "."),
        "types (mypy)": lambda: _program("mypy"),
        "imports point down": _imports,
        "templates and styles": _pages,
        "scripts": _scripts,
        "migrations are complete": lambda: _manage("makemigrations", "--check", "--dry-run"),
        "migrations need no pause": _migrations,
        "translations": lambda: _program("newsdesk.running.translations", "check"),
        "Arabic": _arabic,
    }
    failed = []
    for name, check in checks.items():
        step(name)
        if not check():
            failed.append(name)
    say(f"\nFailed: {', '.join(failed)}" if failed else "\nEverything is in order.")
    return 1 if failed else 0


def lay_out() -> int:
    """Let ruff mend what it can."""
    _program("ruff", "check", "--fix", ".")
    return 0 if _program("ruff", "format", ".") else 1


def update_translations() -> int:
    os.environ.update(ENVIRONMENT)
    return 0 if _program("newsdesk.running.translations", "update") else 1


def pin_requirements() -> int:
    """Pin the newest versions that the .in files allow, with hashes, for every system and Python from 3.11 on.

    What Newsdesk runs on is then listed as a bill of materials (CycloneDX), for whoever watches for known weaknesses.
    """
    options = ["--quiet", "--upgrade", "--universal", "--python-version", "3.11", "--generate-hashes"]
    options += ["--no-emit-index-url", "--no-emit-find-links", "--custom-compile-command", "make requirements"]
    pinned = [
        _program("uv", "pip", "compile", *options, f"{name}.in", "-o", f"{name}.txt")
        for name in ("requirements", "requirements-dev")
    ]
    return 0 if all(pinned) and _list_materials() else 1


def _list_materials() -> bool:
    """By a tool that is fetched for the moment: nothing else needs it."""
    options = ["--pyproject", "pyproject.toml", "--output-reproducible", "-o", BILL_OF_MATERIALS]
    command = ["tool", "run", "--quiet", "--from", "cyclonedx-bom", "cyclonedx-py", "requirements", "requirements.txt"]
    return _program("uv", *command, *options)


def _imports() -> bool:
    """The contracts of `pyproject.toml`."""
    return subprocess.call([Path(sys.executable).with_name("lint-imports"), "--no-cache"], cwd=ROOT) == 0


def _pages() -> bool:
    from newsdesk.running.checks.page_rules import faults

    return _told(faults(ROOT))


def _scripts() -> bool:
    from newsdesk.running.checks.script_rules import faults

    return _told(faults(ROOT))


def _arabic() -> bool:
    from newsdesk.running.checks.arabic_rules import faults

    return _told(faults(ROOT))


def _migrations() -> bool:
    import django

    from newsdesk.running.checks import altered_columns, migration_rules

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsdesk.settings")
    django.setup()
    return _told(migration_rules.faults(ROOT) + altered_columns.faults())


def _told(faults: list[str]) -> bool:
    for fault in faults:
        say(f"  {fault}")
    return not faults


def _program(module: str, *arguments: str) -> bool:
    return subprocess.call([sys.executable, "-m", module, *arguments], cwd=ROOT) == 0


def _manage(*arguments: str) -> bool:
    return subprocess.call([sys.executable, str(Path(ROOT, "manage.py")), *arguments], cwd=ROOT) == 0
