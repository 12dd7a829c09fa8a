"""What can happen to the house's own things. See `history/registry.py`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from newsdesk.history.registry import Action, Group, Subject, administrators, editors
from newsdesk.models import Backup, Invitation, SignInGuard, User

# What happened to accounts, keys and doors is not for editors.
SUBJECTS = (
    Subject.of(
        User,
        administrators,
        things=User.objects.all,
        named=lambda user: user.display_name,
        in_words="%(name)s",
    ),
    Subject.of(
        Invitation,
        administrators,
        things=lambda: Invitation.objects.exclude(name=""),
        in_words=_("%(kind)s for %(name)s"),
    ),
    Subject("signinguard", _("sign-in guard"), administrators, SignInGuard),
    Subject.of(Backup, editors, things=lambda: Backup.objects.exclude(path="")),
    Subject("history", _("history"), editors),
)

GROUPS = (
    Group(
        "account",
        _("Accounts and signing in"),
        {
            "made": Action(_("Made by a command")),
            "preferences_changed": Action(_("Preferences changed")),
            "password_changed": Action(_("Password changed")),
            "password_reset": Action(_("New password by a link")),
            "password_link_made": Action(_("Link for a new password made")),
            "signed_in": Action(pgettext_lazy("event", "Signed in")),
            "sign_in_failed": Action(_("Sign-in failed")),
            "code_failed": Action(_("Wrong code at sign-in")),
            "refused": Action(_("Sign-in refused, as the account is closed")),
            "locked_out": Action(_("Locked out")),
            "unlocked": Action(_("Unlocked")),
            "two_step_on": Action(_("Two-step sign-in switched on")),
            "two_step_off": Action(_("Two-step sign-in switched off")),
            "two_step_removed": Action(_("Second step removed by an administrator")),
            "two_step_unreadable": Action(_("Signed in past a second step of another secret key")),
            "two_step_replaced": Action(_("Second step set up anew in place of an unreadable one")),
            "recovery_codes_made": Action(_("New recovery codes made")),
            "recovery_code_used": Action(_("Recovery code used")),
            "sessions_ended": Action(_("Signed out elsewhere")),
            "invited": Action(_("Invited")),
            "invitation_revoked": Action(_("Invitation revoked")),
            "joined": Action(_("Account made by invitation")),
            "closed": Action(_("The account was closed")),
            "reopened": Action(_("Account opened again")),
        },
    ),
    Group("user", _("Accounts, by the administration")),
    Group(
        "backup",
        _("Backups"),
        {
            "asked": Action(_("Backup begun")),
            "written": Action(_("Backup written")),
            "checked": Action(_("Backup restored on trial")),
            "failed": Action(_("Backup failed")),
            "removed": Action(_("Backup removed in its turn")),
        },
    ),
    Group(
        "audit",
        _("Audit"),
        {
            "downloaded": Action(_("Audit downloaded")),
            "verification_asked": Action(_("Verification of the history asked for")),
        },
    ),
    Group(
        "history",
        _("The history itself"),
        {
            "adopted": Action(_("Everything taken for right as it was")),
            "witnessed": Action(_("Seals remembered outside the database from now on")),
        },
    ),
)
