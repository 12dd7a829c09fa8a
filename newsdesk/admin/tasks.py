"""What is done in the background."""

from __future__ import annotations

from allauth.account.admin import EmailAddressAdmin  # noqa: F401  (registers the page, to be taken away below)
from allauth.mfa.admin import AuthenticatorAdmin  # noqa: F401  (as above)
from django_tasks_db.admin import DBTaskResultAdmin

from newsdesk.admin.pages import DeskAdmin, administrators


class TaskAdmin(DeskAdmin, DBTaskResultAdmin):
    """The work done in the background, for whoever runs the house."""

    viewers = staticmethod(administrators)
    section, rank = "house", 4
