"""Files of datasets that were asked for, to look at: they are asked for and fetched on the site's page."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from annotations.models import Export
from newsdesk.admin.html import badge
from newsdesk.admin.pages import DeskAdmin, editors

TONES = {Export.State.DONE: "success", Export.State.FAILED: "danger"}


@admin.register(Export)
class ExportAdmin(DeskAdmin):
    viewers = staticmethod(editors)
    section, rank = "work", 7
    list_display = ("name", "requested_by", "requested_at", "finished_at", "status", "size")
    list_filter = ("state",)
    ordering = ("-id",)
    fields = ("project", "format", "requested_by", "requested_at", "finished_at", "status", "size", "sha256", "failure")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("project", "requested_by")

    @admin.display(description=_("file"))
    def name(self, export: Export) -> str:
        return export.file_name

    @admin.display(description=_("state"), ordering="state")
    def status(self, export: Export) -> SafeString:
        return badge(export.get_state_display(), TONES.get(Export.State(export.state), ""))
