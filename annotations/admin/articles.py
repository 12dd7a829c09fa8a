"""Articles again, with what is done with them: projects, readings, and the way to the review page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import Count, OuterRef, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from annotations.models import Project, Reading
from articles.admin.articles import ArticleAdmin, RevisionAdmin
from articles.models import Article, Revision
from newsdesk.admin.html import admin_link, badge, bdi, list_link, list_url
from newsdesk.admin.pages import LatestFilter, Link, person

MOST_READINGS = 50


class ProjectFilter(LatestFilter):
    title, parameter_name = _("project"), "projects"

    def offered(self, model_admin: Any) -> Any:
        return Project.objects.all()


class WorkFilter(admin.SimpleListFilter):
    """How far the work on an article is."""

    title, parameter_name = _("work"), "work"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("none", _("Not begun")), ("open", _("In work")), ("submitted", _("Handed in"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        readings = Reading.objects.filter(is_gold=False)
        begun = readings.values("revision__article")
        if self.value() == "none":
            return queryset.exclude(pk__in=begun)
        if self.value() == "open":
            return queryset.filter(pk__in=begun.filter(submission=None))
        if self.value() == "submitted":
            return queryset.filter(pk__in=begun.filter(submission__isnull=False))
        return queryset


class ProjectActionForm(ActionForm):
    project = forms.ModelChoiceField(Project.objects.all(), required=False, label=_("Project:"))


class AnnotatedArticleAdmin(ArticleAdmin):
    list_display = (*ArticleAdmin.list_display, "reading_count")
    list_filter = (ArticleAdmin.list_filter[0], WorkFilter, ProjectFilter, *ArticleAdmin.list_filter[1:])
    readonly_fields = (*ArticleAdmin.readonly_fields, "in_projects", "readings")
    fieldsets = (
        *ArticleAdmin.fieldsets[:-1],
        (_("Work on it"), {"fields": ("in_projects", "readings")}),
        ArticleAdmin.fieldsets[-1],
    )
    actions = (*ArticleAdmin.actions, "add_to_project")
    action_form = ProjectActionForm

    def get_queryset(self, request: HttpRequest) -> Any:
        readings = Reading.objects.filter(revision__article=OuterRef("pk")).order_by()
        counted = readings.values("revision__article").annotate(n=Count("pk")).values("n")
        return super().get_queryset(request).annotate(begun=Subquery(counted))

    def links(self, obj: Article) -> Sequence[Link]:
        return [*super().links(obj), (reverse("read_article", args=[obj.pk]), _("Open the review page"))]

    @admin.action(description=_("Add to the project chosen here"))
    def add_to_project(self, request: HttpRequest, queryset: Any) -> None:
        project = Project.objects.filter(pk=request.POST.get("project") or 0).first()
        if project is None:
            self.message_user(request, gettext("Choose a project beside the action first."), messages.WARNING)
            return
        count = project.take(queryset.values_list("pk", flat=True), by=person(request))
        told = ngettext(
            "%(count)d article was added to “%(project)s”.", "%(count)d articles were added to “%(project)s”.", count
        )
        self.message_user(request, told % {"count": count, "project": project}, messages.SUCCESS)

    @admin.display(description=_("readings"))
    def reading_count(self, article: Any) -> SafeString | str:
        return list_link(Reading, article.begun, revision__article=article.pk) if article.begun else "0"

    @admin.display(description=_("projects"))
    def in_projects(self, article: Article) -> SafeString | str:
        return format_html_join(" ", "{}", ((admin_link(project),) for project in article.projects.all())) or "—"

    @admin.display(description=_("readings"))
    def readings(self, article: Article) -> SafeString | str:
        readings = Reading.objects.filter(revision__article=article).select_related(
            "analyst", "project", "submission", "revision"
        )
        rows = [(reading_line(reading),) for reading in readings.defer("revision__text")[:MOST_READINGS]]
        return format_html('<ul class="plain">{}</ul>', format_html_join("", "<li>{}</li>", rows)) if rows else "—"


class AnnotatedRevisionAdmin(RevisionAdmin):
    def links(self, obj: Revision) -> Sequence[Link]:
        return [*super().links(obj), (list_url(Reading, revision=obj.pk), _("Its readings"))]


def reading_line(reading: Reading) -> SafeString:
    """One reading in a line: whose, of which text, in which project, and whether it is handed in."""
    who = _("Gold") if reading.is_gold or not reading.analyst else reading.analyst.display_name
    state = badge(_("Handed in"), "success") if reading.is_submitted else badge(_("In work"))
    text = gettext("text %(number)d") % {"number": reading.revision.number}
    return format_html("{} · {} · {} {}", admin_link(reading, who), text, bdi(reading.project), state)


admin.site.unregister([Article, Revision])
admin.site.register(Article, AnnotatedArticleAdmin)
admin.site.register(Revision, AnnotatedRevisionAdmin)
