"""Our JavaScript modules: what each imports, and files that hold several of them.

The sources stay plain modules, and without a manifest a browser loads them as written. What is collected for a site is
joined: a page begins with a file or two in place of seventy, which compress better together and are asked for once.
Joining is no more than laying modules one after another, each in a scope of its own: they import by name alone and form
a tree (`tests/newsdesk/web/test_javascript_modules.py`). By hand, because every bundler brings Node or a binary.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders

from newsdesk.our_apps import our_apps

# Imports and exports as our modules write them, at the beginning of a line.
IMPORT = re.compile(r'^(?:import|export)[^"\']*?from\s+"([^"]+)"|^import\s+"([^"]+)"', re.MULTILINE)
STATEMENT = re.compile(r'^import\s+\{([^}]*)\}\s+from\s+"([^"]+)";\n?', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?function\*? (\w+)|(?:const|class) (\w+))", re.MULTILINE)
LEFT_OVER = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)
ASKED_FOR_LATER = re.compile(r'\bimport\("([^"]+)"\)')


def source(module: str) -> str:
    """What stands in a module, by its name below /static/. Raises `ValueError` where there is none."""
    place = finders.find(module)
    if place is None:
        raise ValueError(f"There is no module {module}.")
    return Path(place).read_text(encoding="utf-8")


def needed_modules(name: str) -> tuple[str, ...]:
    """A module and all that it imports, directly or not, by their names below /static/, each once."""
    found: dict[str, None] = {}
    waiting = [name]
    while waiting:
        module = waiting.pop()
        if module not in found:
            found[module] = None
            waiting += [_beside(module, one or other) for one, other in IMPORT.findall(source(module))]
    return tuple(found)


@cache
def files() -> dict[str, tuple[str, ...]]:
    """The modules that each joined file holds, those that others import first; the last gives the file its name.

    An app names the modules with which its pages begin (`joined_modules`), those of every page first; whatever one asks
    for later begins a file of its own. A module lies in the first file that needs it, and the others import it from
    there: so what every page runs never asks for the file of one page, which would begin to work where it has nothing
    to work on.
    """
    found: dict[str, tuple[str, ...]] = {}
    taken: set[str] = set()
    waiting = [*data_modules(), *_named_by_apps("joined_modules")]
    while waiting:
        entry = waiting.pop(0)
        if entry not in taken:
            held = found[entry] = tuple(module for module in _in_order(entry) if module not in taken)
            taken.update(held)
            waiting[:0] = [later for module in held for later in asked_for_later(module)]
    return found


def data_modules() -> list[str]:
    """The modules in whose place pages put data (`data_modules.py`): each a file of its own."""
    return _named_by_apps("data_modules")


def _named_by_apps(attribute: str) -> list[str]:
    return [name for config in our_apps() for name in getattr(config, attribute, ())]


def asked_for_later(module: str) -> list[str]:
    """The modules that one may import while it runs, by their names below /static/."""
    return [_beside(module, address) for address in ASKED_FOR_LATER.findall(source(module))]


def addressed(modules: Iterable[str]) -> set[str]:
    """What these modules, as a site serves them, still import by its own address: from other files, or later."""
    home = {module: entry for entry, held in files().items() for module in held}
    found: set[str] = set()
    for module in modules:
        at_once = [_beside(module, one or other) for one, other in IMPORT.findall(source(module))]
        found.update(other for other in at_once if home.get(other, other) != home.get(module, module))
        found.update(asked_for_later(module))
    return found


def joined(entry: str) -> str:
    """The text of a joined file. Raises `ValueError` for a module that cannot be joined, and says why."""
    held = files()[entry]
    imported: dict[str, dict[str, None]] = {}
    exported: dict[str, str] = {}
    bodies = []
    for module in held:
        text = source(module)
        for names, address in STATEMENT.findall(text):
            other = _beside(module, address)
            if other not in held:
                imported.setdefault(other, {}).update(dict.fromkeys(re.findall(r"\w+", names)))
        own = _exports(text)
        for name in own:
            if exported.setdefault(name, module) != module:
                raise ValueError(f"Both {exported[name]} and {module} export {name}: name one of them otherwise.")
        body = EXPORT.sub("", STATEMENT.sub("", text))
        if strange := LEFT_OVER.search(body):
            raise ValueError(f"{module} cannot be joined with others: “{strange[0]}” is not read.")
        bodies.append(_scope(own, _seen_from(entry, module, body)))
    wanted = _wanted_of(entry)
    names = ",".join(name for name in exported if name in wanted)
    return "".join([*_import_lines(entry, imported), *bodies, f"export{{{names}}};\n"])


def _wanted_of(entry: str) -> set[str]:
    """The names in a joined file that others read: what its own module exports, and what other files import from it."""
    held = files()[entry]
    wanted = set(_exports(source(entry)))
    for module in (module for other, modules in files().items() if other != entry for module in modules):
        for names, address in STATEMENT.findall(source(module)):
            if _beside(module, address) in held:
                wanted.update(re.findall(r"\w+", names))
    return wanted


def _exports(text: str) -> list[str]:
    return [one or other for one, other in EXPORT.findall(text)]


def _scope(names: list[str], body: str) -> str:
    given = ",".join(names)
    begin, end = (f"const{{{given}}}=", f"return{{{given}}};") if names else ("", "")
    return f"{begin}(()=>{{\n{body}\n{end}}})();\n"


def _import_lines(entry: str, imported: dict[str, dict[str, None]]) -> Iterator[str]:
    for module, names in imported.items():
        yield f'import{{{",".join(names)}}}from"{_address(entry, module)}";\n'


def _seen_from(entry: str, module: str, body: str) -> str:
    """What a module asks for later, by addresses that lead there from the file that holds it."""
    return ASKED_FOR_LATER.sub(lambda found: f'import("{_address(entry, _beside(module, found[1]))}")', body)


def _address(entry: str, module: str) -> str:
    address = posixpath.relpath(module, posixpath.dirname(entry))
    return address if address.startswith(".") else f"./{address}"


def _in_order(entry: str) -> tuple[str, ...]:
    """A module and all that it imports, each after those that it imports."""
    found: dict[str, None] = {}

    def add(module: str) -> None:
        if module not in found:
            for one, other in IMPORT.findall(source(module)):
                add(_beside(module, one or other))
            found[module] = None

    add(entry)
    return tuple(found)


def _beside(module: str, address: str) -> str:
    """The name of the module that another imports by a relative address."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(module), address))
