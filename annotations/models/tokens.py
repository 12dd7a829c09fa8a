"""Tokens of the API. By hand: django-ninja has none, and those of others (knox) belong to REST framework."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from functools import cache

from django.db import models, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from newsdesk.database.prepared import Given, Question
from newsdesk.errors import Invalid
from newsdesk.history.recording import record
from newsdesk.models import User
from newsdesk.roles import bringing_roles, knowing_roles

PREFIX = "ndk_"
MOST = 20  # In force at once for one account: more than anybody can tell apart.
USED = ("id", "user_id", "scope", "last_used_at")
NOTED_EVERY = timedelta(minutes=5)


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def in_force(self) -> ApiTokenQuerySet:
        return self.filter(revoked_at=None, expires_at__gt=timezone.now())


class ApiToken(models.Model):
    """A key with which a program acts for an account, which may do no more than its owner at that moment.

    Only its hash is kept. It ends with the account, with its password, its house roles and its second step: whoever
    changes one of these ends what was given out before. Places in projects are asked about at each request.
    """

    class Scope(models.TextChoices):
        READ = "read", _("Read")
        WRITE = "write", _("Read and write")

    class Reason(models.TextChoices):
        """Why one was revoked, as its event keeps it."""

        ASKED = "asked", _("revoked by hand")
        CLOSED = "closed", _("the account was closed")
        PASSWORD = "password", _("the password was changed")
        ROLES = "roles", _("the roles were changed")
        TWO_STEP = "two_step", _("the second step was removed")

    user = models.ForeignKey(User, models.CASCADE, related_name="api_tokens", verbose_name=_("account"))
    name = models.CharField(_("name"), max_length=100, blank=True)
    scope = models.CharField(_("scope"), max_length=8, choices=Scope.choices, default=Scope.READ)
    hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("added"), db_default=Now())
    expires_at = models.DateTimeField(_("expires"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("last used"), null=True, editable=False)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name or f"{self.user} {self.pk}"

    @classmethod
    @transaction.atomic
    def issue(
        cls, user: User, *, scope: str, lifetime: timedelta, name: str = "", by: User | None = None
    ) -> tuple[ApiToken, str]:
        """A new token's row, and the secret itself, which is shown once and kept nowhere. Raises `Invalid`."""
        User.objects.select_for_update(no_key=True).only("pk").get(pk=user.pk)
        if cls.objects.in_force().filter(user=user).count() >= MOST:
            raise Invalid(_("This account has as many tokens as it may have. Revoke one first."), code="too_many")
        secret = PREFIX + secrets.token_urlsafe(32)
        token = cls.objects.create(
            user=user, name=name, scope=scope, hash=_hash(secret), expires_at=timezone.now() + lifetime
        )
        record("token.issued", token, by=by, data={"user": user.username, "scope": scope})
        return token, secret

    @transaction.atomic
    def revoke(self, *, by: User | None, reason: str = Reason.ASKED) -> None:
        """End the token now. Ending it twice changes nothing."""
        if ApiToken.objects.filter(pk=self.pk, revoked_at=None).update(revoked_at=timezone.now()):
            record("token.revoked", self, by=by, data={"reason": str(reason)})

    def note_use(self) -> None:
        """Now and then: no request is to cost a write."""
        now = timezone.now()
        if self.last_used_at is None or now - self.last_used_at >= NOTED_EVERY:
            ApiToken.objects.filter(pk=self.pk).update(last_used_at=now)

    @classmethod
    def of_secret(cls, secret: str) -> ApiToken | None:
        """The token that may be used now with this secret: `USED` of it, and its user, who brings the roles."""
        user = _holder().answer(hash=_hash(secret), now=timezone.now())
        if user is None:
            return None
        values = [getattr(user, f"token_{name}") for name in USED]
        token = cls.from_db(None, USED, values)
        token.user = knowing_roles(user)
        return token


@cache
def _holder() -> Question[User]:
    """Whose token it is, and with it what `USED` names. Every request of a program asks it."""
    users = User.objects.filter(
        is_active=True,
        api_tokens__hash=Given("hash"),
        api_tokens__revoked_at=None,
        api_tokens__expires_at__gt=Given("now"),
    )
    return Question(bringing_roles(users.annotate(**{f"token_{name}": F(f"api_tokens__{name}") for name in USED})))


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
