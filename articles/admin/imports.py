"""Imports, and what became of each text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles.admin.filters import BatchFilter
from articles.importing.proposals import undecided
from articles.importing.reports import with_counts
from articles.models import Article, ImportBatch, ImportItem
from newsdesk.admin.html import admin_link, badge, bdi, list_url, size_link
from newsdesk.admin.pages import DeskAdmin, Link, editors

OUTCOME_TONES = {"created": "success", "revised": "accent", "failed": "danger"}


@admin.register(ImportBatch)
class ImportBatchAdmin(DeskAdmin):
    viewers = staticmethod(editors)
    section, rank = "texts", 4
    list_display = ("name", "at", "author", "texts", "refused")
    list_filter = ("kind", ("at", admin.DateFieldListFilter))
    list_select_related = ("by",)
    fields = ("kind", "at", "author", "texts", "refused")

    def get_queryset(self, request: HttpRequest) -> Any:
        return with_counts(super().get_queryset(request))

    def links(self, obj: ImportBatch) -> Sequence[Link]:
        return [
            (list_url(ImportItem, batch=obj.pk), _("Its texts")),
            (list_url(Article, batch=obj.pk), _("Its articles")),
        ]

    def to_do(self) -> Sequence[Link]:
        count, newest = undecided()
        told = ngettext("%(count)d name to decide about", "%(count)d names to decide about", count)
        return [(reverse("import_batch", args=[newest]) + "#names", told % {"count": count})] if count else []

    @admin.display(description=_("import"), ordering="pk")
    def name(self, batch: ImportBatch) -> str:
        return str(batch)

    @admin.display(description=_("by"))
    def author(self, batch: ImportBatch) -> SafeString | str:
        return bdi(batch.by.display_name) if batch.by else "—"

    @admin.display(description=_("texts"))
    def texts(self, batch: Any) -> SafeString | str:
        return size_link(ImportItem, batch.text_count, batch=batch.pk)

    @admin.display(description=_("refused"))
    def refused(self, batch: Any) -> SafeString | str:
        return size_link(ImportItem, batch.refused_count, batch=batch.pk, outcome__exact="failed")


@admin.register(ImportItem)
class ImportItemAdmin(DeskAdmin):
    viewers = staticmethod(editors)
    section, rank = "texts", 5
    list_display = ("file", "what", "article_link", "batch_link", "told")
    list_filter = ("outcome", BatchFilter)
    list_select_related = ("article", "batch")
    search_fields = ("name", "sha256")
    ordering = ("-id",)
    fields = ("name", "what", "told", "article_link", "batch_link", "digest")

    @admin.display(description=_("file"), ordering="name")
    def file(self, item: ImportItem) -> SafeString:
        return bdi(item.name)

    @admin.display(description=_("outcome"), ordering="outcome")
    def what(self, item: ImportItem) -> SafeString:
        return badge(item.get_outcome_display(), OUTCOME_TONES.get(item.outcome, ""))

    # Not named as the column is: Django would show that, codes and all.
    @admin.display(description=_("notices"))
    def told(self, item: ImportItem) -> SafeString | str:
        said = render_to_string("admin/articles/notices.html", {"notices": item.said})
        return said if item.said else "—"

    @admin.display(description="SHA-256")
    def digest(self, item: ImportItem) -> str:
        return item.sha256

    @admin.display(description=_("article"))
    def article_link(self, item: ImportItem) -> SafeString | str:
        return admin_link(item.article)

    @admin.display(description=_("import"))
    def batch_link(self, item: ImportItem) -> SafeString | str:
        return admin_link(item.batch)
