"""What is said, as immutable values: an annotation as a frame, a relation, an article label.

A frame is one statement about one text: a kind and a label of the codebook, attributes, a note, an entry of the
registry of sources, and anchors, each a span of the text in a role; `links` are the entries that words of further
roles name (whoever is accused, or passed something on), by role. Operations, events, rows, the API and exports all
read and make these. Whatever is true of a frame's fields is told here alone; `docs/contributing.md` says what else a
new field needs. Pure, but for the columns that later fields bring along.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal, NamedTuple
from uuid import UUID

from django.db.models import Field as Column
from django.db.models import JSONField, Value
from django.utils.translation import gettext_lazy as _

from annotations.codebook.values import is_empty, is_whole_number, text_faults
from annotations.faults import Fault, fault, step
from articles.spans import Span

Target = Literal["annotation", "relation", "article_label"]
NOTE_LIMIT = 20_000
ID_LIMIT = 2**63 - 1

Faults = Callable[[object, str], Iterator[Fault]]


@dataclass(frozen=True)
class Field:
    """One field of a frame: how the API calls it and what it holds there, its column, and its worth while empty.

    `faults` says why a value may not stand there, whatever the codebook; what the codebook has to say, `structure.py`
    says. `whole` makes of a value that may stand there the one that is kept.

    A field that came later (`later`, which makes its column) is told only where it says something, so that events and
    digests from before it are still true.
    """

    name: str
    type: Any
    sql: str
    empty: Any = ""
    column: str = ""
    faults: Faults | None = None
    whole: Callable[[Any], Any] | None = None
    later: Callable[[], Column[Any, Any]] | None = None

    @property
    def kept_in(self) -> str:
        return self.column or self.name

    def of(self, state: Mapping[str, Any]) -> Any:
        value = state.get(self.name)
        if value is None:
            return self.empty
        return self.whole(value) if self.whole else value


def _filled(attributes: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in attributes.items() if not is_empty(value)}


def _source_faults(source: object, path: str) -> Iterator[Fault]:
    if not is_whole_number(source, 1, ID_LIMIT):
        yield fault(path, "type", _("This must be the number of a source, or null."))


def _links_faults(links: object, path: str) -> Iterator[Fault]:
    """By role, the entry of the registry that its words name; null stands for none."""
    if not isinstance(links, dict):
        yield fault(path, "type", _("This must be an object."))
        return
    for role, source in links.items():
        if source is not None:
            yield from _source_faults(source, step(path, role))


def _linked(links: Mapping[str, int | None]) -> dict[str, int]:
    return {role: source for role, source in links.items() if source is not None}


def _links_column() -> Column[Any, Any]:
    return JSONField(_("sources by role"), default=dict, blank=True, db_default=Value({}, JSONField()))


# In the order in which `Frame` has them, those that came later last; `anchors` stand apart.
FIELDS = (
    Field("kind", str, "text"),
    Field("label", str, "text"),
    Field("attributes", dict[str, Any], "jsonb", empty={}, whole=_filled),
    Field("note", str, "text", faults=partial(text_faults, limit=NOTE_LIMIT)),
    Field("source", int | None, "bigint", empty=None, column="source_id", faults=_source_faults),
    Field("links", dict[str, int], "jsonb", empty={}, faults=_links_faults, whole=_linked, later=_links_column),
)
FIRST = tuple(field for field in FIELDS if not field.later)
LATER = tuple(field for field in FIELDS if field.later)


class Anchor(NamedTuple):
    """A span of the text in a role; `exact` is the text there. Several of one role are one discontinuous part."""

    role: str
    start: int
    end: int
    exact: str

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)

    def as_dict(self) -> dict[str, Any]:
        return {"role": self.role, "start": self.start, "end": self.end, "exact": self.exact}


class Frame(NamedTuple):
    """What an annotation says."""

    kind: str
    label: str = ""
    attributes: Mapping[str, Any] = {}
    note: str = ""
    source: int | None = None
    anchors: Sequence[Anchor] = ()
    links: Mapping[str, int] = {}

    @classmethod
    def read(cls, state: Mapping[str, Any]) -> Frame:
        """Of a state without structure errors, as the API and events tell it: a key left out means "empty"."""
        anchors = tuple(
            Anchor(anchor["role"], anchor["start"], anchor["end"], anchor["exact"])
            for anchor in state.get("anchors") or ()
        )
        return cls.of_row([field.of(state) for field in FIELDS], anchors)

    @classmethod
    def of_row(cls, values: Sequence[Any], anchors: Sequence[Anchor]) -> Frame:
        """`values` are those of `COLUMNS`, in that order."""
        if not LATER:
            return cls._make((*values, anchors))
        return cls._make((*values[: len(FIRST)], anchors, *values[len(FIRST) :]))

    def as_dict(self) -> dict[str, Any]:
        """As the API and events tell it: a state that is whole."""
        told: dict[str, Any] = dict(zip(FIRST_KEYS, self, strict=False))  # Thousands are told at a time.
        told["anchors"] = [anchor.as_dict() for anchor in self.anchors]
        return told | self.later() if LATER else told

    def later(self) -> dict[str, Any]:
        """What fields say that came later; without those that say nothing."""
        return {field.name: value for field in LATER if (value := getattr(self, field.name)) != field.empty}

    def columns(self) -> dict[str, Any]:
        """What its row holds of it, beside the anchors' own rows."""
        return dict(zip(COLUMNS, self.values(), strict=True))

    def message(self) -> list[Any]:
        """What its digest is made of (`vouching.py`), as JSON knows it."""
        return message_of_row(self.values(), [list(anchor) for anchor in self.anchors])

    def values(self) -> tuple[Any, ...]:
        """Those of `COLUMNS`, in that order."""
        return (*self[: len(FIRST)], *self[len(FIRST) + 1 :])

    def spans(self, role: str) -> list[Span]:
        return [anchor.span for anchor in self.anchors if anchor.role == role]

    def entries(self) -> set[int]:
        """All entries of the registry to which it points."""
        return {*([] if self.source is None else [self.source]), *self.links.values()}

    def count(self, role: str) -> int:
        return sum(anchor.role == role for anchor in self.anchors)


class Tie(NamedTuple):
    """What a relation says: its label, and the ids of the two annotations that it leads from and to."""

    label: str
    start: str
    end: str

    @classmethod
    def read(cls, state: Mapping[str, Any]) -> Tie:
        return cls(state["label"], str(UUID(state["from"])), str(UUID(state["to"])))

    def as_dict(self) -> dict[str, Any]:
        return {"label": self.label, "from": self.start, "to": self.end}

    def columns(self) -> dict[str, Any]:
        ends = {"from_annotation_id": UUID(self.start), "to_annotation_id": UUID(self.end)}
        return {"label": self.label, **ends}

    def message(self) -> list[Any]:
        return list(self)

    def mirrored(self) -> Tie:
        return Tie(self.label, self.end, self.start)


class Called(NamedTuple):
    """What an article label says: its key, and the value chosen."""

    label: str
    value: str

    @classmethod
    def read(cls, state: Mapping[str, Any]) -> Called:
        return cls(state["label"], state["value"])

    def as_dict(self) -> dict[str, Any]:
        return {"label": self.label, "value": self.value}

    def columns(self) -> dict[str, Any]:
        return self.as_dict()

    def message(self) -> list[Any]:
        return list(self)


Said = Frame | Tie | Called
KINDS_OF_SAYING: dict[str, type[Said]] = {"annotation": Frame, "relation": Tie, "article_label": Called}
FIRST_KEYS = tuple(field.name for field in FIRST)
COLUMNS = tuple(field.kept_in for field in FIELDS)
# The keys that a state may have.
KEYS = (*FIRST_KEYS, "anchors", *(field.name for field in LATER))
ANCHOR_KEYS = Anchor._fields
# For PostgreSQL: the columns with their types, for rows that come as JSON; and a row's state as events tell it.
TYPED_COLUMNS = ", ".join(f"{field.kept_in} {field.sql}" for field in FIELDS)


def said(target: str, state: Mapping[str, Any]) -> Said:
    """What a faultless state of a `Target` says."""
    return KINDS_OF_SAYING[target].read(state)


def message_of_row(values: Sequence[Any], anchors: list[list[Any]]) -> list[Any]:
    """`Frame.message` of the values of `COLUMNS`, and of anchors as lists of role, start, end and quote."""
    if not LATER:
        return [*values, anchors]
    later = {
        field.name: value for field, value in zip(LATER, values[len(FIRST) :], strict=True) if value != field.empty
    }
    return [*values[: len(FIRST)], anchors, *([later] if later else [])]


def state_sql(anchors: str) -> str:
    """SQL of a row's state as events tell it; `anchors` is SQL of the JSON of its anchors."""
    first = ", ".join(f"'{field.name}', {field.kept_in}" for field in FIRST)
    later = "".join(
        f" || CASE WHEN to_jsonb({field.kept_in}) = {_literal(field.empty)} THEN '{{}}'"
        f" ELSE jsonb_build_object('{field.name}', {field.kept_in}) END"
        for field in LATER
    )
    return f"jsonb_build_object({first}, 'anchors', {anchors}){later}"


def _literal(value: Any) -> str:
    text = json.dumps(value).replace("'", "''")
    return f"'{text}'::jsonb"
