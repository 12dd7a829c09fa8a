"""The rules that `make lint` enforces beside ruff and mypy."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core import management
from django.db import models
from django.db.migrations.loader import MigrationLoader
from django.utils import translation

from newsdesk.running import preparing
from newsdesk.running.checks import altered_columns, migration_rules, page_rules, script_rules
from newsdesk.running.places import ROOT


def write(root: Path, name: str, text: str) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def our_code(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of all modules, and of the contracts that they have to keep."""
    copy = tmp_path_factory.mktemp("code")
    for app in ("newsdesk", "articles", "annotations", "seeds"):
        for path in (ROOT / app).rglob("*.py"):
            write(copy, str(path.relative_to(ROOT)), path.read_text(encoding="utf-8"))
    write(copy, "pyproject.toml", (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return copy


def contracts_broken(root: Path) -> list[str]:
    """The beginnings of their names, as far as the colon."""
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    told = subprocess.run(command, cwd=root, capture_output=True, text=True, env=os.environ | {"COLUMNS": "500"})
    broken = [line.partition(" BROKEN")[0].partition(":")[0] for line in told.stdout.splitlines() if " BROKEN" in line]
    assert bool(broken) == bool(told.returncode), told.stdout + told.stderr
    return broken


@pytest.mark.parametrize(
    ("place", "line", "broken"),
    [
        ("articles/models/articles.py", "", []),
        ("articles/models/articles.py", "from annotations import access", ["apps", "annotations"]),
        ("newsdesk/views/refusals.py", "def late():\n    from seeds import loading", ["apps"]),
        ("articles/drafts.py", "from articles.models import Article", ["articles"]),
        ("articles/importing/storing.py", "from ..views import importing", ["articles", "importing"]),
        ("articles/layout/lines.py", "from articles.importing import decoding", ["articles"]),
        ("articles/importing/formats/plain_text.py", "from articles.importing import identity", ["importing"]),
        ("annotations/writing/door.py", "from annotations.api import readings", ["annotations"]),
        ("annotations/models/readings.py", "from annotations.writing import door", ["annotations"]),
        ("annotations/views/readings.py", "from annotations import urls", ["annotations"]),
        ("annotations/loose.py", "", ["annotations"]),
        ("newsdesk/history/searching.py", "from newsdesk.admin import pages", ["newsdesk"]),
        ("newsdesk/running/places.py", "from newsdesk import models", ["newsdesk"]),
        ("annotations/datasets/formats/comma_separated.py", "from . import json_lines", ["formats of datasets"]),
        ("articles/importing/formats/other.py", "from . import plain_text", ["formats of articles"]),
    ],
)
def test_an_import_that_points_up_breaks_its_contract(our_code: Path, place: str, line: str, broken: list[str]) -> None:
    kept = (our_code / place).read_text(encoding="utf-8") if (our_code / place).exists() else None
    write(our_code, place, f"{kept or ''}\n{line}\n")
    try:
        assert [name.partition(" know")[0] for name in contracts_broken(our_code)] == broken
    finally:
        (our_code / place).unlink() if kept is None else write(our_code, place, kept)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('<p style="color: red">', "inline style"),
        ("<style>p {}</style>", "inline style"),
        ('<button type="button" onclick="go()">', "inline handler onclick"),
        ("<script>go()</script>", "script without a nonce"),
        ('<script nonce="{{ request.csp_nonce }}">go()</script>', ""),
        ('<script type="application/json">{}</script>', ""),
        ('<script type="module" src="/x.js"></script>', ""),
        ('<p data-style="x">{# <p style="old"> #}</p>', ""),
        ("{% nothing %}", "nothing"),
    ],
)
def test_templates_keep_to_the_content_policy(tmp_path: Path, text: str, fault: str) -> None:
    write(tmp_path, "articles/templates/articles/page.html", text)
    faults = page_rules.faults(tmp_path)
    assert len(faults) == bool(fault)
    assert fault in "".join(faults)


@pytest.mark.parametrize(
    ("rule", "is_fault"),
    [
        ("margin-left: 1px", True),
        ("padding-inline-start: 1px", False),
        ("left: 0", True),
        ("inset-inline-start: 0", False),
        ("text-align: right", True),
        ("text-align: start", False),
        ("float: left", True),
        ("border-top-left-radius: 1px", True),
        ("border-start-start-radius: 1px", False),
        ("width: 3rem", True),
        ("inline-size: 3rem", False),
        ("line-height: 2", False),
        ("--line-width: 2px", False),
        ("/* left: 0 */ color: red", False),
    ],
)
def test_style_sheets_know_no_left_and_right(tmp_path: Path, rule: str, is_fault: bool) -> None:
    write(tmp_path, "articles/static/articles/x.css", f"@media (min-width: 40rem) {{ a {{ {rule}; }} }}")
    assert bool(page_rules.faults(tmp_path)) is is_fault


@pytest.mark.django_db
def test_a_start_speaks_english_at_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[tuple[str, str | None]] = []
    monkeypatch.setattr(preparing, "_migrate", lambda: None)
    monkeypatch.setattr(preparing, "_collect_static", lambda: None)
    monkeypatch.setattr(management, "call_command", lambda name: heard.append((name, translation.get_language())))
    with translation.override("ar"):
        preparing._prepare()
    assert set(heard) == {("load_seeds", "en"), ("make_demo_accounts", "en")}


MIGRATION = """
from django.db import migrations, models

class Migration(migrations.Migration):
    operations = [{operations}]
"""


def test_our_own_migrations_need_no_pause() -> None:
    assert migration_rules.faults(ROOT) == []


@pytest.mark.parametrize(
    ("operations", "fault"),
    [
        ('migrations.RemoveField(model_name="x", name="y")', "RemoveField"),
        ('migrations.DeleteModel(name="x")', "DeleteModel"),
        ('migrations.RenameField(model_name="x", old_name="y", new_name="z")', "RenameField"),
        ('migrations.AddIndex(model_name="x", index=models.Index(fields=["y"], name="z"))', "AddIndexConcurrently"),
        ('migrations.AddField(model_name="x", name="y", field=models.TextField(default=""))', "db_default"),
        ('migrations.AddField(model_name="x", name="y", field=models.TextField(db_default=""))', ""),
        ('migrations.AddField(model_name="x", name="y", field=models.TextField(null=True))', ""),
        ('migrations.AddField(model_name="x", name="y", field=models.ManyToManyField("z"))', ""),
        ('migrations.CreateModel(name="X", fields=[]), migrations.AddIndex(model_name="x", index=None)', ""),
        ('migrations.RemoveIndex(model_name="x", name="y")', "RemoveIndexConcurrently"),
        ('RemoveIndexConcurrently(model_name="x", name="y")', ""),
        ('migrations.AddConstraint(model_name="x", constraint=None)', "AddConstraintNotValid"),
        ('AddConstraintNotValid(model_name="x", constraint=None)', ""),
        ('migrations.AlterUniqueTogether(name="x", unique_together={("y", "z")})', "unique index"),
        ('migrations.CreateModel(name="X"), migrations.AlterUniqueTogether(name="x", unique_together=set())', ""),
        ('migrations.CreateModel("X", []), migrations.AlterUniqueTogether("x", set())', ""),
        ('migrations.CreateModel(name="Y"), migrations.AlterUniqueTogether(name="x", unique_together=set())', "unique"),
        ('migrations.AddField(model_name="x", name="y", field=models.ForeignKey("z", null=True))', "db_index=False"),
        (
            'migrations.AddField(model_name="x", name="y", field=models.TextField(null=True, unique=True))',
            "unique index",
        ),
        (
            'migrations.AddField("x", "y", field=models.OneToOneField("z", null=True, db_index=False))',
            "build a unique index concurrently",
        ),
        ('migrations.AddField("x", "y", field=models.ForeignKey("z", null=True, db_index=False))', ""),
        ('migrations.CreateModel(name="X"), migrations.AddConstraint(model_name="x", constraint=None)', ""),
    ],
)
def test_a_migration_under_which_the_version_before_breaks_is_a_fault(
    tmp_path: Path, operations: str, fault: str
) -> None:
    text = MIGRATION.format(operations=operations)
    write(tmp_path, "articles/migrations/0099_x.py", text)
    found = migration_rules.faults(tmp_path)
    assert len(found) == bool(fault)
    assert fault in "".join(found)
    write(tmp_path, "articles/migrations/0099_x.py", f'safe_because = "nothing is there yet"\n{text}')
    assert migration_rules.faults(tmp_path) == []


def test_our_own_migrations_make_no_column_another() -> None:
    assert altered_columns.faults() == []


@pytest.mark.parametrize(
    ("before", "after", "is_another"),
    [
        (models.TextField(), models.TextField("words", blank=True, default="x"), False),
        (models.CharField(max_length=8), models.CharField(max_length=8, choices=[("a", "A")]), False),
        (models.CharField(max_length=8), models.CharField(max_length=9), True),
        (models.IntegerField(), models.BigIntegerField(), True),
        (models.TextField(null=True), models.TextField(), True),
        (models.TextField(), models.TextField(null=True), False),
        (models.TextField(), models.TextField(unique=True), True),
        (models.TextField(), models.TextField(db_index=True), True),
    ],
)
def test_a_column_that_becomes_another_is_known_from_what_it_was(before: Any, after: Any, is_another: bool) -> None:
    assert altered_columns.is_another_column(before, after) == is_another


def test_a_migration_that_makes_a_column_another_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """All that came before the first release may do so."""
    monkeypatch.setattr(altered_columns, "UNRELEASED", {"newsdesk": 0, "annotations": 0})
    told = "\n".join(altered_columns.faults())
    assert "newsdesk/migrations/0004_reading_preferences.py: AlterField of user.theme" in told
    assert "annotations/migrations/0007_erasures.py: AlterField of export.state" in told


def test_a_migration_of_somebody_elses_may_have_any_name(monkeypatch: pytest.MonkeyPatch) -> None:
    found = MigrationLoader.load_disk

    def load_disk(self: MigrationLoader) -> None:
        found(self)
        self.disk_migrations["sessions", "squashed"] = self.disk_migrations["sessions", "0001_initial"]

    monkeypatch.setattr(MigrationLoader, "load_disk", load_disk)
    assert altered_columns.faults() == []


def test_migrations_before_the_first_release_are_let_be(tmp_path: Path) -> None:
    write(tmp_path, "articles/migrations/0001_x.py", MIGRATION.format(operations='migrations.DeleteModel(name="x")'))
    assert migration_rules.faults(tmp_path) == []


LONG = "function long() {{\n{}}}"
LINES = "  more();\n" * 79


@pytest.fixture(scope="module")
def our_scripts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("scripts")
    for app in page_rules.APPS:
        for path in (ROOT / app / "static").rglob("*.js"):
            write(copy, str(path.relative_to(ROOT)), path.read_text(encoding="utf-8"))
    return copy


@pytest.mark.parametrize(
    ("module", "text", "fault"),
    [
        ("state/reducer.js", "", ""),
        ("text/lines.js", 'import { kindOf } from "../state/codebook.js";', "text knows nothing of state"),
        ("state/store.js", 'import { createOutbox } from "../keeping/outbox.js";', "state knows nothing of keeping"),
        ("keeping/turns.js", 'import { createEditing } from "../doing/editing.js";', "keeping knows nothing of doing"),
        ("painting/paint.js", 'const later = () => import("../panels/table.js");', "painting knows nothing of panels"),
        ("panels/bar.js", 'import { addKeys } from "../gestures/keys.js";', "panels knows nothing of gestures"),
        ("aids/help.js", 'import "../panels/bar.js";', "aids knows nothing of panels"),
        ("loose.js", "", "lies in no folder"),
        ("text/clitics.js", 'import { stepFrom } from "./steps.js";', "is a circle"),
        ("state/store.js", LONG.format("  more();\n" * 80), "the function long of 82 lines"),
        ("state/store.js", LONG.format("  more();\n" * 78), ""),
        ("state/store.js", f"export function long({{\n  one,\n}}) {{\n{LINES}}}", "the function long of 83 lines"),
        ("state/store.js", f"function long(\n  one,\n) {{\n{LINES}}}", "the function long of 83 lines"),
        ("state/store.js", f"const long = (one) => {{\n{LINES}}};", "the function long of 81 lines"),
        ("state/store.js", f"const long = async ({{\n  one,\n}}) => {{\n{LINES}}};", "the function long of 83 lines"),
        ("state/store.js", f"listen(() => {{\n{LINES}}});", "the function listen of 81 lines"),
        ("state/store.js", f"const parts = {{\n  long(\n    one,\n  ) {{\n{LINES}  }},\n}};", "the function long of"),
        ("state/store.js", f"if (\n  one &&\n  two\n) {{\n{LINES}}}", ""),
        ("state/store.js", f"if (one) {{\n{LINES}}} else if (two) {{\n{LINES}}}", ""),
        ("state/store.js", f"if (one) listen(() => {{\n{LINES}}});", "81 lines"),
        ("state/store.js", f"const long = {{\n{LINES}}};", ""),
    ],
)
def test_scripts_of_the_review_page_know_only_the_folders_below_them(
    our_scripts: Path, module: str, text: str, fault: str
) -> None:
    place = f"annotations/static/annotations/review/{module}"
    kept = (our_scripts / place).read_text(encoding="utf-8") if (our_scripts / place).exists() else None
    write(our_scripts, place, f"{kept or ''}\n{text}\n")
    try:
        faults = script_rules.faults(our_scripts)
        assert len(faults) == bool(fault), faults
        assert fault in "".join(faults)
    finally:
        (our_scripts / place).unlink() if kept is None else write(our_scripts, place, kept)


def test_what_names_a_module_names_one_that_is_there() -> None:
    """In code and documents, between backticks, by its name or by the end of its path."""
    folders = ("newsdesk", "articles", "annotations", "seeds", "tests")
    ours = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.suffix in (".py", ".js")]
    there = {f"/{path.relative_to(ROOT).as_posix()}" for path in [*ours, ROOT / "manage.py"]}
    readers = [*ours, ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    named = {
        (path.relative_to(ROOT).as_posix(), name)
        for path in readers
        for name in re.findall(r"`([\w/.]+\.(?:py|js))`", path.read_text(encoding="utf-8"))
    }
    assert [found for found in sorted(named) if not any(one.endswith(f"/{found[1]}") for one in there)] == []
