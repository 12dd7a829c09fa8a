from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from annotations.codebook.spec import CodebookSpec


class Codebook(models.Model):
    """One version of the labels, roles, attributes and relations in force. A trigger freezes a published one."""

    key = models.SlugField(_("key"), max_length=60)
    version = models.PositiveIntegerField(_("version"))
    name_ar = models.CharField(_("Arabic name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200)
    source = models.TextField(_("YAML source"))
    data: Any = models.JSONField(_("checked content"))
    created_at = models.DateTimeField(_("added"), db_default=Now())
    published_at = models.DateTimeField(_("published"), null=True, blank=True)

    not_recorded = ("data",)  # It follows from the source.

    class Meta:
        verbose_name = _("codebook")
        verbose_name_plural = _("codebooks")
        ordering = ["key", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["key", "version"], name="one_codebook_per_version"),
            models.CheckConstraint(condition=Q(version__gte=1), name="codebook_version_from_1"),
        ]

    def __str__(self) -> str:
        name = self.name_en if get_language() == "en" else self.name_ar
        return f"{name} ({self.key} {self.version})"

    @property
    def spec(self) -> CodebookSpec:
        """The checked content as dataclasses."""
        return published_spec(self.pk) if self.published_at else CodebookSpec.from_json(self.data)


@lru_cache(maxsize=64)
def published_spec(codebook_id: int) -> CodebookSpec:
    """The content of a published codebook, kept at hand: it never changes. Raises `Codebook.DoesNotExist`."""
    published = Codebook.objects.filter(published_at__isnull=False)
    return CodebookSpec.from_json(published.values_list("data", flat=True).get(pk=codebook_id))
