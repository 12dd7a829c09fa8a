"""What events are called: the registry of their actions. Each app adds its own."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy, pgettext_lazy

# What an action of an event is called; apps add theirs. `publisher.changed` is told by its verb alone.
ACTION_WORDS: dict[str, Any] = {
    "created": gettext_lazy("Made"),
    "changed": gettext_lazy("Changed"),
    "erased": gettext_lazy("Erased by law"),
    "audit.downloaded": gettext_lazy("Audit downloaded"),
    "history.adopted": gettext_lazy("Everything taken for right as it was"),
    "history.witnessed": gettext_lazy("Seals remembered outside the database from now on"),
    "audit.verification_asked": gettext_lazy("Verification of the history asked for"),
    "account.made": gettext_lazy("Made by a command"),
    "account.preferences_changed": gettext_lazy("Preferences changed"),
    "account.password_changed": gettext_lazy("Password changed"),
    "account.password_reset": gettext_lazy("New password by a link"),
    "account.password_link_made": gettext_lazy("Link for a new password made"),
    "account.signed_in": pgettext_lazy("event", "Signed in"),
    "account.sign_in_failed": gettext_lazy("Sign-in failed"),
    "account.code_failed": gettext_lazy("Wrong code at sign-in"),
    "account.refused": gettext_lazy("Sign-in refused, as the account is closed"),
    "account.locked_out": gettext_lazy("Locked out"),
    "account.unlocked": gettext_lazy("Unlocked"),
    "account.two_step_on": gettext_lazy("Two-step sign-in switched on"),
    "account.two_step_off": gettext_lazy("Two-step sign-in switched off"),
    "account.two_step_removed": gettext_lazy("Second step removed by an administrator"),
    "account.two_step_unreadable": gettext_lazy("Signed in past a second step of another secret key"),
    "account.two_step_replaced": gettext_lazy("Second step set up anew in place of an unreadable one"),
    "account.recovery_codes_made": gettext_lazy("New recovery codes made"),
    "account.recovery_code_used": gettext_lazy("Recovery code used"),
    "account.sessions_ended": gettext_lazy("Signed out elsewhere"),
    "account.invited": gettext_lazy("Invited"),
    "account.invitation_revoked": gettext_lazy("Invitation revoked"),
    "account.joined": gettext_lazy("Account made by invitation"),
    "account.closed": gettext_lazy("The account was closed"),
    "account.reopened": gettext_lazy("Account opened again"),
    "backup.asked": gettext_lazy("Backup begun"),
    "backup.written": gettext_lazy("Backup written"),
    "backup.checked": gettext_lazy("Backup restored on trial"),
    "backup.failed": gettext_lazy("Backup failed"),
    "backup.removed": gettext_lazy("Backup removed in its turn"),
    "token.issued": gettext_lazy("Token issued"),
    "token.revoked": gettext_lazy("Token revoked"),
}


def action_words(action: str) -> str:
    """An event's action in the reader's language; the code itself where nobody has named it."""
    return str(ACTION_WORDS.get(action) or ACTION_WORDS.get(action.rpartition(".")[2]) or action)


# What actions are about, by the first word of their codes.
KINDS: dict[str, Any] = {
    "account": gettext_lazy("Accounts and signing in"),
    "user": gettext_lazy("Accounts, by the administration"),
    "token": gettext_lazy("API tokens"),
    "batch": gettext_lazy("Imports"),
    "article": gettext_lazy("Articles"),
    "revision": gettext_lazy("Texts"),
    "publisher": gettext_lazy("Publishers"),
    "project": gettext_lazy("Projects and their members"),
    "codebook": gettext_lazy("Codebooks"),
    "reading": gettext_lazy("Readings"),
    "annotation": gettext_lazy("Annotations"),
    "relation": gettext_lazy("Relations"),
    "article_label": gettext_lazy("Article labels"),
    "source": gettext_lazy("Sources"),
    "confidential_note": gettext_lazy("Confidential notes"),
    "export": gettext_lazy("Downloads"),
    "backup": gettext_lazy("Backups"),
    "audit": gettext_lazy("Audit"),
    "history": gettext_lazy("The history itself"),
}
