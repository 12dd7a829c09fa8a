"""What the review page weighs as it is sent, and that slimmer scripts and styles are the same."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile

from newsdesk.web import javascript_modules
from newsdesk.web.javascript_modules import needed_modules
from newsdesk.web.static_files import STYLE_IMPORT, HashedStaticFiles, slim

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
    return {name: slim(name, javascript_modules.joined(name)) for name in scripts} | {
        name: with_imported(name) for name in STYLES
    }


def weight(sources: dict[str, str], compress: Callable[[bytes], bytes]) -> int:
    return sum(len(compress(text.encode())) for text in sources.values())


# In whose place data comes, which is kept for longer than the scripts.
DATA = set(javascript_modules.data_modules())
FILE_OF = {module: entry for entry, held in javascript_modules.files().items() for module in held}
OF_OTHER_PAGES = {"articles/blocks/main.js"}
OF_EVERY_PAGE = ("newsdesk/js/site.js", "annotations/review/keeping/on_every_page.js")
BEGUN_WITH = {FILE_OF[module] for entry in (*OF_EVERY_PAGE, MAIN) for module in needed_modules(entry)} - DATA


@pytest.mark.parametrize(
    ("scripts", "compress", "budget"),
    [
        (BEGUN_WITH, gzip.compress, 117_000),
        # What it shares with the page of blocks lies in files by itself, which costs a thousand bytes; what browsers
        # need that are not made from Chromium costs another thousand.
        (set(javascript_modules.files()) - OF_OTHER_PAGES - DATA, brotli.compress, 121_000),
    ],
    ids=["what it begins with, in gzip", "all there is"],
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


def test_a_text_within_a_text_is_refused_since_its_spaces_would_fall_away() -> None:
    with pytest.raises(ValueError, match=r"app/a\.js has a template literal within another.*of words"):
        slim("app/a.js", 'say(`${name}${words ? ` of words` : ""}`);')
    assert slim("app/a.js", "say(`${name} is`, `a ${word}`);") == "say(`${name} is`,`a ${word}`);"


def test_modules_of_the_review_page_lie_in_few_files() -> None:
    assert len(BEGUN_WITH) < 7
    assert len(javascript_modules.files()[MAIN]) > 20
    assert sum(map(len, javascript_modules.files().values())) == len(FILE_OF)


def test_no_page_asks_for_the_file_of_the_review_page_but_that_one() -> None:
    """It would begin to work where there is no article."""
    of_the_page = {MAIN}
    for entry, held in javascript_modules.files().items():
        needed = {FILE_OF[other] for module in held for other in needed_modules(module)}
        if MAIN in needed:
            of_the_page.add(entry)
    assert of_the_page.isdisjoint(OF_EVERY_PAGE)
    reached = list(OF_EVERY_PAGE)
    for entry in reached:
        later = {
            FILE_OF[one]
            for module in javascript_modules.files()[entry]
            for one in javascript_modules.asked_for_later(module)
        }
        reached += sorted(later.difference(reached))
    assert of_the_page.isdisjoint(reached)


@pytest.mark.parametrize("text", ['import all from "./other.js";\n', "export default 1;\n", "export let a = 1;\n"])
def test_a_module_that_cannot_be_joined_is_refused(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(javascript_modules, "files", lambda: {"a.js": ("a.js",)})
    monkeypatch.setattr(javascript_modules, "source", lambda module: text)
    with pytest.raises(ValueError, match=r"a\.js cannot be joined"):
        javascript_modules.joined("a.js")


def test_two_modules_of_a_file_export_no_name_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(javascript_modules, "files", lambda: {"b.js": ("a.js", "b.js")})
    monkeypatch.setattr(javascript_modules, "source", lambda module: "export const one = 1;\n")
    with pytest.raises(ValueError, match=r"Both a\.js and b\.js export one"):
        javascript_modules.joined("b.js")


def test_joined_modules_keep_their_own_names_to_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {
        "app/a.js": 'import { far } from "../far.js";\nconst own = 1;\nexport function one() {\n  return own;\n}\n',
        "app/b.js": 'import { one } from "./a.js";\nimport {\n  to,\n} from "./to.js";\nlet own = 2;\none(own, to);\n',
    }
    monkeypatch.setattr(javascript_modules, "files", lambda: {"app/b.js": tuple(texts)})
    monkeypatch.setattr(javascript_modules, "source", texts.__getitem__)
    assert slim("app/b.js", javascript_modules.joined("app/b.js")).split("\n") == [
        'import{far}from"../far.js";import{to}from"./to.js";const{one}=(()=>{const own=1;function one(){return own;}',
        "return{one};})();(()=>{let own=2;one(own,to);})();export{};",
    ]


def test_a_joined_file_gives_out_what_others_read_of_it_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {
        "app/a.js": "export const read = 1;\nexport const unread = 2;\n",
        "app/b.js": 'import { unread } from "./a.js";\nexport const own = unread;\n',
        "app/c.js": 'import { read } from "./a.js";\nexport const later = read;\n',
    }
    monkeypatch.setattr(
        javascript_modules, "files", lambda: {"app/b.js": ("app/a.js", "app/b.js"), "app/c.js": ("app/c.js",)}
    )
    monkeypatch.setattr(javascript_modules, "source", texts.__getitem__)
    assert javascript_modules.joined("app/b.js").endswith("export{read,own};\n")
    assert javascript_modules.joined("app/c.js").endswith("export{later};\n")


def test_what_a_module_of_another_folder_asks_for_later_is_found_from_the_file_that_holds_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    texts = {
        "app/low/a.js": 'load(import("./b.js"));\n',
        "app/main.js": 'load(import("./low/b.js"));\nload(import("../far.js"));\n',
    }
    monkeypatch.setattr(javascript_modules, "files", lambda: {"app/main.js": tuple(texts)})
    monkeypatch.setattr(javascript_modules, "source", texts.__getitem__)
    joined = javascript_modules.joined("app/main.js")
    assert javascript_modules.ASKED_FOR_LATER.findall(joined) == ["./low/b.js", "./low/b.js", "../far.js"]


def hashed_copies(folder: Path, *names: str) -> dict[str, str]:
    storage = HashedStaticFiles(location=folder, base_url="/static/")
    for name in names:
        storage.save(name, ContentFile(Path(str(finders.find(name))).read_bytes()))
    done = list(storage.post_process({name: (storage, name) for name in names}))
    assert not [result for _name, _hashed, result in done if isinstance(result, Exception)]
    return {name: Path(storage.path(storage.hashed_files[name])).read_text("utf-8") for name in names}


def test_hashed_scripts_are_slim_and_hold_what_they_import(tmp_path: Path) -> None:
    copy = hashed_copies(tmp_path, MAIN)[MAIN]
    assert "function createStore" in copy
    assert 'from"./state/store.js"' not in copy
    assert "/**" not in copy


def test_the_name_of_a_joined_file_tells_of_every_module_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    storage = HashedStaticFiles(location=tmp_path, base_url="/static/")
    content = ContentFile(b"the same")
    before = storage.file_hash(MAIN, content)
    monkeypatch.setattr(javascript_modules, "source", lambda module: f"export const of{abs(hash(module))} = 1;\n")
    assert storage.file_hash(MAIN, content) != before


def test_hashed_styles_hold_what_they_import(tmp_path: Path) -> None:
    name = "annotations/review/all.css"
    imported = [
        f"annotations/review/{found}" for found in STYLE_IMPORT.findall(Path(str(finders.find(name))).read_text())
    ]
    copies = hashed_copies(tmp_path, name, *imported)
    assert "@import" not in copies[name]
    assert all(copies[one].strip() in copies[name] for one in imported)
