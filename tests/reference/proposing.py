"""The values that a codebook proposes for a new annotation: `defaults.js` is its twin, tests/vectors checks both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from annotations.codebook.spec import ANY_LABEL, Attribute, CodebookSpec, DefaultWhen, Value
from tests.reference.quotation import how_quoted


def defaults(spec: CodebookSpec, state: Mapping[str, Any], text: str) -> dict[str, Value]:
    """The attributes proposed for an annotation's state (one without structure errors) on the revision's text.

    Only those that have a proposal; what the state holds already is not looked at, so a caller keeps
    what a person has set.
    """
    proposals = ((one.key, _proposal(one, state, text)) for one in spec.kind(state["kind"]).attributes)
    return {key: value for key, value in proposals if value is not None}


def _proposal(attribute: Attribute, state: Mapping[str, Any], text: str) -> Value:
    if attribute.default_when is not None:
        return _by_anchors(attribute.default_when, state, text)
    if attribute.default_by_label is not None:
        return _by_label(attribute.default_by_label, state.get("label"))
    return attribute.default


def _by_label(values: Mapping[str, Value], label: str | None) -> Value:
    """Nothing while there is no label; "*" stands for the labels that are not named."""
    return values.get(label, values.get(ANY_LABEL)) if label else None


def _by_anchors(rule: DefaultWhen, state: Mapping[str, Any], text: str) -> Value:
    spans = list(_spans(state, rule.role))
    if rule.present is not None:
        return rule.present if spans else rule.otherwise
    values = {"quoted": rule.quoted, "partly_quoted": rule.partly_quoted, "otherwise": rule.otherwise}
    return values[how_quoted(text, spans)] if spans else None


def _spans(state: Mapping[str, Any], role: str) -> Iterator[tuple[int, int]]:
    for anchor in state.get("anchors") or ():
        if anchor["role"] == role:
            yield anchor["start"], anchor["end"]
