"""What templates and style sheets must keep to: the content policy's rules, and both directions of writing.

By hand, because stylelint needs Node, and djLint knows no content policy.
"""

import re
from collections.abc import Iterator
from pathlib import Path

APPS = ("newsdesk", "articles", "annotations", "seeds")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
PHYSICAL = re.compile(
    r"(?<![-\w])(?:(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right|top|bottom)(?:-[a-z]+)?"
    r"|left|right|top|bottom|border-(?:top|bottom)-(?:left|right)-radius|(?:min-|max-)?(?:width|height))\s*:"
    r"|(?<![-\w])(?:text-align|float|clear)\s*:\s*(?:left|right)\b"
)
# Media and container queries know physical sizes best; a print page has no other.
QUERY = re.compile(r"@(?:media|container|page)[^{]*\{?")
SCRIPT = re.compile(r"<script\b([^>]*)>", re.IGNORECASE)
HANDLER = re.compile(r"<[a-z][^<>]*?\s(on[a-z]+)\s*=", re.IGNORECASE)
STYLE = re.compile(r"<[a-z][^<>]*?\sstyle\s*=|<style\b", re.IGNORECASE)
TEMPLATE_COMMENT = re.compile(r"\{#.*?#\}|\{% comment .*?endcomment %\}|<!--.*?-->", re.DOTALL)


def faults(root: Path) -> list[str]:
    """Every breach in templates and style sheets, one line each."""
    return [*_templates(root), *_styles(root)]


def _templates(root: Path) -> Iterator[str]:
    _set_django_up()
    for path in _files(root, "templates/**/*.html"):
        text = _blanked(TEMPLATE_COMMENT, path.read_text(encoding="utf-8"))
        place = path.relative_to(root)
        yield from (f"{place}: {error}" for error in _compile_errors(path))
        for match in STYLE.finditer(text):
            yield f"{place}:{_line(text, match)} has an inline style; the content policy forbids it"
        for match in HANDLER.finditer(text):
            yield f"{place}:{_line(text, match)} has the inline handler {match[1]}; the content policy forbids it"
        for match in SCRIPT.finditer(text):
            if not re.search(r"nonce=|\bsrc=|type=[\"']application/(?:ld\+)?json", match[1]):
                yield f"{place}:{_line(text, match)} has a script without a nonce"


def _styles(root: Path) -> Iterator[str]:
    for path in _files(root, "static/**/*.css"):
        text = _blanked(QUERY, _blanked(COMMENT, path.read_text(encoding="utf-8")))
        for match in PHYSICAL.finditer(text):
            yield f"{path.relative_to(root)}:{_line(text, match)} {match[0].strip()} is physical; use the logical one"


def _compile_errors(path: Path) -> Iterator[str]:
    from django.template import TemplateSyntaxError, engines

    try:
        engines["django"].from_string(path.read_text(encoding="utf-8"))
    except TemplateSyntaxError as error:
        yield str(error)


def _set_django_up() -> None:
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsdesk.settings")
    django.setup()


def _files(root: Path, pattern: str) -> list[Path]:
    return sorted(path for app in APPS for path in (root / app).glob(pattern))


def _blanked(pattern: re.Pattern[str], text: str) -> str:
    """The text with every match turned into spaces, so that lines keep their numbers."""
    return pattern.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)


def _line(text: str, match: re.Match[str]) -> int:
    return text.count("\n", 0, match.start()) + 1
