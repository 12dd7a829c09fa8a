"""An operation of a client, read from JSON: one change to one annotation, relation or article label. Pure."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from django.utils.translation import gettext_lazy as _

from annotations.codebook.values import listed
from annotations.faults import Fault, fault
from annotations.frames import KINDS_OF_SAYING

TARGETS = tuple(KINDS_OF_SAYING)
ACTIONS = ("create", "update", "delete", "restore")
WITH_STATE = ("create", "update")
KEYS = ("id", "target", "action", "object", "base_version", "state")
DEPTH_LIMIT = 20  # A state goes four deep; what encodes it gives up at some two hundred.
VERSION_LIMIT = 2**31 - 1
UUID_PATTERN = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


@dataclass(frozen=True)
class Operation:
    """One well-formed operation. `state` is None for `delete` and `restore`; its content is judged elsewhere."""

    id: UUID
    target: Any
    action: str
    object: UUID
    base_version: int
    state: Any
    digest: str

    @property
    def about(self) -> tuple[str, UUID]:
        """What it changes: two operations with equal values change the same object."""
        return self.target, self.object


def read_operation(raw: object, *, reading: int) -> Operation | list[Fault]:
    """The operation that `raw`, any JSON value, stands for; else everything that is wrong with its form."""
    if not isinstance(raw, dict):
        return [fault("", "type", _("An operation must be an object."))]
    if faults := _form_faults(raw):
        return faults
    state = raw.get("state") if raw["action"] in WITH_STATE else None
    return Operation(
        id=UUID(raw["id"]),
        target=raw["target"],
        action=raw["action"],
        object=UUID(raw["object"]),
        base_version=raw["base_version"],
        state=state,
        digest=_digest(raw, state, reading),
    )


def object_of(raw: object) -> tuple[str, UUID] | None:
    """What an operation is about, as far as that can be read of one that is not well formed."""
    if not isinstance(raw, dict) or raw.get("target") not in TARGETS or not _is_uuid(raw.get("object")):
        return None
    return raw["target"], UUID(raw["object"])


def _form_faults(raw: dict[Any, Any]) -> list[Fault]:
    faults = [
        fault(
            str(key),
            "unknown_key",
            _("“{key}” is not known here. Known are: {known}."),
            key=str(key),
            known=listed(KEYS),
        )
        for key in raw
        if key not in KEYS
    ]
    for key in ("id", "object"):
        if not _is_uuid(raw.get(key)):
            faults.append(fault(key, "type", _("This must be a UUID, made by the client.")))
    for key, known in (("target", TARGETS), ("action", ACTIONS)):
        if raw.get(key) not in known:
            faults.append(fault(key, "unknown", _("This must be one of: {known}."), known=listed(known)))
    if not _is_version(raw.get("base_version")):
        faults.append(fault("base_version", "type", _("This must be a whole number, 0 for a new object.")))
    if raw.get("action") in WITH_STATE and raw.get("state") is None:
        faults.append(fault("state", "missing", _("This action needs the whole new state.")))
    if _is_deeper_than(raw.get("state"), DEPTH_LIMIT):
        faults.append(fault("state", "too_deep", _("The state has lists within lists without end. Send a plain one.")))
    if raw.get("action") in ("delete", "restore") and raw.get("state") is not None:
        faults.append(fault("state", "unexpected", _("This action takes no state. Leave it out.")))
    return faults


def _is_deeper_than(value: object, limit: int) -> bool:
    level = [value]
    for _depth in range(limit + 1):
        level = [
            inner
            for outer in level
            if isinstance(outer, (dict, list))
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return False
    return True


def _is_uuid(value: object) -> bool:
    return isinstance(value, str) and UUID_PATTERN.fullmatch(value) is not None


def _is_version(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= VERSION_LIMIT


def _digest(raw: dict[str, Any], state: object, reading: int) -> str:
    body = [reading, raw["target"], raw["action"], raw["object"].lower(), raw["base_version"], state]
    return hashlib.sha256(orjson.dumps(body, option=orjson.OPT_SORT_KEYS)).hexdigest()
