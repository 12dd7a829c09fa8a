"""Publishers and aggregators."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import OuterRef
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from articles.admin.searching import FoldedSearch
from articles.forms.admin import PublisherForm
from articles.models import Article, Publisher
from newsdesk.admin.html import list_url, size_link
from newsdesk.admin.pages import DeskAdmin, Link, editors
from newsdesk.web.paging import Counted


@admin.register(Publisher)
class PublisherAdmin(FoldedSearch, DeskAdmin):
    viewers = changers = adders = staticmethod(editors)
    adding = _("Add a publisher")
    form = PublisherForm
    section, rank = "texts", 3
    folded_column = "name_key"
    ordering = ("name_key",)
    list_display = ("name", "kind", "url", "articles_told")
    list_filter = ("kind",)
    fields = ("name", "kind", "url")

    def get_queryset(self, request: HttpRequest) -> Any:
        articles = Article.objects.standing().filter(publisher=OuterRef("pk"))
        return super().get_queryset(request).annotate(size=Counted(articles))

    def links(self, obj: Publisher) -> Sequence[Link]:
        return [(list_url(Article, publisher=obj.pk), _("Its articles"))]

    @admin.display(description=_("articles"), ordering="size")
    def articles_told(self, publisher: Any) -> SafeString | str:
        return size_link(Article, publisher.size, publisher=publisher.pk)
