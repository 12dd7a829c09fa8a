"""Projects, for the people in them: what is there for each, and for administrators who belongs to it."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.contrib import messages
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from annotations.access import (
    Role,
    projects_edited_by,
    projects_managed_by,
    projects_visible_to,
    readings_visible_to,
)
from annotations.codebook_versions.offering import newer_than
from annotations.models import Membership, Project, ProjectArticle, Reading
from annotations.projects.membership import dismiss, enrol
from newsdesk.models import User
from newsdesk.roles import SignedInRequest
from newsdesk.web.paging import Counted, LongList, Size

ROWS = 25
DUTIES = {
    Role.ADMINISTRATOR: gettext_lazy("All that an editor may, and chooses the members."),
    Role.EDITOR: gettext_lazy("Sees all readings, and downloads the project’s work."),
    Role.ADJUDICATOR: gettext_lazy("Annotates, and sees what others have handed in."),
    Role.ANALYST: gettext_lazy("Annotates, and sees no reading but their own."),
    Role.OBSERVER: gettext_lazy("Reads the articles, and sees no annotation."),
}


class MemberForm(forms.Form):
    """Somebody by their user name, which one has to know: a project's page does not list the house."""

    username = forms.CharField(
        label=gettext_lazy("User name"),
        max_length=150,
        widget=forms.TextInput({"dir": "ltr", "autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Role.choices, initial=Role.ANALYST)

    def __init__(self, data: Any = None, *, project: Project) -> None:
        super().__init__(data)
        self.helper = FormHelper()
        self.helper.form_action = reverse("project_members", args=[project.pk])
        self.helper.add_input(Submit("", _("Add")))

    def clean_username(self) -> User:
        user = User.objects.filter(username=self.cleaned_data["username"].strip(), is_active=True).first()
        if user is None:
            raise forms.ValidationError(_("Nobody has an open account with this name."), code="unknown")
        return user


@require_GET
@never_cache
def projects(request: SignedInRequest) -> HttpResponse:
    """The projects that one is in, each with how many articles it has."""
    sizes = ProjectArticle.objects.standing().filter(project=OuterRef("pk"))
    own = Membership.objects.filter(project=OuterRef("pk"), user=request.user.pk)
    shown: Any = projects_visible_to(request.user).annotate(size=Counted(sizes), role=Subquery(own.values("role")))
    page = LongList(shown, ROWS).get_page(request.GET.get("page"))
    context = {"page": page, "rows": [(project, _role_name(project.role)) for project in page.object_list]}
    return render(request, "annotations/projects.html", context)


@require_GET
@never_cache
def project(request: SignedInRequest, pk: int) -> HttpResponse:
    """One project: its size, one's role in it, and what others have done as far as one may see it."""
    shown = get_object_or_404(projects_visible_to(request.user), pk=pk)
    return _project_page(request, shown, MemberForm(project=shown))


@require_POST
def project_members(request: SignedInRequest, pk: int) -> HttpResponse:
    """Somebody joins, or gets another role."""
    changed = get_object_or_404(projects_managed_by(request.user), pk=pk)
    form = MemberForm(request.POST, project=changed)
    if not form.is_valid():
        return _project_page(request, changed, form)
    member = enrol(form.cleaned_data["username"], changed, form.cleaned_data["role"], by=request.user)
    told = _("%(name)s is in the project now: %(role)s.")
    messages.success(request, told % {"name": member.user.display_name, "role": member.get_role_display()})
    return _back_to(request, changed)


@require_POST
def project_member_removal(request: SignedInRequest, pk: int, member: int) -> HttpResponse:
    changed = get_object_or_404(projects_managed_by(request.user), pk=pk)
    leaving = get_object_or_404(changed.memberships.select_related("user"), pk=member)
    dismiss(leaving.user, changed, by=request.user)
    messages.success(request, _("%(name)s is out of the project.") % {"name": leaving.user.display_name})
    return _back_to(request, changed)


def _project_page(request: SignedInRequest, shown: Project, form: MemberForm) -> HttpResponse:
    own = shown.memberships.filter(user=request.user.pk).first()
    sees_members = is_editing = projects_edited_by(request.user).filter(pk=shown.pk).exists()
    page = LongList(_readings_of_others(shown, request.user), ROWS).get_page(request.GET.get("page"))
    context = {
        "project": shown,
        "role": own.get_role_display() if own else "",
        "article_count": Size.of(ProjectArticle.objects.standing().filter(project=shown)),
        "sees_members": sees_members,
        "newer": newer_than(shown.codebook) if is_editing else None,
        "members": list(shown.memberships.select_related("user")) if sees_members else [],
        "may_choose": projects_managed_by(request.user).filter(pk=shown.pk).exists(),
        "roles": Role.choices,
        "duties": [(role.label, duty) for role, duty in DUTIES.items()],
        "form": form,
        "page": page,
    }
    return render(request, "annotations/project.html", context)


def _readings_of_others(shown: Project, user: User) -> QuerySet[Reading]:
    others = readings_visible_to(user).filter(project=shown).exclude(analyst=user.pk)
    related = others.select_related(
        "analyst", "submission", "revision__article__publisher", "revision__article__aggregator"
    )
    return related.defer("revision__text").order_by("-pk")


def _role_name(role: str | None) -> str:
    return str(Role(role).label) if role else ""


def _back_to(request: SignedInRequest, changed: Project) -> HttpResponse:
    """To the project's page, or away from it: one may have taken oneself out."""
    is_in = projects_visible_to(request.user).filter(pk=changed.pk).exists()
    return redirect("project", changed.pk) if is_in else redirect("projects")
