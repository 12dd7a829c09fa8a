"""Promise 5: what is refused. What is stored but stops a submission: see `completeness.py`.

States are those of the API, see docs/codebook.md. A state is whole: a key left out means "empty".
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from itertools import islice
from typing import Any

from django.utils.translation import gettext_lazy as _

from annotations.codebook.spec import CodebookSpec, Kind, RelationKind
from annotations.codebook.values import choice_faults, is_whole_number, listed, text_faults, value_faults
from annotations.faults import Fault, fault, step
from annotations.frames import ANCHOR_KEYS, FIELDS, KEYS, Target

QUOTE_LIMIT = 1_000_000
ANCHORS_LIMIT = 500
FAULTS_SHOWN = 50
OFFSET_LIMIT = 2**31 - 1

RELATION_KEYS = ("label", "from", "to")
ARTICLE_LABEL_KEYS = ("label", "value")

_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def structure_errors(
    spec: CodebookSpec,
    state: object,
    target: Target = "annotation",
    *,
    kinds: Mapping[str, str] | None = None,
) -> list[Fault]:
    """Why `state` cannot be stored as a `target`: empty if it can. Takes any JSON-like value and never raises.

    `kinds`: the kind of each annotation of the reading by its id (lower-case text); without it, relation
    ends are checked for form alone. Quotes are compared with the text elsewhere. At most FAULTS_SHOWN.
    """
    if not isinstance(state, dict):
        return [fault("", "type", _("The state must be an object."))]
    if target == "relation":
        found = _relation_faults(spec, state, kinds)
    elif target == "article_label":
        found = _article_label_faults(spec, state)
    else:
        found = _annotation_faults(spec, state)
    return list(islice(found, FAULTS_SHOWN))


def _annotation_faults(spec: CodebookSpec, state: dict[Any, Any]) -> Iterator[Fault]:
    yield from _key_faults(state, KEYS, "")
    for field in FIELDS:
        if field.faults and (value := state.get(field.name)) is not None:
            yield from field.faults(value, field.name)
    unknown_kind = _("There is no kind “{key}” in this codebook. Use one of: {known}.")
    yield from _unknown(state.get("kind"), spec.kinds_by_key, "kind", unknown_kind)
    kind = _found(spec.kinds_by_key, state.get("kind"))
    if kind is None:
        return
    if state.get("label") not in (None, ""):
        unknown_label = _("There is no label “{key}” in this kind. Use one of: {known}.")
        yield from _unknown(state["label"], kind.labels_by_key, "label", unknown_label)
    yield from _attributes_faults(kind, state.get("attributes"))
    yield from _anchors_faults(kind, state.get("anchors"))
    yield from _links_faults(kind, state.get("links"))


def _key_faults(state: dict[Any, Any], known: Collection[str], path: str) -> Iterator[Fault]:
    for key in state:
        if key not in known:
            shown = key if isinstance(key, str) else "?"
            message = _("“{key}” is not known here. Known are: {known}.")
            yield fault(step(path, shown), "unknown_key", message, key=shown, known=listed(known))


def _unknown(key: object, known: Collection[str], path: str, message: Any) -> Iterator[Fault]:
    """A fault if `key` is not a string among `known`; `message` has the places {key} and {known}."""
    if not isinstance(key, str):
        yield fault(path, "type", _("This must be a key of the codebook (a string)."))
    elif key not in known:
        yield fault(path, "unknown", message, key=key, known=listed(known))


def _found(by_key: Mapping[str, Any], key: object) -> Any:
    return by_key.get(key) if isinstance(key, str) else None


def _attributes_faults(kind: Kind, attributes: object) -> Iterator[Fault]:
    if attributes is None:
        return
    if not isinstance(attributes, dict):
        yield fault("attributes", "type", _("This must be an object."))
        return
    yield from _key_faults(attributes, kind.attributes_by_key, "attributes")
    for attribute in kind.attributes:
        yield from value_faults(attribute, attributes.get(attribute.key), step("attributes", attribute.key))


def _links_faults(kind: Kind, links: object) -> Iterator[Fault]:
    """What is no object, the field says itself (`frames.py`)."""
    if isinstance(links, dict):
        yield from _key_faults(links, [role.key for role in kind.roles if role.linked], "links")


def _anchors_faults(kind: Kind, anchors: object) -> Iterator[Fault]:
    if anchors is None:
        return
    if not isinstance(anchors, list):
        yield fault("anchors", "type", _("This must be a list."))
    elif len(anchors) > ANCHORS_LIMIT:
        yield fault(
            "anchors",
            "too_many",
            _("At most {limit} anchors are allowed here."),
            limit=ANCHORS_LIMIT,
        )
    else:
        places: set[tuple[object, ...]] = set()
        for index, anchor in enumerate(anchors):
            faults = list(_anchor_faults(kind, anchor, step("anchors", index)))
            yield from faults or _twice(anchor, places, step("anchors", index))


def _anchor_faults(kind: Kind, anchor: object, path: str) -> Iterator[Fault]:
    if not isinstance(anchor, dict):
        yield fault(path, "type", _("This must be an object."))
        return
    yield from _key_faults(anchor, ANCHOR_KEYS, path)
    unknown_role = _("There is no role “{key}” in this kind. Use one of: {known}.")
    yield from _unknown(anchor.get("role"), kind.roles_by_key, step(path, "role"), unknown_role)
    yield from _bounds_faults(anchor, path)


def _bounds_faults(anchor: dict[Any, Any], path: str) -> Iterator[Fault]:
    start, end, exact = anchor.get("start"), anchor.get("end"), anchor.get("exact")
    faults = [
        *_offset_faults(start, step(path, "start")),
        *_offset_faults(end, step(path, "end")),
        *text_faults(exact, step(path, "exact"), QUOTE_LIMIT),
    ]
    yield from faults or _length_faults(start, end, exact, path)


def _offset_faults(offset: object, path: str) -> Iterator[Fault]:
    if not is_whole_number(offset, 0, OFFSET_LIMIT):
        yield fault(path, "offset", _("This must be a whole number of code points, 0 or more."))


def _length_faults(start: Any, end: Any, exact: Any, path: str) -> Iterator[Fault]:
    if end <= start:
        yield fault(step(path, "end"), "offset", _("The end must lie after the start."))
    elif len(exact) != end - start:
        message = _(
            "The quote has {length} code points, but the span has {span}. Count code points, not UTF-16 units or bytes."
        )
        yield fault(step(path, "exact"), "quote", message, length=len(exact), span=end - start)


def _twice(anchor: dict[str, Any], places: set[tuple[object, ...]], path: str) -> Iterator[Fault]:
    place = (anchor["role"], anchor["start"], anchor["end"])
    if place in places:
        yield fault(path, "duplicate", _("This span has this role already. Leave one of them out."))
    places.add(place)


def _relation_faults(spec: CodebookSpec, state: dict[Any, Any], kinds: Mapping[str, str] | None) -> Iterator[Fault]:
    yield from _key_faults(state, RELATION_KEYS, "")
    unknown_label = _("There is no relation “{key}” in this codebook. Use one of: {known}.")
    yield from _unknown(state.get("label"), spec.relations_by_key, "label", unknown_label)
    relation = _found(spec.relations_by_key, state.get("label"))
    ends = [
        *_end_faults(relation, "from", state, kinds),
        *_end_faults(relation, "to", state, kinds),
    ]
    yield from ends
    if not ends and state["from"].lower() == state["to"].lower():
        yield fault("to", "self", _("A relation links two different annotations."))


def _end_faults(
    relation: RelationKind | None, end: str, state: dict[Any, Any], kinds: Mapping[str, str] | None
) -> Iterator[Fault]:
    value = state.get(end)
    if not isinstance(value, str) or not _UUID.fullmatch(value):
        yield fault(end, "type", _("This must be the id of an annotation (a UUID)."))
    elif kinds is not None and value.lower() not in kinds:
        yield fault(end, "unknown_annotation", _("This reading has no such annotation, or it was deleted."))
    elif kinds is not None and relation is not None:
        fitting = relation.from_ if end == "from" else relation.to
        if (kind := kinds[value.lower()]) not in fitting:
            message = _(
                "The relation “{relation}” cannot have an annotation of the kind “{kind}” here. Use one of: {known}."
            )
            yield fault(end, "kind", message, relation=relation.key, kind=kind, known=listed(fitting))


def _article_label_faults(spec: CodebookSpec, state: dict[Any, Any]) -> Iterator[Fault]:
    yield from _key_faults(state, ARTICLE_LABEL_KEYS, "")
    unknown_label = _("There is no article label “{key}” in this codebook. Use one of: {known}.")
    yield from _unknown(state.get("label"), spec.article_labels_by_key, "label", unknown_label)
    label = _found(spec.article_labels_by_key, state.get("label"))
    if label is not None:
        yield from choice_faults(label.choices_by_key, state.get("value"), "value")
