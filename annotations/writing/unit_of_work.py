"""The objects of one reading while operations are applied to them: loaded once, changed in memory, written once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from uuid import UUID

import orjson
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotations.codebook.spec import CodebookSpec, RelationKind
from annotations.faults import Fault, fault
from annotations.models import Anchor, Annotation, ArticleLabel, Reading, Relation, Source
from annotations.models.codebooks import published_spec
from annotations.readings.vouching import vouch
from annotations.writing.completeness import problems
from annotations.writing.operations import Operation, whole_state
from annotations.writing.structure import structure_errors
from annotations.writing.ties import closes_a_cycle
from articles.texts import RevisionText, text_of

MODELS: dict[str, Any] = {"annotation": Annotation, "relation": Relation, "article_label": ArticleLabel}
About = tuple[str, UUID]

INSERT = """
WITH annotations AS (
    INSERT INTO annotations_annotation
        (id, reading_id, version, deleted_at, problems, kind, label, attributes, note, source_id, digest)
    SELECT id, %(reading)s, version, deleted_at, problems, kind, label, attributes, note, source_id,
        decode(digest, 'hex')
    FROM jsonb_to_recordset(%(annotations)s::jsonb) AS one(
        id uuid, version int, deleted_at timestamptz, problems jsonb, kind text, label text, attributes jsonb,
        note text, source_id bigint, digest text
    )
)
INSERT INTO annotations_anchor (annotation_id, position, role, start, "end", exact)
SELECT annotation_id, position, role, start, "end", exact
FROM jsonb_to_recordset(%(anchors)s::jsonb) AS one(
    annotation_id uuid, position smallint, role text, start int, "end" int, exact text
)
"""


@dataclass(frozen=True)
class Held:
    """One object as it stands after the operations so far."""

    id: UUID
    version: int
    deleted: bool
    state: dict[str, Any]
    problems: list[dict[str, str]]
    is_elsewhere: bool = False

    def as_dict(self) -> dict[str, Any] | None:
        """The object as the API tells it; None for what belongs to another reading."""
        if self.is_elsewhere:
            return None
        told = {"id": str(self.id), "version": self.version, "deleted": self.deleted, "problems": self.problems}
        return told | self.state


class Desk:
    """The objects that `operations` are about, of which those in `there` are stored, and what they are judged by."""

    def __init__(self, reading: Reading, operations: Sequence[Operation], there: Collection[UUID]) -> None:
        self.reading = reading
        self.operations = operations
        self.objects: dict[About, Held] = dict(self._load(there))
        self.stored = {about for about, held in self.objects.items() if not held.is_elsewhere}
        self.changed: dict[About, Held] = {}

    def held(self, about: About) -> Held | None:
        return self.objects.get(about)

    def faults(self, operation: Operation) -> list[Fault]:
        """Why the operation would break the structure: empty where it may be applied."""
        state = operation.state
        if operation.action == "delete":
            return list(self._ties_of_deleted(operation))
        if operation.action == "restore":
            state = self.objects[operation.about].state
        elif faults := self._structure_faults(operation):
            return [_inside_state(fault) for fault in faults]
        state = whole_state(operation.target, state)
        return [_inside_state(fault) for fault in self._fit_faults(operation, state)]

    def put(self, operation: Operation) -> tuple[dict[str, Any] | None, Held]:
        """Apply a faultless operation. The state before it (None for what was not there), and the object after it."""
        old = self.objects.get(operation.about)
        before = old.state if old and not old.deleted else None
        if operation.state is None:
            assert old is not None
            new = replace(old, version=old.version + 1, deleted=operation.action == "delete")
        else:
            state = whole_state(operation.target, operation.state)
            found = problems(self.spec, state) if operation.target == "annotation" else []
            new = Held(
                operation.object, operation.base_version + 1, False, state, [problem.as_json() for problem in found]
            )
        self.objects[operation.about] = self.changed[operation.about] = new
        self._note_tie(operation.about, new)
        return before, new

    def write(self) -> None:
        """Store what changed: a fixed number of statements, however many operations."""
        for target, model in MODELS.items():
            changed = {id: held for (kind, id), held in self.changed.items() if kind == target}
            if changed:
                self._write(target, model, changed)

    def _write(self, target: str, model: Any, changed: dict[UUID, Held]) -> None:
        columns = {id: self._columns(target, held) for id, held in changed.items()}
        new = {id: own for id, own in columns.items() if (target, id) not in self.stored}
        stored = {id: own for id, own in columns.items() if (target, id) in self.stored}
        if stored:
            rows = [model(id=id, reading=self.reading, **columns) for id, columns in stored.items()]
            model.objects.bulk_update(rows, list(next(iter(stored.values()))))
        if target != "annotation":
            model.objects.bulk_create(model(id=id, reading=self.reading, **columns) for id, columns in new.items())
            return
        if stored:
            Anchor.objects.filter(annotation__in=stored).delete()
        anchors = [
            {"annotation_id": id, "position": position, **anchor}
            for id, held in changed.items()
            for position, anchor in enumerate(held.state["anchors"])
        ]
        self._insert([{"id": id, **own, "digest": own["digest"].hex()} for id, own in new.items()], anchors)

    def _columns(self, target: str, held: Held) -> dict[str, Any]:
        """The columns of an object's row but its id and reading."""
        deleted_at = timezone.now() if held.deleted else None
        about = {"version": held.version, "problems": held.problems, "deleted_at": deleted_at}
        digest = vouch(target, self.reading.pk, {"id": held.id, **about}, held.state)
        return _state_columns(target, held) | about | {"digest": digest}

    def _insert(self, annotations: list[dict[str, Any]], anchors: list[dict[str, Any]]) -> None:
        """New annotations and the anchors of all that changed, in one statement: most operations make one."""
        rows = {"annotations": orjson.dumps(annotations).decode(), "anchors": orjson.dumps(anchors).decode()}
        with connection.wrap_database_errors, connection.cursor() as cursor:
            cursor.execute(INSERT, rows | {"reading": self.reading.pk})

    def _load(self, there: Collection[UUID]) -> Iterator[tuple[About, Held]]:
        abouts = {operation.about for operation in self.operations if operation.object in there}
        for target in {target for target, _id in abouts}:
            found = MODELS[target].objects.filter(pk__in=[id for kind, id in abouts if kind == target]).order_by()
            for row in found.prefetch_related("anchors") if target == "annotation" else found:
                yield (target, row.pk), self._as_held(row)

    def _as_held(self, row: Any) -> Held:
        is_elsewhere = row.reading_id != self.reading.pk
        deleted = row.deleted_at is not None
        return Held(row.pk, row.version, deleted, row.state, row.problems, is_elsewhere=is_elsewhere)

    def _structure_faults(self, operation: Operation) -> list[Fault]:
        kinds = self.kinds if operation.target == "relation" else None
        return structure_errors(self.spec, operation.state, operation.target, kinds=kinds)

    def _fit_faults(self, operation: Operation, state: dict[str, Any]) -> Iterator[Fault]:
        """Whether a well-formed state fits the text, the registry and the reading's other objects."""
        if operation.target == "annotation":
            yield from _anchor_faults(self.text, state["anchors"])
            if state["source"] is not None and state["source"] not in self.sources:
                yield fault("source", "unknown_source", _("There is no such source in the registry."))
            yield from self._kind_faults(operation, state)
        elif operation.target == "relation":
            yield from self._tie_faults(operation.object, state)
        elif state["label"] in self._labels_of_others(operation.object):
            yield fault("label", "exists", _("The article has this label already. Change that one instead."))

    def _kind_faults(self, operation: Operation, state: dict[str, Any]) -> Iterator[Fault]:
        """Relations that a change of kind would leave with an end that does not fit them."""
        old = self.objects.get(operation.about)
        if old is None or old.state["kind"] == state["kind"]:
            return
        id = str(operation.object)
        for tie in self.ties.values():
            relation = self.spec.relation(tie["label"])
            misfits = (tie["from"] == id and state["kind"] not in relation.from_) or (
                tie["to"] == id and state["kind"] not in relation.to
            )
            if misfits:
                yield fault(
                    "kind",
                    "has_relations",
                    _("Its relation “{relation}” does not go with this kind. Delete that relation first."),
                    relation=relation.key,
                )

    def _tie_faults(self, id: UUID, state: dict[str, Any]) -> Iterator[Fault]:
        """A relation needs two live ends, is there once, and closes no circle where it must not."""
        others = [tie for other, tie in self.ties.items() if other != id]
        for end in ("from", "to"):
            if state[end] not in self.kinds:
                yield fault(end, "unknown_annotation", _("This reading has no such annotation, or it was deleted."))
        relation = self.spec.relation(state["label"])
        if any(_same_tie(relation, tie, state) for tie in others):
            yield fault("", "exists", _("This relation is there already."))
        links = [(tie["from"], tie["to"]) for tie in others if tie["label"] == state["label"]]
        if relation.acyclic and closes_a_cycle(links, state["from"], state["to"]):
            yield fault("to", "cycle", _("This would close a circle: the one contains the other already."))

    def _ties_of_deleted(self, operation: Operation) -> Iterator[Fault]:
        """An annotation is deleted after its relations, so that no relation is ever left with a loose end."""
        if operation.target != "annotation":
            return
        id = str(operation.object)
        count = sum(id in (tie["from"], tie["to"]) for tie in self.ties.values())
        if count:
            yield fault("object", "has_relations", _("Delete its relations first ({count})."), count=count)

    def _labels_of_others(self, id: UUID) -> set[str]:
        stored = ArticleLabel.objects.filter(reading=self.reading, deleted_at=None).exclude(
            pk__in=[pk for target, pk in self.objects if target == "article_label"]
        )
        at_hand = (
            held.state["label"]
            for (target, pk), held in self.objects.items()
            if target == "article_label" and pk != id and not held.deleted and not held.is_elsewhere
        )
        return {*stored.values_list("label", flat=True), *at_hand}

    def _note_tie(self, about: About, held: Held) -> None:
        """Keep what was loaded of the whole reading in step with what was just put."""
        target, id = about
        if target == "annotation":
            if "kinds" in self.__dict__:
                _keep(self.kinds, str(id), None if held.deleted else held.state["kind"])
        elif target == "relation" and "ties" in self.__dict__:
            _keep(self.ties, id, None if held.deleted else held.state)

    @cached_property
    def spec(self) -> CodebookSpec:
        return published_spec(self.reading.codebook_id)

    @cached_property
    def text(self) -> RevisionText:
        return text_of(self.reading.revision_id)

    @cached_property
    def sources(self) -> set[int]:
        """The sources of the registry that these operations name."""
        named = {
            source
            for operation in self.operations
            if isinstance(operation.state, dict) and type(source := operation.state.get("source")) is int
        } | {held.state["source"] for (target, _id), held in self.objects.items() if target == "annotation"}
        within = [source for source in named if source is not None and 0 < source < 2**63]
        return set(Source.objects.filter(pk__in=within).values_list("pk", flat=True))

    @cached_property
    def kinds(self) -> dict[str, str]:
        """The kind of each live annotation of the reading, by id."""
        live = Annotation.objects.filter(reading=self.reading, deleted_at=None).values_list("pk", "kind")
        kinds = {str(pk): kind for pk, kind in live}
        for (target, id), held in self.changed.items():
            if target == "annotation":
                _keep(kinds, str(id), None if held.deleted else held.state["kind"])
        return kinds

    @cached_property
    def ties(self) -> dict[UUID, dict[str, Any]]:
        """The state of each live relation of the reading, by id."""
        live = Relation.objects.filter(reading=self.reading, deleted_at=None)
        ties = {relation.pk: relation.state for relation in live}
        for (target, id), held in self.changed.items():
            if target == "relation":
                _keep(ties, id, None if held.deleted else held.state)
        return ties


def _state_columns(target: str, held: Held) -> dict[str, Any]:
    state = held.state
    if target == "annotation":
        return {key: state[key] for key in ("kind", "label", "attributes", "note")} | {"source_id": state["source"]}
    if target == "relation":
        ends = {"from_annotation_id": UUID(state["from"]), "to_annotation_id": UUID(state["to"])}
        return {"label": state["label"], **ends}
    return {"label": state["label"], "value": state["value"]}


def _anchor_faults(text: RevisionText, anchors: Iterable[dict[str, Any]]) -> Iterator[Fault]:
    """Promise 2: an anchor's quote is the text between its bounds, which lie between letters, not inside one."""
    for index, anchor in enumerate(anchors):
        start, end, path = anchor["start"], anchor["end"], f"anchors/{index}"
        if end > len(text.text):
            message = _("The text has {length} characters; this span ends after them.")
            yield fault(f"{path}/end", "offset", message, length=len(text.text))
        elif text.text[start:end] != anchor["exact"]:
            message = _("The text from {start} to {end} is “{there}”, not the quote that was sent.")
            yield fault(f"{path}/exact", "quote", message, start=start, end=end, there=text.text[start:end])
        elif anchor["exact"].isspace():
            yield fault(f"{path}/exact", "blank", _("There is nothing but white space in this span. Choose words."))
        else:
            for end_name, offset in (("start", start), ("end", end)):
                if not text.may_bound(offset):
                    message = _("{offset} lies inside a letter with its marks. Move it to the letter's edge.")
                    yield fault(f"{path}/{end_name}", "grapheme", message, offset=offset)


def _same_tie(relation: RelationKind, tie: dict[str, Any], state: dict[str, Any]) -> bool:
    if tie == state:
        return True
    mirrored = {"label": state["label"], "from": state["to"], "to": state["from"]}
    return relation.symmetric and tie == mirrored


def _inside_state(found: Fault) -> Fault:
    return replace(found, path=f"state/{found.path}".rstrip("/"))


def _keep(things: dict[Any, Any], key: Any, value: Any) -> None:
    """Set the key to the value, or forget it for None."""
    if value is None:
        things.pop(key, None)
    else:
        things[key] = value
