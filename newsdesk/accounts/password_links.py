"""A link with which somebody sets a new password once, made by hand: not every newsroom has e-mail."""

from __future__ import annotations

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.db import transaction
from django.urls import reverse

from newsdesk.history.recording import NOTHING, record
from newsdesk.models import User


@transaction.atomic
def path_for(user: User, *, by: User | None) -> str:
    """The link's path: whoever opens it within PASSWORD_RESET_TIMEOUT, and before the next sign-in, sets a password."""
    record("account.password_link_made", user, by=by, changed=NOTHING)
    return reverse(
        "account_reset_password_from_key", args=[user_pk_to_url_str(user), default_token_generator.make_token(user)]
    )
