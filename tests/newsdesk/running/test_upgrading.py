"""A site of an earlier version is brought up to date: nothing of its work is lost, its history holds.

`tests/vectors/sites/before_digests.sql.gz` is the database of a small site as it was before cookies were kept as
digests alone and states had any: people signed in, readings, notes, merged sources, erasures by law, a second step.
"""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from newsdesk.running import backups
from newsdesk.running.places import ROOT
from tests.newsdesk.running.running import clean_environment

BEFORE = ROOT / "tests" / "vectors" / "sites" / "before_digests.sql.gz"
KEY = "of-the-site-that-is-brought-up-to-date"
SIGNED_IN = 4  # browsers, in that site
WORK = (
    "articles_article",
    "articles_revision",
    "articles_block",
    "annotations_reading",
    "annotations_annotation",
    "annotations_anchor",
    "annotations_articlelabel",
    "annotations_source",
    "annotations_sourcealias",
    "annotations_confidentialnote",
    "annotations_submission",
    "newsdesk_user",
    "newsdesk_erasure",
    "mfa_authenticator",
)
SAME = "SELECT count(*), md5(string_agg(one::text, '|' ORDER BY one::text)) FROM (SELECT {columns} FROM {table}) one"
OWN_COLUMNS = """
SELECT table_name, string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position)
FROM information_schema.columns WHERE table_schema = 'public' GROUP BY 1
"""


@dataclass(frozen=True)
class Site:
    url: str
    data: Path
    before: dict[str, Any]
    columns: dict[str, str]

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = clean_environment(self.data) | {"DATABASE_URL": self.url, "SECRET_KEY": KEY}
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.url, autocommit=True) as connection:
            return connection.execute(query).fetchall()

    def forge(self, table: str, column: str, row: str, value: str) -> None:
        """Change a row behind the back of every trigger, as whoever owns the tables can."""
        with psycopg.connect(self.url) as connection:
            connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            connection.execute(f"UPDATE {table} SET {column} = %s WHERE id::text = %s", [value, row])
            connection.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")

    def told(self) -> dict[str, Any]:
        """What each table of the work holds, in the columns that there were before."""
        return {table: self.ask(SAME.format(columns=self.columns[table], table=table)) for table in self.columns}


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """An empty database beside the tests' own."""
    name = f"newsdesk_upgraded{os.environ.get('PYTEST_XDIST_WORKER', '')}"
    server = os.environ["DATABASE_URL"]
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        yield make_conninfo(server, dbname=name)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def site(url: str, tmp_path_factory: pytest.TempPathFactory) -> Site:
    data = tmp_path_factory.mktemp("upgraded")
    script = data / "before.sql"
    script.write_bytes(gzip.decompress(BEFORE.read_bytes()))
    quiet = ["--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--output=/dev/null"]
    backups._pg("psql", url, *quiet, f"--file={script}")
    columns = {table: names for table, names in Site(url, data, {}, {}).ask(OWN_COLUMNS) if table in WORK}
    site = Site(url, data, Site(url, data, {}, columns).told(), columns)
    assert site.ask("SELECT count(*) FROM django_session") == [(SIGNED_IN,)]
    told = site.manage("migrate", "--verbosity", "0")
    assert told.returncode == 0, told.stderr
    return site


def test_everything_that_people_made_is_as_it_was(site: Site) -> None:
    assert set(site.columns) == set(WORK)
    assert all(rows[0][0] for rows in site.before.values()), "that site had some of everything"
    assert site.told() == site.before


def test_the_history_of_before_and_after_holds(site: Site) -> None:
    told = site.manage("verify_history")
    assert told.returncode == 0, told.stdout + told.stderr


def test_everybody_is_signed_out_once(site: Site) -> None:
    assert site.ask("SELECT count(*) FROM django_session") == [(0,)]
    assert site.ask("SELECT count(*) FROM newsdesk_browsersession") == [(0,)]


def test_what_is_changed_behind_its_back_from_then_on_is_found(site: Site) -> None:
    forged = {}
    for table, column, which in (
        ("annotations_annotation", "note", "note <> ''"),
        ("articles_article", "headline", "id = 2"),
        ("annotations_confidentialnote", "text", "text <> ''"),
        ("annotations_source", "name_ar", "name_ar = 'كاظم الفرطوسي'"),
    ):
        [(row, value), *_] = site.ask(f"SELECT id::text, {column} FROM {table} WHERE {which} ORDER BY 1")
        site.forge(table, column, row, f"{value}!")
        forged[f"{table.partition('_')[2]}/{row}"] = (table, column, row, value)
    told = site.manage("verify_history")
    for change in forged.values():
        site.forge(*change)
    assert told.returncode != 0, told.stdout
    assert {line.partition(":")[0] for line in told.stderr.splitlines() if "/" in line.partition(":")[0]} >= set(forged)
    assert site.manage("verify_history").returncode == 0
