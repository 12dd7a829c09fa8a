"""Imports point down: seeds -> annotations -> articles -> newsdesk, and inside an app
urls -> views, api, admin -> activities -> models -> pure modules. Only `newsdesk/urls.py` looks up."""

import ast
from collections.abc import Iterator
from pathlib import Path

APPS = ["newsdesk", "articles", "annotations", "seeds"]  # each may import those before it
FACES = ("urls", "views", "api", "admin", "templatetags", "management")  # what asks the activities, never the other way
MODELS = "models"
LOOKS_UP = "newsdesk.urls"


def faults(root: Path) -> list[str]:
    """Every import that points up, one line each."""
    return [fault for app in APPS for path in sorted((root / app).rglob("*.py")) for fault in _faults_of(path, root)]


def _faults_of(path: Path, root: Path) -> Iterator[str]:
    place = path.relative_to(root)
    module = ".".join(place.with_suffix("").parts).removesuffix(".__init__")
    if module == LOOKS_UP or "migrations" in place.parts:
        return
    for line, imported in _imports(path, module):
        if reason := _points_up(module, imported):
            yield f"{place}:{line} imports {imported}: {reason}"


def _points_up(importer: str, imported: str) -> str:
    """Why this import is not allowed, or ""."""
    from_app, to_app = importer.split(".")[0], imported.split(".")[0]
    if to_app not in APPS:
        return ""
    if APPS.index(to_app) > APPS.index(from_app):
        return f"{from_app} knows nothing of {to_app}"
    if from_app == to_app and _height(imported) > _height(importer):
        return f"{_part(importer)} is below {_part(imported)}"
    return ""


def _height(module: str) -> int:
    """3 urls, 2 the other faces, 1 activities and pure modules, 0 models (which may use pure modules, as all may)."""
    part = _part(module)
    return 3 if part == "urls" else 2 if part in FACES else 1


def _part(module: str) -> str:
    return [*module.split("."), ""][1]


def _imports(path: Path, module: str) -> Iterator[tuple[int, str]]:
    """Line and full name of every module that a file imports, wherever in the file."""
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _base(node, package)
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)


def _base(node: ast.ImportFrom, package: str) -> str:
    if not node.level:
        return node.module or ""
    parts = package.split(".")
    return ".".join([*parts[: len(parts) - node.level + 1], *([node.module] if node.module else [])])
