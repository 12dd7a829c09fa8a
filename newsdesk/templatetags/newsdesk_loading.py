"""What lets a page begin soon: its data without detours, and its modules asked for all at once."""

import posixpath
import re
from functools import cache
from pathlib import Path
from typing import Any

import orjson
from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

# Imports as our modules write them, at the beginning of a line. What `import()` asks for comes when it is asked for.
IMPORT = re.compile(r'^(?:import|export)[^"\']*?from\s+"([^"]+)"|^import\s+"([^"]+)"', re.MULTILINE)


@register.simple_tag
def data_script(id: str, value: Any) -> SafeString:
    """Data for a page's modules, as `json_script` gives it, but without spelling every Arabic letter as an escape."""
    data = orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS).replace(b"<", rb"\u003c").decode()
    return format_html('<script type="application/json" id="{}">{}</script>', id, mark_safe(data))


@register.simple_tag
def preloaded_modules(name: str) -> SafeString:
    """Links to every module that a module cannot begin without: `{% preloaded_modules "annotations/review/main.js" %}`.

    Without them a browser finds out about a module only when it has read the one that imports it.
    """
    links = ((static(module),) for module in _needed(name))
    return format_html_join("\n  ", '<link rel="modulepreload" href="{}">', links)


def _needed(name: str) -> tuple[str, ...]:
    return needed_modules(name) if settings.DEBUG else _needed_once(name)


def needed_modules(name: str) -> tuple[str, ...]:
    """A module and all that it imports, directly or not, by their names below /static/, each once."""
    found: dict[str, None] = {}
    waiting = [name]
    while waiting:
        module = waiting.pop()
        if module not in found:
            found[module] = None
            waiting += _imports(module)
    return tuple(found)


_needed_once = cache(needed_modules)


def _imports(module: str) -> list[str]:
    place = finders.find(module)
    if place is None:
        raise ValueError(f"There is no module {module}.")
    named = IMPORT.findall(Path(place).read_text(encoding="utf-8"))
    return [posixpath.normpath(posixpath.join(posixpath.dirname(module), one or other)) for one, other in named]
