from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.db import models, transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from newsdesk.history import record
from newsdesk.models import User

PREFIX = "ndk_"


class ApiToken(models.Model):
    """A key with which a program acts for an account. Only its hash is kept; it dies with the account."""

    class Scope(models.TextChoices):
        READ = "read", _("Read")
        WRITE = "write", _("Read and write")

    user = models.ForeignKey(User, models.CASCADE, related_name="api_tokens", verbose_name=_("account"))
    name = models.CharField(_("name"), max_length=100, blank=True)
    scope = models.CharField(_("scope"), max_length=8, choices=Scope.choices, default=Scope.READ)
    hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("added"), db_default=Now())
    expires_at = models.DateTimeField(_("expires"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

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
        """A new token's row, and the secret itself, which is shown once and kept nowhere."""
        secret = PREFIX + secrets.token_urlsafe(32)
        token = cls.objects.create(
            user=user, name=name, scope=scope, hash=_hash(secret), expires_at=timezone.now() + lifetime
        )
        record("token.issued", token, by=by, data={"user": user.username, "scope": scope})
        return token, secret

    @transaction.atomic
    def revoke(self, *, by: User | None) -> None:
        """End the token now. Ending it twice changes nothing."""
        if ApiToken.objects.filter(pk=self.pk, revoked_at=None).update(revoked_at=timezone.now()):
            record("token.revoked", self, by=by)

    @classmethod
    def of_secret(cls, secret: str) -> ApiToken | None:
        """The token that may be used now with this secret."""
        return (
            cls.objects.filter(hash=_hash(secret), revoked_at=None, expires_at__gt=timezone.now(), user__is_active=True)
            .select_related("user")
            .first()
        )


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
