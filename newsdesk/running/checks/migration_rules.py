"""What a migration must keep to, so that the version before it works on beside it: see docs/contributing.md.

A migration that breaks a rule with good reason says why, in its module: `safe_because = "…"`.
"""

import ast
from collections.abc import Iterator
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
}
FILLED = {"null", "db_default", "through"}


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
        elif _called(call) == "AddField" and not _is_filled(call):
            yield (
                f"line {call.lineno}, AddField: the version before writes rows without it: "
                "give it null=True or a db_default"
            )


def _is_filled(call: ast.Call) -> bool:
    """Whether the database knows what to put where nothing is said."""
    field = next((keyword.value for keyword in call.keywords if keyword.arg == "field"), None)
    if not isinstance(field, ast.Call):
        return False
    return _called(field) == "ManyToManyField" or bool(FILLED & {keyword.arg for keyword in field.keywords})


def _model(call: ast.Call) -> str:
    """The model that an operation is about, in small letters; "" where none is named."""
    wanted = "name" if _called(call) == "CreateModel" else "model_name"
    value = next((keyword.value for keyword in call.keywords if keyword.arg == wanted), None)
    return str(value.value).lower() if isinstance(value, ast.Constant) else ""


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _names(node: ast.Assign) -> list[str]:
    return [target.id for target in node.targets if isinstance(target, ast.Name)]
