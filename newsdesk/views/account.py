"""The door and one's own account: allauth's views, each ending in one transaction with its event."""

from __future__ import annotations

from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from newsdesk.accounts import inviting, known_browsers, lockouts, sessions, two_step
from newsdesk.accounts.forms import JoinForm
from newsdesk.errors import Invalid
from newsdesk.history.recording import NOTHING, record
from newsdesk.models import BrowserSession, User
from newsdesk.roles import ROLES, SignedInRequest

INVITATION = "invitation"  # Where a session keeps the secret of the link that was followed.


class InOneTransaction:
    """What a form changes and its event are stored together or not at all.

    `tells` names the event where no signal of allauth's comes within the transaction.
    """

    tells = ""
    request: SignedInRequest

    @transaction.atomic
    def form_valid(self, form: Any) -> Any:
        response = super().form_valid(form)  # type: ignore[misc]
        if self.tells:
            record(self.tells, self.request.user, by=self.request.user, changed=NOTHING)
        return response


class SignIn(InOneTransaction, account.LoginView):
    template_name = "newsdesk/account/sign_in.html"


class SignOut(account.LogoutView):
    """Open to those signed out already: a second press of the button is no error."""

    http_method_names = ["post"]


class Closed(account.AccountInactiveView):
    template_name = "newsdesk/account/closed.html"


class SecondStep(InOneTransaction, mfa.AuthenticateView):
    template_name = "newsdesk/account/code.html"


class PasswordAgain(account.ReauthenticateView):
    template_name = "newsdesk/account/again.html"


class CodeAgain(mfa.ReauthenticateView):
    template_name = "newsdesk/account/again.html"


class Password(InOneTransaction, account.PasswordChangeView):
    template_name = "newsdesk/account/password.html"
    success_url = reverse_lazy("account")

    @transaction.atomic
    def form_valid(self, form: Any) -> Any:
        """All browsers are strangers to the new password; this one is known at once."""
        form.user.edited_by = form.user
        response = super().form_valid(form)
        user = User.objects.get(pk=self.request.user.pk)
        known_browsers.remember(self.request, response, user, sessions.own_row(self.request).first())
        return response


class Forgotten(account.PasswordResetView):
    """By e-mail where the house can send it; else the page says whom to ask."""

    template_name = "newsdesk/account/forgotten.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"can_send_mail": settings.CAN_SEND_MAIL}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return super().post(request, *args, **kwargs) if settings.CAN_SEND_MAIL else self.get(request)


class ForgottenSent(account.PasswordResetDoneView):
    template_name = "newsdesk/account/forgotten_sent.html"


@method_decorator(never_cache, name="dispatch")
class NewPassword(InOneTransaction, account.PasswordResetFromKeyView):
    template_name = "newsdesk/account/new_password.html"
    success_url = reverse_lazy("sign_in")

    def form_valid(self, form: Any) -> Any:
        form.user.edited_by = form.user
        return super().form_valid(form)


class TwoStepOn(InOneTransaction, totp.ActivateTOTPView):
    tells = "account.two_step_on"
    template_name = "newsdesk/account/two_step_on.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context, user = super().get_context_data(**kwargs), self.request.user
        secret = context["form"].secret
        spaced = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
        told = {"is_required": two_step.is_required_of(user), "is_anew": two_step.ANEW in self.request.session}
        return context | {"secret": spaced, **told}

    @transaction.atomic
    def form_valid(self, form: Any) -> Any:
        two_step.set_aside(form.user)
        return super().form_valid(form)


class TwoStepOff(InOneTransaction, totp.DeactivateTOTPView):
    template_name = "newsdesk/account/two_step_off.html"


class OfThisSite:
    """Codes made under another secret key are not to be shown: new ones take their place."""

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated and two_step.has_unreadable_recovery_codes(request.user):
            messages.warning(request, _("Your recovery codes are of another secret key of the site. Make new ones."))
            return redirect("mfa_generate_recovery_codes")
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


@method_decorator(never_cache, name="dispatch")
class RecoveryCodes(OfThisSite, recovery_codes.ViewRecoveryCodesView):
    template_name = "newsdesk/account/recovery_codes.html"


class NewRecoveryCodes(InOneTransaction, recovery_codes.GenerateRecoveryCodesView):
    tells = "account.recovery_codes_made"
    template_name = "newsdesk/account/new_recovery_codes.html"


class RecoveryCodesFile(OfThisSite, recovery_codes.DownloadRecoveryCodesView):
    template_name = "newsdesk/account/recovery_codes.txt"
    content_type = "text/plain; charset=utf-8"


@require_GET
@never_cache
def own_account(request: SignedInRequest) -> HttpResponse:
    """One's password, second step and sessions."""
    user = request.user
    context = {
        "roles": [name for role, name in ROLES.items() if role in user.roles],
        "two_step": two_step.is_on(user),
        "two_step_required": two_step.is_required_of(user),
        "sessions": sessions.shown(user, request),
        "known_browsers": known_browsers.of(user).count(),
        "lockouts": lockouts.lately(user),
    }
    return render(request, "newsdesk/account/account.html", context)


@require_POST
def session_ending(request: SignedInRequest, pk: int) -> HttpResponse:
    """Sign one browser out."""
    get_object_or_404(sessions.of(request.user).exclude(pk=sessions.own_number(request)), pk=pk)
    sessions.end(BrowserSession.objects.filter(pk=pk), request.user, by=request.user)
    messages.success(request, _("That browser is signed out."))
    return redirect("account")


@require_POST
def other_sessions_ending(request: SignedInRequest) -> HttpResponse:
    """Sign every other browser out."""
    sessions.end_everywhere(request.user, by=request.user, but=sessions.own_number(request))
    messages.success(request, _("All other browsers are signed out."))
    return redirect("account")


@login_not_required
@require_GET
@never_cache
def invitation(request: HttpRequest, secret: str) -> HttpResponseBase:
    """Keep the secret in the session, so that it stands in no address that a page could pass on."""
    if inviting.invitation_of(secret) is None:
        return render(request, "newsdesk/account/invitation_over.html", status=404)
    request.session[INVITATION] = secret
    return redirect("join")


@login_not_required
@require_http_methods(["GET", "POST"])
@never_cache
def join(request: HttpRequest) -> HttpResponse:
    """Make the account that one is invited to."""
    secret = request.session.get(INVITATION, "")
    found = inviting.invitation_of(secret)
    if found is None:
        return render(request, "newsdesk/account/invitation_over.html", status=404)
    if request.user.is_authenticated:
        return render(request, "newsdesk/account/invitation_for_another.html")
    form = JoinForm(request.POST or None)
    if form.is_valid():
        return _joined(request, secret, form)
    context = {"form": form, "invitation": found, "role": ROLES.get(found.role, found.role)}
    return render(request, "newsdesk/account/join.html", context)


def _joined(request: HttpRequest, secret: str, form: JoinForm) -> HttpResponse:
    try:
        inviting.accept(secret, form.save(commit=False))
    except Invalid:
        return render(request, "newsdesk/account/invitation_over.html", status=404)
    del request.session[INVITATION]
    messages.success(request, _("Your account is made. Sign in with it."))
    return redirect("sign_in")
