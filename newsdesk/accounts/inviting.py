"""Invitations: a link that makes one account, in a role chosen by the one who invites.

By hand, because django-invitations mails them, and not every newsroom has e-mail.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from newsdesk.errors import Invalid
from newsdesk.history.recording import record
from newsdesk.models import Invitation, User
from newsdesk.roles import ROLES, grant
from newsdesk.signals import joined


@transaction.atomic
def invite(role: str, *, lifetime: timedelta, by: User, name: str = "") -> tuple[Invitation, str]:
    """A new invitation's row, and the secret of its link, which is shown once and kept nowhere."""
    if role not in ROLES:
        raise Invalid(_("There is no such role. Choose one from the page's menu."), code="unknown_role")
    secret = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        digest=_digest(secret), role=role, name=name, by=by, expires_at=timezone.now() + lifetime
    )
    record("account.invited", invitation, by=by, data={"role": role, "name": name})
    return invitation, secret


def invitation_of(secret: str) -> Invitation | None:
    """The invitation that may be used now with this secret."""
    return Invitation.objects.filter(digest=_digest(secret), **_open()).select_related("by").first()


@transaction.atomic
def accept(secret: str, user: User) -> User:
    """Store the account that somebody has filled in. Raises `Invalid` where the invitation has been used meanwhile."""
    invitation = Invitation.objects.select_for_update().filter(digest=_digest(secret), **_open()).first()
    if invitation is None:
        raise Invalid(_("This invitation is used up or has ended. Ask for a new one."), code="invitation_over")
    user.save()
    grant(user, invitation.role)
    invitation.account = user
    invitation.save(update_fields=["account"])
    joined.send(sender=Invitation, invitation=invitation, user=user)
    data = {"invitation": invitation.pk, "role": invitation.role}
    record("account.joined", user, by=user, data=data, changed={User: [user.pk], Invitation: [invitation.pk]})
    return user


@transaction.atomic
def revoke(invitation: Invitation, *, by: User) -> None:
    """The link leads nowhere from now on. Revoking what is used or revoked changes nothing."""
    if Invitation.objects.filter(pk=invitation.pk, **_open()).update(revoked_at=timezone.now()):
        record("account.invitation_revoked", invitation, by=by)


def open_invitations() -> list[Invitation]:
    return list(Invitation.objects.filter(**_open()).select_related("by"))


def _open() -> dict[str, object]:
    return {"revoked_at": None, "account": None, "expires_at__gt": timezone.now()}


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
