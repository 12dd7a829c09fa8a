"""What is nobody's mistake and passes or is mended on the machine: a database that is away, a disk that is full."""

from __future__ import annotations

import errno

import psycopg
from django.db import DatabaseError as DjangoDatabaseError
from django.db import InterfaceError as DjangoInterfaceError
from django.utils.translation import gettext_lazy as _

from newsdesk.errors import DomainError

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
NO_ROOM = _("There is no room left on the server’s disk. Nothing was stored; tell an administrator.")


class Unavailable(DomainError):
    """The database does not answer, has no connection left, or keeps us waiting. The same may be tried again."""

    status = 503
    retry_after = 5  # seconds


class NoRoom(DomainError):
    """A disk is full: trying again helps only when somebody has made room."""

    status = 507
    retry_after = 60


def outage(error: BaseException | None) -> Unavailable | NoRoom | None:
    """What kind of outage an error comes from; None for what may be a fault of ours."""
    if isinstance(error, (Unavailable, NoRoom)):
        return error
    if isinstance(error, (DjangoDatabaseError, DjangoInterfaceError)):
        error = error.__cause__ or error
    if isinstance(error, psycopg.errors.DiskFull) or (isinstance(error, OSError) and error.errno in FULL):
        return NoRoom(NO_ROOM, code="no_room")
    if isinstance(error, (psycopg.OperationalError, psycopg.InterfaceError, DjangoInterfaceError)):
        return Unavailable(
            _("The database cannot be reached at the moment. Nothing was stored; try again in a few seconds."),
            code="unavailable",
        )
    return None
