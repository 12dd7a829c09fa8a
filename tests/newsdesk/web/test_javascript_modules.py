"""JavaScript as the browser loads it: modules that are all there, and one door to the server.

That their imports form a tree is a rule of `make lint`: see `tests/newsdesk/running/test_rules.py`.
"""

from __future__ import annotations

import re
from pathlib import Path

from newsdesk.running.checks.script_rules import IMPORT

ROOT = Path(__file__).resolve().parents[3]
MODULES = sorted(
    path for app in ("newsdesk", "articles", "annotations") for path in (ROOT / app / "static").rglob("*.js")
)
REVIEW = ROOT / "annotations" / "static" / "annotations" / "review"


def served(path: Path) -> Path:
    """A module's place below /static/, whichever app it is of."""
    parts = path.parts
    return Path(*parts[parts.index("static") + 1 :])


def imports(path: Path) -> list[Path]:
    named = ["".join(found) for found in IMPORT.findall(path.read_text("utf-8"))]
    return [Path("/", served(path).parent, name).resolve().relative_to("/") for name in named]


def test_every_import_leads_to_a_module_of_ours() -> None:
    places = {served(path) for path in MODULES}
    assert len(places) == len(MODULES) > 10
    for path in MODULES:
        for target in imports(path):
            assert target in places, f"{path}: {target}"


def test_only_the_api_module_speaks_to_the_server_on_the_review_page() -> None:
    speakers = {
        path.name
        for path in REVIEW.rglob("*.js")
        if re.search(r"\bfetch\b|XMLHttpRequest|sendBeacon", path.read_text("utf-8"))
    }
    assert speakers == {"api.js"}


def test_no_module_builds_markup_from_strings() -> None:
    for path in MODULES:
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", path.read_text("utf-8")
        ), path
