"""Projects, which articles belong to them, and who."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import OuterRef, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from annotations.codebook_versions.offering import newer_than, projects_behind
from annotations.models import Codebook, Membership, Project, ProjectArticle, Reading
from annotations.projects.membership import dismiss, enrol
from articles.models import Article
from newsdesk.admin.html import list_url, size_link
from newsdesk.admin.pages import DeskAdmin, Link, NamedCells, administrators, editors, person
from newsdesk.models import User
from newsdesk.web.paging import Counted
from newsdesk.web.stale_forms import SeenForm


class ProjectForm(SeenForm):
    def clean_receives_imports(self) -> bool:
        """New articles go to one project at most."""
        wanted: bool = self.cleaned_data["receives_imports"]
        other = Project.objects.filter(receives_imports=True).exclude(pk=self.instance.pk).first()
        if wanted and other:
            message = _("New articles go to “%(project)s”. Take it off there first.")
            raise forms.ValidationError(message % {"project": other})
        return wanted


class MemberForm(forms.ModelForm):
    """A row stays its person's: another person is another row."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user = self.fields["user"]
        assert isinstance(user, forms.ModelChoiceField)
        user.queryset = User.objects.filter(Q(is_active=True) | Q(pk=self.instance.user_id))
        user.disabled = bool(self.instance.pk)


class MembershipInline(NamedCells):
    """Members are the affair of the house's administrators here, and of the project's own on its page."""

    viewers = staticmethod(editors)
    changers = adders = staticmethod(administrators)
    model = Membership
    form = MemberForm
    autocomplete_fields = ("user",)
    fields = ("user", "role")
    extra = 0

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return administrators(request.user)


@admin.register(Project)
class ProjectAdmin(DeskAdmin):
    """Articles are added from the list of articles."""

    viewers = changers = adders = staticmethod(editors)
    adding = _("Add a project")
    form = ProjectForm
    inlines = (MembershipInline,)
    section, rank = "work", 1
    list_display = ("__str__", "key", "codebook", "receives_imports", "article_count", "reading_count")
    list_select_related = ("codebook",)
    search_fields = ("key", "name_ar", "name_en")
    fields = ("key", ("name_ar", "name_en"), "codebook", "receives_imports", "article_count", "reading_count")
    readonly_fields = ("article_count", "reading_count")

    def get_queryset(self, request: HttpRequest) -> Any:
        def counted(rows: Any) -> Counted:
            return Counted(rows.filter(project=OuterRef("pk")))

        projects = super().get_queryset(request).defer("codebook__source", "codebook__data")
        return projects.annotate(size=counted(ProjectArticle.objects.standing()), begun=counted(Reading.objects.all()))

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Members come and go by the domain's own functions, each with its event."""
        formset.save(commit=False)
        for member in formset.deleted_objects:
            dismiss(member.user, form.instance, by=person(request))
        for member in [*(member for member, _fields in formset.changed_objects), *formset.new_objects]:
            enrol(member.user, form.instance, member.role, by=person(request))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (*self.readonly_fields, "key") if obj else self.readonly_fields

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "codebook":
            kwargs["queryset"] = Codebook.objects.filter(published_at__isnull=False).defer("source", "data")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def links(self, obj: Project) -> Sequence[Link]:
        newer = newer_than(obj.codebook)
        offered = _("A newer codebook: version %(version)d")
        return [
            *([(reverse("project_codebook", args=[obj.pk]), offered % {"version": newer.version})] if newer else []),
            (list_url(Article, projects=obj.pk), _("Its articles")),
            (list_url(Reading, project=obj.pk), _("Its readings")),
        ]

    def to_do(self) -> Sequence[Link]:
        """Each leads to what would change, since that is what an editor decides by."""
        told = gettext("A newer codebook for “%(project)s”")
        return [(reverse("project_codebook", args=[one.pk]), told % {"project": one}) for one in projects_behind()]

    @admin.display(description=_("articles"))
    def article_count(self, project: Any) -> SafeString | str:
        return size_link(Article, getattr(project, "size", 0), projects=project.pk)

    @admin.display(description=_("readings"))
    def reading_count(self, project: Any) -> SafeString | str:
        return size_link(Reading, getattr(project, "begun", 0), project=project.pk)
