"""What a reading says. Rows are written by `annotating.apply` alone: one operation, one version, one event."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from annotations.models.readings import Reading
from annotations.models.sources import Source
from articles.spans import Span


class Versioned(models.Model):
    """Something a client made and changes by operations. Nothing is deleted: `deleted_at` hides it."""

    id = models.UUIDField(primary_key=True, editable=False)
    version = models.PositiveIntegerField(_("version"), default=1)
    deleted_at = models.DateTimeField(_("deleted"), null=True, blank=True)
    problems: Any = models.JSONField(_("problems"), default=list, blank=True)
    digest = models.BinaryField(null=True, editable=False)  # Of the row, under the history's key: see `vouching.py`.

    class Meta:
        abstract = True

    @property
    def state(self) -> dict[str, Any]:
        """What an operation sets, in the API's words."""
        raise NotImplementedError

    def as_dict(self) -> dict[str, Any]:
        """The object as the API tells it."""
        return {
            "id": str(self.pk),
            "version": self.version,
            "deleted": self.deleted_at is not None,
            "problems": self.problems,
            **self.state,
        }


class AnnotationQuerySet(models.QuerySet["Annotation"]):
    def live(self) -> AnnotationQuerySet:
        return self.filter(deleted_at=None)

    def about(self, sources: Collection[int]) -> AnnotationQuerySet:
        """Live ones that point to one of these entries of the registry, or to what was merged into one."""
        return self.live().filter(Q(source__in=sources) | Q(source__merged_into__in=sources))

    def with_anchors(self) -> AnnotationQuerySet:
        return self.prefetch_related("anchors")

    def as_dicts(self) -> list[dict[str, Any]]:
        """What `as_dict` of each would tell, in two queries and without making models of thousands of rows."""
        anchors: defaultdict[UUID, list[dict[str, Any]]] = defaultdict(list)
        parts = Anchor.objects.filter(annotation__in=self.values("pk")).order_by("annotation_id", "position")
        for annotation, role, start, end, exact in parts.values_list("annotation_id", "role", "start", "end", "exact"):
            anchors[annotation].append({"role": role, "start": start, "end": end, "exact": exact})
        told = ("pk", "version", "deleted_at", "problems", "kind", "label", "attributes", "note", "source_id")
        return [
            {
                "id": str(id),
                "version": version,
                "deleted": deleted_at is not None,
                "problems": problems,
                "kind": kind,
                "label": label,
                "attributes": attributes,
                "note": note,
                "source": source,
                "anchors": anchors[id],
            }
            for id, version, deleted_at, problems, kind, label, attributes, note, source in self.order_by(
                "pk"
            ).values_list(*told)
        ]


class Annotation(Versioned):
    """One statement about one revision: a label, anchors by role, attribute values, a note."""

    reading = models.ForeignKey(Reading, models.PROTECT, related_name="annotations", verbose_name=_("reading"))
    kind = models.CharField(_("kind"), max_length=60)
    label = models.CharField(_("label"), max_length=60, blank=True)
    attributes: Any = models.JSONField(_("attributes"), default=dict, blank=True)
    note = models.TextField(_("note"), blank=True)
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="annotations", verbose_name=_("source")
    )

    objects = AnnotationQuerySet.as_manager()

    class Meta:
        verbose_name = _("annotation")
        verbose_name_plural = _("annotations")
        ordering = ["reading", "id"]
        constraints = [models.CheckConstraint(condition=Q(version__gte=1), name="annotation_version_from_1")]

    def __str__(self) -> str:
        return f"{self.kind}/{self.label}"

    @property
    def state(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "label": self.label,
            "attributes": self.attributes,
            "note": self.note,
            "source": self.source_id,
            "anchors": [anchor.as_dict() for anchor in self.anchors.all()],
        }


class Anchor(models.Model):
    """A span playing a role in an annotation. Several of one role are one discontinuous part."""

    annotation = models.ForeignKey(Annotation, models.CASCADE, related_name="anchors", verbose_name=_("annotation"))
    position = models.PositiveSmallIntegerField(_("position"))
    role = models.CharField(_("role"), max_length=60)
    start = models.PositiveIntegerField(_("start"))
    end = models.PositiveIntegerField(_("end"))
    exact = models.TextField(_("quoted text"))

    class Meta:
        verbose_name = _("anchor")
        verbose_name_plural = _("anchors")
        ordering = ["annotation", "position"]
        constraints = [
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="anchor_is_a_span"),
            models.UniqueConstraint(fields=["annotation", "position"], name="one_anchor_per_position"),
            models.UniqueConstraint(fields=["annotation", "role", "start", "end"], name="anchor_once_in_a_role"),
        ]

    def __str__(self) -> str:
        return f"{self.role} [{self.start}, {self.end})"

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)

    def as_dict(self) -> dict[str, Any]:
        return {"role": self.role, "start": self.start, "end": self.end, "exact": self.exact}


class Relation(Versioned):
    """A directed, labelled tie between two annotations of one reading."""

    reading = models.ForeignKey(Reading, models.PROTECT, related_name="relations", verbose_name=_("reading"))
    label = models.CharField(_("label"), max_length=60)
    from_annotation = models.ForeignKey(
        Annotation, models.PROTECT, related_name="relations_out", verbose_name=_("from")
    )
    to_annotation = models.ForeignKey(Annotation, models.PROTECT, related_name="relations_in", verbose_name=_("to"))

    class Meta:
        verbose_name = _("relation")
        verbose_name_plural = _("relations")
        ordering = ["reading", "id"]
        # `relation_once`, in a migration: one live relation of a label between two ends, judged at a transaction's end.
        constraints = [
            models.CheckConstraint(condition=~Q(from_annotation=F("to_annotation")), name="relation_has_two_ends"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def state(self) -> dict[str, Any]:
        return {"label": self.label, "from": str(self.from_annotation_id), "to": str(self.to_annotation_id)}


class ArticleLabel(Versioned):
    """A label of the whole article: its genre, its origin."""

    reading = models.ForeignKey(Reading, models.PROTECT, related_name="article_labels", verbose_name=_("reading"))
    label = models.CharField(_("label"), max_length=60)
    value = models.CharField(_("value"), max_length=60)

    class Meta:
        verbose_name = _("article label")
        verbose_name_plural = _("article labels")
        ordering = ["reading", "id"]
        # `article_label_once`, in a migration: one live label of a key in a reading, judged at the transaction's end.

    def __str__(self) -> str:
        return f"{self.label}: {self.value}"

    @property
    def state(self) -> dict[str, Any]:
        return {"label": self.label, "value": self.value}
