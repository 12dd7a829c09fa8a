"""What the house does when somebody came, went, or changed how they get in; and when a worker keeps house."""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

from newsdesk import backing_up, chain, guarding, known_browsers, lockouts, sessions, two_step
from newsdesk.history import record
from newsdesk.models import User
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
def record_the_sign_in(request: HttpRequest, response: HttpResponse, user: User, **_kwargs: Any) -> None:
    lockouts.tell_at_sign_in(request, user)
    record("account.signed_in", user, by=user)
    known_browsers.remember(request, response, user, sessions.own_row(request).first())


@receiver(account.password_changed)
def end_other_sessions(request: HttpRequest, user: User, **_kwargs: Any) -> None:
    sessions.follow(request)
    record("account.password_changed", user, by=user)
    sessions.end_everywhere(user, by=user, but=sessions.own_number(request))


@receiver(account.password_reset)
def end_all_sessions(request: HttpRequest, user: User, **_kwargs: Any) -> None:
    record("account.password_reset", user, by=user)
    sessions.end_everywhere(user, by=user)


@receiver(mfa.authenticator_removed)
def record_the_end_of_the_second_step(
    request: HttpRequest, user: User, authenticator: Authenticator, **_kwargs: Any
) -> None:
    request.session.pop(two_step.KNOWN, None)
    if authenticator.type == Type.TOTP:
        record("account.two_step_off", user, by=user)


@receiver(housekeeping)
def forget_what_is_over(**_kwargs: Any) -> None:
    guarding.forget_old()
    known_browsers.forget_old()
    sessions.forget_ended()


@receiver(housekeeping)
def ask_for_the_nightly_backup(**_kwargs: Any) -> None:
    backing_up.ask_if_due()


@receiver(housekeeping)
def keep_the_history_sealed(**_kwargs: Any) -> None:
    chain.seal_if_due()
    chain.ask_for_verification_if_due()
