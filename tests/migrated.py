"""A database that is migrated already, for tests to begin with a copy of.

Migrating takes longer than most modules of tests. So a dump of it is kept in .venv, under a digest of what it was made
from, and `migrate` still looks at each copy. Only a server of `make test` is given one: another may be somebody's.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from newsdesk.running.places import ROOT, VENV
from newsdesk.running.postgres.binaries import MAJOR, wheel_binaries
from newsdesk.running.postgres.locks import locked
from newsdesk.running.testing import IS_OURS

# Migrations, what they import, and what stores something whenever they are through.
MADE_FROM = ("*/migrations/*.py", "*/models/*.py", "*/listening.py", "articles/arabic.py", "requirements.txt")

KEPT = 8


def template() -> str:
    """The name of that database on the tests' own server, or of an empty one on another's.

    Of several who ask at once, one makes it.
    """
    if not os.environ.get(IS_OURS):
        return "template1"
    digest = _digest()
    name = f"migrated_{digest}"
    with locked(VENV / "migrated.lock"), psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        if not server.execute("SELECT FROM pg_database WHERE datname = %s", [name]).rowcount:
            _make(server, name, _dump(digest))
    return name


def dump() -> Path | None:
    """One that a server of any test may be filled from; None where none is kept yet."""
    found = _dump(_digest())
    return found if found.exists() else None


def _dump(digest: str) -> Path:
    return VENV / f"migrated_{digest}.dump"


def _make(server: psycopg.Connection, name: str, dump: Path) -> None:
    """Under another name until it is whole: a run may be stopped at any moment."""
    draft = f"draft_{name}"
    server.execute(f"DROP DATABASE IF EXISTS {draft} WITH (FORCE)")
    server.execute(f"CREATE DATABASE {draft}")
    url = make_conninfo(os.environ["DATABASE_URL"], dbname=draft)
    if dump.exists():
        dump.touch()  # The last one to be used is the last to go.
        _run(wheel_binaries() / "pg_restore", "--exit-on-error", "--no-owner", f"--dbname={url}", dump)
    else:
        _run(sys.executable, ROOT / "manage.py", "migrate", "--verbosity", "0", DATABASE_URL=url)
        _keep(url, dump)
    server.execute(f"ALTER DATABASE {draft} RENAME TO {name}")


def _keep(url: str, dump: Path) -> None:
    draft = dump.with_suffix(".draft")
    _run(wheel_binaries() / "pg_dump", "--format=custom", "--no-owner", f"--file={draft}", f"--dbname={url}")
    draft.rename(dump)
    remove_but_the_latest(VENV)


def remove_but_the_latest(folder: Path) -> None:
    """Several are kept: trees that share a .venv may each have migrations of their own."""
    dumps = sorted(folder.glob("migrated_*.dump"), key=lambda dump: dump.stat().st_mtime_ns)
    for dump in dumps[:-KEPT]:
        dump.unlink()


def _run(*command: str | Path, **environment: str) -> None:
    subprocess.run(command, env=os.environ | environment, check=True, capture_output=True)


def _digest() -> str:
    made_from = sorted(file for pattern in MADE_FROM for file in ROOT.glob(pattern))
    told = [f"{file.relative_to(ROOT)} {hashlib.sha256(file.read_bytes()).hexdigest()}" for file in made_from]
    return hashlib.sha256("\n".join([str(MAJOR), *told]).encode()).hexdigest()[:16]
