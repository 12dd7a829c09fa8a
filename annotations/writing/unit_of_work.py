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

from annotations.codebook.spec import CodebookSpec
from annotations.faults import Fault, fault, step
from annotations.frames import COLUMNS, TYPED_COLUMNS, Anchor, Frame, Said, Tie, said
from annotations.models import Anchor as AnchorRow
from annotations.models import Annotation, ArticleLabel, Reading, Relation, Source
from annotations.models.codebooks import published_spec
from annotations.readings.vouching import vouch
from annotations.writing.completeness import problems
from annotations.writing.operations import Operation
from annotations.writing.structure import structure_errors
from annotations.writing.ties import closes_a_cycle, is_same_tie
from articles.texts import RevisionText, text_of

MODELS: dict[str, Any] = {"annotation": Annotation, "relation": Relation, "article_label": ArticleLabel}
About = tuple[str, UUID]

INSERT = f"""
WITH annotations AS (
    INSERT INTO annotations_annotation (id, reading_id, version, deleted_at, problems, {", ".join(COLUMNS)}, digest)
    SELECT id, %(reading)s, version, deleted_at, problems, {", ".join(COLUMNS)}, decode(digest, 'hex')
    FROM jsonb_to_recordset(%(annotations)s::jsonb) AS one(
        id uuid, version int, deleted_at timestamptz, problems jsonb, {TYPED_COLUMNS}, digest text
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
    says: Said
    problems: list[dict[str, str]]
    is_elsewhere: bool = False

    def as_dict(self) -> dict[str, Any] | None:
        """The object as the API tells it; None for what belongs to another reading."""
        if self.is_elsewhere:
            return None
        told = {"id": str(self.id), "version": self.version, "deleted": self.deleted, "problems": self.problems}
        return told | self.says.as_dict()


class UnitOfWork:
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
        if operation.action == "delete":
            return list(self._ties_of_deleted(operation))
        if operation.action == "restore":
            says = self.objects[operation.about].says
        elif faults := self._structure_faults(operation):
            return [_inside_state(fault) for fault in faults]
        else:
            says = said(operation.target, operation.state)
        return [_inside_state(fault) for fault in self._fit_faults(operation, says)]

    def put(self, operation: Operation) -> tuple[Said | None, Held]:
        """Apply a faultless operation. What was said before (None: nothing), and the object after it."""
        old = self.objects.get(operation.about)
        before = old.says if old and not old.deleted else None
        if operation.state is None:
            assert old is not None
            new = replace(old, version=old.version + 1, deleted=operation.action == "delete")
        else:
            says = said(operation.target, operation.state)
            found = problems(self.spec, says) if isinstance(says, Frame) else []
            new = Held(
                operation.object, operation.base_version + 1, False, says, [problem.as_json() for problem in found]
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
            AnchorRow.objects.filter(annotation__in=stored).delete()
        anchors = [
            {"annotation_id": id, "position": position, **anchor.as_dict()}
            for id, held in changed.items()
            if isinstance(held.says, Frame)
            for position, anchor in enumerate(held.says.anchors)
        ]
        self._insert([{"id": id, **own, "digest": own["digest"].hex()} for id, own in new.items()], anchors)

    def _columns(self, target: str, held: Held) -> dict[str, Any]:
        """The columns of an object's row but its id and reading."""
        deleted_at = timezone.now() if held.deleted else None
        about = {"version": held.version, "problems": held.problems, "deleted_at": deleted_at}
        digest = vouch(self.reading.pk, {"id": held.id, **about}, held.says)
        return held.says.columns() | about | {"digest": digest}

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
        return Held(row.pk, row.version, deleted, row.says, row.problems, is_elsewhere=is_elsewhere)

    def _structure_faults(self, operation: Operation) -> list[Fault]:
        kinds = self.kinds if operation.target == "relation" else None
        return structure_errors(self.spec, operation.state, operation.target, kinds=kinds)

    def _fit_faults(self, operation: Operation, says: Said) -> Iterator[Fault]:
        """Whether what is well formed fits the text, the registry and the reading's other objects."""
        if isinstance(says, Frame):
            yield from _anchor_faults(self.text, says.anchors)
            unknown = _("There is no such source in the registry.")
            if says.source is not None and says.source not in self.sources:
                yield fault("source", "unknown_source", unknown)
            for role, source in says.links.items():
                if source not in self.sources:
                    yield fault(step("links", role), "unknown_source", unknown)
            yield from self._kind_faults(operation, says)
        elif isinstance(says, Tie):
            yield from self._tie_faults(operation.object, says)
        elif says.label in self._labels_of_others(operation.object):
            yield fault("label", "exists", _("The article has this label already. Change that one instead."))

    def _kind_faults(self, operation: Operation, frame: Frame) -> Iterator[Fault]:
        """Relations that a change of kind would leave with an end that does not fit them."""
        old = self.objects.get(operation.about)
        if old is None or _kind(old) == frame.kind:
            return
        id = str(operation.object)
        for tie in self.ties.values():
            relation = self.spec.relation(tie.label)
            misfits = (tie.start == id and frame.kind not in relation.from_) or (
                tie.end == id and frame.kind not in relation.to
            )
            if misfits:
                yield fault(
                    "kind",
                    "has_relations",
                    _("Its relation “{relation}” does not go with this kind. Delete that relation first."),
                    relation=relation.key,
                )

    def _tie_faults(self, id: UUID, new: Tie) -> Iterator[Fault]:
        """A relation needs two live ends, is there once, and closes no circle where it must not."""
        others = [tie for other, tie in self.ties.items() if other != id]
        for end, annotation in (("from", new.start), ("to", new.end)):
            if annotation not in self.kinds:
                yield fault(end, "unknown_annotation", _("This reading has no such annotation, or it was deleted."))
        relation = self.spec.relation(new.label)
        if any(is_same_tie(relation, tie, new) for tie in others):
            yield fault("", "exists", _("This relation is there already."))
        links = [(tie.start, tie.end) for tie in others if tie.label == new.label]
        if relation.acyclic and closes_a_cycle(links, new.start, new.end):
            yield fault("to", "cycle", _("This would close a circle: the one contains the other already."))

    def _ties_of_deleted(self, operation: Operation) -> Iterator[Fault]:
        """An annotation is deleted after its relations, so that no relation is ever left with a loose end."""
        if operation.target != "annotation":
            return
        id = str(operation.object)
        count = sum(id in (tie.start, tie.end) for tie in self.ties.values())
        if count:
            yield fault("object", "has_relations", _("Delete its relations first ({count})."), count=count)

    def _labels_of_others(self, id: UUID) -> set[str]:
        stored = ArticleLabel.objects.filter(reading=self.reading, deleted_at=None).exclude(
            pk__in=[pk for target, pk in self.objects if target == "article_label"]
        )
        at_hand = (
            held.says.label
            for (target, pk), held in self.objects.items()
            if target == "article_label" and pk != id and not held.deleted and not held.is_elsewhere
        )
        return {*stored.values_list("label", flat=True), *at_hand}

    def _note_tie(self, about: About, held: Held) -> None:
        """Keep what was loaded of the whole reading in step with what was just put."""
        target, id = about
        if target == "annotation":
            if "kinds" in self.__dict__:
                _keep(self.kinds, str(id), None if held.deleted else _kind(held))
        elif target == "relation" and "ties" in self.__dict__:
            _keep(self.ties, id, None if held.deleted else held.says)

    @cached_property
    def spec(self) -> CodebookSpec:
        return published_spec(self.reading.codebook_id)

    @cached_property
    def text(self) -> RevisionText:
        return text_of(self.reading.revision_id)

    @cached_property
    def sources(self) -> set[int]:
        """The sources of the registry that these operations name."""
        named: set[Any] = set()
        for operation in self.operations:
            if isinstance(operation.state, dict):
                links = operation.state.get("links")
                named.update(links.values() if isinstance(links, dict) else (), [operation.state.get("source")])
        within = [source for source in named if type(source) is int and 0 < source < 2**63]
        for held in self.objects.values():
            within += held.says.entries() if isinstance(held.says, Frame) else ()
        return set(Source.objects.filter(pk__in=within).values_list("pk", flat=True))

    @cached_property
    def kinds(self) -> dict[str, str]:
        """The kind of each live annotation of the reading, by id."""
        live = Annotation.objects.filter(reading=self.reading, deleted_at=None).values_list("pk", "kind")
        kinds = {str(pk): kind for pk, kind in live}
        for (target, id), held in self.changed.items():
            if target == "annotation":
                _keep(kinds, str(id), None if held.deleted else _kind(held))
        return kinds

    @cached_property
    def ties(self) -> dict[UUID, Tie]:
        """What each live relation of the reading says, by id."""
        live = Relation.objects.filter(reading=self.reading, deleted_at=None)
        ties = {relation.pk: relation.says for relation in live}
        for (target, id), held in self.changed.items():
            if target == "relation":
                _keep(ties, id, None if held.deleted else held.says)
        return ties


def _kind(held: Held) -> str:
    assert isinstance(held.says, Frame)
    return held.says.kind


def _anchor_faults(text: RevisionText, anchors: Iterable[Anchor]) -> Iterator[Fault]:
    """Promise 2: an anchor's quote is the text between its bounds, which lie between letters, not inside one."""
    for index, anchor in enumerate(anchors):
        (_role, start, end, exact), path = anchor, f"anchors/{index}"
        if end > len(text.text):
            message = _("The text has {length} characters; this span ends after them.")
            yield fault(f"{path}/end", "offset", message, length=len(text.text))
        elif text.text[start:end] != exact:
            message = _("The text from {start} to {end} is “{there}”, not the quote that was sent.")
            yield fault(f"{path}/exact", "quote", message, start=start, end=end, there=text.text[start:end])
        elif exact.isspace():
            yield fault(f"{path}/exact", "blank", _("There is nothing but white space in this span. Choose words."))
        else:
            for end_name, offset in (("start", start), ("end", end)):
                if not text.may_bound(offset):
                    message = _("{offset} lies inside a letter with its marks. Move it to the letter's edge.")
                    yield fault(f"{path}/{end_name}", "grapheme", message, offset=offset)


def _inside_state(found: Fault) -> Fault:
    return replace(found, path=f"state/{found.path}".rstrip("/"))


def _keep(things: dict[Any, Any], key: Any, value: Any) -> None:
    """Set the key to the value, or forget it for None."""
    if value is None:
        things.pop(key, None)
    else:
        things[key] = value
