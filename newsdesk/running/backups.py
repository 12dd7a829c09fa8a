"""`make backup` and `make restore`: database and uploaded files in one file.

The file is a tar with `newsdesk.json` (what and when), `database.dump` (pg_dump's custom format) and `media/`.
Secrets are not in it, nor who is signed in: everybody signs in anew at a restored site. See `backup_tables.py`.
"""

import contextlib
import json
import os
import re
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from newsdesk.running import witness
from newsdesk.running.backup_tables import LEFT_OUT
from newsdesk.running.places import data_dir, make_data_dir
from newsdesk.running.postgres.binaries import wheel_binaries
from newsdesk.running.saying import Refusal, say, step
from newsdesk.running.supervising import processes

FORMAT = 1
EMPTY_SCHEMA = "SET client_min_messages = warning; DROP SCHEMA public CASCADE; CREATE SCHEMA public;"
TABLES = "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
NAMES_OF_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
OTHERS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"

LIBPQ_VARIABLES = {
    "host": "PGHOST",
    "hostaddr": "PGHOSTADDR",
    "port": "PGPORT",
    "dbname": "PGDATABASE",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "passfile": "PGPASSFILE",
    "service": "PGSERVICE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
}


def backup() -> int:
    """Write FILE, or a file in the data folder's `backups` named after the time in UTC."""
    target = _target()
    step(f"backing up to {target}")
    with _database() as url:
        write(url, target)
    say(f"\nBacked up: {target} ({target.stat().st_size / 1e6:.1f} MB)")
    return 0


def write(url: str, target: Path) -> dict[str, int]:
    """Write a backup, whole or not at all, for its owner's eyes alone: how many rows of each table are in it."""
    with _draft_beside(target) as draft, _snapshot(url) as (snapshot, rows):
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as folder:
            dump = Path(folder) / "database.dump"
            options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
            without = [f"--exclude-table-data=public.{table}" for table in LEFT_OUT]
            _pg("pg_dump", url, *options, *without, f"--file={dump}")
            _pack(draft, dump)
        draft.replace(target)
    return {table: 0 if table in LEFT_OUT else count for table, count in rows.items()}


def remove_leavings(target: Path) -> None:
    """Remove what a killed `write` or `try_out` of that file has left beside it. Nobody may be at it."""
    for left in target.parent.glob(f".{target.name}.*"):
        shutil.rmtree(left) if left.is_dir() else left.unlink()


def try_out(source: Path, url: str) -> dict[str, int]:
    """Restore a backup's database into the empty one at `url`: how many rows of each table came back.

    Raises `Refusal` where it is damaged. Its files are read, too, but not kept.
    """
    _refuse_what_is_no_backup(source)
    with tempfile.TemporaryDirectory(dir=source.parent, prefix=f".{source.name}.") as folder:
        _unpack(source, Path(folder))
        database = str(conninfo_to_dict(url)["dbname"])
        options = ["--exit-on-error", "--no-owner", "--no-privileges", f"--dbname={database}"]
        # What it says of a row that it cannot restore would quote it.
        _pg("pg_restore", url, *options, str(Path(folder) / "database.dump"), stderr=subprocess.DEVNULL)
    with psycopg.connect(url) as connection:
        return _rows_of(connection)


@contextlib.contextmanager
def scratch_database(url: str) -> Iterator[str]:
    """The address of an empty database beside that of `url`, gone afterwards. Raises psycopg's errors.

    It has always the same name, so that one that a crash has left is gone at the next time.
    """
    name = f"{conninfo_to_dict(url)['dbname']}_newsdesk_trial"
    with psycopg.connect(url, autocommit=True) as connection:
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        connection.execute(drop)
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
        try:
            yield make_conninfo(url, dbname=name)
        finally:
            connection.execute(drop)


@contextlib.contextmanager
def _snapshot(url: str) -> Iterator[tuple[str, dict[str, int]]]:
    """The name of a snapshot that lasts as long as the block, and how many rows each table has in it."""
    with psycopg.connect(url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        (name,) = connection.execute("SELECT pg_export_snapshot()").fetchone() or ("",)
        yield str(name), _rows_of(connection)


def _rows_of(connection: psycopg.Connection) -> dict[str, int]:
    tables = [name for (name,) in connection.execute(NAMES_OF_TABLES)]
    count = sql.SQL("SELECT count(*) FROM {}")
    counted = {name: connection.execute(count.format(sql.Identifier(name))).fetchone() for name in tables}
    return {name: found[0] for name, found in counted.items() if found}


def restore() -> int:
    """Read FILE into the database, whole or not at all; REPLACE=1 lets it take the place of what is there."""
    source = _source()
    may_replace = os.environ.get("REPLACE") == "1"
    with _database() as url, tempfile.TemporaryDirectory(dir=make_data_dir(), prefix=".restore-") as folder:
        unpacked = Path(folder)
        made = _unpack(source, unpacked).get("made")
        _refuse_full_or_busy(url, may_replace)
        step(f"restoring {source}")
        _load(url, unpacked)
        _put_media_in_place(unpacked / "media")
        witness.put_back(f"make restore, from {source.name}, made {made}")
    say("\nRestored. `make run` starts the site with it; everybody signs in anew.")
    return 0


def _target() -> Path:
    given = os.environ.get("FILE")
    if given:
        target = Path(given).absolute()
    else:
        folder = make_data_dir() / "backups"
        folder.mkdir(mode=0o700, exist_ok=True)
        target = folder / f"newsdesk-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.tar"
    if target.exists():
        raise Refusal(f"{target} is there already. Name another: make backup FILE=path")
    if not target.parent.is_dir():
        raise Refusal(f"There is no folder {target.parent}.")
    return target


def _source() -> Path:
    given = os.environ.get("FILE")
    if not given:
        raise Refusal("Which backup? make restore FILE=path")
    source = Path(given)
    _refuse_what_is_no_backup(source)
    return source


def _refuse_what_is_no_backup(source: Path) -> None:
    if not source.is_file() or not tarfile.is_tarfile(source):
        raise Refusal(f"{source} is not a backup of Newsdesk." if source.exists() else f"There is no file {source}.")


@contextlib.contextmanager
def _database() -> Iterator[str]:
    if os.environ.get("DATABASE_URL"):
        yield os.environ["DATABASE_URL"]
    else:
        # With all that starts a server: the site, which has one, imports this module for its nightly backups.
        from newsdesk.running.postgres import embedded

        with embedded.database() as url:
            yield url


@contextlib.contextmanager
def _draft_beside(target: Path) -> Iterator[Path]:
    """A file to write to, ours alone, that is gone afterwards unless it was moved into place."""
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        yield draft
    finally:
        draft.unlink(missing_ok=True)


def _pack(draft: Path, dump: Path) -> None:
    described = {"format": FORMAT, "made": datetime.now(UTC).isoformat(timespec="seconds")}
    note = dump.with_name("newsdesk.json")
    note.write_text(json.dumps(described), encoding="utf-8")
    media = data_dir() / "media"
    with tarfile.open(draft, "w") as tar:
        tar.add(note, note.name)
        tar.add(dump, dump.name)
        if media.is_dir():
            tar.add(media, "media")


def _unpack(source: Path, folder: Path) -> dict[str, Any]:
    """Unpack a backup; what it says of itself."""
    with tarfile.open(source) as tar:
        # Python 3.11.2 has no filters yet; what they guard against is refused below by itself.
        tar.extraction_filter = getattr(tarfile, "data_filter", lambda member, path: member)
        for member in tar:
            if (
                not (member.isfile() or member.isdir())
                or ".." in Path(member.name).parts
                or member.name.startswith("/")
            ):
                raise Refusal(f"{source} is not a backup of Newsdesk: it holds {member.name!r}.")
            tar.extract(member, folder)
    try:
        described = json.loads((folder / "newsdesk.json").read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError) as error:
        raise Refusal(f"{source} is not a backup of Newsdesk.") from error
    if described.get("format") != FORMAT:
        raise Refusal(f"{source} was made by a later Newsdesk: restore it with that one.")
    return dict(described)


def _refuse_full_or_busy(url: str, may_replace: bool) -> None:
    with psycopg.connect(url) as connection:
        tables, others = (connection.execute(query).fetchone() for query in (TABLES, OTHERS))
    if tables and tables[0] and not may_replace:
        raise Refusal(
            f"The database is not empty: it has {tables[0]} tables. Nothing was changed.\n"
            "To put the backup in their place, for good: make restore FILE=… REPLACE=1"
        )
    if others and others[0]:
        raise Refusal("The database is in use. Stop Newsdesk (Ctrl-C where it runs), then restore.")


def _load(url: str, folder: Path) -> None:
    """Empty the schema and fill it in one transaction: a failure leaves everything as it was."""
    script, emptying = folder / "database.sql", folder / "empty.sql"
    emptying.write_text(EMPTY_SCHEMA, encoding="utf-8")
    options = ["--no-owner", "--no-privileges", f"--use-list={_list_without_sessions(url, folder)}"]
    _pg("pg_restore", url, *options, f"--file={script}", str(folder / "database.dump"))
    quiet = ["--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--output=/dev/null", "--single-transaction"]
    _pg("psql", url, *quiet, f"--file={emptying}", f"--file={script}")


def _list_without_sessions(url: str, folder: Path) -> Path:
    """What to restore of the dump, as pg_restore lists it: a backup of the time before holds sessions that are open."""
    listed = folder / "database.list"
    _pg("pg_restore", url, "--list", f"--file={listed}", str(folder / "database.dump"))
    left_out = re.compile(rf"^\d+; .* TABLE DATA public ({'|'.join(LEFT_OUT)}) ")
    kept = [line for line in listed.read_text(encoding="utf-8").splitlines() if not left_out.match(line)]
    listed.write_text("\n".join(kept) + "\n", encoding="utf-8")
    return listed


def _put_media_in_place(restored: Path) -> None:
    media = data_dir() / "media"
    if media.is_dir():
        before = media.with_name(f"media-before-{datetime.now(UTC):%Y%m%dT%H%M%SZ}")
        media.rename(before)
        step(f"the files that were there lie in {before} now")
    if restored.is_dir():
        restored.rename(media)


def _pg(program: str, url: str, *arguments: str, **options: Any) -> None:
    """Run one of PostgreSQL's programs on the database, its address out of sight of `ps`."""
    parameters = conninfo_to_dict(url)
    environment = os.environ | {
        variable: str(parameters[name]) for name, variable in LIBPQ_VARIABLES.items() if parameters.get(name)
    }
    if processes.run([_fitting(program, url), *arguments], env=environment, **options) != 0:
        raise Refusal(f"{program} failed; what it said stands above. Nothing was changed.")


def _fitting(program: str, url: str) -> Path:
    """The program of the server's own version where it is installed, or else a newer one: an older one refuses."""
    with psycopg.connect(url) as connection:
        server = connection.info.server_version // 10000
    candidates = [wheel_binaries() / program, Path(shutil.which(program) or "/nonexistent")]
    found = {_major(candidate): candidate for candidate in reversed(candidates) if candidate.exists()}
    fitting = [version for version in sorted(found) if version >= server]
    if not fitting:
        raise Refusal(f"The server is PostgreSQL {server}: install {program} of that version or a later one.")
    return found[fitting[0]]


def _major(program: Path) -> int:
    told = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"\) (\d+)", told)
    return int(found[1]) if found else 0
