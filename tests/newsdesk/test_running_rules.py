"""The rules that `make lint` enforces beside ruff and mypy."""

from pathlib import Path

import pytest
from django.core import management
from django.utils import translation

from newsdesk.running import import_order, preparing
from newsdesk.running.checks import migration_rules, page_rules
from newsdesk.running.places import ROOT


def write(root: Path, name: str, text: str) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text, encoding="utf-8")


def test_our_own_imports_point_down() -> None:
    assert import_order.faults(ROOT) == []


@pytest.mark.parametrize(
    ("place", "line", "is_fault"),
    [
        ("articles/models/__init__.py", "from annotations import models", True),
        ("articles/models/__init__.py", "import annotations.api", True),
        ("articles/models/__init__.py", "from newsdesk import history", False),
        ("articles/importing/text.py", "from ..views import page", True),
        ("articles/importing/text.py", "from ..drafts import Draft", False),
        ("annotations/writing/door.py", "from annotations.views import desk", True),
        ("annotations/views/desk.py", "from annotations import annotating", False),
        ("annotations/views/desk.py", "from annotations import urls", True),
        ("newsdesk/urls.py", "from annotations import urls", False),
        ("newsdesk/views/refusals.py", "def f():\n    from seeds import loading", True),
    ],
)
def test_an_import_that_points_up_is_a_fault(tmp_path: Path, place: str, line: str, is_fault: bool) -> None:
    write(tmp_path, place, line)
    assert bool(import_order.faults(tmp_path)) is is_fault


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


def test_migrations_before_the_first_release_are_let_be(tmp_path: Path) -> None:
    write(tmp_path, "articles/migrations/0001_x.py", MIGRATION.format(operations='migrations.DeleteModel(name="x")'))
    assert migration_rules.faults(tmp_path) == []
