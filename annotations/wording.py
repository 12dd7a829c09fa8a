"""How the codebook calls what a reading says, in the reader's language; the key where it has no name for it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import get_language, gettext, pgettext

from annotations.codebook.spec import CodebookSpec, Name
from annotations.models import Annotation, ArticleLabel, Reading, Relation
from annotations.models.codebooks import published_spec

QUOTED = 80  # characters


def spec_of(reading: Reading) -> CodebookSpec:
    """The codebook of a reading, kept at hand: lists need no query for it."""
    return published_spec(reading.codebook_id)


def kind_words(annotation: Annotation) -> str:
    """An annotation's kind and label."""
    spec = spec_of(annotation.reading)
    kind = _named(lambda: spec.kind(annotation.kind).name, annotation.kind)
    if not annotation.label:
        return kind
    return f"{kind}: {_named(lambda: spec.kind(annotation.kind).label(annotation.label).name, annotation.label)}"


def quoting(annotation: Annotation) -> str:
    """The same with the words that it marks, cut short."""
    words = " … ".join(anchor.exact for anchor in annotation.anchors.all())
    kind = kind_words(annotation)
    if not words:
        return kind
    return pgettext("thing", "%(kind)s “%(name)s”") % {"kind": kind, "name": Truncator(words).chars(QUOTED)}


def label_words(codebook: int, kind: str, label: str) -> tuple[str, str]:
    """A kind and one of its labels ("" for none), as this version of a codebook calls them."""
    spec = published_spec(codebook)
    named = _named(lambda: spec.kind(kind).name, kind)
    return named, _named(lambda: spec.kind(kind).label(label).name, label) if label else ""


def role_words(annotation: Annotation, role: str) -> str:
    return _named(lambda: spec_of(annotation.reading).kind(annotation.kind).role(role).name, role)


def roles_in_words(annotation: Annotation, roles: Collection[str]) -> list[tuple[str, str, str]]:
    """Each of these roles with its paint and its name, in the order of the codebook."""
    kind = spec_of(annotation.reading).kinds_by_key.get(annotation.kind)
    known = kind.roles_by_key if kind else {}
    ordered = [*(role for role in known if role in roles), *sorted(set(roles) - set(known))]
    paints = {key: role.paint or "" for key, role in known.items()}
    return [(role, paints.get(role, ""), role_words(annotation, role)) for role in ordered]


def relation_words(relation: Relation) -> str:
    return _named(lambda: spec_of(relation.reading).relation(relation.label).name, relation.label)


def inverse_relation_words(relation: Relation) -> str:
    """What a relation is called where it arrives: a word for it, if its codebook has no name of it."""
    words = relation_words(relation)
    try:
        kind = spec_of(relation.reading).relation(relation.label)
    except KeyError:
        return words
    if kind.symmetric:
        return words
    return kind.inverse.in_(get_language() or "ar") if kind.inverse else f"{words} ({gettext('from')})"


def article_label_words(label: ArticleLabel) -> tuple[str, str]:
    """What the label is about, and what it says."""
    spec = spec_of(label.reading)
    about = _named(lambda: spec.article_label(label.label).name, label.label)
    return about, _named(lambda: spec.article_label(label.label).choice(label.value).name, label.value)


def attribute_words(annotation: Annotation) -> list[tuple[str, str]]:
    """An annotation's attributes: what each is called, and its values."""
    kind = spec_of(annotation.reading).kinds_by_key.get(annotation.kind)
    return [_attribute(kind, key, value) for key, value in annotation.attributes.items()]


def problem_words(problems: list[dict[str, str]]) -> list[str]:
    language = "en" if get_language() == "en" else "ar"
    return [problem[f"message_{language}"] for problem in problems]


def _attribute(kind: Any, key: str, value: Any) -> tuple[str, str]:
    values = value if isinstance(value, list) else [value]
    words = [_choice_words(kind, key, one) for one in values]
    return _named(lambda: kind.attribute(key).name, key), "، ".join(words) if get_language() == "ar" else ", ".join(
        words
    )


def _choice_words(kind: Any, key: str, value: Any) -> str:
    return _named(lambda: kind.attribute(key).choice(value).name, str(value))


def _named(find: Callable[[], Name], key: str) -> str:
    try:
        return find().in_(get_language() or "ar")
    except (KeyError, AttributeError):
        return key
