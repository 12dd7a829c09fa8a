"""What the owner of an account is told when strangers have guessed at it all day long."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.mail import send_mail
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from newsdesk.history.recording import stream_of
from newsdesk.models import Event, SignInGuard, User

TOLD_FOR = timedelta(days=30)
MOST_TOLD = 5
MAIL = "account/email/locked_out"


def lately(user: User) -> list[Event]:
    """The latest times at which an account was locked for all unknown browsers."""
    return list(_of(user).filter(at__gt=timezone.now() - TOLD_FOR).order_by("-number")[:MOST_TOLD])


def tell_at_sign_in(request: HttpRequest, user: User) -> None:
    """Say so on the next page, if it happened since the last sign-in. Called before this one is put on record."""
    stream = Event.objects.filter(stream=stream_of(user))
    last = stream.filter(action="account.signed_in").order_by("-number").values_list("number", flat=True).first()
    if _of(user).filter(number__gt=last or 0).exists():
        messages.warning(
            request,
            _(
                "Since you last signed in, somebody has typed many wrong passwords or codes for your account. "
                "Your account’s page says when, and what you can do."
            ),
        )


def tell_by_mail(user: User) -> None:
    """Have a worker write to whoever has an address, so that nobody at the door waits for the mail server."""
    if settings.CAN_SEND_MAIL and user.email:
        write_to.enqueue(user.pk)


@task
def write_to(pk: int) -> None:
    user = User.objects.get(pk=pk)
    with translation.override(user.language or settings.LANGUAGE_CODE):
        context: dict[str, Any] = {"user": user, "address": settings.ORIGIN}
        subject = render_to_string(f"{MAIL}_subject.txt", context).strip()
        send_mail(subject, render_to_string(f"{MAIL}_message.txt", context), None, [user.email])


def _of(user: User) -> Any:
    return Event.objects.filter(
        stream=stream_of(user), action="account.locked_out", data__kind=SignInGuard.Kind.ACCOUNT.value
    )
