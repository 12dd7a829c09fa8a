"""What the house does when somebody came, went, or changed how they get in; and when a worker keeps house."""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db.models.signals import m2m_changed, post_migrate, pre_save
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

from newsdesk.accounts import guarding, known_browsers, lockouts, sessions, two_step
from newsdesk.history import adopting, chain, witnessing
from newsdesk.history.recording import NOTHING, record
from newsdesk.models import User
from newsdesk.signals import housekeeping, keys_ended, looking
from newsdesk.upkeep import backups

Type = Authenticator.Type
KEEPING_KEYS = {"password", "is_superuser", "is_active"}  # What of an account its keys hang on.


@receiver(user_logged_in)
def begin_a_session(request: HttpRequest, user: User, **_kwargs: Any) -> None:
    sessions.begin(request, user)
    two_step.note_if_unreadable(request, user)


@receiver(user_logged_out)
def forget_the_session(request: HttpRequest, user: User | None, **_kwargs: Any) -> None:
    if user is not None:
        sessions.own_row(request).delete()


@receiver(account.user_logged_in)
def record_the_sign_in(request: HttpRequest, response: HttpResponse, user: User, **_kwargs: Any) -> None:
    lockouts.tell_at_sign_in(request, user)
    record("account.signed_in", user, by=user, changed=NOTHING)
    known_browsers.remember(request, response, user, sessions.own_row(request).first())


@receiver(account.password_changed)
def end_other_sessions(request: HttpRequest, user: User, **_kwargs: Any) -> None:
    sessions.follow(request)
    record("account.password_changed", user, by=user, changed=NOTHING)
    sessions.end_everywhere(user, by=user, but=sessions.own_number(request))


@receiver(account.password_reset)
def end_all_sessions(request: HttpRequest, user: User, **_kwargs: Any) -> None:
    record("account.password_reset", user, by=user, changed=NOTHING)
    sessions.end_everywhere(user, by=user)


@receiver(pre_save, sender=User)
def end_the_keys_of_a_changed_account(instance: User, raw: bool, update_fields: Any, **_kwargs: Any) -> None:
    """Whichever way it is changed: by a page, a command or a shell."""
    if raw or instance._state.adding or (update_fields is not None and not KEEPING_KEYS & set(update_fields)):
        return
    if reason := why_keys_end(instance, update_fields):
        keys_ended.send(sender=User, user=instance, by=instance.edited_by, reason=reason)


@receiver(m2m_changed, sender=User.groups.through)
def end_the_keys_of_changed_roles(instance: Any, action: str, reverse: bool, pk_set: Any, **_kwargs: Any) -> None:
    if action not in {"post_add", "post_remove", "pre_clear"} or (action != "pre_clear" and not pk_set):
        return
    changed = [instance] if not reverse else instance.user_set.all() if pk_set is None else _people(pk_set)
    for user in changed:
        keys_ended.send(sender=User, user=user, by=user.edited_by, reason="roles")


@receiver(mfa.authenticator_added)
def forget_that_it_was_to_be_set_up_anew(request: HttpRequest, authenticator: Authenticator, **_kwargs: Any) -> None:
    if authenticator.type == Type.TOTP:
        request.session.pop(two_step.ANEW, None)


@receiver(mfa.authenticator_removed)
def record_the_end_of_the_second_step(
    request: HttpRequest, user: User, authenticator: Authenticator, **_kwargs: Any
) -> None:
    request.session.pop(two_step.KNOWN, None)
    if authenticator.type == Type.TOTP:
        record("account.two_step_off", user, by=user, changed=NOTHING)
        keys_ended.send(sender=User, user=user, by=user, reason="two_step")


@receiver(housekeeping)
def forget_what_is_over(**_kwargs: Any) -> None:
    guarding.forget_old()
    known_browsers.forget_old()
    sessions.forget_ended()


@receiver(post_migrate)
def adopt_what_migrations_changed(sender: Any, plan: Any = (), **_kwargs: Any) -> None:
    """Once all are applied, and only in that run: whoever forges later finds nobody to adopt it."""
    if sender.name == "newsdesk":
        adopting.adopt_after(plan)


@receiver(housekeeping)
def ask_for_the_nightly_backup(**_kwargs: Any) -> None:
    backups.ask_if_due()


@receiver([housekeeping, looking])
def keep_the_history_sealed(**_kwargs: Any) -> None:
    chain.seal_if_due()
    witnessing.remember()


@receiver(housekeeping)
def keep_the_history_verified(**_kwargs: Any) -> None:
    chain.ask_for_verification_if_due()


def why_keys_end(account: User, saved: Any) -> str:
    """The reason, in one word, for which an account's keys end when it is stored as it is now; "" where they stay.

    A password that is hashed anew at a sign-in, as Django does it, is no new password.
    """
    stored = User.objects.filter(pk=account.pk).values(*KEEPING_KEYS).first() or {}
    changed = {name for name in stored if stored[name] != getattr(account, name) and (saved is None or name in saved)}
    was_typed = getattr(account, "_password", None) is not None
    is_hashed_anew = saved is not None and not was_typed and account.has_usable_password()
    if "is_active" in changed and not account.is_active:
        return "closed"
    if "password" in changed and not is_hashed_anew:
        return "password"
    return "roles" if "is_superuser" in changed else ""


def _people(pks: Any) -> Any:
    return User.objects.filter(pk__in=pks)
