from datetime import timedelta
from functools import cached_property
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """Somebody with an account. What one may do follows from groups: see `accounts.py`."""

    class Theme(models.TextChoices):
        SYSTEM = "system", _("As the device")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")
        LIGHT_CONTRAST = "light-contrast", _("Light, high contrast")
        DARK_CONTRAST = "dark-contrast", _("Dark, high contrast")

    class TextSize(models.TextChoices):
        SMALL = "small", _("Small")
        NORMAL = "normal", _("Normal")
        LARGE = "large", _("Large")
        LARGER = "larger", _("Larger")
        LARGEST = "largest", _("Largest")

    class LineHeight(models.TextChoices):
        CLOSE = "close", _("Tight")
        NORMAL = "normal", _("Normal")
        WIDE = "wide", _("Wide")

    class Typeface(models.TextChoices):
        """None of them stacks letters, as Naskh does: where a mark ends inside a stack, browsers cut ink away."""

        PLEX = "plex", "IBM Plex Sans Arabic"
        ALMARAI = "almarai", "Almarai"
        TAJAWAL = "tajawal", "Tajawal"
        DEVICE = "device", _("The device's own")

    class Digits(models.TextChoices):
        LATIN = "latin", "0123456789"
        ARABIC = "arabic", "٠١٢٣٤٥٦٧٨٩"

    class Months(models.TextChoices):
        COMMON = "common", "يناير، فبراير، مارس"
        LEVANT = "levant", "كانون الثاني، شباط، آذار"

    class Calendar(models.TextChoices):
        GREGORIAN = "gregorian", _("Gregorian")
        BOTH = "both", _("Gregorian and Hijri (Umm al-Qura)")

    class LetterKeys(models.TextChoices):
        """WCAG 2.1.4: whoever speaks to the browser presses letters without meaning to."""

        ON = "on", _("On")
        OFF = "off", _("Off")

    language = models.CharField(
        _("language"), max_length=8, choices=[("ar", _("Arabic")), ("en", _("English"))], blank=True
    )
    theme = models.CharField(_("theme"), max_length=16, choices=Theme.choices, default=Theme.SYSTEM)
    text_size = models.CharField(_("text size"), max_length=8, choices=TextSize.choices, default=TextSize.NORMAL)
    line_height = models.CharField(
        _("line height"), max_length=8, choices=LineHeight.choices, default=LineHeight.NORMAL
    )
    typeface = models.CharField(_("typeface"), max_length=8, choices=Typeface.choices, default=Typeface.PLEX)
    digits = models.CharField(_("digits"), max_length=8, choices=Digits.choices, default=Digits.LATIN)
    months = models.CharField(_("names of months"), max_length=8, choices=Months.choices, default=Months.COMMON)
    calendar = models.CharField(_("calendar"), max_length=12, choices=Calendar.choices, default=Calendar.GREGORIAN)
    letter_keys = models.CharField(
        _("single-letter keys"), max_length=3, choices=LetterKeys.choices, default=LetterKeys.ON
    )

    not_recorded = ("password", "last_login")
    edited_by: "User | None" = None  # Who is changing this account just now, for what follows from it.

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")

    @cached_property
    def roles(self) -> frozenset[str]:
        """The names of one's groups, asked for once."""
        return frozenset(self.groups.values_list("name", flat=True))

    @property
    def display_name(self) -> str:
        return self.get_full_name() or self.username


class Event(models.Model):
    """Something that happened, never changed afterwards (a trigger sees to it).

    `stream` is the thing it happened to ("reading/7"), `number` counts 1, 2, 3… within it. An event made by an
    operation of a client keeps the operation's id and a digest of its body, so that it is applied only once.

    The database chains the events of a stream: `body_digest` is that of `salt` and `data`, `hash` that of everything
    else with `body_digest` and the hash of the event before. An erasure blanks data and salt alone. See `chain.py`.

    `states` is a digest of the states that were kept with it, `mac` the event's own under a key that the database does
    not know: who writes an event by SQL can give it a hash, but no mac. See `states.py`.
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
    Written by `states.py` alone; a trigger refuses changes.
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
    `version` is the way in which it was digested: see `chain.py`, which alone writes seals; a trigger refuses changes.
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


class SignInGuard(models.Model):
    """How often somebody has failed to get in lately: one row for all web processes. See `guarding.py`.

    What was typed is not kept, only a keyed digest of it; `user` where it was the name of an account. Each failure
    has spent one of the turns that there are: `spent` has a bit for each, `attempts` is how many.
    """

    class Kind(models.TextChoices):
        NAME = "name", _("Password, from one network address")
        BROWSER = "browser", _("Password, in a browser known to the account")
        ACCOUNT = "account", _("Password and code, from all unknown browsers")
        ADDRESS = "address", _("Network address")
        CODE = "code", _("Code of the second step")
        RESET = "reset", _("Forgotten password")

    kind = models.CharField(max_length=8, choices=Kind.choices)
    digest = models.CharField(max_length=64)
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="guards")
    attempts = models.PositiveIntegerField(default=0)
    spent = models.BigIntegerField(default=0, db_default=0)
    since = models.DateTimeField(db_default=Now())
    locked_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "digest"], name="one_guard_per_key")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"


class BrowserSession(models.Model):
    """Where somebody is signed in: what a person can recognise of it, so as to end it. See `sessions.py`.

    `key` is that of the session's row, a digest of the cookie: see `session_store.py`.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="browser_sessions")
    key = models.CharField(max_length=40, unique=True)
    started_at = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(db_default=Now())
    address = models.GenericIPAddressField(null=True)
    browser = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-seen_at"]

    def __str__(self) -> str:
        return f"{self.user} {self.pk}"


class KnownBrowser(models.Model):
    """A browser in which an account has signed in before: it has a count of wrong passwords of its own, no more.

    Only a digest of what the browser keeps is stored. `session` is the latest that it had: ending that from elsewhere
    forgets the browser, too. See `known_browsers.py`.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="known_browsers")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    session = models.OneToOneField(BrowserSession, models.SET_NULL, null=True, related_name="known_browser")
    made_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user} {self.pk}"


class Invitation(models.Model):
    """A link with which somebody makes an account once, in a role chosen beforehand. Only its digest is kept."""

    digest = models.CharField(max_length=64, unique=True, editable=False)
    role = models.CharField(_("role"), max_length=20)
    name = models.CharField(_("for whom"), max_length=150, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="invitations")
    made_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    account = models.OneToOneField(User, models.PROTECT, null=True, related_name="invited_by")

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name or f"{self.role} {self.pk}"


class BackupQuerySet(models.QuerySet["Backup"]):
    def written(self) -> "BackupQuerySet":
        """Those whose file was written and is still kept."""
        return self.filter(written_at__isnull=False, removed_at=None)


class Backup(models.Model):
    """One nightly backup: the file, what is in it, whether it was restored on trial. See `backing_up.py`.

    `rows` is how many rows each table had in it. `failure` is "" or one of the codes of `backing_up.py`.
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
        return self.path or f"backup {self.pk}"

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
