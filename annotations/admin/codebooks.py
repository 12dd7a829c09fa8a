"""Versions of the codebook: drafts are written here as YAML, checked line by line, and frozen by publishing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from annotations.codebook_versions.publishing import next_version, publish, write_into
from annotations.models import Codebook, Project, Reading
from newsdesk.admin.html import badge, list_url
from newsdesk.admin.pages import DeskAdmin, Link, editors, person
from newsdesk.errors import DomainError
from newsdesk.web.paging import is_id
from newsdesk.web.stale_forms import SeenForm


class CodebookForm(SeenForm):
    """A draft's YAML; its key, version and names are read from it."""

    source = forms.CharField(
        label=_("YAML source"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 40, "dir": "ltr", "class": "code", "spellcheck": "false"}),
    )

    class Meta:
        model = Codebook
        fields = ("source",)

    def clean_source(self) -> str:
        source: str = self.cleaned_data["source"].replace("\r\n", "\n")
        try:
            write_into(self.instance, source)
        except DomainError as error:
            found = [one["message"] for one in error.errors]
            raise forms.ValidationError([str(error), *found] if found else str(error)) from error
        return source


@admin.register(Codebook)
class CodebookAdmin(DeskAdmin):
    viewers = changers = adders = staticmethod(editors)
    adding = _("Add a codebook")
    form = CodebookForm
    section, rank = "reference", 2
    list_display = ("__str__", "key", "version", "state", "created_at", "published_at")
    list_filter = ("key",)
    actions = ("publish_versions",)
    ordering = ("key", "-version")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("data")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A published version is frozen."""
        return super().has_change_permission(request, obj) and not (obj and obj.published_at)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return ("source",)
        told = ("name_ar", "name_en", ("key", "version"), ("state", "created_at", "published_at"))
        return (*told, "numbered_source" if obj.published_at else "source")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        told = ("name_ar", "name_en", "key", "version", "state", "created_at", "published_at", "numbered_source")
        return told if obj else ()

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new version begins as the one it was asked from."""
        base = request.GET.get("from", "")
        codebook = Codebook.objects.filter(pk=base).first() if is_id(base) else None
        return {"source": next_version(codebook)} if codebook else {}

    def links(self, obj: Codebook) -> Sequence[Link]:
        add = reverse("admin:annotations_codebook_add")
        return [
            (f"{add}?from={obj.pk}", _("New version")),
            (list_url(Project, codebook=obj.pk), _("Projects under it")),
            (list_url(Reading, codebook=obj.pk), _("Readings under it")),
        ]

    def to_do(self) -> Sequence[Link]:
        count = Codebook.objects.filter(published_at=None).count()
        told = ngettext("%(count)d draft of a codebook", "%(count)d drafts of codebooks", count)
        return [(list_url(Codebook, published_at__isnull=1), told % {"count": count})] if count else []

    @admin.action(description=_("Publish: freeze these versions"), permissions=["view"])
    def publish_versions(self, request: HttpRequest, queryset: Any) -> None:
        codebooks = list(queryset)
        for codebook in codebooks:
            publish(codebook, by=person(request))
        told = ngettext("%(count)d version is published.", "%(count)d versions are published.", len(codebooks))
        self.message_user(request, told % {"count": len(codebooks)}, messages.SUCCESS)

    @admin.display(description=_("state"))
    def state(self, codebook: Codebook) -> SafeString:
        return badge(_("Published"), "success") if codebook.published_at else badge(_("Draft"), "warning")

    @admin.display(description=_("YAML source"))
    def numbered_source(self, codebook: Codebook) -> SafeString:
        return render_to_string("admin/annotations/source.html", {"lines": codebook.source.splitlines()})
