from __future__ import annotations

from typing import Any

from django.core.files import File
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotations.models.projects import Project
from newsdesk.errors import Conflict
from newsdesk.file_digests import sha256_of
from newsdesk.history.recording import NOTHING, record
from newsdesk.models import Erasure, User


class ExportQuerySet(models.QuerySet["Export"]):
    def done(self) -> ExportQuerySet:
        return self.filter(state=Export.State.DONE)

    def waiting(self) -> ExportQuerySet:
        return self.filter(state=Export.State.WAITING)


class Export(models.Model):
    """A file of a project's dataset, made in the background and offered only when it is whole and verified.

    `counts` says what is in it, `losses` what its format could not carry (`Losses.as_json`; counts alone in older
    ones); `failure` is `ExportFailed.as_json`.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for the worker")
        RUNNING = "running", _("Being made")
        DONE = "done", _("Ready")
        FAILED = "failed", _("Stopped")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    project = models.ForeignKey(Project, models.PROTECT, related_name="exports", verbose_name=_("project"))
    format = models.CharField(_("format"), max_length=20)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.WAITING)
    requested_by = models.ForeignKey(User, models.PROTECT, related_name="exports", verbose_name=_("asked for by"))
    requested_at = models.DateTimeField(_("asked for"), db_default=Now())
    queued_at = models.DateTimeField(_("in the queue since"), db_default=Now())
    started_at = models.DateTimeField(_("begun"), null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)
    file = models.FileField(_("file"), upload_to="exports/", blank=True)
    size = models.PositiveBigIntegerField(_("size in bytes"), null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    counts: Any = models.JSONField(_("what is in it"), default=dict, blank=True)
    losses: Any = models.JSONField(_("what it could not carry"), default=dict, blank=True)
    failure: Any = models.JSONField(_("why it was stopped"), null=True, blank=True)
    erasure = models.ForeignKey(Erasure, models.PROTECT, null=True, editable=False, related_name="exports")

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="done") | (~Q(file="") & ~Q(sha256="") & Q(size__isnull=False)),
                name="export_done_has_a_file",
            ),
            models.CheckConstraint(
                condition=Q(state="failed", failure__isnull=False) | (~Q(state="failed") & Q(failure__isnull=True)),
                name="export_failed_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def file_name(self) -> str:
        """The name under which it is downloaded."""
        return f"{self.project.key}-{self.pk}.{self.format}"

    @property
    def is_finished(self) -> bool:
        return self.state in (self.State.DONE, self.State.FAILED, self.State.WITHDRAWN)

    @transaction.atomic
    def take(self, *, by: User) -> File:
        """The file, open for reading; that somebody took it is on record.

        Raises `Conflict` where it is gone, or no longer the one that was made.
        """
        try:
            file = self.file.open("rb")
        except FileNotFoundError as error:
            message = _("The file is no longer on this machine. Ask for a new one.")
            raise Conflict(message, code="file_missing") from error
        if sha256_of(file) != self.sha256:
            file.close()
            raise Conflict(_("The file was changed since it was made. Ask for a new one."), code="file_changed")
        record("export.downloaded", self, by=by, changed=NOTHING)
        return file

    def queue(self) -> None:
        """Put it back in the queue."""
        self._become(self.State.WAITING, queued_at=timezone.now(), started_at=None, finished_at=None, failure=None)

    def begin(self) -> None:
        self._become(self.State.RUNNING, started_at=timezone.now())

    @transaction.atomic
    def finish(self, **written: Any) -> bool:
        """`written`: file, size, sha256, counts, losses. False where an erasure has withdrawn it meanwhile."""
        running = Export.objects.filter(pk=self.pk, state=self.State.RUNNING)
        is_mine = bool(running.update(state=self.State.DONE, finished_at=timezone.now(), **written))
        if is_mine:
            record("export.made", self, by=None, data={"size": written["size"], "sha256": written["sha256"]})
        return is_mine

    def fail(self, failure: dict[str, Any]) -> None:
        self._become(self.State.FAILED, finished_at=timezone.now(), failure=failure)

    def _become(self, state: str, **fields: Any) -> None:
        for name, value in {"state": state, **fields}.items():
            setattr(self, name, value)
        self.save(update_fields=["state", *fields])
