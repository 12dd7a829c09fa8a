"""What our JavaScript modules must keep to: imports form a tree, and folders know only those below them."""

import posixpath
import re
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from newsdesk.running.checks.page_rules import APPS

# At once or later.
IMPORT = re.compile(
    r'^(?:import|export)[^"\']*?from\s+"([^"]+)"|^import\s+"([^"]+)"|\bimport\("([^"]+)"\)', re.MULTILINE
)
REVIEW = "annotations/review/"
# From the top; those that stand side by side know nothing of each other.
FOLDERS = (("main.js",), ("aids", "gestures", "panels"), ("doing", "painting"), ("keeping",), ("state",), ("text",))
HEIGHT = {folder: -place for place, beside in enumerate(FOLDERS) for folder in beside}
LONGEST = 80
# Where a function's block begins: after its brackets, or after an arrow. Other blocks have brackets, too.
BLOCK = re.compile(r"( *)(.*)(?:\)|=>) \{$")
NO_FUNCTION = re.compile(r"(?:\} )?(?:else )?(?:if|for|while|switch|catch|with)\b(?!.*=> \{$)")
CLOSING = (")", "}", "]")
NAME = re.compile(r"function\*? (\w+)|(?:const|let) (\w+) =|(\w+) ?[(:=]")


def faults(root: Path) -> list[str]:
    """Every breach in the modules below a root, one line each."""
    texts = {name: path.read_text(encoding="utf-8") for name, path in _modules(root)}
    imports = {name: list(_imported(name, text)) for name, text in texts.items()}
    return [*_cycles(imports), *_folders(imports), *_lengths(texts)]


def _cycles(imports: dict[str, list[str]]) -> Iterator[str]:
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        yield f"{' -> '.join(reversed(error.args[1]))} is a circle"


def _folders(imports: dict[str, list[str]]) -> Iterator[str]:
    for name, others in imports.items():
        folder = _folder(name)
        if folder is None:
            continue
        if folder not in HEIGHT:
            yield f"{name} lies in no folder that script_rules.py knows"
            continue
        for other in others:
            into = _folder(other)
            if into not in (None, folder) and HEIGHT.get(into, 0) >= HEIGHT[folder]:
                yield f"{name} imports {other}: {folder} knows nothing of {into}"


def _lengths(texts: dict[str, str]) -> Iterator[str]:
    for name, text in texts.items():
        for function, length in _functions(text.split("\n")):
            if length > LONGEST:
                yield f"{name} has the function {function} of {length} lines; {LONGEST} are the most"


def _functions(lines: list[str]) -> Iterator[tuple[str, int]]:
    """Their names and lengths, heads of several lines and arrows among them.

    As our modules are written, a head begins at the indentation at which its block ends with a brace.
    """
    for place, line in enumerate(lines):
        if not (found := BLOCK.match(line)):
            continue
        indent = found[1]
        first = next(at for at in range(place, -1, -1) if at == 0 or _begins(lines[at], indent))
        if not NO_FUNCTION.match(lines[first].strip()):
            last = next((at for at in range(place + 1, len(lines)) if lines[at].startswith(f"{indent}}}")), place)
            yield _name(lines[first]) or f"in line {first + 1}", last - first + 1


def _begins(line: str, indent: str) -> bool:
    """Whether a statement begins in a line, at an indentation, and not the end of one that began before it."""
    text = line.removeprefix(indent)
    return line.startswith(indent) and text[:1] not in ("", " ") and not text.startswith(CLOSING)


def _name(head: str) -> str:
    found = NAME.search(head)
    return next(filter(None, found.groups()), "") if found else ""


def _folder(name: str) -> str | None:
    """The folder of a module of the review page, or its own name where it lies in none."""
    return name.removeprefix(REVIEW).split("/")[0] if name.startswith(REVIEW) else None


def _modules(root: Path) -> Iterator[tuple[str, Path]]:
    for app in APPS:
        static = root / app / "static"
        yield from ((path.relative_to(static).as_posix(), path) for path in sorted(static.rglob("*.js")))


def _imported(name: str, text: str) -> Iterator[str]:
    for found in IMPORT.findall(text):
        yield posixpath.normpath(posixpath.join(posixpath.dirname(name), "".join(found)))
