"""Whoever a command's history names."""

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from newsdesk.models import User


def account_named(username: str | None) -> User | None:
    """None where no account is named. Raises `CommandError` for a name that nobody has."""
    if not username:
        return None
    try:
        return User.objects.get(username=username)
    except User.DoesNotExist:
        raise CommandError(_("There is no account named %(name)s.") % {"name": username}) from None
