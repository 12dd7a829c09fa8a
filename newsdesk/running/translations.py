"""Translations by Babel, without gettext's programs: `python -m newsdesk.running.translations update|compile|check`.

English is the msgid, Arabic lies in each app's `locale/ar/LC_MESSAGES`: `django.po` for Python and templates,
`djangojs.po` for JavaScript. Compiled files are made at the start and are not kept in the repository.
"""

import io
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from gettext import c2py
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract, extract_javascript, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[2]
APPS = ("newsdesk", "articles", "annotations", "seeds")
LANGUAGE = "ar"
KEYWORDS: dict[str, Any] = {
    f"{name}{lazy}": arguments
    for name, arguments in {
        "gettext": None,
        "ngettext": (1, 2),
        "pgettext": ((1, "c"), 2),
        "npgettext": ((1, "c"), 2, 3),
    }.items()
    for lazy in ("", "_lazy")
} | {"_": None, "gettext_noop": None}
# Zero, one, two, few, many, other, in gettext's customary order. Babel's own order for Arabic is another one.
PLURAL = "(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5)"
PLURALS = 6
HEADER = f"""msgid ""
msgstr ""
"Language: {LANGUAGE}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals={PLURALS}; plural={PLURAL};\\n"
"""
PLACEHOLDER = re.compile(r"%\((\w+)\)[#0\- +]*\d*\.?\d*[a-zA-Z]|(?<!%)%(?:%%)*[sdif](?![\w%])|\{(\w*)\}")

Key = tuple[str, str | None]  # msgid (of a plural: the singular), context
Found = tuple[str | tuple[str, ...], str | None, str]  # msgid (or singular and plural), context, where


@dataclass(frozen=True)
class Domain:
    """One translation file of one app."""

    app: str
    name: str

    @property
    def po(self) -> Path:
        return ROOT / self.app / "locale" / LANGUAGE / "LC_MESSAGES" / f"{self.name}.po"

    @property
    def mo(self) -> Path:
        return self.po.with_suffix(".mo")

    def found(self) -> Iterator[Found]:
        """Every text of the app that wants a translation."""
        return _in_javascript(self.app) if self.name == "djangojs" else _in_python_and_templates(self.app)

    def read(self) -> Catalog:
        content = self.po.read_bytes() if self.po.exists() else HEADER.encode()
        return read_po(io.BytesIO(content), locale=LANGUAGE, abort_invalid=True)

    def write(self, catalog: Catalog) -> None:
        self.po.parent.mkdir(parents=True, exist_ok=True)
        buffer = io.BytesIO()
        write_po(buffer, catalog, width=120, sort_output=True, include_lineno=False)
        # Whole or not at all: the file holds somebody's work.
        fresh = self.po.with_suffix(".po.new")
        fresh.write_bytes(buffer.getvalue())
        fresh.replace(self.po)

    def below(self) -> list["Domain"]:
        """The same domain of the apps that this one builds on: a text that they translate needs no second entry."""
        return [Domain(app, self.name) for app in APPS[: APPS.index(self.app)]]


DOMAINS = [Domain(app, name) for app in APPS for name in ("django", "djangojs")]


def update() -> list[str]:
    """Add the texts that are missing to each file, take out what nothing uses, name files anew that were renamed.

    One line for each translation file changed.
    """
    return [line for domain in DOMAINS if (line := _update(domain))]


def compile_changed() -> list[Path]:
    """Compile the files that are newer than their compiled form; which ones."""
    changed = [domain for domain in DOMAINS if _is_stale(domain)]
    for domain in changed:
        buffer = io.BytesIO()
        write_mo(buffer, domain.read())
        domain.mo.write_bytes(buffer.getvalue())
    return [domain.mo for domain in changed]


def check() -> list[str]:
    """What is missing or wrong, one line each; none when all is translated."""
    return [problem for domain in DOMAINS for problem in (*_problems(domain), *_contradictions(domain))]


def _update(domain: Domain) -> str:
    catalog, wanted = domain.read(), _wanted(domain)
    present = _present(catalog)
    missing, unused = wanted.keys() - present.keys() - _translated_below(domain), present.keys() - wanted.keys()
    moved = {key for key in wanted.keys() & present.keys() if _is_elsewhere(present[key])}
    if not missing and not unused and not moved and not catalog.obsolete:
        return ""
    for key in unused:
        catalog.delete(present[key].id, present[key].context)
    catalog.obsolete.clear()
    for key in moved:
        present[key].locations = [(wanted[key][2], 1)]
    for key in missing:
        msgid, context, where = wanted[key]
        catalog.add(msgid, context=context, locations=[(where, 1)])
    domain.write(catalog)
    return f"{domain.po.relative_to(ROOT)}: {len(missing)} added, {len(unused)} no longer used, {len(moved)} moved"


def _is_elsewhere(message: Message) -> bool:
    """Whether a file that the entry names as its place is gone."""
    return not all((ROOT / file).exists() for file, _line in message.locations)


def _is_stale(domain: Domain) -> bool:
    return domain.po.exists() and (not domain.mo.exists() or domain.mo.stat().st_mtime <= domain.po.stat().st_mtime)


def _wanted(domain: Domain) -> dict[Key, Found]:
    return {(_singular(msgid), context): (msgid, context, where) for msgid, context, where in domain.found()}


def _problems(domain: Domain) -> Iterator[str]:
    catalog, wanted = domain.read(), _wanted(domain)
    name = domain.po.relative_to(ROOT)
    present = _present(catalog)
    if _plural_indices(catalog.plural_expr) != _plural_indices(PLURAL):
        yield f"{name}: the header has to say Plural-Forms: nplurals={PLURALS}; plural={PLURAL};"
    for key in sorted(wanted.keys() - present.keys() - _translated_below(domain), key=str):
        yield f"{name}: missing {key[0]!r} ({wanted[key][2]})"
    for key in sorted(present.keys() - wanted.keys(), key=str):
        yield f"{name}: {key[0]!r} is no longer used"
    for message in catalog.obsolete.values():
        yield f"{name}: {_singular(message.id)!r} is commented out"
    for key in sorted(wanted.keys() & present.keys(), key=str):
        message = present[key]
        is_plural = isinstance(wanted[key][0], tuple)
        yield from (f"{name}: {key[0]!r} {problem}" for problem in _faults(message, is_plural))


def _contradictions(domain: Domain) -> Iterator[str]:
    """Texts that an app below translates otherwise: which one shows would hang on the order of the apps."""
    present = _present(domain.read())
    for other in domain.below():
        theirs = _present(other.read())
        for key in sorted(present.keys() & theirs.keys(), key=str):
            if present[key].string != theirs[key].string:
                yield f"{domain.po.relative_to(ROOT)}: {key[0]!r} is translated otherwise in {other.app}"


def _translated_below(domain: Domain) -> set[Key]:
    return {key for other in domain.below() for key in _present(other.read())}


def _present(catalog: Catalog) -> dict[Key, Message]:
    return {_key(message): message for message in catalog if message.id}


def _plural_indices(expression: str) -> list[int]:
    form = c2py(expression.strip())
    return [form(number) for number in range(201)]


def _faults(message: Message, is_plural: bool) -> Iterator[str]:
    if message.fuzzy:
        yield "is marked fuzzy"
    forms = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    if is_plural != isinstance(message.id, (tuple, list)):
        yield "is with a plural in one place and without in the other"
        return
    if is_plural and len(forms) != PLURALS:
        yield f"has {len(forms)} plural forms, Arabic has {PLURALS}"
    if not all(forms):
        yield "is not translated" if not any(forms) else "lacks a plural form"
        return
    yield from _misplaced(message, [form for form in forms if form])


def _misplaced(message: Message, forms: Iterable[str]) -> Iterator[str]:
    """Placeholders that a translation invents, or leaves out. A plural form may say the number in words."""
    singular = _singular(message.id)
    originals = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
    known = set().union(*(_placeholders(original) for original in originals))
    for form in forms:
        if invented := _placeholders(form) - known:
            yield f"has {', '.join(sorted(invented))}, which the original has not"
        if isinstance(message.id, str) and (left_out := _placeholders(singular) - _placeholders(form)):
            yield f"leaves out {', '.join(sorted(left_out))}"


def _placeholders(text: str) -> set[str]:
    return {match[0] for match in PLACEHOLDER.finditer(text)}


def _key(message: Message) -> Key:
    return _singular(message.id), message.context


def _singular(msgid: str | tuple[str, ...] | list[str]) -> str:
    return msgid if isinstance(msgid, str) else msgid[0]


def _in_python_and_templates(app: str) -> Iterator[Found]:
    for path in _files(app, "*.py"):
        yield from _texts(path, extract_python, path.read_bytes())
    for pattern in ("*.html", "*.txt"):
        for path in _files(app, f"templates/**/{pattern}"):
            yield from _in_template(path)


def _in_template(path: Path) -> Iterator[Found]:
    """Django turns a template into Python-like calls, which may be indented and so mean nothing to Python."""
    from django.utils.translation import templatize

    source = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    flat = "\n".join(line.strip() for line in source.splitlines())
    yield from _texts(path, extract_python, flat.encode())


def _in_javascript(app: str) -> Iterator[Found]:
    for path in _files(app, "static/**/*.js"):
        yield from _texts(path, extract_javascript, path.read_bytes())


def _files(app: str, pattern: str) -> list[Path]:
    return sorted(path for path in (ROOT / app).rglob(pattern) if "migrations" not in path.parts)


def _texts(path: Path, method: Callable[..., Any], content: bytes) -> Iterator[Found]:
    where = str(path.relative_to(ROOT))
    options = {"encoding": "utf-8", "parse_template_string": True}
    for _line, msgid, _comments, context in extract(method, io.BytesIO(content), KEYWORDS, options=options):
        yield msgid if isinstance(msgid, str) else tuple(msgid), context, where


def main(arguments: list[str]) -> int:
    match arguments:
        case ["update"]:
            print("\n".join(update()) or "Every text has its entry.")
        case ["compile"]:
            print("\n".join(map(str, compile_changed())) or "Everything is compiled.")
        case ["check"]:
            problems = check()
            print("\n".join(problems) or "Every text is translated.")
            return bool(problems)
        case _:
            print("usage: python -m newsdesk.running.translations update|compile|check", file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
