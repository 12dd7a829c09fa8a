"""The history: events in a chain under seals, what was kept of states, verifications, and legal erasures."""

from typing import Any

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from newsdesk.models.users import User


class Event(models.Model):
    """Something that happened, never changed afterwards (a trigger sees to it).

    `stream` is the thing it happened to ("reading/7"), `number` counts 1, 2, 3… within it. An event made by an
    operation of a client keeps the operation's id and a digest of its body, so that it is applied only once.

    The database chains the events of a stream: `body_digest` is that of `salt` and `data`, `hash` that of everything
    else with `body_digest` and the hash of the event before. An erasure blanks data and salt alone.
    See `history/chain.py`.

    `states` is a digest of the states that were kept with it, `mac` the event's own under a key that the database does
    not know: who writes an event by SQL can give it a hash, but no mac. See `history/states.py`.
    """

    stream = models.CharField(_("about"), max_length=80)
    number = models.PositiveBigIntegerField(_("number"))
    action = models.CharField(_("action"), max_length=60)
    by = models.ForeignKey(User, models.PROTECT, null=True, db_index=False, related_name="events", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), db_default=Now())
    data: Any = models.JSONField(_("data"), default=dict)
    operation = models.UUIDField(_("operation"), null=True, unique=True)
    digest = models.CharField(max_length=64, blank=True)
    salt = models.UUIDField(null=True, editable=False)
    body_digest = models.BinaryField(default=b"", editable=False)
    hash = models.BinaryField(default=b"", editable=False)
    states = models.BinaryField(null=True, editable=False)
    mac = models.BinaryField(null=True, editable=False)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("history")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["stream", "number"], name="one_event_per_number"),
            models.CheckConstraint(condition=models.Q(id__gt=0), name="event_ids_count_up"),
        ]
        indexes = [
            models.Index(fields=["at", "id"], name="event_newest"),
            models.Index(fields=["by", "at", "id"], name="event_newest_by_person"),
            models.Index(fields=["action", "at", "id"], name="event_newest_by_action"),
        ]

    def __str__(self) -> str:
        return f"{self.stream} {self.number}: {self.action}"


class KeptState(models.Model):
    """The state of one thing, as an event left it: a keyed digest of it, the newest of which the thing must fit.

    `stream` and `number` are the event's; those of an import are kept before its event, which vouches for all of them.
    Written by `history/states.py` alone; a trigger refuses changes.
    """

    stream = models.CharField(max_length=80)
    number = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=30)
    object = models.CharField(max_length=36)
    mac = models.BinaryField()

    class Meta:
        indexes = [
            models.Index(fields=["kind", "object", "id"], name="kept_state_newest"),
            models.Index(fields=["stream", "number"], name="kept_state_of_event"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}/{self.object} after {self.stream} {self.number}"


class Seal(models.Model):
    """Vouches for all events from the seal before up to the id `up_to`, so that none can go missing unnoticed.

    `heads` holds, for each stream in it, the number and hash of its last event: `{"reading/7": [12, "ab…"]}`.
    `version` is the way in which it was digested: see `history/chain.py`, which alone writes seals;
    a trigger refuses changes.
    """

    up_to = models.BigIntegerField(_("up to the event"), unique=True)
    count = models.PositiveBigIntegerField(_("events"))
    heads: Any = models.JSONField()
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(_("digest"), max_length=64, unique=True)
    made_at = models.DateTimeField(_("at"), db_default=Now())
    version = models.PositiveSmallIntegerField(db_default=1, editable=False)

    class Meta:
        verbose_name = _("seal")
        verbose_name_plural = _("seals")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.digest[:12]


class Verification(models.Model):
    """The history was checked against its chain and seals; `breaks` are the first that were found."""

    at = models.DateTimeField(_("at"), db_default=Now())
    events = models.PositiveBigIntegerField(_("events"))
    seals = models.PositiveBigIntegerField(_("seals"))
    breaks: Any = models.JSONField(_("breaks"), default=list)

    class Meta:
        verbose_name = _("verification")
        verbose_name_plural = _("verifications")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"verification {self.pk}"


class Erasure(models.Model):
    """Something was blanked by law: who decided it and why. See `erasing.py`.

    The triggers let its own transaction, and no other, blank what is never changed otherwise.
    """

    stream = models.CharField(_("about"), max_length=80)
    by = models.ForeignKey(User, models.PROTECT, related_name="erasures", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), db_default=Now())
    reason = models.TextField(_("reason"))

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.stream
