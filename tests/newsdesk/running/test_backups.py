"""What a backup holds comes back: every row of every table, every uploaded file."""

import os
import stat
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from newsdesk.running import backups, witness
from newsdesk.running.backup_tables import LEFT_OUT, TAKEN
from newsdesk.running.places import ROOT
from newsdesk.running.saying import Refusal
from tests import migrated

NAMES = ("newsdesk_backup_source", "newsdesk_backup_target")


@pytest.fixture
def urls(django_db_setup: None) -> Iterator[tuple[str, str]]:
    """Two empty databases beside the tests' own."""
    with a_database(NAMES[0]) as source, a_database(NAMES[1]) as target:
        yield source, target


@pytest.fixture(scope="module")
def filled(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A database with the seeds in it."""
    with a_database("newsdesk_backup_filled", like=address(migrated.template())) as url:
        place = tmp_path_factory.mktemp("filled")
        manage(url, place, "migrate", "--verbosity", "0")
        manage(url, place, "load_seeds")
        assert list(place.iterdir()) == []
        yield url


@pytest.fixture
def full_urls(filled: str) -> Iterator[tuple[str, str]]:
    """A copy of that, and an empty one."""
    with a_database(NAMES[0], like=filled) as source, a_database(NAMES[1]) as target:
        yield source, target


@contextmanager
def a_database(name: str, *, like: str = "") -> Iterator[str]:
    name += os.environ.get("PYTEST_XDIST_WORKER", "")
    template = psycopg.conninfo.conninfo_to_dict(like)["dbname"] if like else "template1"
    with psycopg.connect(address("postgres"), autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        yield address(name)
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "بيانات"
    monkeypatch.setenv("NEWSDESK_DATA_DIR", str(place))
    media = place / "media" / "صور"
    media.mkdir(parents=True)
    (media / "صورة.txt").write_text("نص", encoding="utf-8")
    return place


def address(database: str) -> str:
    settings = connection.settings_dict
    return psycopg.conninfo.make_conninfo(
        "", dbname=database, host=settings["HOST"], port=settings["PORT"] or None,
        user=settings["USER"] or None, password=settings["PASSWORD"] or None,
    )  # fmt: skip


def manage(url: str, data_dir: Path, *command: str) -> None:
    environment = os.environ | {"DATABASE_URL": url, "SECRET_KEY": "x", "NEWSDESK_DATA_DIR": str(data_dir)}
    subprocess.run([sys.executable, ROOT / "manage.py", *command], env=environment, check=True, capture_output=True)


def call_on(url: str, command: str) -> str:
    """What a command says that is run on a database."""
    environment = os.environ | {"DATABASE_URL": url, "SECRET_KEY": "x"}
    called = [sys.executable, str(ROOT / "manage.py"), command]
    return subprocess.run(called, env=environment, check=True, capture_output=True, text=True).stdout


def everything_in(url: str) -> dict[str, list[tuple[str, ...]]]:
    with psycopg.connect(url) as source:
        tables = [name for (name,) in source.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        return {table: source.execute(f'SELECT t::text FROM "{table}" t ORDER BY 1').fetchall() for table in tables}


def sign_in_at(url: str, *, cookie: str) -> None:
    """A session as the version before kept it, and what goes with it."""
    with psycopg.connect(url) as site:
        site.execute("INSERT INTO django_session VALUES (%s, 'data', now() + interval '1 day')", [cookie])
        (user,) = site.execute(
            "INSERT INTO newsdesk_user (password, is_superuser, username, first_name, last_name, email, is_staff,"
            " is_active, date_joined, language, theme, calendar, digits, line_height, months, text_size, typeface,"
            " letter_keys) VALUES ('', false, 'layla', '', '', '', false, true, now(), '', '', '', '', '', '', '', '',"
            " 'on') RETURNING id"
        ).fetchone() or (0,)
        site.execute("INSERT INTO newsdesk_browsersession (key, browser, user_id) VALUES (%s, '', %s)", [cookie, user])
        site.execute("INSERT INTO newsdesk_signinguard (kind, digest, attempts) VALUES ('name', %s, 1)", [cookie])
        site.execute("INSERT INTO newsdesk_cache VALUES (%s, '', now() + interval '1 day')", [cookie])


def triggers_in(url: str) -> list[tuple[str, ...]]:
    with psycopg.connect(url) as source:
        return source.execute(
            "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1"
        ).fetchall()


def test_a_backup_comes_back_whole(full_urls: tuple[str, str], data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, target = full_urls
    call_on(source, "seal_history")
    monkeypatch.setenv("DATABASE_URL", source)
    assert backups.backup() == 0
    (file,) = (data_dir / "backups").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600

    elsewhere = data_dir.with_name("elsewhere")
    monkeypatch.setenv("NEWSDESK_DATA_DIR", str(elsewhere))
    monkeypatch.setenv("DATABASE_URL", target)
    monkeypatch.setenv("FILE", str(file))
    assert backups.restore() == 0
    assert everything_in(target) == everything_in(source)
    assert triggers_in(target) == triggers_in(source) != []
    assert (elsewhere / "media" / "صور" / "صورة.txt").read_text(encoding="utf-8") == "نص"
    assert len(everything_in(target)["articles_article"]) == 1
    assert everything_in(target)["newsdesk_seal"]

    with pytest.raises(Refusal, match=r"not empty: it has \d+ tables"):
        backups.restore()
    with psycopg.connect(target) as connection:
        connection.execute("CREATE TABLE too_much (number int)")
    monkeypatch.setenv("REPLACE", "1")
    assert backups.restore() == 0
    assert everything_in(target) == everything_in(source)
    assert call_on(target, "verify_history").startswith("Whole")
    remembered = witness.memory(elsewhere / "secrets" / "seals-seen.jsonl")
    assert remembered.put_back
    assert f"make restore, from {file.name}" in remembered.put_back.put_back

    with psycopg.connect(target), pytest.raises(Refusal, match="in use"):
        backups.restore()


@pytest.mark.django_db
def test_every_table_is_decided_about_once() -> None:
    tables = set(connection.introspection.table_names())
    assert tables - LEFT_OUT.keys() - TAKEN.keys() == set()
    assert LEFT_OUT.keys() & TAKEN.keys() == set()


@pytest.mark.django_db
def test_nothing_that_is_taken_points_to_what_is_left_out() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint WHERE contype = 'f'"
        )
        pointing = cursor.fetchall()
    assert pointing
    assert [pair for pair in pointing if pair[0] in TAKEN and pair[1] in LEFT_OUT] == []


@pytest.mark.parametrize("of_the_version_before", [False, True])
def test_nobody_is_signed_in_at_a_restored_site(
    full_urls: tuple[str, str], data_dir: Path, monkeypatch: pytest.MonkeyPatch, of_the_version_before: bool
) -> None:
    source, target = full_urls
    sign_in_at(source, cookie="openthedooropenthedoor")
    monkeypatch.setenv("DATABASE_URL", source)
    monkeypatch.setenv("FILE", str(data_dir / "made.tar"))
    with monkeypatch.context() as patched:
        if of_the_version_before:
            patched.setattr(backups, "LEFT_OUT", {})
        assert backups.backup() == 0
    monkeypatch.setenv("DATABASE_URL", target)
    assert backups.restore() == 0
    restored = everything_in(target)
    assert {table for table in LEFT_OUT if restored.get(table)} == set()
    assert "openthedoor" not in str(restored)
    assert {table: rows for table, rows in everything_in(source).items() if table not in LEFT_OUT} == {
        table: rows for table, rows in restored.items() if table not in LEFT_OUT
    }
    with psycopg.connect(target) as site:  # The streams of events go by these numbers: none is given twice.
        assert site.execute("SELECT nextval('newsdesk_signinguard_id_seq')").fetchone() == (2,)


def test_going_back_to_an_older_backup_is_no_tampering_but_going_back_otherwise_is(
    full_urls: tuple[str, str], data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, _ = full_urls
    monkeypatch.setenv("DATABASE_URL", source)
    monkeypatch.setenv("FILE", str(data_dir / "older.tar"))
    assert backups.backup() == 0
    call_on(source, "seal_history")
    seen = data_dir / "secrets" / "seals-seen.jsonl"
    (sealed,) = witness.memory(seen).seen
    backups._unpack(data_dir / "older.tar", data_dir / "parts")
    backups._load(source, data_dir / "parts")
    with pytest.raises(subprocess.CalledProcessError) as told:
        call_on(source, "verify_history")
    assert f"الختم {sealed.seal} سبق أن حُفظ خارج قاعدة البيانات" in told.value.stderr
    monkeypatch.setenv("REPLACE", "1")
    assert backups.restore() == 0
    assert call_on(source, "verify_history").startswith("Whole")


def test_a_damaged_backup_changes_nothing(
    urls: tuple[str, str], data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, _ = urls
    with psycopg.connect(source) as connection:
        connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 2000) AS number")
    monkeypatch.setenv("DATABASE_URL", source)
    monkeypatch.setenv("FILE", str(data_dir / "whole.tar"))
    backups.backup()
    before = everything_in(source)
    parts = data_dir / "parts"
    backups._unpack(data_dir / "whole.tar", parts)
    dump = parts / "database.dump"
    dump.write_bytes(dump.read_bytes()[:-300])
    with tarfile.open(data_dir / "damaged.tar", "w") as damaged:
        for name in ("newsdesk.json", "database.dump"):
            damaged.add(parts / name, name)
    monkeypatch.setenv("FILE", str(data_dir / "damaged.tar"))
    monkeypatch.setenv("REPLACE", "1")
    with pytest.raises(Refusal, match="Nothing was changed"):
        backups.restore()
    assert everything_in(source) == before


def test_a_file_that_is_no_backup_is_refused(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = data_dir / "other.txt"
    other.write_text("not a tar", encoding="utf-8")
    monkeypatch.setenv("FILE", str(other))
    with pytest.raises(Refusal, match="is not a backup"):
        backups.restore()
    monkeypatch.setenv("FILE", str(data_dir / "missing.tar"))
    with pytest.raises(Refusal, match="There is no file"):
        backups.restore()


def test_a_file_that_reaches_out_of_its_folder_is_refused(data_dir: Path) -> None:
    crafted = data_dir / "crafted.tar"
    with tarfile.open(crafted, "w") as tar:
        tar.add(data_dir / "media", "../escaped")
    with pytest.raises(Refusal, match=r"it holds '\.\./escaped'"):
        backups._unpack(crafted, data_dir)
