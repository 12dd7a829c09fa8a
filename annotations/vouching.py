"""Each annotation, relation and article label carries a keyed digest of itself, by which an export knows it again.

Rows are written by operations alone, which make the digest; who changes a row by SQL cannot. Pure.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import orjson

from newsdesk.history_keys import current_key, is_vouched

OPTIONS = orjson.OPT_SORT_KEYS  # The database keeps no order of keys.


def vouch(target: str, reading: int, about: dict[str, Any], state: dict[str, Any]) -> bytes:
    """The digest of an object; `about` has its id, version, deleted_at and problems, `state` is as events tell it."""
    place = (reading, str(about["id"]), about["version"], about["deleted_at"])
    return current_key().digest(MESSAGES[target](*place, about["problems"], *_values(target, state)))


def annotation_message(
    reading: int,
    id: str,
    version: int,
    deleted_at: datetime | None,
    problems: list[Any],
    kind: str,
    label: str,
    attributes: dict[str, Any],
    note: str,
    source: int | None,
    anchors: list[Any],
) -> bytes:
    """What an annotation's digest is of. `anchors` are lists of role, start, end and quote."""
    place = [reading, id, version, deleted_at]
    return orjson.dumps([*place, problems, kind, label, attributes, note, source, anchors], option=OPTIONS)


def relation_message(
    reading: int, id: str, version: int, deleted_at: datetime | None, problems: list[Any], *rest: str
) -> bytes:
    """The `rest` of a relation are its label and its two ends; those of an article label are label and value."""
    return orjson.dumps([reading, id, version, deleted_at, problems, *rest], option=OPTIONS)


MESSAGES: dict[str, Any] = {
    "annotation": annotation_message,
    "relation": relation_message,
    "article_label": relation_message,
}


def _values(target: str, state: dict[str, Any]) -> list[Any]:
    if target == "annotation":
        anchors = [[anchor[key] for key in ("role", "start", "end", "exact")] for anchor in state["anchors"]]
        return [state[key] for key in ("kind", "label", "attributes", "note", "source")] + [anchors]
    keys = ("label", "from", "to") if target == "relation" else ("label", "value")
    return [state[key] for key in keys]


__all__ = ["annotation_message", "is_vouched", "relation_message", "vouch"]
