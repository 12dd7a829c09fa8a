"""API tokens: who has which, and how to end one. They are made by their owners, or by the command `create_token`."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from annotations.models import ApiToken
from newsdesk.admin.html import badge
from newsdesk.admin.pages import DeskAdmin, administrators, person


@admin.register(ApiToken)
class ApiTokenAdmin(DeskAdmin):
    viewers = staticmethod(administrators)
    section, rank = "house", 2
    list_display = ("user", "name", "scope", "created_at", "last_used_at", "expires_at", "state")
    list_filter = ("scope", ("expires_at", admin.DateFieldListFilter))
    list_select_related = ("user",)
    search_fields = ("user__username", "name")
    ordering = ("-id",)
    fields = ("user", "name", "scope", "created_at", "last_used_at", "expires_at", "revoked_at", "state")
    actions = ("revoke",)

    @admin.action(description=_("Revoke"), permissions=["view"])
    def revoke(self, request: HttpRequest, queryset: Any) -> None:
        tokens = list(queryset)
        for token in tokens:
            token.revoke(by=person(request))
        told = ngettext("%(count)d token is revoked.", "%(count)d tokens are revoked.", len(tokens))
        self.message_user(request, told % {"count": len(tokens)}, messages.SUCCESS)

    @admin.display(description=_("state"))
    def state(self, token: ApiToken) -> SafeString:
        if token.revoked_at:
            return badge(_("Revoked"), "danger")
        if token.expires_at <= timezone.now():
            return badge(_("Expired"))
        return badge(_("In force"), "success") if token.user.is_active else badge(_("Account closed"), "danger")
