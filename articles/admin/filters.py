"""What lists of articles and of imports are filtered by."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from articles.models import ImportBatch, Publisher
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


class BatchFilter(LatestFilter):
    title, parameter_name = _("import"), "batch"

    def offered(self, model_admin: Any) -> Any:
        return ImportBatch.objects.order_by("-pk")[:OFFERED]
