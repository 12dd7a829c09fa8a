"""What is kept of the house's own things. See `history/states.py`."""

from __future__ import annotations

from collections.abc import Callable

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db.models import Model
from django_tasks_db.models import DBTaskResult

from newsdesk.history.states import Check, Kind
from newsdesk.models import (
    Backup,
    BrowserSession,
    Erasure,
    Event,
    Invitation,
    KeptState,
    KnownBrowser,
    Seal,
    SignInGuard,
    User,
    Verification,
)

# A role is known by its name: whoever renames one changes the state of all who have it.
GROUPS = """(
    SELECT json_agg(role.name ORDER BY role.name) FROM newsdesk_user_groups has
    JOIN auth_group role ON role.id = has.group_id WHERE has.user_id = this.id
)"""
PERMISSIONS = """(
    SELECT json_agg(permission_id ORDER BY permission_id) FROM newsdesk_user_user_permissions WHERE user_id = this.id
)"""

PREFERENCES = (
    *("language", "theme", "text_size", "line_height", "typeface", "digits", "months", "calendar"),
    "letter_keys",
)

KINDS = (
    Kind(
        User,
        (
            *("id", "username", "first_name", "last_name", "email", "is_active", "is_staff", "is_superuser"),
            "date_joined",
        ),
        left_out={
            "password": "hashed anew whenever the hasher's cost rises, without an event",
            "last_login": "of the moment",
        }
        # Else whoever took a role by SQL would have it vouched for by choosing a theme.
        | dict.fromkeys(PREFERENCES, "one's own taste, which opens nothing"),
        parts=(GROUPS, PERMISSIONS),
    ),
    Kind(
        Invitation,
        ("id", "digest", "role", "name", "by_id", "made_at", "expires_at", "revoked_at", "account_id"),
    ),
    Kind(Erasure, ("id", "stream", "by_id", "at", "reason")),
)
CHECKS: tuple[Check, ...] = ()
FILLINGS: tuple[Callable[[], None], ...] = ()
# Models whose rows no event tells of, and why.
OF_THE_MOMENT: dict[type[Model], str] = {
    Event: "the history itself, which its chain, seals and macs hold",
    Seal: "part of the history, held by the seals after it",
    KeptState: "what is compared with",
    Verification: "what a verification found; the next one finds it again",
    Backup: "about files: each is restored on trial, and what came of it is an event",
    SignInGuard: "counts that pass",
    KnownBrowser: "browsers that have a count of their own for wrong passwords; it opens nothing",
    BrowserSession: "who is signed in just now",
    Session: "who is signed in just now",
    DBTaskResult: "the queue of the background work",
    ContentType: "names of tables, made by Django",
    Permission: "names of permissions, made by Django; none is asked for",
    Group: "the roles; by their names part of each account",
    LogEntry: "not written: the history takes its place",
    EmailAddress: "not used: an address is part of its account",
    EmailConfirmation: "not used",
    Authenticator: "counters and secrets under another key, which change with each use of a code",
}
