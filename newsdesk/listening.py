"""What the house does when somebody came, went, or changed how they get in; and when a worker keeps house."""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db.models.signals import post_migrate
from django.dispatch import receiver
from django.http import HttpRequest

from newsdesk import adopting, backing_up, chain, guarding, sessions, two_step
from newsdesk.history import NOTHING, record
from newsdesk.models import BrowserSession, User
from newsdesk.signals import housekeeping

Type = Authenticator.Type


@receiver(user_logged_in)
def begin_a_session(request: HttpRequest, user: User, **_kwargs: Any) -> None:
    sessions.begin(request, user)


@receiver(user_logged_out)
def forget_the_session(request: HttpRequest, user: User | None, **_kwargs: Any) -> None:
    if user is not None:
        sessions.own_row(request).delete()


@receiver(account.user_logged_in)
def record_the_sign_in(request: HttpRequest, user: User, **_kwargs: Any) -> None:
    record("account.signed_in", user, by=user, changed=NOTHING)
    guarding.forget_old()


@receiver(account.password_changed)
def end_other_sessions(request: HttpRequest, user: User, **_kwargs: Any) -> None:
    sessions.follow(request)
    record("account.password_changed", user, by=user, changed=NOTHING)
    sessions.end(sessions.others(request, user), user, by=user)


@receiver(account.password_reset)
def end_all_sessions(request: HttpRequest, user: User, **_kwargs: Any) -> None:
    record("account.password_reset", user, by=user, changed=NOTHING)
    sessions.end(BrowserSession.objects.all(), user, by=user)


@receiver(mfa.authenticator_added)
def record_the_second_step(user: User, authenticator: Authenticator, **_kwargs: Any) -> None:
    if authenticator.type == Type.TOTP:
        record("account.two_step_on", user, by=user, changed=NOTHING)


@receiver(mfa.authenticator_removed)
def record_the_end_of_the_second_step(
    request: HttpRequest, user: User, authenticator: Authenticator, **_kwargs: Any
) -> None:
    request.session.pop(two_step.KNOWN, None)
    if authenticator.type == Type.TOTP:
        record("account.two_step_off", user, by=user, changed=NOTHING)


@receiver(mfa.authenticator_reset)
def record_new_recovery_codes(user: User, **_kwargs: Any) -> None:
    record("account.recovery_codes_made", user, by=user, changed=NOTHING)


@receiver(mfa.authenticator_used)
def record_a_recovery_code(user: User, authenticator: Authenticator, **_kwargs: Any) -> None:
    if authenticator.type == Type.RECOVERY_CODES:
        record("account.recovery_code_used", user, by=user, changed=NOTHING)


@receiver(post_migrate)
def adopt_what_migrations_changed(sender: Any, plan: Any = (), **_kwargs: Any) -> None:
    """Once all are applied, and only in that run: whoever forges later finds nobody to adopt it."""
    if sender.name == "newsdesk":
        adopting.adopt_after(plan)


@receiver(housekeeping)
def ask_for_the_nightly_backup(**_kwargs: Any) -> None:
    backing_up.ask_if_due()


@receiver(housekeeping)
def keep_the_history_sealed(**_kwargs: Any) -> None:
    chain.seal_if_due()
    chain.ask_for_verification_if_due()
