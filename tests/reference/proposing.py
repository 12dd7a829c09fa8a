"""The values that a codebook proposes for a new annotation: `defaults.js` is its twin, tests/vectors checks both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import inf
from typing import Any

from annotations.codebook.spec import ANY_LABEL, Attribute, CodebookSpec, DefaultWhen, Value
from tests.reference.quotation import how_quoted
from tests.reference.words_held import holds_word

State = Mapping[str, Any]


def defaults(spec: CodebookSpec, state: State, text: str, others: Sequence[State] = ()) -> dict[str, Value]:
    """The attributes proposed for an annotation's state (one without structure errors) on the revision's text.

    Only those that have a proposal; what the state holds already is not looked at, so a caller keeps
    what a person has set. `others` are the states of other annotations of which the source is known, in text order.
    """
    proposals = ((one.key, _proposal(one, state, text, others)) for one in spec.kind(state["kind"]).attributes)
    return {key: value for key, value in proposals if value is not None}


def _proposal(attribute: Attribute, state: State, text: str, others: Sequence[State]) -> Value:
    if attribute.default_from_source and (said := _of_same_source(attribute.key, state, others)) is not None:
        return said
    if attribute.default_when is not None:
        return _by_anchors(attribute.default_when, state, text)
    if attribute.default_by_label is not None:
        return _by_label(attribute.default_by_label, state.get("label"))
    return attribute.default


def _by_label(values: Mapping[str, Value], label: str | None) -> Value:
    """Nothing while there is no label; "*" stands for the labels that are not named."""
    return values.get(label, values.get(ANY_LABEL)) if label else None


def _of_same_source(key: str, state: State, others: Sequence[State]) -> Value:
    """What was said last before of the same source, else first after."""
    if state.get("source") is None:
        return None
    said = [
        (min((anchor["start"] for anchor in other.get("anchors") or ()), default=inf), other["attributes"][key])
        for other in others
        if (other["kind"], other.get("source")) == (state["kind"], state["source"])
        and (other.get("attributes") or {}).get(key) is not None
    ]
    start = min((anchor["start"] for anchor in state.get("anchors") or ()), default=inf)
    before = [value for place, value in said if place < start]
    return before[-1] if before else said[0][1] if said else None


def _by_anchors(rule: DefaultWhen, state: Mapping[str, Any], text: str) -> Value:
    spans = list(_spans(state, rule.role))
    if rule.words and spans:
        return rule.present if any(holds_word(text[start:end], rule.words) for start, end in spans) else rule.otherwise
    if rule.words:
        return None
    if rule.present is not None:
        return rule.present if spans else rule.otherwise
    values = {"quoted": rule.quoted, "partly_quoted": rule.partly_quoted, "otherwise": rule.otherwise}
    return values[how_quoted(text, spans)] if spans else None


def _spans(state: Mapping[str, Any], role: str) -> Iterator[tuple[int, int]]:
    for anchor in state.get("anchors") or ():
        if anchor["role"] == role:
            yield anchor["start"], anchor["end"]
