"""What allauth asks us at the door: guards against guessing, our words, and how secrets are kept."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, cast

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from newsdesk.accounts import encryption, guarding, two_step
from newsdesk.database.prepared import Given, Question
from newsdesk.history.recording import NOTHING, record
from newsdesk.models import User
from newsdesk.roles import bringing_roles, knowing_roles

# What allauth tells people, by its names; it keeps silent about the rest.
TOLD = {
    "account/messages/password_changed.txt": gettext_lazy(
        "The new password is in force. Other browsers are signed out, and API tokens are revoked."
    ),
    "mfa/messages/totp_activated.txt": gettext_lazy("Two-step sign-in is on."),
    "mfa/messages/totp_deactivated.txt": gettext_lazy("Two-step sign-in is off."),
    "mfa/messages/recovery_codes_generated.txt": gettext_lazy("New recovery codes are made. Keep them somewhere safe."),
}
WRONG_CODE = gettext_lazy("That code is not right. Type the one that the app shows now; each works only once.")


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": gettext_lazy(
            "That name and password do not go together. Mind capital letters, and try again."
        ),
        "incorrect_password": gettext_lazy("That is not your password. Mind capital letters, and try again."),
        "enter_current_password": gettext_lazy("That is not your password. Mind capital letters, and try again."),
    }

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Every password that is tried passes here, at the door and within: none is looked at without a turn."""
        name = credentials.get("username", "")
        user = _named(name)
        if user:
            credentials["username"] = user.username
        with guarded(guarding.Kind.NAME, user=user, name=name, request=request) as attempt:
            found: AbstractBaseUser | None = super().authenticate(request, **credentials)
            if found:
                attempt.succeeded()
            else:
                attempt.failed()
        return found

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """By invitation only: see `inviting.py`."""
        return False

    @transaction.atomic
    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:
        """Said to whoever knows the password alone, and put on record."""
        record("account.refused", user, by=None, data={"address": guarding.address_of(request)}, changed=NOTHING)
        return super().respond_user_inactive(request, user)

    def is_reauthentication_required(self, **kwargs: Any) -> bool:
        """Whoever has signed in just now is not asked again."""
        request = context.request
        records = get_authentication_records(request, request.user)
        if records and time.time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT:
            return False
        return bool(super().is_reauthentication_required(**kwargs))

    def format_email_subject(self, subject: str) -> str:
        return subject

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *_args: Any, **_kwargs: Any
    ) -> None:
        words = TOLD.get(message_template or "")
        if words:
            messages.add_message(request, level, str(words))


class AccountBackend(AuthenticationBackend):
    """allauth refuses everybody whose name differs from another's by capitals alone; here the one typed is meant."""

    def _authenticate_by_username(self, username: str, password: str) -> AbstractBaseUser | None:
        found: AbstractBaseUser | None = self._check_password(_named(username), password)
        return found

    def get_user(self, user_id: int) -> User | None:
        user = _active_account().answer(user=user_id)
        return knowing_roles(user) if user else None


@cache
def _active_account() -> Question[User]:
    return Question(bringing_roles(User.objects.filter(pk=Given("user"), is_active=True)))


class MFAAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": WRONG_CODE,
        "cannot_delete_authenticator": gettext_lazy("Your role requires two-step sign-in: it cannot be switched off."),
    }

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        return user.get_username()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return not two_step.is_required_of(authenticator.user)

    def is_mfa_enabled(self, user: AbstractBaseUser, types: Collection[str] | None = None) -> bool:
        """By what this site can read alone. The door, which asks by these two types, takes recovery codes as well."""
        if user.is_anonymous:
            return False
        wanted = set(types) if types is not None else set(Authenticator.Type.values)
        if {Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN} <= wanted:
            wanted.add(Authenticator.Type.RECOVERY_CODES)
        return not wanted.isdisjoint(two_step.readable(cast(User, user)))

    def encrypt(self, text: str) -> str:
        """A copy of the database alone must not open the second step."""
        return encryption.sealed(text)

    def decrypt(self, encrypted_text: str) -> str:
        """What cannot be read is as good as a secret that nobody knows: no code fits it."""
        opened = encryption.opened(encrypted_text)
        return generate_totp_secret() if opened is None else opened


@contextmanager
def guarded(kind: str, *, user: User | None, name: str = "", request: HttpRequest | None) -> Iterator[guarding.Attempt]:
    """A try that a form makes; the form says so where it must wait."""
    with told_by_the_form(), guarding.attempt(kind, user=user, name=name, request=request) as attempt:
        yield attempt


@contextmanager
def told_by_the_form() -> Iterator[None]:
    try:
        yield
    except guarding.TooManyAttempts as error:
        raise ValidationError(error.message, code=error.code) from error


def _named(name: str) -> User | None:
    """Whoever is meant by a typed name: capitals matter only where two accounts differ by nothing else."""
    meant = sorted(User.objects.filter(username__iexact=name), key=lambda user: user.username != name)
    return meant[0] if meant else None
