"""What the review page weighs as it is sent, and that slimmer scripts and styles are the same."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile

from newsdesk.static_files import STYLE_IMPORT, HashedStaticFiles, slim
from newsdesk.templatetags.newsdesk_loading import needed_modules
from tests.newsdesk.test_modules import MODULES, REVIEW, served

MAIN = "annotations/review/main.js"
STYLES = ("newsdesk/css/all.css", "annotations/review/all.css")


def source(name: str) -> str:
    place = finders.find(name)
    assert place, name
    return slim(name, Path(place).read_text("utf-8"))


def with_imported(name: str) -> str:
    folder = name.rpartition("/")[0]
    return STYLE_IMPORT.sub(lambda found: source(f"{folder}/{found[1]}"), source(name))


def sent(scripts: set[str]) -> dict[str, str]:
    return {name: source(name) for name in scripts} | {name: with_imported(name) for name in STYLES}


def weight(sources: dict[str, str], compress: Callable[[bytes], bytes]) -> int:
    return sum(len(compress(text.encode())) for text in sources.values())


BEGUN_WITH = {*needed_modules(MAIN), *needed_modules("newsdesk/js/site.js")}
WHAT_IS_ASKED_FOR_LATER = {served(path).as_posix() for path in MODULES if path.is_relative_to(REVIEW)} - BEGUN_WITH


@pytest.mark.parametrize(
    ("scripts", "compress", "budget"),
    [
        (BEGUN_WITH, brotli.compress, 90_000),
        (BEGUN_WITH, gzip.compress, 96_000),
        (BEGUN_WITH | WHAT_IS_ASKED_FOR_LATER, brotli.compress, 105_000),
    ],
    ids=["what it begins with", "what it begins with, in gzip", "all there is"],
)
def test_scripts_and_styles_of_the_review_page_keep_to_their_budget(
    scripts: set[str], compress: Callable[[bytes], bytes], budget: int
) -> None:
    sources = sent(scripts)
    heaviest = sorted(((len(compress(text.encode())), name) for name, text in sources.items()), reverse=True)[:8]
    total = weight(sources, compress)
    assert total < budget, f"{total} bytes; the heaviest: {heaviest}"


def test_every_module_that_the_page_needs_at_once_is_asked_for_at_once() -> None:
    needed = needed_modules(MAIN)
    assert needed[0] == MAIN
    assert len(needed) == len(set(needed)) > 20
    assert "newsdesk/js/i18n.js" in needed


@pytest.mark.parametrize(
    ("name", "source", "slimmer"),
    [
        ("a.js", "/** What\n * it is */\nlet a = 1; // gone\n", "let a=1;"),
        ("a.js", '  const url = "/* no */";\n', 'const url="/* no */";'),
        ("a.js", "a = /\\/\\*/;\n", "a=/\\/\\*/;"),
        ("a.js", "const t = `\n  // ${ kept }\n`;\n", "const t=`\n  // ${ kept }\n`;"),
        ("a.css", ".a :is(b) {\n  /* gone */\n  inset: 0 auto;\n}\n", ".a :is(b) {\ninset: 0 auto;\n}\n"),
    ],
)
def test_comments_and_needless_space_fall_away(name: str, source: str, slimmer: str) -> None:
    assert slim(name, source) == slimmer


def hashed_copies(folder: Path, *names: str) -> dict[str, str]:
    storage = HashedStaticFiles(location=folder, base_url="/static/")
    for name in names:
        storage.save(name, ContentFile(Path(str(finders.find(name))).read_bytes()))
    done = list(storage.post_process({name: (storage, name) for name in names}))
    assert not [result for _name, _hashed, result in done if isinstance(result, Exception)]
    return {name: Path(storage.path(storage.hashed_files[name])).read_text("utf-8") for name in names}


def test_hashed_scripts_are_slim_and_whole(tmp_path: Path) -> None:
    name = "annotations/review/store.js"
    copy = hashed_copies(tmp_path, name)[name]
    assert "export function createStore" in copy
    assert "/**" not in copy


def test_hashed_styles_hold_what_they_import(tmp_path: Path) -> None:
    name = "annotations/review/all.css"
    imported = [
        f"annotations/review/{found}" for found in STYLE_IMPORT.findall(Path(str(finders.find(name))).read_text())
    ]
    copies = hashed_copies(tmp_path, name, *imported)
    assert "@import" not in copies[name]
    assert all(copies[one].strip() in copies[name] for one in imported)
