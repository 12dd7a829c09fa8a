"""The house's pages of the administration: accounts with their roles, and the history of everything."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from allauth.account.admin import EmailAddressAdmin  # noqa: F401  (registers the page, to be taken away below)
from allauth.account.models import EmailAddress
from allauth.mfa.admin import AuthenticatorAdmin  # noqa: F401  (as above)
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from newsdesk.accounts import closing, sessions
from newsdesk.admin.html import badge, bdi, list_url
from newsdesk.admin.pages import DeskAdmin, Link, administrators, person
from newsdesk.admin.tasks import TaskAdmin
from newsdesk.history.recording import NOTHING, record
from newsdesk.models import Event, User
from newsdesk.roles import ADMINISTRATOR, ROLES, roles_of
from newsdesk.web.stale_forms import SeenForm


class RolesField(forms.ModelMultipleChoiceField):
    """Roles as boxes to tick, under the names that people know them by."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs |= {"required": False, "label": _("roles"), "widget": forms.CheckboxSelectMultiple}
        super().__init__(Group.objects.filter(name__in=ROLES).order_by("pk"), **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return str(ROLES[obj.name])


class AccountForm(SeenForm, UserChangeForm):
    groups = RolesField()
    editor: User  # Whoever is editing: set by the page.

    class Meta(UserChangeForm.Meta):
        model = User

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.instance.pk == self.editor.pk:
            self._refuse_to_lock_oneself_out(cleaned)
            self._refuse_new_roles(cleaned)
        return cleaned

    def _refuse_to_lock_oneself_out(self, cleaned: dict[str, Any]) -> None:
        if not cleaned.get("is_active"):
            self.add_error("is_active", _("You cannot close your own account. Ask another administrator."))
        roles = {group.name for group in cleaned.get("groups", ())}
        if ADMINISTRATOR not in roles and not self.instance.is_superuser:
            self.add_error("groups", _("You cannot take the administrator's role from yourself. Ask another one."))

    def _refuse_new_roles(self, cleaned: dict[str, Any]) -> None:
        """A role opens what is confided to it: nobody takes it by himself."""
        if {group.name for group in cleaned.get("groups", ())} - roles_of(self.editor):
            self.add_error("groups", _("You cannot give yourself a role. Ask another administrator."))


class NewAccountForm(SeenForm, AdminUserCreationForm):
    groups = RolesField()

    class Meta(AdminUserCreationForm.Meta):
        model = User


class RoleFilter(admin.SimpleListFilter):
    title = _("role")
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(ROLES.items())

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(groups__name=self.value()) if self.value() in ROLES else queryset


@admin.register(User)
class AccountAdmin(DeskAdmin, UserAdmin):
    """Accounts are closed, never deleted: what they did stays theirs."""

    viewers = changers = adders = staticmethod(administrators)
    adding = _("Add an account")
    form, add_form = AccountForm, NewAccountForm
    parts = ("groups",)
    section, rank = "house", 1
    list_display = ("username", "full_name", "email", "roles", "is_active", "last_login")
    list_filter = (RoleFilter, "is_active")
    list_select_related = ()
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("username", "password", "is_active", "groups")}),
        (_("Person"), {"fields": ("first_name", "last_name", "email", "language", "theme")}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": ("username", "first_name", "last_name", "email", "groups", "password1", "password2"),
            },
        ),
    )
    readonly_fields = ("last_login", "date_joined")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related(Prefetch("groups", Group.objects.order_by("pk")))

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.editor = request.user
        return form

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        account = super().get_object(request, object_id, from_field)
        if account:
            account.edited_by = person(request)
        return account

    def links(self, obj: User) -> Sequence[Link]:
        return [
            (reverse("person", args=[obj.pk]), _("Sign-in, second step and sessions")),
            (list_url(Event, by__id__exact=obj.pk), _("What this person did")),
        ]

    @transaction.atomic
    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        account = self.get_object(request, id)
        before = account and account.password
        response = super().user_change_password(request, id, form_url)
        if account and User.objects.values_list("password", flat=True).get(pk=account.pk) != before:
            record("account.password_changed", account, by=person(request), changed=NOTHING)
            sessions.end_everywhere(account, by=person(request))
        return response

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Whoever may not come in any more is out at once."""
        super().save_related(request, form, formsets, change)
        if form.before.get("is_active") and not form.instance.is_active:
            closing.end_access(form.instance, by=person(request))

    @admin.display(description=_("name"))
    def full_name(self, user: User) -> SafeString | str:
        return bdi(user.get_full_name()) if user.get_full_name() else ""

    @admin.display(description=_("roles"))
    def roles(self, user: User) -> SafeString:
        names = [ROLES.get(group.name, group.name) for group in user.groups.all()]
        if user.is_superuser:
            names.insert(0, _("Superuser"))
        return format_html_join(" ", "{}", ((badge(name, "accent"),) for name in names))


# Three roles are fixed: who has them is said on the account. The tasks' own page asks Django's permissions.
# Second steps and their secrets are nobody's to look at: see the accounts' own pages.
admin.site.unregister([Group, DBTaskResult, EmailAddress, Authenticator])
admin.site.register(DBTaskResult, TaskAdmin)
