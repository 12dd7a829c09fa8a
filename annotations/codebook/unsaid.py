"""What a version of a codebook means where it does not say how its kinds are filled and painted: `unsaid.toml`."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

Json = dict[str, Any]

_PLAIN = "grey"


def said_in_full(codebook: Json) -> Json:
    """A codebook as JSON, with what it leaves to be understood; what it says itself stays as it is."""
    kinds = [_kind(kind) for kind in codebook["annotations"]]
    relations = [_relation(relation) for relation in codebook.get("relations", ())]
    return codebook | {"annotations": kinds, "relations": relations}


def quoted_role(roles: Iterable[str]) -> str | None:
    """The role among these that holds what somebody says, if none is named."""
    return _among(roles, "quoted_role")


def source_role(roles: Iterable[str]) -> str | None:
    """The role among these that names a source of the registry, if none is named."""
    return _among(roles, "source_role")


def _relation(relation: Json) -> Json:
    key = relation["key"]
    inverse = None if relation.get("symmetric") else _unsaid()["inverse"].get(key)
    nested, same_source = (key in _unsaid()[name] for name in ("nested", "same_source"))
    return _with(relation, nested=nested, same_source=same_source, inverse=inverse)


def _kind(kind: Json) -> Json:
    roles = kind.get("roles", [])
    keys = [role["key"] for role in roles]
    full = _with(
        kind,
        paint=_unsaid()["kinds"].get(kind["key"]),
        flow=_flow(roles),
        quoted_role=quoted_role(keys),
        source_role=source_role(keys),
    )
    values = {name: _values(full, name) for name in ("source_implicit", "source_suffix")}
    return _with(full, **values) | {"roles": [_with(role, paint=_paint(kind, role["key"])) for role in roles]}


def _flow(roles: list[Json]) -> list[str]:
    first = _unsaid()["flow"]
    keys = [role["key"] for role in roles if role.get("hotkey")]
    return sorted(keys, key=lambda key: first.index(key) if key in first else len(first))


def _paint(kind: Json, role: str) -> str:
    same: str | None = kind.get("paint") or _unsaid()["all_roles"].get(kind["key"])
    return same or _unsaid()["roles"].get(role, _PLAIN)


def _values(kind: Json, name: str) -> Json | None:
    """Values that mean something of a source; None where the kind has no source, or not these attributes."""
    wanted: Json = _unsaid()[name].get(kind["key"])
    choices = {one["key"]: [choice["key"] for choice in one["choices"]] for one in kind.get("attributes", ())}
    is_there = wanted and kind["source_role"] and all(value in choices.get(key, ()) for key, value in wanted.items())
    return wanted if is_there else None


def _with(thing: Json, **unsaid: Any) -> Json:
    return thing | {name: value for name, value in unsaid.items() if thing.get(name) is None}


def _among(roles: Iterable[str], name: str) -> str | None:
    key: str = _unsaid()[name]
    return key if key in roles else None


@cache
def _unsaid() -> Json:
    """Read where a codebook is: most commands have none, and its reader takes long to load."""
    import tomllib

    return tomllib.loads(Path(__file__).with_name("unsaid.toml").read_text(encoding="utf-8"))
