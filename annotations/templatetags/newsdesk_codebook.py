"""What a codebook says, in the language of the page."""

from __future__ import annotations

import re

from django import template
from django.utils.translation import get_language, gettext_lazy

from annotations.codebook.spec import Attribute, CodebookSpec, Examples, Kind, Label, Name, RelationKind

TYPES = {
    "choice": gettext_lazy("one of"),
    "choices": gettext_lazy("any of"),
    "text": gettext_lazy("text"),
    "url": gettext_lazy("address"),
    "number": gettext_lazy("number"),
    "boolean": gettext_lazy("yes or no"),
    "date": gettext_lazy("date"),
}

register = template.Library()


@register.filter
def in_words(name: Name | None) -> str:
    """A name or a definition; "" where there is none."""
    return name.in_(get_language() or "ar") if name else ""


@register.filter
def in_the_other_language(name: Name) -> str:
    """A name in Arabic on an English page, and the other way round; "" where both are the same."""
    here = in_words(name)
    return next((one for one in (name.ar, name.en) if one != here), "")


@register.filter
def as_list(examples: Examples | None) -> tuple[str, ...]:
    if not examples:
        return ()
    return examples.en if (get_language() or "ar").startswith("en") else examples.ar


@register.filter
def around_the_arrow(example: str) -> tuple[str, str]:
    """The words of an example, and what the codebook says of them after an arrow, with it; "" where it says nothing."""
    words, *said = re.split(r" (?=[←→])", example, maxsplit=1)
    return words, said[0] if said else ""


@register.filter
def precedence_in_words(kind: Kind) -> str:
    """The names of labels in the order in which they go before others."""
    return _comma().join(in_words(kind.label(key).name) for key in kind.precedence)


@register.filter
def cues_in_words(label: Label) -> str:
    return "، ".join(label.cues)


@register.filter
def type_in_words(attribute: Attribute) -> str:
    return str(TYPES[attribute.type])


@register.filter
def starts(relation: RelationKind, spec: CodebookSpec) -> str:
    """The names of the kinds that a relation leads from; a template asks for no name that ends in an underscore."""
    return kinds_named(relation.from_, spec)


@register.filter
def kinds_named(keys: tuple[str, ...], spec: CodebookSpec) -> str:
    """The names of kinds of annotations, by their keys."""
    return _comma().join(in_words(spec.kind(key).name) for key in keys)


def _comma() -> str:
    return ", " if (get_language() or "ar").startswith("en") else "، "
