"""The door and the accounts. allauth asks for some addresses by names of its own, which stand here too."""

from django.urls import path, re_path
from django.views.generic import RedirectView

from newsdesk.views import account as own
from newsdesk.views import people

sign_in = own.SignIn.as_view()
sign_out = own.SignOut.as_view()

urlpatterns = [
    path("sign-in/", sign_in, name="account_login"),
    path("sign-in/", sign_in, name="sign_in"),
    path("sign-in/code/", own.SecondStep.as_view(), name="mfa_authenticate"),
    path("sign-in/closed/", own.Closed.as_view(), name="account_inactive"),
    path("sign-out/", sign_out, name="account_logout"),
    path("sign-out/", sign_out, name="sign_out"),
    path("password/forgotten/", own.Forgotten.as_view(), name="account_reset_password"),
    path("password/forgotten/sent/", own.ForgottenSent.as_view(), name="account_reset_password_done"),
    re_path(
        r"^password/new/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        own.NewPassword.as_view(),
        name="account_reset_password_from_key",
    ),
    path("invitation/", own.join, name="join"),
    path("invitation/<str:secret>/", own.invitation, name="invitation"),
    path("account/", own.own_account, name="account"),
    path("account/password/", own.Password.as_view(), name="account_change_password"),
    path("account/again/", own.PasswordAgain.as_view(), name="account_reauthenticate"),
    path("account/again/code/", own.CodeAgain.as_view(), name="mfa_reauthenticate"),
    path("account/two-step/", RedirectView.as_view(pattern_name="account"), name="mfa_index"),
    path("account/two-step/on/", own.TwoStepOn.as_view(), name="mfa_activate_totp"),
    path("account/two-step/off/", own.TwoStepOff.as_view(), name="mfa_deactivate_totp"),
    path("account/recovery-codes/", own.RecoveryCodes.as_view(), name="mfa_view_recovery_codes"),
    path("account/recovery-codes/new/", own.NewRecoveryCodes.as_view(), name="mfa_generate_recovery_codes"),
    path("account/recovery-codes/file", own.RecoveryCodesFile.as_view(), name="mfa_download_recovery_codes"),
    path("account/sessions/ending", own.other_sessions_ending, name="other_sessions_ending"),
    path("account/sessions/<int:pk>/ending", own.session_ending, name="session_ending"),
    path("people/invitations/<int:pk>/revocation", people.invitation_revocation, name="invitation_revocation"),
    path("people/guards/<int:pk>/unlocking", people.unlocking, name="unlocking"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/closure", people.closure, name="closure"),
    path("people/<int:pk>/reopening", people.reopening, name="reopening"),
    path("people/<int:pk>/password-link", people.password_link, name="password_link"),
    path("people/<int:pk>/two-step-removal", people.two_step_removal, name="two_step_removal"),
    path("people/<int:pk>/sessions/ending", people.sessions_ending, name="sessions_ending"),
]
