"""The second step of signing in: a code from an app on one's phone. Who must have it, and who has it.

Its secrets are encrypted under SECRET_KEY. At a site with another key, as a backup restored elsewhere, nobody has them
any more: whoever knows the password sets them up anew there before anything else, and that is on record. Whoever can
still show a recovery code must. Nothing that is done through the site makes a secret unreadable.
"""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest

from newsdesk.accounts import encryption, sessions
from newsdesk.accounts.guarding import address_of
from newsdesk.history.recording import NOTHING, record
from newsdesk.models import User
from newsdesk.roles import ADMINISTRATOR, roles_of
from newsdesk.signals import keys_ended

Type = Authenticator.Type
ANEW = "two_step_anew"  # A session's note that its owner has a second step that cannot be read.
KNOWN = "two_step"  # A session's note that its owner has the second step: asked of the database once.


def is_required_of(user: User | AnonymousUser) -> bool:
    """By the roles that NEWSDESK_TWO_STEP_ROLES names."""
    roles = roles_of(user) | ({ADMINISTRATOR} if user.is_superuser else frozenset())
    return not roles.isdisjoint(settings.TWO_STEP_ROLES)


def is_on(user: User) -> bool:
    """Whether there is one that can be asked for."""
    return Type.TOTP in readable(user)


def is_kept(user: User) -> bool:
    """Whether there is one, be it unreadable."""
    return Authenticator.objects.filter(user=user, type=Type.TOTP).exists()


def readable(user: User) -> set[str]:
    """The kinds of codes that somebody can be asked for here."""
    return {one.type for one in Authenticator.objects.filter(user=user) if _is_readable(one)}


def is_due(request: HttpRequest) -> bool:
    """Whether whoever asks must set it up before anything else."""
    user = request.user
    if not user.is_authenticated:
        return False
    if request.session.get(ANEW):
        return True
    if not settings.TWO_STEP_ROLES or request.session.get(KNOWN) or not is_required_of(user):
        return False
    if is_on(user):
        request.session[KNOWN] = True
        return False
    return True


@transaction.atomic
def note_if_unreadable(request: HttpRequest, user: User) -> None:
    """At a sign-in: whoever has a second step that cannot be read sets it up anew, before anything else."""
    if is_kept(user) and not is_on(user):
        request.session[ANEW] = True
        record("account.two_step_unreadable", user, by=user, data={"address": address_of(request)}, changed=NOTHING)


@transaction.atomic
def set_aside(user: User) -> None:
    """Make room for a second step that is set up in place of one that cannot be read, with its recovery codes."""
    unreadable = [one for one in Authenticator.objects.filter(user=user) if not _is_readable(one)]
    Authenticator.objects.filter(pk__in=[one.pk for one in unreadable]).delete()
    if any(one.type == Type.TOTP for one in unreadable):
        record("account.two_step_replaced", user, by=user, changed=NOTHING)
        keys_ended.send(sender=User, user=user, by=user, reason="two_step")


def has_unreadable_recovery_codes(user: User) -> bool:
    codes = Authenticator.objects.filter(user=user, type=Type.RECOVERY_CODES).first()
    return codes is not None and not _is_readable(codes)


@transaction.atomic
def remove(user: User, *, by: User | None) -> None:
    """For somebody who has lost phone and recovery codes: the password alone lets them in, every session ends.

    API tokens end, too.
    """
    removed, _kinds = Authenticator.objects.filter(user=user).delete()
    if removed:
        record("account.two_step_removed", user, by=by, changed=NOTHING)
        sessions.end_everywhere(user, by=by)
        keys_ended.send(sender=User, user=user, by=by, reason="two_step")


def _is_readable(stored: Authenticator) -> bool:
    """allauth keeps one secret, or where codes were brought from elsewhere a list of them."""
    kept = stored.data
    secrets = [kept[name] for name in ("secret", "seed") if name in kept] or kept.get("migrated_codes", [])
    return all(encryption.opened(secret) is not None for secret in secrets)
