"""Names that texts only seem to give, and what editors have decided about them."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from articles.models.articles import Article
from articles.models.batches import ImportBatch
from articles.models.publishers import Publisher
from newsdesk.models import User


class NameProposal(models.Model):
    """A name that a new article of an import seems to give for its publisher, or for who passed it on: a guess.

    What an editor decides about the name holds for all articles of the import that seem to give it; `given` is the
    publisher that this article has by that. `digest` is the SHA-256 of the folded name, by which it is found again. An
    erasure blanks both.
    """

    class Role(models.TextChoices):
        PUBLISHER = "publisher", _("Publisher")
        AGGREGATOR = "aggregator", _("Aggregator")

    batch = models.ForeignKey(
        ImportBatch, models.PROTECT, related_name="proposals", db_index=False, verbose_name=_("import")
    )
    article = models.ForeignKey(
        Article, models.PROTECT, related_name="proposals", db_index=False, verbose_name=_("article")
    )
    role = models.CharField(_("role"), max_length=10, choices=Role.choices)
    name = models.CharField(_("name"), max_length=200, blank=True)
    digest = models.CharField(max_length=64, blank=True, editable=False)
    given = models.ForeignKey(
        Publisher, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name=_("publisher")
    )

    class Meta:
        verbose_name = _("proposed name")
        verbose_name_plural = _("proposed names")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["article", "role"], name="one_proposal_of_a_role")]
        indexes = [models.Index(fields=["batch", "digest"], name="proposals_of_a_batch")]

    def __str__(self) -> str:
        return self.name


class NameDecision(models.Model):
    """What an editor has decided about a name that texts seem to give: it holds for every import after that.

    `publisher` is whose name it is; NULL where it is nobody's. The name is known by its digest alone, since it may be
    words of a text that is erased later.
    """

    digest = models.CharField(max_length=64, unique=True, editable=False)
    publisher = models.ForeignKey(
        Publisher, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name=_("publisher")
    )
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name=_("by"))
    at = models.DateTimeField(_("at"), db_default=Now())

    class Meta:
        verbose_name = _("decision about a name")
        verbose_name_plural = _("decisions about names")
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.publisher or "—")
