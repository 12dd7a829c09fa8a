"""What a reading says. Rows are written by `writing/door.py` and `writing/rewriting.py` alone: one event a version."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from annotations.frames import COLUMNS, LATER, Called, Frame, Said, Tie
from annotations.frames import Anchor as AnchorSaid
from annotations.models.readings import Reading
from annotations.models.sources import Source
from articles.spans import Span


class LinkedEntries(models.Func):
    """The entries of the registry in `links`, whatever their roles."""

    template = "jsonb_path_query_array(%(expressions)s, '$.*')"
    output_field = models.JSONField()


LINKED = LinkedEntries("links")


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
    def says(self) -> Said:
        """What an operation sets."""
        raise NotImplementedError

    def as_dict(self) -> dict[str, Any]:
        """The object as the API tells it."""
        return {
            "id": str(self.pk),
            "version": self.version,
            "deleted": self.deleted_at is not None,
            "problems": self.problems,
            **self.says.as_dict(),
        }


class AnnotationQuerySet(models.QuerySet["Annotation"]):
    def live(self) -> AnnotationQuerySet:
        return self.filter(deleted_at=None)

    def about(self, sources: Collection[int]) -> AnnotationQuerySet:
        """Live ones said to come from one of these entries of the registry, or from what was merged into one."""
        return self.live().filter(Q(source__in=sources) | Q(source__merged_into__in=sources))

    def naming(self, sources: Collection[int], *, deleted: bool = False) -> AnnotationQuerySet:
        """Those that point to one of these entries in whatever role, or to what was merged into one."""
        standing = Q(pk__in=sources) | Q(merged_into__in=sources)
        entries = Source.objects.filter(standing).values_list("pk", flat=True)
        linked = [Q(linked__contains=[pk]) for pk in entries]
        among = self if deleted else self.live()
        return among.alias(linked=LINKED).filter(reduce(or_, linked, Q(source__in=entries)))

    def with_anchors(self) -> AnnotationQuerySet:
        return self.prefetch_related("anchors")

    def as_dicts(self) -> list[dict[str, Any]]:
        """What `as_dict` of each would tell, in two queries and without making models of thousands of rows."""
        anchors: defaultdict[UUID, list[AnchorSaid]] = defaultdict(list)
        parts = Anchor.objects.filter(annotation__in=self.values("pk")).order_by("annotation_id", "position")
        for annotation, role, start, end, exact in parts.values_list("annotation_id", "role", "start", "end", "exact"):
            anchors[annotation].append(AnchorSaid(role, start, end, exact))
        told = ("pk", "version", "deleted_at", "problems", *COLUMNS)
        return [
            {
                "id": str(id),
                "version": version,
                "deleted": deleted_at is not None,
                "problems": problems,
                **Frame.of_row(values, anchors[id]).as_dict(),
            }
            for id, version, deleted_at, problems, *values in self.order_by("pk").values_list(*told)
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

    links: dict[str, int]  # Made below, of what `frames.py` tells of later fields.

    objects = AnnotationQuerySet.as_manager()

    class Meta:
        verbose_name = _("annotation")
        verbose_name_plural = _("annotations")
        ordering = ["reading", "id"]
        constraints = [models.CheckConstraint(condition=Q(version__gte=1), name="annotation_version_from_1")]
        indexes = [GinIndex(LinkedEntries("links"), name="annotation_linked", condition=~Q(links={}))]

    def __str__(self) -> str:
        return f"{self.kind}/{self.label}"

    @property
    def says(self) -> Frame:
        anchors = tuple(anchor.says for anchor in self.anchors.all())
        return Frame.of_row([getattr(self, column) for column in COLUMNS], anchors)


for _field in LATER:
    if _field.later:
        Annotation.add_to_class(_field.kept_in, _field.later())


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

    @property
    def says(self) -> AnchorSaid:
        return AnchorSaid(self.role, self.start, self.end, self.exact)


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
    def says(self) -> Tie:
        return Tie(self.label, str(self.from_annotation_id), str(self.to_annotation_id))


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
    def says(self) -> Called:
        return Called(self.label, self.value)
