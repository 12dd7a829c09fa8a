"""What a version of a codebook says otherwise than another one: for editors, before they let a project use it.

Things are the same where their keys are, in the same place; a key that changed is one thing gone and another one new.
Constraints have no keys: they are the same where they want the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from typing import Any, Literal

from annotations.codebook.spec import (
    ArticleLabelKind,
    Attribute,
    Choice,
    CodebookSpec,
    Constraint,
    Kind,
    Label,
    Name,
    RelationKind,
    Role,
)

Thing = Literal["codebook", "kind", "role", "label", "attribute", "choice", "constraint", "relation", "article_label"]
Sort = Literal["added", "removed", "renamed", "redefined", "changed"]
Whole = CodebookSpec | Kind | Role | Label | Attribute | Choice | RelationKind | ArticleLabelKind

THINGS: dict[type, Thing] = {
    CodebookSpec: "codebook",
    Kind: "kind",
    Role: "role",
    Label: "label",
    Attribute: "attribute",
    Choice: "choice",
    Constraint: "constraint",
    RelationKind: "relation",
    ArticleLabelKind: "article_label",
}
# Fields that hold other things, of which each is compared by itself.
HOLDING = ("annotations", "relations", "article_labels", "roles", "labels", "attributes", "choices")
TOLD_APART = ("key", "version", "name", "definition", "constraints", "from_earlier", *HOLDING)
ORDER = "order"
EXAMPLES = ("examples", "not_examples")


@dataclass(frozen=True)
class Difference:
    """One thing that is new, gone, called or explained otherwise, or that works otherwise.

    `name` is what the newer version calls it, the older one if it is gone; of a constraint, its message. `within` are
    the names of what holds it, the outermost first. `before` and `after` are names where it was renamed, definitions
    (of a constraint, messages) where it was redefined; what is new has its definition as `after`, what is gone as
    `before`. `aspects` are the fields that changed otherwise, and ORDER for the order of what it holds.
    """

    sort: Sort
    thing: Thing
    name: Name
    within: tuple[Name, ...] = ()
    before: Name | None = None
    after: Name | None = None
    aspects: tuple[str, ...] = ()


def differences(older: CodebookSpec, newer: CodebookSpec) -> list[Difference]:
    """What `newer` says otherwise, in its order: of a thing before what it holds, what is gone after what is there."""
    return list(_between(older, newer, ()))


def _between(older: Whole, newer: Whole, within: tuple[Name, ...]) -> Iterator[Difference]:
    found = Difference("changed", THINGS[type(newer)], newer.name, within)
    if older.name != newer.name:
        yield replace(found, sort="renamed", before=older.name, after=newer.name)
    if older.definition != newer.definition:
        yield replace(found, sort="redefined", before=older.definition, after=newer.definition)
    if aspects := tuple(_aspects(older, newer)):
        yield replace(found, aspects=aspects)
    inside = within if isinstance(newer, CodebookSpec) else (*within, newer.name)
    for name in HOLDING:
        if hasattr(newer, name):
            yield from _held(getattr(older, name), getattr(newer, name), inside)
    if isinstance(older, Kind) and isinstance(newer, Kind):
        yield from _of_constraints(older.constraints, newer.constraints, inside)


def _aspects(older: Whole, newer: Whole) -> Iterator[str]:
    names = [field.name for field in fields(newer)]
    yield from (name for name in names if name not in TOLD_APART and getattr(older, name) != getattr(newer, name))
    if any(_is_reordered(getattr(older, name), getattr(newer, name)) for name in HOLDING if name in names):
        yield ORDER


def _is_reordered(older: Iterable[Any], newer: Iterable[Any]) -> bool:
    before, after = [one.key for one in older], [one.key for one in newer]
    return [key for key in before if key in after] != [key for key in after if key in before]


def _held(older: Iterable[Any], newer: Iterable[Any], within: tuple[Name, ...]) -> Iterator[Difference]:
    before, after = {one.key: one for one in older}, {one.key: one for one in newer}
    for key, one in after.items():
        if key in before:
            yield from _between(before[key], one, within)
        else:
            yield Difference("added", THINGS[type(one)], one.name, within, after=one.definition)
    for key, one in before.items():
        if key not in after:
            yield Difference("removed", THINGS[type(one)], one.name, within, before=one.definition)


def _of_constraints(
    older: Iterable[Constraint], newer: Iterable[Constraint], within: tuple[Name, ...]
) -> Iterator[Difference]:
    before, after = {_wanted(one): one.message for one in older}, {_wanted(one): one.message for one in newer}
    for wanted, message in after.items():
        if wanted not in before:
            yield Difference("added", "constraint", message, within)
        elif before[wanted] != message:
            yield Difference("redefined", "constraint", message, within, before[wanted], message)
    yield from (
        Difference("removed", "constraint", message, within)
        for wanted, message in before.items()
        if wanted not in after
    )


def _wanted(constraint: Constraint) -> str:
    """All that it says but its message. Text, because values may be lists."""
    return repr(replace(constraint, message=Name("", "")))
