from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from articles.arabic import fold, search_key
from articles.models import KEY_LENGTH, Publisher


class SourceQuerySet(models.QuerySet["Source"]):
    def matching(self, words: str) -> SourceQuerySet:
        """Those of which a name or alias holds the words, whatever the spelling; all, where nothing is asked."""
        if not words.strip():
            return self
        if not (key := search_key(words)):
            return self.none()
        aliases = SourceAlias.objects.filter(name_key__contains=key)
        return self.filter(Q(name_key__contains=key) | Q(pk__in=aliases.values("source")))


class Source(models.Model):
    """A person, organisation, document or outlet to whom content is attributed, across articles."""

    class Kind(models.TextChoices):
        PERSON = "person", _("Person")
        ORGANISATION = "organisation", _("Organisation")
        OUTLET = "outlet", _("Outlet")
        DOCUMENT = "document", _("Document")
        GROUP = "group", _("Group")
        UNKNOWN = "unknown", _("Unknown")

    name_ar = models.CharField(_("Arabic name"), max_length=200, blank=True)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)
    name_key = models.CharField(max_length=KEY_LENGTH, editable=False, db_index=True)
    kind = models.CharField(_("kind"), max_length=14, choices=Kind.choices, default=Kind.UNKNOWN)
    publisher = models.ForeignKey(
        Publisher, models.PROTECT, null=True, blank=True, related_name="sources", verbose_name=_("publisher")
    )
    created_at = models.DateTimeField(_("added"), db_default=Now())

    objects = SourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["name_key", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(name_ar="") | ~Q(name_en=""), name="source_has_a_name"),
        ]

    def __str__(self) -> str:
        return (self.name_en or self.name_ar) if get_language() == "en" else (self.name_ar or self.name_en)

    def save(self, *args: object, **kwargs: object) -> None:
        self.name_key = fold(f"{self.name_ar} {self.name_en}".strip())[:KEY_LENGTH]
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class SourceAlias(models.Model):
    """Another name by which articles mention a source."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="aliases", verbose_name=_("source"))
    name = models.CharField(_("name"), max_length=200)
    name_key = models.CharField(max_length=KEY_LENGTH, editable=False, db_index=True)

    class Meta:
        verbose_name = _("alias")
        verbose_name_plural = _("aliases")
        ordering = ["name_key"]
        constraints = [models.UniqueConstraint(fields=["source", "name_key"], name="alias_once_for_a_source")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.name_key = fold(self.name)[:KEY_LENGTH]
        super().save(*args, **kwargs)  # type: ignore[arg-type]
