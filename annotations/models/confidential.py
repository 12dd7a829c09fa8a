from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from annotations.models.annotations import Annotation
from annotations.models.sources import Source
from newsdesk.models import User


class ConfidentialNoteQuerySet(models.QuerySet["ConfidentialNote"]):
    def standing(self) -> ConfidentialNoteQuerySet:
        """Without those that were erased by law: nobody reads them any more, their authors neither."""
        return self.exclude(text="")


class ConfidentialNote(models.Model):
    """What few may know of a source, and perhaps of one annotation that names it. Written once, never changed.

    Its author reads it, and the roles in `readers`: nobody else, whatever they may do in the house. Its text stands in
    no event, search, log or dataset. Rows are written by `annotations.sources.confiding`; an erasure leaves it empty.
    """

    class Reader(models.TextChoices):
        ADJUDICATOR = "adjudicator", _("Adjudicators")
        EDITOR = "editor", _("Editors")
        ADMINISTRATOR = "administrator", _("Administrators")

    source = models.ForeignKey(Source, models.PROTECT, related_name="confidential_notes", verbose_name=_("source"))
    annotation = models.ForeignKey(
        Annotation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("annotation")
    )
    text = models.TextField(_("text"))
    author = models.ForeignKey(User, models.PROTECT, related_name="confidential_notes", verbose_name=_("by"))
    readers = ArrayField(models.CharField(max_length=14, choices=Reader.choices), default=list, blank=True)
    written_at = models.DateTimeField(_("at"), db_default=Now())

    objects = ConfidentialNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("confidential note")
        verbose_name_plural = _("confidential notes")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"confidential note {self.pk}"

    @property
    def reader_names(self) -> list[str]:
        names = dict(self.Reader.choices)
        return [str(names[role]) for role in self.readers]
