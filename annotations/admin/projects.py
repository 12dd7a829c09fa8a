"""Projects, and which articles belong to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, OuterRef, Subquery
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from annotations.models import Codebook, Project, ProjectArticle, Reading
from articles.models import Article
from newsdesk.admin_pages import ACTION_WORDS, DeskAdmin, Link, SeenForm, editors, list_link, list_url

ACTION_WORDS.update({"project.made": _("Made"), "project.articles_added": _("Articles added")})


class ProjectForm(SeenForm):
    def clean_receives_imports(self) -> bool:
        """New articles go to one project at most."""
        wanted: bool = self.cleaned_data["receives_imports"]
        other = Project.objects.filter(receives_imports=True).exclude(pk=self.instance.pk).first()
        if wanted and other:
            message = _("New articles go to “%(project)s”. Take it off there first.")
            raise forms.ValidationError(message % {"project": other})
        return wanted


@admin.register(Project)
class ProjectAdmin(DeskAdmin):
    """Articles are added from the list of articles."""

    viewers = changers = adders = staticmethod(editors)
    form = ProjectForm
    section, rank = "work", 1
    list_display = ("__str__", "key", "codebook", "receives_imports", "article_count", "reading_count")
    list_select_related = ("codebook",)
    search_fields = ("key", "name_ar", "name_en")
    fields = ("key", ("name_ar", "name_en"), "codebook", "receives_imports", "article_count", "reading_count")
    readonly_fields = ("article_count", "reading_count")

    def get_queryset(self, request: HttpRequest) -> Any:
        def counted(model: Any) -> Subquery:
            rows = model.objects.filter(project=OuterRef("pk")).order_by()
            return Subquery(rows.values("project").annotate(n=Count("pk")).values("n"))

        projects = super().get_queryset(request).defer("codebook__source", "codebook__data")
        return projects.annotate(size=counted(ProjectArticle), begun=counted(Reading))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (*self.readonly_fields, "key") if obj else self.readonly_fields

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "codebook":
            kwargs["queryset"] = Codebook.objects.filter(published_at__isnull=False).defer("source", "data")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def links(self, obj: Project) -> Sequence[Link]:
        return [
            (list_url(Article, projects=obj.pk), _("Its articles")),
            (list_url(Reading, project=obj.pk), _("Its readings")),
        ]

    @admin.display(description=_("articles"))
    def article_count(self, project: Any) -> SafeString | str:
        size = getattr(project, "size", None)
        return list_link(Article, size, projects=project.pk) if size else "0"

    @admin.display(description=_("readings"))
    def reading_count(self, project: Any) -> SafeString | str:
        begun = getattr(project, "begun", None)
        return list_link(Reading, begun, project=project.pk) if begun else "0"
