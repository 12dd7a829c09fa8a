"""Closing an account: its sessions and tokens end at once, and what its owner did stays theirs."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from newsdesk.accounts import sessions
from newsdesk.errors import NotAllowed
from newsdesk.history.recording import record
from newsdesk.models import User
from newsdesk.signals import keys_ended


@transaction.atomic
def close(user: User, *, by: User | None) -> None:
    """Nobody gets in with this account any more. Closing it twice changes nothing."""
    if by is not None and user.pk == by.pk:
        raise NotAllowed(_("You cannot close your own account. Ask another administrator."), code="own_account")
    if User.objects.filter(pk=user.pk, is_active=True).update(is_active=False):
        record("account.closed", user, by=by)
        end_access(user, by=by)
    user.is_active = False


@transaction.atomic
def reopen(user: User, *, by: User | None) -> None:
    """Let somebody in again, with the same password and second step. Tokens stay ended."""
    if User.objects.filter(pk=user.pk, is_active=False).update(is_active=True):
        record("account.reopened", user, by=by)
    user.is_active = True


def end_access(user: User, *, by: User | None) -> None:
    """End every session and token of a person."""
    sessions.end_everywhere(user, by=by)
    keys_ended.send(sender=User, user=user, by=by, reason="closed")
