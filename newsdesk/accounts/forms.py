"""What people fill in to get in and to keep their account: allauth's forms in our words and looks."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
)
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeAgainForm
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.forms import GenerateRecoveryCodesForm
from allauth.mfa.totp.forms import ActivateTOTPForm, DeactivateTOTPForm
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.contrib.auth.forms import BaseUserCreationForm
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from newsdesk.accounts import guarding, inviting
from newsdesk.accounts.signing_in import WRONG_CODE, guarded, told_by_the_form
from newsdesk.history.recording import NOTHING, record
from newsdesk.models import Invitation, User
from newsdesk.roles import ANALYST, ROLES

LATIN_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "0123456789" * 2)
WHAT_A_PASSWORD_MUST_BE = _(
    "12 characters or more: four words that only you would put together are easy to keep in mind."
)
CODE_LIFETIME = 150  # Seconds: longer than any code of the app is taken.
PLAIN = {"autocapitalize": "none", "spellcheck": "false"}


class OurForm:
    """Labels and a button of ours on a form of allauth's; its placeholders go, as they say what the labels say."""

    button: Any
    look = ""
    labels: dict[str, Any] = {}
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.error_messages["required"] = _("This is needed.")

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.add_input(Submit("", self.button, css_class=self.look))
        return helper


class SignInForm(OurForm, LoginForm):
    button = _("Sign in")
    labels = {"login": _("User name"), "password": _("Password")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs |= {**PLAIN, "autofocus": True}
        self.fields["password"].help_text = ""

    def add_prefix(self, field_name: str) -> str:
        """What browsers and password managers know the name by."""
        return "username" if field_name == "login" else super().add_prefix(field_name)


class NewPassword(OurForm):
    """Two fields for a new password, with what it must be."""

    labels = {
        "oldpassword": _("Present password"),
        "password1": _("New password"),
        "password2": _("New password, once more"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = WHAT_A_PASSWORD_MUST_BE
        if "oldpassword" in self.fields:
            self.fields["oldpassword"].help_text = ""


class PasswordForm(NewPassword, ChangePasswordForm):
    button = _("Change the password")

    def clean_oldpassword(self) -> str:
        password: str = self.cleaned_data["oldpassword"]
        if not get_adapter().reauthenticate(self.user, password):
            raise get_adapter().validation_error("enter_current_password")
        return password


class NewPasswordForm(NewPassword, ResetPasswordKeyForm):
    button = _("Set the password")


class ForgottenForm(OurForm, ResetPasswordForm):
    button = _("Send the link")
    labels = {"email": _("Your e-mail address")}

    def clean_email(self) -> str:
        email = str(super().clean_email())
        with told_by_the_form():
            guarding.count(guarding.Kind.RESET, email, request=context.request)
        return email


class PasswordAgainForm(OurForm, ReauthenticateForm):
    button = _("Go on")
    labels = {"password": _("Password")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""


class CodeField(forms.CharField):
    """A code as people type it: with spaces, or in Arabic digits."""

    widget = forms.TextInput(
        attrs={**PLAIN, "autocomplete": "one-time-code", "inputmode": "numeric", "dir": "ltr", "autofocus": True}
    )

    def to_python(self, value: Any) -> str:
        return "".join(str(super().to_python(value)).translate(LATIN_DIGITS).split())


class Guarded(OurForm):
    """A form that tries a code, and may not try many."""

    user: User

    def clean_code(self) -> str:
        with guarded(guarding.Kind.CODE, user=self.user, request=context.request) as attempt:
            try:
                code = self._checked_code()
            except ValidationError:
                attempt.failed()
                raise
            attempt.succeeded()
        return code

    @transaction.atomic
    def _checked_code(self) -> str:
        """A recovery code is used up and on record together."""
        code: str = super().clean_code()  # type: ignore[misc]
        self._refuse_if_used(code)
        authenticator = getattr(self, "authenticator", None)  # None while it is only being set up.
        if authenticator and authenticator.type == Authenticator.Type.RECOVERY_CODES:
            record("account.recovery_code_used", self.user, by=self.user, changed=NOTHING)
        return code

    def _refuse_if_used(self, code: str) -> None:
        """A code is good for a while: for whoever looks over a shoulder too, were it not good only once."""
        if not cache.add(f"two-step:{self.user.pk}:{code}", True, timeout=CODE_LIFETIME):
            raise ValidationError(WRONG_CODE, code="incorrect_code")


class CodeForm(Guarded, AuthenticateForm):
    button = _("Sign in")
    code = CodeField(
        label=_("Code"), help_text=_("Six digits from the app on your phone, or one of your recovery codes.")
    )


class CodeOnceMoreForm(Guarded, CodeAgainForm):
    button = _("Go on")
    code = CodeField(
        label=_("Code"), help_text=_("Six digits from the app on your phone, or one of your recovery codes.")
    )


class TwoStepOnForm(Guarded, ActivateTOTPForm):
    button = _("Switch it on")
    code = CodeField(label=_("Code"), help_text=_("The six digits that the app shows now."))


class TwoStepOffForm(OurForm, DeactivateTOTPForm):
    button = _("Switch it off")
    look = "button-danger"


class NewCodesForm(OurForm, GenerateRecoveryCodesForm):
    button = _("Make new codes")


class JoinForm(OurForm, BaseUserCreationForm):
    """Somebody invited fills in their own account."""

    button = _("Make my account")
    labels = {
        "username": _("User name"),
        "first_name": _("First name"),
        "last_name": _("Last name"),
        "email": _("E-mail address"),
        "password1": _("Password"),
        "password2": _("Password, once more"),
    }

    class Meta:
        model = User
        fields = ("username", "first_name", "last_name", "email")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].help_text = _("Letters, digits and @ . + - _ without spaces: you sign in with it.")
        self.fields["password1"].help_text = WHAT_A_PASSWORD_MUST_BE
        self.fields["password2"].help_text = ""

    def clean_username(self) -> str:
        name: str = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=name).exists():
            raise ValidationError(_("Somebody has that name already. Choose another."), code="taken")
        return name


class InvitationForm(forms.Form):
    DAYS = ((1, _("one day")), (3, _("three days")), (7, _("a week")), (30, _("a month")))

    role = forms.ChoiceField(label=_("Role"), choices=lambda: list(ROLES.items()), initial=ANALYST)
    name = forms.CharField(
        label=_("For whom"), max_length=150, required=False, help_text=_("Only so that you know it again in the list.")
    )
    days = forms.TypedChoiceField(label=_("Valid for"), choices=DAYS, coerce=int, initial=7)

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_action = reverse("invitations")
        helper.add_input(Submit("", _("Make the link")))
        return helper

    @transaction.atomic
    def invite(self, *, by: User) -> tuple[Invitation, str]:
        """The invitation as it was filled in, and the secret of its link."""
        chosen = self.cleaned_data
        lifetime = timedelta(days=chosen["days"])
        return inviting.invite(chosen["role"], lifetime=lifetime, by=by, name=chosen["name"])

    def places(self, invitations: Collection[Invitation]) -> dict[int, str]:
        """What else each invitation leads to, by its number, for the list of those that are open."""
        return {}
