"""Nightly backups that were asked for, and what became of them."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class BackupQuerySet(models.QuerySet["Backup"]):
    def written(self) -> "BackupQuerySet":
        """Those whose file was written and is still kept."""
        return self.filter(written_at__isnull=False, removed_at=None)


class Backup(models.Model):
    """One nightly backup: the file, what is in it, whether it was restored on trial. See `upkeep/backups.py`.

    `rows` is how many rows each table had in it. `failure` is "" or one of the codes of `upkeep/backups.py`.
    """

    asked_at = models.DateTimeField(db_default=Now())
    written_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    path = models.CharField(max_length=1000, blank=True)
    size = models.PositiveBigIntegerField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    rows: Any = models.JSONField(default=dict)
    failure = models.CharField(max_length=40, blank=True)

    objects = BackupQuerySet.as_manager()

    class Meta:
        verbose_name = _("backup")
        verbose_name_plural = _("backups")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.file_name or f"backup {self.pk}"

    @property
    def file_name(self) -> str:
        """Without the folder, which is nobody's business who reads histories; "" before it was written."""
        return Path(self.path).name

    @property
    def age(self) -> timedelta:
        """Since it was written; none where it was not, or where the clock was put back since."""
        return max(timezone.now() - (self.written_at or timezone.now()), timedelta())

    @property
    def is_checked(self) -> bool:
        return self.checked_at is not None

    @property
    def has_failed(self) -> bool:
        return bool(self.failure)
