"""Articles: what is known of them, their texts, and the blocks of a text, which have a page of their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles.admin.filters import (
    BatchFilter,
    CheckFilter,
    LanguageFilter,
    LanguageFromFilter,
    NoticesFilter,
    PublisherFilter,
)
from articles.admin.searching import FoldedSearch
from articles.forms.admin import ArticleForm
from articles.models import Article, Offer, Revision
from articles.models.offers import joined_articles
from articles.revising.blocks import accept_blocks
from articles.revising.languages import say_language_is_right
from articles.templatetags.newsdesk_texts import headline
from newsdesk.admin.html import admin_link, badge, bdi, list_url, waiting_link
from newsdesk.admin.pages import DeskAdmin, Link, editors, person
from newsdesk.errors import Conflict
from newsdesk.history.recording import stream_of
from newsdesk.models import Event, User
from newsdesk.roles import is_administrator
from newsdesk.web.paging import Size


@admin.register(Article)
class ArticleAdmin(FoldedSearch, DeskAdmin):
    """One article: what is known of it, all its texts, and the blocks of the newest."""

    viewers = changers = staticmethod(editors)
    form = ArticleForm
    section, rank = "texts", 1
    folded_column = "headline_key"
    search_help_text = _("Words of the headline, in any spelling of alef, heh and yeh.")
    list_display: tuple[Any, ...] = ("title", "published_by", "published", "blocks_to_check")
    list_filter: ClassVar[tuple[Any, ...]] = (
        *(CheckFilter, NoticesFilter, PublisherFilter, BatchFilter),
        *(LanguageFilter, LanguageFromFilter),
    )
    list_select_related = ("publisher", "aggregator")
    date_hierarchy = "published_on"
    autocomplete_fields = ("publisher", "aggregator")
    readonly_fields: ClassVar[tuple[Any, ...]] = ("created_at", "import_link", "texts", "newest_text", "language_known")
    fieldsets: ClassVar[tuple[Any, ...]] = (
        (None, {"fields": ("headline", ("publisher", "aggregator"), ("published_on", "published_at"), "url")}),
        (_("Language"), {"fields": (("language", "direction"), ("language_known", "language_is_right"))}),
        (_("Where it came from"), {"fields": (("created_at", "import_link"), "texts")}),
        (_("Blocks of the newest text"), {"fields": ("newest_text",)}),
    )
    actions: tuple[Any, ...] = ("mark_as_checked", "mark_language_as_right")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return StandingList

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """An article that was joined to another leads on to that. What is sent about it is refused: it is not lost."""
        found = self.get_object(request, unquote(object_id))
        if found and self.has_view_permission(request, found) and (into := found.leads_on_to):
            if request.method == "POST":
                raise Conflict(
                    gettext("This article was joined to another one meanwhile. Correct that."), code="joined"
                )
            told = gettext("Article %(number)d was joined to this one.") % {"number": found.pk}
            self.message_user(request, told, messages.INFO)
            return redirect("admin:articles_article_change", into)
        return super().change_view(request, object_id, form_url, extra_context)

    def links(self, obj: Article) -> Sequence[Link]:
        """Nothing is to be corrected where the text is no more."""
        if obj.erasure_id:
            return []
        return [(blocks_url(obj.current_revision), _("Correct the blocks"))]

    def links_for(self, reader: User, obj: Article) -> Sequence[Link]:
        if obj.erasure_id or not is_administrator(reader):
            return self.links(obj)
        return [*self.links(obj), (reverse("article_erasure", args=[obj.pk]), _("Erase by law"))]

    def to_do(self) -> Sequence[Link]:
        return [*self._blocks_to_check(), *self._texts_to_compare(), *self._languages_to_say()]

    def _texts_to_compare(self) -> Sequence[Link]:
        size = Size.of(Offer.objects.waiting())
        told = ngettext(
            "%(count)s article may be a new text of another",
            "%(count)s articles may be new texts of others",
            size.number,
        )
        more = gettext("More than %(count)s articles may be new texts of others")
        return waiting_link(reverse("offers"), size, told, more)

    def _languages_to_say(self) -> Sequence[Link]:
        size = Size.of(Article.objects.filter(language_from=Article.LanguageFrom.DOUBTFUL))
        told = ngettext(
            "%(count)s article is in a language that is not sure",
            "%(count)s articles are in languages that are not sure",
            size.number,
        )
        more = gettext("More than %(count)s articles are in languages that are not sure")
        return waiting_link(list_url(Article, language_from="doubtful"), size, told, more)

    def _blocks_to_check(self) -> Sequence[Link]:
        size = Size.of(Article.objects.standing().filter(needs_review=True))
        told = ngettext("%(count)s article has blocks to check", "%(count)s articles have blocks to check", size.number)
        more = gettext("More than %(count)s articles have blocks to check")
        return waiting_link(reverse("blocks_to_check"), size, told, more)

    def history_of(self, obj: Any) -> Any:
        """What happened to the article and to its texts."""
        streams = [stream_of(obj), *(stream_of(revision) for revision in obj.revisions.only("pk"))]
        return Event.objects.filter(stream__in=streams).select_related("by").order_by("-id")

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if article := kwargs.get("obj"):
            context["subtitle"] = headline(article)
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.action(description=_("Mark the blocks as checked"))
    def mark_as_checked(self, request: HttpRequest, queryset: Any) -> None:
        articles = queryset.prefetch_related("revisions__blocks")
        for article in articles:
            accept_blocks(article.current_revision, by=person(request))
        told = ngettext("%(count)d article is checked.", "%(count)d articles are checked.", len(articles))
        self.message_user(request, told % {"count": len(articles)}, messages.SUCCESS)

    @admin.action(description=_("Mark language and direction as right"))
    def mark_language_as_right(self, request: HttpRequest, queryset: Any) -> None:
        articles = list(queryset)
        for article in articles:
            say_language_is_right(article, by=person(request))
        told = ngettext("%(count)d article is checked.", "%(count)d articles are checked.", len(articles))
        self.message_user(request, told % {"count": len(articles)}, messages.SUCCESS)

    @admin.display(description=_("headline"), ordering="headline_key")
    def title(self, article: Article) -> SafeString:
        return headline(article)

    @admin.display(description=_("how the language is known"), ordering="language_from")
    def language_known(self, article: Article) -> SafeString:
        if article.language_from is None:
            return badge(_("Not yet checked"), "warning")
        is_doubtful = article.language_from == Article.LanguageFrom.DOUBTFUL
        return badge(article.get_language_from_display(), "warning" if is_doubtful else "")

    @admin.display(description=_("publisher"), ordering="publisher__name_key")
    def published_by(self, article: Article) -> SafeString:
        publisher = bdi(article.publisher.name if article.publisher else "—")
        if not article.aggregator:
            return publisher
        return format_html(gettext("{} via {}"), publisher, bdi(article.aggregator.name))

    @admin.display(description=_("published"), ordering="published_on")
    def published(self, article: Article) -> str:
        """To the precision that is known: a date alone shows no hour."""
        if article.published_at:
            return date_format(localtime(article.published_at), "DATETIME_FORMAT")
        return date_format(article.published_on, "DATE_FORMAT") if article.published_on else "—"

    @admin.display(description=_("blocks"), ordering="needs_review")
    def blocks_to_check(self, article: Article) -> SafeString:
        if not article.needs_review:
            return badge(_("In order"), "success")
        return format_html(
            '<a href="{}">{}</a>', reverse("article_blocks", args=[article.pk]), badge(_("To check"), "warning")
        )

    @admin.display(description=_("import"))
    def import_link(self, article: Article) -> SafeString | str:
        return admin_link(article.batch)

    @admin.display(description=_("texts"))
    def texts(self, article: Article) -> SafeString:
        revisions = article.revisions.select_related("created_by", "offer", "erasure").defer("text").order_by("-number")
        standing = [one for one in revisions if not is_parted(one)]
        context = {"revisions": revisions, "may_part": len(standing) > 1 and not article.erasure_id}
        return render_to_string("admin/articles/texts.html", context)

    @admin.display(description=_("text"))
    def newest_text(self, article: Article) -> SafeString:
        return blocks_in_context(article.current_revision)


@admin.register(Revision)
class RevisionAdmin(FoldedSearch, DeskAdmin):
    """A text, which never changes; its blocks are corrected on a page of their own."""

    viewers = staticmethod(editors)
    section, rank = "texts", 2
    folded_column = "article__headline_key"
    list_display = ("headline", "number", "length", "created_at", "author")
    list_select_related = ("article", "created_by")
    list_filter = (BatchFilter,)
    ordering = ("-id",)
    fields = (
        "article_link",
        "number",
        "length",
        "digest",
        "created_at",
        "author",
        "import_link",
        "notices_told",
        "in_context",
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("text")

    def links(self, obj: Revision) -> Sequence[Link]:
        return [] if obj.erasure_id else [(blocks_url(obj), _("Correct the blocks"))]

    @admin.display(description="SHA-256")
    def digest(self, revision: Revision) -> str:
        return revision.sha256

    @admin.display(description=_("notices"))
    def notices_told(self, revision: Revision) -> SafeString | str:
        said = render_to_string("admin/articles/notices.html", {"notices": revision.said})
        return said if revision.notices else "—"

    @admin.display(description=_("article"), ordering="article__headline_key")
    def headline(self, revision: Revision) -> SafeString:
        return headline(revision.article)

    @admin.display(description=_("article"))
    def article_link(self, revision: Revision) -> SafeString | str:
        return admin_link(revision.article)

    @admin.display(description=_("by"))
    def author(self, revision: Revision) -> SafeString | str:
        return bdi(revision.created_by.display_name) if revision.created_by else "—"

    @admin.display(description=_("import"))
    def import_link(self, revision: Revision) -> SafeString | str:
        return admin_link(revision.batch)

    @admin.display(description=_("text"))
    def in_context(self, revision: Revision) -> SafeString:
        return blocks_in_context(revision)


class StandingList(ChangeList):
    """Without the articles that lead on to others."""

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> Any:
        return super().get_queryset(request, exclude_parameters).exclude(pk__in=joined_articles())


def is_parted(revision: Revision) -> bool:
    """Whether an editor has said that it is no text of its article. Without a query where `offer` came with it."""
    offer: Offer | None = getattr(revision, "offer", None)
    return offer is not None and not offer.is_joined


def blocks_url(revision: Revision) -> str:
    return reverse("blocks", args=[revision.pk])


def blocks_in_context(revision: Revision) -> SafeString:
    """The text as it is read, block by block, each with its kind, bounds and flag."""
    rows = [(block, revision.text[block.start : block.end]) for block in revision.blocks.all()]
    context = {"rows": rows, "article": revision.article, "url": blocks_url(revision)}
    return render_to_string("admin/articles/blocks.html", context)
