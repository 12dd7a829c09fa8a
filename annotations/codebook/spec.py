"""A codebook as frozen values: what may be said about an article, and how it is called.

`reading.read_codebook` makes a `CodebookSpec` from what an editor wrote; `as_json` is what
the database stores and the browser gets; `CodebookSpec.from_json` takes it back as it was.
The format is described in docs/codebook.md.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from functools import cached_property
from types import UnionType
from typing import Any, Protocol, TypeVar, get_args, get_origin, get_type_hints

from annotations.codebook.unsaid import said_in_full

# Colours and lines of kinds and roles: tokens.css and marks.css have each of them.
PAINTS = ("orange", "green", "rose", "blue", "violet", "teal", "olive", "grey")
ATTRIBUTE_TYPES = ("choice", "choices", "text", "url", "number", "boolean", "date")
ANY_LABEL = "*"

# What an attribute can hold: text, url, date and choice are str, choices and repeated ones list[str].
Value = str | int | float | bool | list[Any] | None


@dataclass(frozen=True)
class Name:
    """What a thing is called, or how it is explained, in Arabic and in English."""

    ar: str
    en: str

    def in_(self, language: str) -> str:
        """The Arabic for "ar" and its regions ("ar-iq"), the English for anything else."""
        return self.ar if language.split("-")[0].lower() == "ar" else self.en


@dataclass(frozen=True)
class Examples:
    """Words from articles that show what a thing is, or is not, in the order to show them, for each language."""

    ar: tuple[str, ...]
    en: tuple[str, ...]


@dataclass(frozen=True)
class Choice:
    """One value of an attribute or article label. `outside_order`: not a point on the scale ("cannot be judged")."""

    key: str
    name: Name
    definition: Name | None = None
    outside_order: bool = False
    examples: Examples | None = None
    not_examples: Examples | None = None


@dataclass(frozen=True)
class DefaultWhen:
    """A value proposed by looking at the anchors of `role`.

    With `words`: `present` if one of them stands in the role's words, else `otherwise`. With `present` alone:
    `present` if the role has an anchor, else `otherwise`. Without: `quoted` if its words are all in quotation marks,
    `partly_quoted` if some are, else `otherwise`. None proposes nothing.
    """

    role: str
    present: Value = None
    quoted: Value = None
    partly_quoted: Value = None
    otherwise: Value = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Attribute:
    """Something to be filled in about an annotation; `type` is one of ATTRIBUTE_TYPES.

    `default_from_source`: what was said before of the same source is proposed first, then the other default.
    """

    key: str
    name: Name
    type: str
    definition: Name | None = None
    required: bool = False
    repeated: bool = False
    ordered: bool = False
    choices: tuple[Choice, ...] = ()
    default: Value = None
    default_by_label: dict[str, Value] | None = None
    default_when: DefaultWhen | None = None
    default_from_source: bool = False

    @property
    def holds_several(self) -> bool:
        """Whether its value is a list."""
        return self.repeated or self.type == "choices"

    @cached_property
    def choices_by_key(self) -> dict[str, Choice]:
        return _by_key(self.choices)

    def choice(self, key: str) -> Choice:
        """The choice of that key; KeyError if there is none."""
        return self.choices_by_key[key]


@dataclass(frozen=True)
class Role:
    """A part that spans play in an annotation: at least `min` anchors, at most `max` (None: any number).

    `linked`: its words may point to an entry of the registry of their own, besides the kind's `source_role`.
    `may_overlap`: roles of the same annotation in whose words it may lie.
    """

    key: str
    name: Name
    definition: Name | None = None
    hotkey: str | None = None
    min: int = 0
    max: int | None = None
    examples: Examples | None = None
    paint: str | None = None
    not_examples: Examples | None = None
    linked: bool = False
    may_overlap: tuple[str, ...] = ()


@dataclass(frozen=True)
class Label:
    """What an annotation is; `cues` are the stems of the words by which the text signals it."""

    key: str
    name: Name
    definition: Name | None = None
    hotkey: str | None = None
    examples: Examples | None = None
    not_examples: Examples | None = None
    cues: tuple[str, ...] = ()


@dataclass(frozen=True)
class AttributeValues:
    """An attribute and the values that are meant of it: one of them is enough."""

    attribute: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Constraint:
    """When all of `if_…` hold, all the rest must hold too, or `message` is shown as a problem."""

    message: Name
    if_: tuple[AttributeValues, ...] = ()
    if_label: tuple[str, ...] = ()
    then: tuple[AttributeValues, ...] = ()
    then_empty: tuple[str, ...] = ()
    require: tuple[str, ...] = ()
    require_note: bool = False
    require_role: tuple[str, ...] = ()
    forbid_role: tuple[str, ...] = ()
    require_source: bool = False
    """An anchor of the kind's `source_role`, or an entry of the registry."""
    if_role_absent: tuple[str, ...] = ()
    if_role_present: tuple[str, ...] = ()
    require_linked: bool = False
    """An entry of the registry, be it the unknown one."""


@dataclass(frozen=True)
class Kind:
    """A kind of annotation, such as somebody's words and who said them.

    `flow`: the roles that are asked for one after the other. The words of `quoted_role` are what somebody says, those
    of `source_role` name a source of the registry; `source_implicit`, `source_suffix` and `source_anonymous` are the
    attributes to set where it is not in the text, in a pronoun at the end of a word, or described without a name.
    `paint` is one of PAINTS. `precedence`: where several labels fit, the one that comes first is meant.
    """

    key: str
    name: Name
    definition: Name | None = None
    hotkey: str | None = None
    roles: tuple[Role, ...] = ()
    labels: tuple[Label, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    examples: Examples | None = None
    paint: str | None = None
    flow: tuple[str, ...] | None = None
    quoted_role: str | None = None
    source_role: str | None = None
    source_implicit: dict[str, Value] | None = None
    source_suffix: dict[str, Value] | None = None
    source_anonymous: dict[str, Value] | None = None
    not_examples: Examples | None = None
    precedence: tuple[str, ...] = ()

    @cached_property
    def roles_by_key(self) -> dict[str, Role]:
        return _by_key(self.roles)

    @cached_property
    def labels_by_key(self) -> dict[str, Label]:
        return _by_key(self.labels)

    @cached_property
    def attributes_by_key(self) -> dict[str, Attribute]:
        return _by_key(self.attributes)

    def role(self, key: str) -> Role:
        """The role of that key; KeyError if there is none."""
        return self.roles_by_key[key]

    def label(self, key: str) -> Label:
        """The label of that key; KeyError if there is none."""
        return self.labels_by_key[key]

    def attribute(self, key: str) -> Attribute:
        """The attribute of that key; KeyError if there is none."""
        return self.attributes_by_key[key]


@dataclass(frozen=True)
class RelationKind:
    """A link from an annotation of one of the kinds `from_` to one of the kinds `to`.

    `symmetric`: it means the same both ways. `acyclic`: following it never leads back to where one began.
    `nested`: it is offered where one annotation lies in the quoted words of another.
    `same_source`: both have the same source, so that linking one links the other.
    `inverse`: what it is called at its other end; without one, its name and a word that says so.
    """

    key: str
    name: Name
    from_: tuple[str, ...]
    to: tuple[str, ...]
    definition: Name | None = None
    symmetric: bool = False
    acyclic: bool = False
    nested: bool | None = None
    inverse: Name | None = None
    same_source: bool | None = None


@dataclass(frozen=True)
class ArticleLabelKind:
    """Something said of the whole article by one of `choices`; a `required` one before a reading is handed in."""

    key: str
    name: Name
    choices: tuple[Choice, ...]
    definition: Name | None = None
    required: bool = False

    @cached_property
    def choices_by_key(self) -> dict[str, Choice]:
        return _by_key(self.choices)

    def choice(self, key: str) -> Choice:
        """The choice of that key; KeyError if there is none."""
        return self.choices_by_key[key]


@dataclass(frozen=True)
class Earlier:
    """What readings of an earlier version said of a kind otherwise: by a label, or by a choice of an attribute.

    `becomes_label` is the label for it now, `becomes` are the attributes that say it now.
    """

    kind: str
    label: str | None = None
    attribute: str | None = None
    value: str | None = None
    becomes_label: str | None = None
    becomes: dict[str, Value] | None = None


@dataclass(frozen=True)
class CodebookSpec:
    """One version of a codebook, whole. Equal specs say the same; do not change the dictionaries inside."""

    key: str
    version: int
    name: Name
    annotations: tuple[Kind, ...]
    definition: Name | None = None
    relations: tuple[RelationKind, ...] = ()
    article_labels: tuple[ArticleLabelKind, ...] = ()
    from_earlier: tuple[Earlier, ...] = ()

    @cached_property
    def kinds_by_key(self) -> dict[str, Kind]:
        return _by_key(self.annotations)

    @cached_property
    def relations_by_key(self) -> dict[str, RelationKind]:
        return _by_key(self.relations)

    @cached_property
    def article_labels_by_key(self) -> dict[str, ArticleLabelKind]:
        return _by_key(self.article_labels)

    def kind(self, key: str) -> Kind:
        """The kind of annotation of that key; KeyError if there is none."""
        return self.kinds_by_key[key]

    def relation(self, key: str) -> RelationKind:
        """The kind of relation of that key; KeyError if there is none."""
        return self.relations_by_key[key]

    def article_label(self, key: str) -> ArticleLabelKind:
        """The article label of that key; KeyError if there is none."""
        return self.article_labels_by_key[key]

    def as_json(self) -> dict[str, Any]:
        """Every field under its name (`if_` and `from_` without the underscore), empty ones too, in a fixed order."""
        plain: dict[str, Any] = _as_plain(self)
        return plain

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> CodebookSpec:
        """What `as_json` gave, whatever the order of its keys; it is not checked again.

        A key that an older release did not write yet is as if the codebook did not have it: see `unsaid`.
        """
        spec: CodebookSpec = _built(cls, said_in_full(data))
        return spec


class _Keyed(Protocol):
    @property
    def key(self) -> str: ...


_K = TypeVar("_K", bound=_Keyed)


def _by_key(items: tuple[_K, ...]) -> dict[str, _K]:
    return {item.key: item for item in items}


def _as_plain(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name.rstrip("_"): _as_plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_as_plain(item) for item in value]
    return value


def _built(hint: Any, value: Any) -> Any:
    """The value that `_as_plain` was given, from its type as written above."""
    if isinstance(hint, UnionType):
        return None if value is None else _built(get_args(hint)[0], value)
    if get_origin(hint) is tuple:
        return tuple(_built(get_args(hint)[0], item) for item in value)
    hints = _HINTS.get(hint) if isinstance(hint, type) else None
    if hints is None:
        return value
    given = {name: value[name.rstrip("_")] for name in hints if name.rstrip("_") in value}
    return hint(**{name: _built(hints[name], item) for name, item in given.items()})


_HINTS: dict[Any, dict[str, Any]] = {
    cls: get_type_hints(cls)
    for cls in (
        Name, Examples, Choice, DefaultWhen, Attribute, Role, Label, AttributeValues, Constraint, Kind, RelationKind,
        ArticleLabelKind, Earlier, CodebookSpec,
    )
}  # fmt: skip
