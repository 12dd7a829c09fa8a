"""What the review page weighs as it is sent, and that slimmer scripts are the same scripts."""

from __future__ import annotations

import re
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile

from newsdesk.static_files import HashedStaticFiles, slim
from newsdesk.templatetags.newsdesk import STYLESHEETS
from newsdesk.templatetags.newsdesk_loading import needed_modules
from tests.newsdesk.test_modules import MODULES

BUDGET = 90_000  # bytes
MAIN = "annotations/review/main.js"
TEMPLATE = Path(__file__).resolve().parents[2] / "annotations" / "templates" / "annotations" / "reading.html"


def styles() -> set[str]:
    ours = re.findall(r"{% static '([^']+\.css)' %}", TEMPLATE.read_text("utf-8"))
    assert ours
    return {*ours, *(f"newsdesk/css/{name}.css" for name in STYLESHEETS)}


def weight(name: str) -> int:
    place = finders.find(name)
    assert place, name
    return len(brotli.compress(slim(Path(place).read_text("utf-8")).encode()))


def test_scripts_and_styles_that_the_review_page_begins_with_keep_to_their_budget() -> None:
    begun_with = {*needed_modules(MAIN), *needed_modules("newsdesk/js/site.js"), *styles()}
    weights = sorted(((weight(name), name) for name in begun_with), reverse=True)
    total = sum(size for size, _name in weights)
    assert total < BUDGET, f"{total} bytes; the heaviest: {weights[:8]}"


def test_every_module_that_the_page_needs_at_once_is_asked_for_at_once() -> None:
    needed = needed_modules(MAIN)
    assert needed[0] == MAIN
    assert len(needed) == len(set(needed)) > 20
    assert "newsdesk/js/i18n.js" in needed


@pytest.mark.parametrize(
    ("source", "slimmer"),
    [
        ("/** What\n * it is */\nlet a = 1; // stays\n", "\n\nlet a = 1; // stays\n"),
        ("{\n  // gone\n  a();  \n}\n", "{\n\na();\n}\n"),
        ('  const url = "/* no */";\n', 'const url = "/* no */";\n'),
        ("a = /\\/\\*/;\n", "a = /\\/\\*/;\n"),
        ("const t = `\n  // kept\n`;\n", "const t = `\n  // kept\n`;\n"),
    ],
)
def test_comments_that_begin_a_line_and_indentation_fall_away(source: str, slimmer: str) -> None:
    assert slim(source) == slimmer


def test_hashed_copies_are_slim_and_whole(tmp_path: Path) -> None:
    storage = HashedStaticFiles(location=tmp_path, base_url="/static/")
    name = "annotations/review/store.js"
    storage.save(name, ContentFile(Path(str(finders.find(name))).read_bytes()))
    done = list(storage.post_process({name: (storage, name)}))
    assert not [result for _name, _hashed, result in done if isinstance(result, Exception)]
    served = Path(storage.path(storage.hashed_files[name])).read_text("utf-8")
    assert "export function createStore" in served
    assert "/**" not in served


def test_slimmer_scripts_keep_their_lines() -> None:
    for path in MODULES:
        source = path.read_text("utf-8")
        assert slim(source).count("\n") == source.count("\n"), path
