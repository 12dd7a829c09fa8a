"""What lists of articles and of imports are filtered by."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, Exists, OuterRef
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from articles.language_names import NAMES
from articles.models import Article, ImportBatch, Publisher, Revision
from newsdesk.admin.pages import LatestFilter

# How many publishers or imports a filter offers at most.
OFFERED = 12


class PublisherFilter(LatestFilter):
    """The publishers with most articles."""

    title, parameter_name = _("publisher"), "publisher"

    def offered(self, model_admin: Any) -> Any:
        return Publisher.objects.annotate(size=Count("articles")).filter(size__gt=0).order_by("-size", "pk")[:OFFERED]


class CheckFilter(admin.SimpleListFilter):
    title, parameter_name = _("blocks"), "needs_review"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("1", _("To check")), ("0", _("In order"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(needs_review=self.value() == "1") if self.value() in ("0", "1") else queryset


class LanguageFilter(admin.SimpleListFilter):
    """The languages that there are, by their names."""

    title, parameter_name = _("language"), "language"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        there = set(Article.objects.order_by().values_list("language", flat=True).distinct())
        others = sorted(there - NAMES.keys())
        return [*(one for one in NAMES.items() if one[0] in there), *zip(others, others, strict=True)]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(language=self.value()) if self.value() else queryset


class LanguageFromFilter(admin.SimpleListFilter):
    """How surely the language is known: `doubtful`, `unchecked` (from before anybody asked), `known`."""

    title, parameter_name = _("how the language is known"), "language_from"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("doubtful", _("Not sure")), ("unchecked", _("Not yet checked")), ("known", _("Known"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        match self.value():
            case "doubtful":
                return queryset.filter(language_from=Article.LanguageFrom.DOUBTFUL)
            case "unchecked":
                return queryset.filter(language_from=None, erasure=None)
            case "known":
                return queryset.exclude(language_from=None).exclude(language_from=Article.LanguageFrom.DOUBTFUL)
        return queryset


class NoticesFilter(admin.SimpleListFilter):
    """Articles of which a text is damaged, or in part no text."""

    title, parameter_name = _("notices"), "notices"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("1", _("With notices on a text"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() != "1":
            return queryset
        return queryset.filter(Exists(Revision.objects.filter(article=OuterRef("pk"), notices__isnull=False)))


class BatchFilter(LatestFilter):
    title, parameter_name = _("import"), "batch"

    def offered(self, model_admin: Any) -> Any:
        return ImportBatch.objects.order_by("-pk")[:OFFERED]
