"""Each annotation, relation and article label carries a keyed digest of itself, by which an export knows it again.

Rows are written by operations alone, which make the digest; who changes a row by SQL cannot. Pure.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any

import orjson

from newsdesk.history.keys import DIGEST_SIZE, NAME_LENGTH, current_key, known_keys

# Whether a digest, in hexadecimal digits, is that of a message.
Judge = Callable[[str | None, bytes], bool]
OPTIONS = orjson.OPT_SORT_KEYS  # The database keeps no order of keys.


def vouch(target: str, reading: int, about: dict[str, Any], state: dict[str, Any]) -> bytes:
    """The digest of an object; `about` has its id, version, deleted_at and problems, `state` is as events tell it."""
    place = (reading, str(about["id"]), about["version"], about["deleted_at"])
    return current_key().digest(MESSAGES[target](*place, about["problems"], *_values(target, state)))


def judge() -> Judge:
    """By the keys known now, made once for thousands of rows."""
    secrets = {key.name.hex(): key.secret for key in known_keys()}
    length = 2 * NAME_LENGTH

    def is_ours(digest: str | None, message: bytes) -> bool:
        secret = secrets.get(digest[:length]) if digest else None
        if secret is None or digest is None:
            return False
        return hashlib.blake2b(message, digest_size=DIGEST_SIZE, key=secret).hexdigest() == digest[length:]

    return is_ours


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
