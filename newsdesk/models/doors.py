"""What stands at the door: invitations, browsers that are signed in or known, and how often somebody failed."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from newsdesk.models.users import User


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
