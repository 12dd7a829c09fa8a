"""Who publishes articles, and who passes them on."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.arabic import fold

KEY_LENGTH = 400


class Publisher(models.Model):
    """Who published a text: an outlet, an agency, or an aggregator that passed it on."""

    class Kind(models.TextChoices):
        OUTLET = "outlet", _("Outlet")
        AGENCY = "agency", _("Agency")
        AGGREGATOR = "aggregator", _("Aggregator")
        # A name that was taken for a publisher's by mistake is kept, so that it is not taken for one again.
        NONE = "none", _("No publisher")

    name = models.CharField(_("name"), max_length=200)
    name_key = models.CharField(max_length=KEY_LENGTH, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.OUTLET)
    url = models.URLField(_("address"), blank=True)

    class Meta:
        verbose_name = _("publisher")
        verbose_name_plural = _("publishers")
        ordering = ["name_key"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.name_key = fold(self.name)[:KEY_LENGTH]
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @classmethod
    def named(cls, name: str, *, kind: str = Kind.OUTLET) -> Publisher:
        """The publisher of that name, made where there is none. Spellings that fold alike are one publisher."""
        return cls.objects.get_or_create(name_key=fold(name)[:KEY_LENGTH], defaults={"name": name, "kind": kind})[0]
