"""The registry of sources, with the names by which articles mention them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import OuterRef
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from annotations.models import Annotation, Source, SourceAlias
from annotations.models.sources import key_of
from newsdesk.admin.html import admin_link, list_url, size_link
from newsdesk.admin.pages import DeskAdmin, Link, NamedCells, editors
from newsdesk.web.paging import Counted
from newsdesk.web.stale_forms import SeenForm


class SourceForm(SeenForm):
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("name_ar") and not cleaned.get("name_en"):
            self.add_error("name_ar", _("Give a name, in Arabic or in English."))
        return cleaned


class AliasFormSet(forms.BaseInlineFormSet):
    def clean(self) -> None:
        """One source has each alias once, however it is spelled."""
        seen: set[str] = set()
        for form in self.forms:
            name = getattr(form, "cleaned_data", {}).get("name")
            if not name or form.cleaned_data.get("DELETE"):
                continue
            key = key_of(name)
            if not key:
                form.add_error("name", _("This name has no letters."))
            elif key in seen:
                form.add_error("name", _("This alias is there already."))
            seen.add(key)


class AliasInline(NamedCells):
    """Aliases are the one thing that may be taken away: the source's history keeps them."""

    viewers = changers = adders = staticmethod(editors)
    model = SourceAlias
    formset = AliasFormSet
    fields = ("name",)
    extra = 1

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return editors(request.user) and not _is_fixed(obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_add_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_add_permission(request, obj)


class StandingFilter(admin.SimpleListFilter):
    title, parameter_name = _("state"), "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("standing", _("Standing")), ("merged", _("Merged into another"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        states = {"standing": True, "merged": False}
        chosen = states.get(self.value() or "")
        return queryset if chosen is None else queryset.filter(merged_into__isnull=chosen)


@admin.register(Source)
class SourceAdmin(DeskAdmin):
    viewers = changers = adders = staticmethod(editors)
    adding = _("Add a source")
    form = SourceForm
    section, rank = "reference", 1
    parts = ("aliases",)
    inlines = (AliasInline,)
    list_display = ("__str__", "other_name", "kind", "publisher", "stands", "use")
    list_filter = (StandingFilter, "kind")
    list_select_related = ("publisher", "merged_into")
    search_fields = ("name_key",)
    search_help_text = _("Words of a name or an alias, in any spelling of alef, heh and yeh.")
    autocomplete_fields = ("publisher",)
    fields = (("name_ar", "name_en"), "kind", "publisher")

    def get_queryset(self, request: HttpRequest) -> Any:
        live = Annotation.objects.filter(source=OuterRef("pk"), deleted_at=None)
        return super().get_queryset(request).annotate(used=Counted(live))

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """Sources whose name or one alias holds every word."""
        return queryset.matching(search_term), False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was merged changes with the entry that stands for it, the built-in entry never."""
        return editors(request.user) and not _is_fixed(obj)

    def links(self, obj: Source) -> Sequence[Link]:
        return [
            (reverse("source", args=[obj.standing.pk]), _("Its page in the registry: merge, split, history")),
            (list_url(Annotation, source=obj.pk), _("Annotations that point to it")),
        ]

    @admin.display(description=_("merged into"))
    def stands(self, source: Source) -> SafeString | str:
        return admin_link(source.merged_into)

    @admin.display(description=_("other name"))
    def other_name(self, source: Source) -> str:
        return source.name_en if str(source) == source.name_ar else source.name_ar

    @admin.display(description=_("annotations"))
    def use(self, source: Any) -> SafeString | str:
        return size_link(Annotation, source.used, source=source.pk)


def _is_fixed(source: Source | None) -> bool:
    return source is not None and (source.is_built_in or source.merged_into_id is not None)
