"""The registry of sources, with the names by which articles mention them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from annotations.models import Annotation, Source, SourceAlias
from articles.arabic import fold
from articles.models import KEY_LENGTH
from newsdesk.admin_pages import ByRole, DeskAdmin, Link, SeenForm, editors, list_link, list_url


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
            key = fold(name)[:KEY_LENGTH]
            if not key.strip():
                form.add_error("name", _("This name has no letters."))
            elif key in seen:
                form.add_error("name", _("This alias is there already."))
            seen.add(key)


class AliasInline(ByRole, admin.TabularInline):
    """Aliases are the one thing that may be taken away: the source's history keeps them."""

    viewers = changers = adders = staticmethod(editors)
    model = SourceAlias
    formset = AliasFormSet
    fields = ("name",)
    extra = 1

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return editors(request.user)


@admin.register(Source)
class SourceAdmin(DeskAdmin):
    viewers = changers = adders = staticmethod(editors)
    form = SourceForm
    section, rank = "reference", 1
    parts = ("aliases",)
    inlines = (AliasInline,)
    list_display = ("__str__", "other_name", "kind", "publisher", "use")
    list_filter = ("kind",)
    list_select_related = ("publisher",)
    search_fields = ("name_key",)
    search_help_text = _("Words of a name or an alias, in any spelling of alef, heh and yeh.")
    autocomplete_fields = ("publisher",)
    fields = (("name_ar", "name_en"), "kind", "publisher")

    def get_queryset(self, request: HttpRequest) -> Any:
        live = Annotation.objects.filter(source=OuterRef("pk"), deleted_at=None).order_by()
        return (
            super()
            .get_queryset(request)
            .annotate(used=Subquery(live.values("source").annotate(n=Count("pk")).values("n")))
        )

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """Sources whose name or one alias holds every word."""
        for word in search_term.split():
            key = fold(word).strip()
            if not key:
                return queryset.none(), False
            aliases = SourceAlias.objects.filter(source=OuterRef("pk"), name_key__contains=key)
            english = Q(name_en__icontains=word)
            queryset = queryset.filter(Q(name_key__contains=key) | english | Exists(aliases))
        return queryset, False

    def links(self, obj: Source) -> Sequence[Link]:
        return [(list_url(Annotation, source=obj.pk), _("Annotations that point to it"))]

    @admin.display(description=_("other name"))
    def other_name(self, source: Source) -> str:
        return source.name_en if str(source) == source.name_ar else source.name_ar

    @admin.display(description=_("annotations"))
    def use(self, source: Any) -> SafeString | str:
        return list_link(Annotation, source.used, source=source.pk) if source.used else "0"
