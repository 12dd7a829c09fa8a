"""What the house keeps: people, the doors they come in by, the history of everything, backups."""

from newsdesk.models.backups import Backup, BackupQuerySet
from newsdesk.models.doors import BrowserSession, Invitation, KnownBrowser, SignInGuard
from newsdesk.models.events import Erasure, Event, KeptState, Seal, Verification
from newsdesk.models.users import User

__all__ = [
    "Backup",
    "BackupQuerySet",
    "BrowserSession",
    "Erasure",
    "Event",
    "Invitation",
    "KeptState",
    "KnownBrowser",
    "Seal",
    "SignInGuard",
    "User",
    "Verification",
]
