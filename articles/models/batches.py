"""Imports: one batch for all that came together."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from newsdesk.models import User


class ImportBatch(models.Model):
    """One import of one or many files; its items say what became of each."""

    class Kind(models.TextChoices):
        SEEDS = "seeds", _("Seeds")
        COMMAND = "command", _("Command")
        UPLOAD = "upload", _("Upload")
        PASTE = "paste", _("Pasted")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    by = models.ForeignKey(User, models.PROTECT, null=True, verbose_name=_("by"))
    at = models.DateTimeField(_("at"), db_default=Now())

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"
