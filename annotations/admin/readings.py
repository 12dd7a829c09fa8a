"""Readings and submissions, to look at: what a reading says is written on the review page alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import Count, OuterRef, Q, Subquery
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from annotations.admin.articles import ProjectFilter
from annotations.models import Annotation, Codebook, Reading, Submission
from annotations.wording import article_label_words, kind_words, relation_words
from articles.admin.searching import FoldedSearch
from newsdesk.admin.html import admin_link, badge, bdi, list_link, list_url
from newsdesk.admin.pages import DeskAdmin, LatestFilter, Link, editors
from newsdesk.models import User

MOST_SHOWN = 200
OFFERED = 20


class ReadingProjectFilter(ProjectFilter):
    parameter_name = "project"


class CodebookFilter(LatestFilter):
    title, parameter_name = _("codebook"), "codebook"

    def offered(self, model_admin: Any) -> Any:
        return Codebook.objects.filter(published_at__isnull=False).defer("source", "data")


class AnalystFilter(LatestFilter):
    title, parameter_name = _("analyst"), "analyst"

    def offered(self, model_admin: Any) -> Any:
        return User.objects.filter(pk__in=Reading.objects.values("analyst")).order_by("username")[:OFFERED]


class StateFilter(admin.SimpleListFilter):
    title, parameter_name = _("state"), "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("open", _("In work")), ("submitted", _("Handed in")), ("gold", _("Gold"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        states = {
            "open": Q(submission=None, is_gold=False),
            "submitted": Q(submission__isnull=False),
            "gold": Q(is_gold=True),
        }
        chosen = states.get(self.value() or "")
        return queryset.filter(chosen) if chosen else queryset


@admin.register(Reading)
class ReadingAdmin(FoldedSearch, DeskAdmin):
    viewers = staticmethod(editors)
    section, rank = "work", 2
    folded_column = "revision__article__headline_key"
    search_help_text = _("Words of the article's headline.")
    list_display = ("headline", "who", "project", "codebook", "created_at", "state", "annotation_count")
    list_filter = (StateFilter, ReadingProjectFilter, AnalystFilter, CodebookFilter)
    ordering = ("-id",)
    fields = (
        ("article", "revision_link"),
        ("who", "state"),
        ("project_link", "codebook_link"),
        "created_at",
        "submission_told",
        "said",
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        live = Annotation.objects.filter(reading=OuterRef("pk"), deleted_at=None).order_by()
        counted = live.values("reading").annotate(n=Count("pk")).values("n")
        readings = super().get_queryset(request).annotate(said_count=Subquery(counted))
        related = readings.select_related("revision__article", "analyst", "project", "codebook", "submission__by")
        return related.defer("revision__text", "codebook__source", "codebook__data")

    def lookup_allowed(self, lookup: str, value: Any, request: Any = None) -> bool:
        return lookup in {"revision", "revision__article"} or super().lookup_allowed(lookup, value, request)

    def links(self, obj: Reading) -> Sequence[Link]:
        return [
            (reverse("reading", args=[obj.pk]), _("Open the review page")),
            (list_url(Annotation, reading=obj.pk), _("Its annotations")),
        ]

    @admin.display(description=_("article"), ordering="revision__article__headline_key")
    def headline(self, reading: Reading) -> SafeString:
        return bdi(reading.revision.article.headline)

    @admin.display(description=_("analyst"), ordering="analyst__username")
    def who(self, reading: Reading) -> SafeString:
        return bdi(reading.analyst.display_name) if reading.analyst else badge(_("Gold"), "warning")

    @admin.display(description=_("state"))
    def state(self, reading: Reading) -> SafeString:
        return badge(_("Handed in"), "success") if reading.is_submitted else badge(_("In work"))

    @admin.display(description=_("annotations"))
    def annotation_count(self, reading: Any) -> SafeString | str:
        return list_link(Annotation, reading.said_count, reading=reading.pk) if reading.said_count else "0"

    @admin.display(description=_("article"))
    def article(self, reading: Reading) -> SafeString | str:
        return admin_link(reading.revision.article)

    @admin.display(description=_("text"))
    def revision_link(self, reading: Reading) -> SafeString | str:
        return admin_link(reading.revision, reading.revision.number)

    @admin.display(description=_("project"))
    def project_link(self, reading: Reading) -> SafeString | str:
        return admin_link(reading.project)

    @admin.display(description=_("codebook"))
    def codebook_link(self, reading: Reading) -> SafeString | str:
        return admin_link(reading.codebook)

    @admin.display(description=_("submission"))
    def submission_told(self, reading: Reading) -> SafeString | str:
        return admin_link(reading.submission, reading.submission.by) if reading.is_submitted else "—"

    @admin.display(description=_("what it says"))
    def said(self, reading: Reading) -> SafeString:
        """Its annotations with their quotes, its relations and article labels, each a link."""
        annotations = reading.annotations.live().prefetch_related("anchors").order_by("pk")[:MOST_SHOWN]
        relations = reading.relations.filter(deleted_at=None)[:MOST_SHOWN]
        labels = reading.article_labels.filter(deleted_at=None)[:MOST_SHOWN]
        things: list[Any] = [*annotations, *relations, *labels]
        for thing in things:
            thing.reading = reading
        context = {
            "article": reading.revision.article,
            "annotations": [(one, kind_words(one)) for one in annotations],
            "relations": [(one, relation_words(one)) for one in relations],
            "labels": [(one, *article_label_words(one)) for one in labels],
            "everything": list_url(Annotation, reading=reading.pk) if len(annotations) == MOST_SHOWN else "",
        }
        return render_to_string("admin/annotations/said.html", context)


@admin.register(Submission)
class SubmissionAdmin(DeskAdmin):
    viewers = staticmethod(editors)
    section, rank = "work", 3
    list_display = ("at", "by", "headline", "project")
    list_filter = (("at", admin.DateFieldListFilter),)
    ordering = ("-id",)
    fields = ("reading_link", "by", "at")

    def get_queryset(self, request: HttpRequest) -> Any:
        related = super().get_queryset(request).select_related("by", "reading__revision__article", "reading__project")
        return related.select_related("reading__analyst").defer("reading__revision__text")

    @admin.display(description=_("article"))
    def headline(self, submission: Submission) -> SafeString:
        return bdi(submission.reading.revision.article.headline)

    @admin.display(description=_("project"))
    def project(self, submission: Submission) -> SafeString:
        return bdi(submission.reading.project)

    @admin.display(description=_("reading"))
    def reading_link(self, submission: Submission) -> SafeString | str:
        return admin_link(submission.reading)
