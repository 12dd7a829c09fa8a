"""What became of each text of a batch."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.articles import Article
from articles.models.batches import ImportBatch
from articles.notices import Notice


class ImportItem(models.Model):
    """What became of one text of an import, or of a file that gave none.

    `notices` say why it was refused, or what is odd about it, as `Notice.as_json`; NULL where there is nothing to say.
    Imports of earlier versions have `message` instead, in the words of the day.
    """

    class Outcome(models.TextChoices):
        CREATED = "created", _("New article")
        REVISED = "revised", _("New revision")
        UNCHANGED = "unchanged", _("Already here")
        FAILED = "failed", _("Refused")
        LEFT_OUT = "left_out", _("Left out")

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="items", verbose_name=_("import"))
    name = models.CharField(_("file"), max_length=1000)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices)
    article = models.ForeignKey(Article, models.PROTECT, null=True, verbose_name=_("article"))
    code = models.CharField(max_length=40, blank=True)
    message = models.TextField(_("message"), blank=True, editable=False)
    notices = models.JSONField(_("notices"), null=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("imported file")
        verbose_name_plural = _("imported files")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name

    @property
    def said(self) -> list[Notice | str]:
        """What is said of it, each in the language in force, or in that of its day."""
        if self.notices is None:
            return [self.message] if self.message else []
        return [Notice.of_json(one) for one in self.notices]
