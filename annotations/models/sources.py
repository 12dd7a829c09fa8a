from __future__ import annotations

from typing import Any, cast

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from articles.arabic import search_key
from articles.models import KEY_LENGTH, Publisher
from articles.models.searching import with_every_word
from newsdesk.history.erasing import Erased
from newsdesk.models import Erasure

# What stands for the names of an erased entry; its keys are empty, so that no search finds it.
ERASED_AR, ERASED_EN = "مصدر ممحوّ", "Erased source"


def key_of(name: str) -> str:
    """A name as it is compared, without regard to how its letters are written."""
    return search_key(name)[:KEY_LENGTH]


class SourceQuerySet(models.QuerySet["Source"]):
    def standing(self) -> SourceQuerySet:
        """Without those that were merged into others, which stand for them."""
        return self.filter(merged_into=None)

    def matching(self, words: str) -> SourceQuerySet:
        """Those standing of which names hold every word, however it is spelled; all as they are, for no words."""
        return cast(SourceQuerySet, with_every_word(self, words, has=_named))

    def unknown(self) -> Source:
        """The entry that says: nobody knows who the source is."""
        return self.get(key=Source.UNKNOWN)

    def erase(self, erasure: Erasure) -> None:
        """Leave nothing of these entries but that they were there."""
        nobody = Source.objects.unknown()
        names = {"name_ar": ERASED_AR, "name_en": ERASED_EN, "name_key": "", "ar_key": "", "en_key": ""}
        place = {"merged_into": nobody, "merged_first_into": nobody}
        self.update(**names, **place, kind=Source.Kind.UNKNOWN, publisher=None, erasure=erasure)


def _named(word: str) -> Q:
    return Q(pk__in=SourceName.objects.filter(key__contains=word).values("standing"))


class Source(models.Model):
    """A person, organisation, document or outlet to whom content is attributed, across articles.

    A source that was merged into another keeps its row, so that annotations need not be rewritten: `standing` tells
    which entry stands for it now. Rows are written by `annotations.sources.changing`.
    """

    UNKNOWN = "unknown"
    # What the one built-in entry says.
    UNKNOWN_ENTRY = {
        "name_ar": "مصدر غير معروف",
        "name_en": "Unknown source",
        "name_key": "مصدر غير معروف unknown source",
        "ar_key": "مصدر غير معروف",
        "en_key": "unknown source",
        "kind": "unknown",
    }

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
    ar_key = models.CharField(max_length=KEY_LENGTH, editable=False, default="", db_index=True)
    en_key = models.CharField(max_length=KEY_LENGTH, editable=False, default="", db_index=True)
    kind = models.CharField(_("kind"), max_length=14, choices=Kind.choices, default=Kind.UNKNOWN)
    publisher = models.ForeignKey(
        Publisher, models.PROTECT, null=True, blank=True, related_name="sources", verbose_name=_("publisher")
    )
    # Programs know a built-in entry by its key; entries that people made have none.
    key = models.CharField(max_length=20, null=True, unique=True, editable=False)
    # The entry that stands, however long the chain; and the one into which an editor merged it, by which a chain is
    # taken apart again.
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="merged", verbose_name=_("merged into")
    )
    merged_first_into = models.ForeignKey("self", models.PROTECT, null=True, editable=False, related_name="+")
    created_at = models.DateTimeField(_("added"), db_default=Now())
    erasure = models.ForeignKey(Erasure, models.PROTECT, null=True, editable=False, related_name="sources")

    objects = SourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["name_key", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(name_ar="") | ~Q(name_en=""), name="source_has_a_name"),
            models.CheckConstraint(
                condition=Q(merged_into=None, merged_first_into=None)
                | Q(merged_into__isnull=False, merged_first_into__isnull=False, key=None)
                & ~Q(merged_into=F("id"))
                & ~Q(merged_first_into=F("id")),
                name="source_is_merged_into_another",
            ),
        ]

    def __str__(self) -> str:
        return (self.name_en or self.name_ar) if get_language() == "en" else (self.name_ar or self.name_en)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name_key = key_of(f"{self.name_ar} {self.name_en}")
        self.ar_key, self.en_key = key_of(self.name_ar), key_of(self.name_en)
        super().save(*args, **kwargs)

    @property
    def standing(self) -> Source:
        """The entry that stands for this one: itself unless it was merged."""
        return self.merged_into or self

    def refuse_if_erased(self) -> None:
        """Raises `Erased`."""
        if self.erasure:
            raise Erased(format_lazy(_("Source {number}"), number=self.pk), self.erasure)

    @property
    def is_built_in(self) -> bool:
        return self.key is not None

    def as_dict(self) -> dict[str, Any]:
        """The entry in short, as the API tells it."""
        own = ("key", "name_ar", "name_en", "kind")
        return {"id": self.pk} | {name: getattr(self, name) for name in own}


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

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name_key = key_of(self.name)
        super().save(*args, **kwargs)


class SourceName(models.Model):
    """Every name of every source, one a row: a view of the database, for finding.

    `standing` is the entry that stands for `source`; `is_alias` is 0 for its own two names, else 1; `sorted_words` is
    the key with its words in alphabetical order.
    """

    id = models.CharField(primary_key=True, max_length=30)
    source = models.ForeignKey(Source, models.DO_NOTHING, related_name="+")
    standing = models.ForeignKey(Source, models.DO_NOTHING, related_name="all_names")
    name = models.CharField(max_length=200)
    key = models.CharField(max_length=KEY_LENGTH)
    sorted_words = models.CharField(max_length=KEY_LENGTH)
    is_alias = models.IntegerField()

    class Meta:
        managed = False
        db_table = "annotations_sourcename"

    def __str__(self) -> str:
        return self.name
