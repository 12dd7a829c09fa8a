"""Annotations, relations and article labels, to look at, with the words they stand on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from annotations.models import Annotation, ArticleLabel, Codebook, Relation
from annotations.models.codebooks import published_spec
from annotations.wording import (
    article_label_words,
    attribute_words,
    kind_words,
    problem_words,
    quoting,
    relation_words,
    role_words,
)
from articles.directions import direction_within
from newsdesk.admin.html import admin_link, badge, bdi
from newsdesk.admin.pages import DeskAdmin, Link, editors
from newsdesk.history.recording import stream_of
from newsdesk.models import Event
from newsdesk.web.markdown import rendered

AROUND = 80  # Code points shown on either side of a quote.
QUOTE_LENGTH = 120


class LiveFilter(admin.SimpleListFilter):
    title, parameter_name = _("state"), "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("live", _("In force")), ("problems", _("With something missing")), ("deleted", _("Deleted"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        states = {
            "live": Q(deleted_at=None),
            "problems": Q(deleted_at=None) & ~Q(problems=[]),
            "deleted": Q(deleted_at__isnull=False),
        }
        chosen = states.get(self.value() or "")
        return queryset.filter(chosen) if chosen else queryset


class KindFilter(admin.SimpleListFilter):
    """The kinds that the published codebooks define."""

    title, parameter_name = _("kind"), "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        published = Codebook.objects.filter(published_at__isnull=False).order_by("pk").values_list("pk", flat=True)
        kinds = {kind.key: kind.name for pk in published for kind in published_spec(pk).annotations}
        return [(key, name.in_(request.LANGUAGE_CODE)) for key, name in kinds.items()]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(kind=self.value()) if self.value() in dict(self.lookup_choices) else queryset


class SaidAdmin(DeskAdmin):
    """What the three have in common: whose reading they are of, and that none is changed here."""

    viewers = staticmethod(editors)
    section = "work"
    ordering = ("-id",)  # Their ids are UUIDv7: newest first.

    def get_queryset(self, request: HttpRequest) -> Any:
        related = super().get_queryset(request).select_related("reading__revision__article", "reading__analyst")
        return related.defer("reading__revision__text")

    def called(self, obj: Any) -> str:
        return said_words(obj)

    def links(self, obj: Any) -> Sequence[Link]:
        return [(reverse("reading", args=[obj.reading_id]), _("Open the review page"))]

    def history_of(self, obj: Any) -> Any:
        """Its operations, out of its reading's history."""
        events = Event.objects.filter(stream=stream_of(obj.reading), data__object=str(obj.pk))
        return events.select_related("by").order_by("-number")

    @admin.display(description=_("article"))
    def headline(self, thing: Any) -> SafeString:
        return bdi(thing.reading.revision.article.headline)

    @admin.display(description=_("analyst"))
    def who(self, thing: Any) -> SafeString:
        analyst = thing.reading.analyst
        return bdi(analyst.display_name) if analyst else badge(_("Gold"), "warning")

    @admin.display(description=_("reading"))
    def reading_link(self, thing: Any) -> SafeString | str:
        return admin_link(thing.reading)

    @admin.display(description=_("state"))
    def state(self, thing: Any) -> SafeString:
        if thing.deleted_at:
            return badge(_("Deleted"))
        return badge(_("Something is missing"), "warning") if thing.problems else badge(_("In force"), "success")

    @admin.display(description=_("identifier"))
    def identifier(self, thing: Any) -> SafeString:
        return format_html('<code dir="ltr">{}</code>', thing.pk)

    @admin.display(description=_("problems"))
    def problems_told(self, thing: Any) -> SafeString | str:
        return format_html_join("", "<p>{}</p>", ((words,) for words in problem_words(thing.problems))) or "—"


@admin.register(Annotation)
class AnnotationAdmin(SaidAdmin):
    rank = 4
    list_display = ("what", "quotes", "headline", "who", "state")
    list_filter = (LiveFilter, KindFilter)
    search_fields = ("anchors__exact", "note")
    search_help_text = _("Words of a quote or a note, as they are written.")
    fields = (
        ("what", "state"),
        ("reading_link", "who"),
        "in_context",
        "values",
        "note_shown",
        "source_link",
        "ties",
        "problems_told",
        ("identifier", "version"),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("source").prefetch_related("anchors")

    @admin.display(description=_("kind"), ordering="kind")
    def what(self, annotation: Annotation) -> str:
        return kind_words(annotation)

    @admin.display(description=_("words"))
    def quotes(self, annotation: Annotation) -> SafeString:
        words = " … ".join(anchor.exact for anchor in annotation.anchors.all())
        return bdi(words if len(words) <= QUOTE_LENGTH else f"{words[:QUOTE_LENGTH]}…") if words else bdi("—")

    @admin.display(description=_("words in their place"))
    def in_context(self, annotation: Annotation) -> SafeString:
        text, article = annotation.reading.revision.text, annotation.reading.revision.article
        anchors = [
            {
                "role": role_words(annotation, anchor.role),
                "bounds": f"{anchor.start}–{anchor.end}",
                "before": text[max(anchor.start - AROUND, 0) : anchor.start],
                "exact": anchor.exact,
                "after": text[anchor.end : anchor.end + AROUND],
                "direction": direction_within(
                    text[max(anchor.start - AROUND, 0) : anchor.end + AROUND], article.direction
                ),
            }
            for anchor in annotation.anchors.all()
        ]
        return render_to_string("admin/annotations/anchors.html", {"anchors": anchors, "article": article})

    @admin.display(description=_("attributes"))
    def values(self, annotation: Annotation) -> SafeString | str:
        rows = format_html_join("", "<dt>{}</dt><dd><bdi>{}</bdi></dd>", attribute_words(annotation))
        return format_html('<dl class="values">{}</dl>', rows) if rows else "—"

    @admin.display(description=_("note"))
    def note_shown(self, annotation: Annotation) -> SafeString | str:
        return format_html('<div class="markdown">{}</div>', rendered(annotation.note)) if annotation.note else "—"

    @admin.display(description=_("source"))
    def source_link(self, annotation: Annotation) -> SafeString | str:
        return admin_link(annotation.source)

    @admin.display(description=_("relations"))
    def ties(self, annotation: Annotation) -> SafeString | str:
        relations = Relation.objects.filter(
            Q(from_annotation=annotation) | Q(to_annotation=annotation), deleted_at=None
        ).select_related("reading", "from_annotation__reading", "to_annotation__reading")
        rows = ((tie_line(relation),) for relation in relations)
        return format_html_join("", "<p>{}</p>", rows) or "—"


@admin.register(Relation)
class RelationAdmin(SaidAdmin):
    rank = 5
    list_display = ("what", "ends", "headline", "who", "state")
    list_filter = (LiveFilter,)
    fields = ("what", "ends", "reading_link", "who", "state", "problems_told", ("identifier", "version"))

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("from_annotation__reading", "to_annotation__reading")

    @admin.display(description=_("relation"), ordering="label")
    def what(self, relation: Relation) -> str:
        return relation_words(relation)

    @admin.display(description=_("between"))
    def ends(self, relation: Relation) -> SafeString:
        return tie_line(relation)


@admin.register(ArticleLabel)
class ArticleLabelAdmin(SaidAdmin):
    rank = 6
    list_display = ("about", "says", "headline", "who", "state")
    list_filter = (LiveFilter,)
    fields = ("about", "says", "reading_link", "who", "state", ("identifier", "version"))

    @admin.display(description=_("label"), ordering="label")
    def about(self, label: ArticleLabel) -> str:
        return article_label_words(label)[0]

    @admin.display(description=_("value"), ordering="value")
    def says(self, label: ArticleLabel) -> str:
        return article_label_words(label)[1]


def said_words(thing: Any) -> str:
    """What a reading says, as the codebook calls it, with the words that it marks."""
    if isinstance(thing, Annotation):
        return quoting(thing)
    if isinstance(thing, Relation):
        return relation_words(thing)
    return ": ".join(article_label_words(thing))


def tie_line(relation: Relation) -> SafeString:
    """Which annotation is tied to which, and how: each a link."""
    ends = (relation.from_annotation, relation.to_annotation)
    first, second = (admin_link(end, kind_words(end)) for end in ends)
    return format_html("{} · {} · {}", first, admin_link(relation, relation_words(relation)), second)
