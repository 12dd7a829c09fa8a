"""One's own API tokens: which there are, making one, ending one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from allauth.account.decorators import reauthentication_required
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from annotations.access import tokens_of
from annotations.models import ApiToken
from newsdesk.history.recording import stream_of
from newsdesk.models import Event
from newsdesk.roles import SignedInRequest

ENDED_SHOWN = 10


class TokenForm(forms.Form):
    DAYS = ((7, gettext_lazy("a week")), (30, gettext_lazy("a month")), (90, gettext_lazy("three months")),
            (365, gettext_lazy("a year")))  # fmt: skip

    name = forms.CharField(
        label=gettext_lazy("What it is for"),
        max_length=100,
        help_text=gettext_lazy("So that you know later which one to end: “nightly download”, for example."),
    )
    scope = forms.ChoiceField(
        label=gettext_lazy("What it may do"), choices=ApiToken.Scope.choices, initial=ApiToken.Scope.READ
    )
    days = forms.TypedChoiceField(label=gettext_lazy("Valid for"), choices=DAYS, coerce=int, initial=90)

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.add_input(Submit("", _("Make the token")))
        return helper


@require_GET
@never_cache
def tokens(request: SignedInRequest) -> HttpResponse:
    """Those in force, and the last that have ended, each with its reason."""
    own = tokens_of(request.user)
    in_force = list(own.in_force())
    ended = list(own.exclude(pk__in=[token.pk for token in in_force])[:ENDED_SHOWN])
    return render(request, "annotations/tokens.html", {"tokens": in_force, "ended": _with_reasons(ended)})


@reauthentication_required
@require_http_methods(["GET", "POST"])
@never_cache
@sensitive_variables("secret")
def new_token(request: SignedInRequest) -> HttpResponse:
    """Make one: the password is asked for again first. The answer shows the token, the only time."""
    form = TokenForm(request.POST or None)
    if not form.is_valid():
        return render(request, "annotations/token_form.html", {"form": form})
    chosen = form.cleaned_data
    lifetime = timedelta(days=chosen["days"])
    token, secret = ApiToken.issue(
        request.user, scope=chosen["scope"], lifetime=lifetime, name=chosen["name"], by=request.user
    )
    return render(request, "annotations/token_made.html", {"token": token, "secret": secret})


@require_POST
def token_revocation(request: SignedInRequest, pk: int) -> HttpResponse:
    get_object_or_404(tokens_of(request.user), pk=pk).revoke(by=request.user)
    messages.success(request, _("The token is revoked: nothing gets in with it."))
    return redirect("tokens")


def _with_reasons(ended: list[ApiToken]) -> list[tuple[ApiToken, Any]]:
    streams = {stream_of(token): token.pk for token in ended}
    told = Event.objects.filter(stream__in=streams, action="token.revoked").values_list("stream", "data")
    words = dict(ApiToken.Reason.choices)
    reasons = {streams[stream]: words.get(data.get("reason", "")) for stream, data in told}
    return [(token, (reasons.get(token.pk) or _("revoked")) if token.revoked_at else _("expired")) for token in ended]
