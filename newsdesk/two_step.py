"""The second step of signing in: a code from an app on one's phone. Who must have it, and who has it."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest

from newsdesk import sessions
from newsdesk.accounts import ADMINISTRATOR, roles_of
from newsdesk.history import NOTHING, record
from newsdesk.models import BrowserSession, User

KNOWN = "two_step"  # A session's note that its owner has the second step: asked of the database once.


def is_required_of(user: User | AnonymousUser) -> bool:
    """By the roles that NEWSDESK_TWO_STEP_ROLES names."""
    roles = roles_of(user) | ({ADMINISTRATOR} if user.is_superuser else frozenset())
    return not roles.isdisjoint(settings.TWO_STEP_ROLES)


def is_on(user: User) -> bool:
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()


def is_due(request: HttpRequest) -> bool:
    """Whether whoever asks must set it up before anything else."""
    user = request.user
    if not settings.TWO_STEP_ROLES or not user.is_authenticated or request.session.get(KNOWN):
        return False
    if not is_required_of(user):
        return False
    if is_on(user):
        request.session[KNOWN] = True
        return False
    return True


@transaction.atomic
def remove(user: User, *, by: User | None) -> None:
    """For somebody who has lost phone and recovery codes: the password alone lets them in, every session ends."""
    removed, _kinds = Authenticator.objects.filter(user=user).delete()
    if removed:
        record("account.two_step_removed", user, by=by, changed=NOTHING)
        sessions.end(BrowserSession.objects.all(), user, by=by)
