"""What a migration must keep to, so that the version before it works on beside it: see docs/contributing.md.

A migration that breaks a rule with good reason says why, in its module: `safe_because = "…"`.

By hand in place of django-migration-linter: that one asks a database, which `make lint` does without; it is hushed by
an operation of its own and no reason, so that a running site would have to install it; and it reads SQL, and names no
line. What it finds in our migrations is found here and in `altered_columns.py`.
"""

import ast
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

# The newest migrations of the time before the first release, when there was no version to work on.
UNRELEASED = {"newsdesk": 11, "articles": 5, "annotations": 10}
REASON = "safe_because"
BREAKING = {
    "RemoveField": "the version before still reads the column: stop using it first, remove it one release later",
    "DeleteModel": "the version before still reads the table: stop using it first, remove it one release later",
    "RenameField": "the version before knows the old name alone: add a field, copy, remove the old one a release later",
    "RenameModel": "the version before knows the old name alone: keep it, or set db_table",
    "AlterModelTable": "the version before knows the old name alone",
    "AddIndex": "writing waits until it is built: use AddIndexConcurrently, with atomic = False",
    "RemoveIndex": "everybody waits for whoever reads by it: use RemoveIndexConcurrently, with atomic = False",
    "AddConstraint": "everybody waits while all rows are looked at: use AddConstraintNotValid, then ValidateConstraint",
    "AlterUniqueTogether": "everybody waits while all rows are looked at: build a unique index concurrently",
}
FILLED = {"null", "db_default", "through"}
INDEXED = {"ForeignKey", "SlugField"}
UNIQUE = {"OneToOneField"}
# Those that name their model `name`; the others have a column or an index of that name.
OF_MODELS = {"CreateModel", "DeleteModel", "AlterModelTable", "AlterUniqueTogether", "AlterIndexTogether"}


def faults(root: Path) -> list[str]:
    """Every breach, one line each."""
    files = (path for app in UNRELEASED for path in sorted((root / app / "migrations").glob("[0-9]*.py")))
    return [f"{path.relative_to(root)}: {fault}" for path in files if _is_released(path) for fault in _faults(path)]


def _is_released(path: Path) -> bool:
    return int(path.name[:4]) > UNRELEASED[path.parents[1].name]


def _faults(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    if any(isinstance(node, ast.Assign) and _names(node) == [REASON] for node in tree.body):
        return
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    new = {_model(call) for call in calls if _called(call) == "CreateModel"}
    for call in calls:
        if _model(call) in new:
            continue
        if why := BREAKING.get(_called(call)):
            yield f"line {call.lineno}, {_called(call)}: {why}"
        elif _called(call) == "AddField":
            yield from (f"line {call.lineno}, AddField: {why}" for why in _faults_of_a_field(call))


def _faults_of_a_field(call: ast.Call) -> Iterator[str]:
    field = next((keyword.value for keyword in call.keywords if keyword.arg == "field"), None)
    told = {keyword.arg: keyword.value for keyword in field.keywords} if isinstance(field, ast.Call) else {}
    kind = _called(field) if isinstance(field, ast.Call) else ""
    if kind != "ManyToManyField" and not FILLED & set(told):
        yield "the version before writes rows without it: give it null=True or a db_default"
    if kind in UNIQUE or _is_true(told.get("unique")):
        yield "writing waits until its unique index is built: do without it, then build a unique index concurrently"
    elif _is_true(told.get("db_index", ast.Constant(kind in INDEXED))):
        yield "writing waits until its index is built: give it db_index=False, then AddIndexConcurrently"


def _is_true(value: ast.expr | None) -> bool:
    return isinstance(value, ast.Constant) and value.value is True


def _model(call: ast.Call) -> str:
    """The model that an operation is about, in small letters; "" where none is named."""
    wanted = "name" if _called(call) in OF_MODELS else "model_name"
    named = (keyword.value for keyword in call.keywords if keyword.arg == wanted)
    value = next(chain(named, call.args), None)
    return str(value.value).lower() if isinstance(value, ast.Constant) else ""


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _names(node: ast.Assign) -> list[str]:
    return [target.id for target in node.targets if isinstance(target, ast.Name)]
