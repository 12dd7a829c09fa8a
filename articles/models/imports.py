"""What became of each file of a batch."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.articles import Article
from articles.models.batches import ImportBatch


class ImportItem(models.Model):
    """What became of one file of an import."""

    class Outcome(models.TextChoices):
        CREATED = "created", _("New article")
        REVISED = "revised", _("New revision")
        UNCHANGED = "unchanged", _("Already here")
        FAILED = "failed", _("Refused")

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="items", verbose_name=_("import"))
    name = models.CharField(_("file"), max_length=1000)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices)
    article = models.ForeignKey(Article, models.PROTECT, null=True, verbose_name=_("article"))
    code = models.CharField(max_length=40, blank=True)
    message = models.TextField(_("message"), blank=True)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("imported file")
        verbose_name_plural = _("imported files")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name
