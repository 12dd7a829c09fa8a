"""Datasets to take away: asked for here, made in the background, downloaded when they are whole and verified."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from annotations.access import doors_of, exports_visible_to, projects_edited_by
from annotations.datasets.failures import tell
from annotations.datasets.formats import FORMATS, beside
from annotations.datasets.losses import COMMON, ToldLosses, in_words, named_totals
from annotations.datasets.making import ask_again, ask_for, being_made, is_abandoned, may_be_asked_again
from annotations.models import Export, Project
from newsdesk.errors import NotAllowed
from newsdesk.models import User
from newsdesk.roles import SignedInRequest
from newsdesk.web.paging import LongList

ROWS = 20


def editors_of_projects_only(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Refuse everybody who edits no project, with a page that says so."""

    @wraps(view)
    def guarded(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not doors_of(request.user).exports:
            raise NotAllowed(_("This page is for editors of projects."), code="editors_only")
        return view(request, *args, **kwargs)

    return guarded


class ExportForm(forms.Form):
    project = forms.ModelChoiceField(Project.objects.none(), label=gettext_lazy("Project"), empty_label=None)
    format = forms.ChoiceField(
        label=gettext_lazy("Format"),
        widget=forms.RadioSelect,
        initial="jsonl",
        choices=lambda: [(key, f"{form.label}: {form.purpose}") for key, form in FORMATS.items()],
    )

    def __init__(self, data: Any = None, *, user: User) -> None:
        super().__init__(data)
        project = self.fields["project"]
        assert isinstance(project, forms.ModelChoiceField)
        project.queryset = projects_edited_by(user)
        self.helper = FormHelper()
        self.helper.add_input(Submit("", _("Make the file")))


@editors_of_projects_only
@require_http_methods(["GET", "POST"])
@never_cache
def exports(request: SignedInRequest) -> HttpResponse:
    """Ask for a file, and see what became of those that were asked for."""
    form = ExportForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_valid():
        ask_for(form.cleaned_data["project"], form.cleaned_data["format"], by=request.user)
        messages.success(request, _("The file is being made. It appears below when it is ready and verified."))
        return redirect("exports")
    page = LongList(exports_visible_to(request.user).select_related("project", "requested_by"), ROWS).get_page(
        request.GET.get("page")
    )
    made_now = being_made(page.object_list)
    context = {"form": form, "page": page, "rows": [_row(export, made_now) for export in page.object_list]}
    return render(request, "annotations/exports.html", context)


@editors_of_projects_only
@require_POST
def export_attempts(request: SignedInRequest, pk: int) -> HttpResponse:
    """Try once more to make a file."""
    ask_again(get_object_or_404(exports_visible_to(request.user), pk=pk), by=request.user)
    messages.success(request, _("The file is being made. It appears below when it is ready and verified."))
    return redirect("exports")


@editors_of_projects_only
@require_GET
@never_cache
def export_file(request: SignedInRequest, pk: int) -> FileResponse:
    """The file itself. Every download is on record."""
    export = get_object_or_404(exports_visible_to(request.user).done().select_related("project"), pk=pk)
    form = FORMATS.get(export.format)  # None where the format is gone since: the file is what it was.
    response = FileResponse(
        export.take(by=request.user),
        as_attachment=True,
        filename=export.file_name,
        content_type=form.media_type if form else "application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


@editors_of_projects_only
@require_GET
@never_cache
def export_beside(request: SignedInRequest, pk: int) -> HttpResponse:
    """What goes with the file and says how to read it: it holds nothing of the project."""
    export = get_object_or_404(exports_visible_to(request.user).done().select_related("project"), pk=pk)
    found = beside(FORMATS[export.format], export.file_name) if export.format in FORMATS else None
    if found is None:
        raise Http404
    name, data = found
    response = HttpResponse(data, content_type="application/json")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response


@dataclass(frozen=True, slots=True)
class Row:
    """An export as the list shows it. `look`: the script redraws a row when this changes."""

    export: Export
    format: str
    has_beside: bool
    totals: list[tuple[str, int]]
    losses: list[ToldLosses]
    failure: str
    is_abandoned: bool
    is_overdue: bool
    may_be_asked_again: bool
    look: str


def _row(export: Export, made_now: set[int]) -> Row:
    form = FORMATS.get(export.format)
    abandoned = is_abandoned(export, made_now)
    may_ask = may_be_asked_again(export, made_now)
    return Row(
        export=export,
        format=form.label if form else export.format,
        has_beside=form is not None and beside(form, export.file_name) is not None,
        totals=named_totals(export.counts),
        losses=in_words(export.losses, form.losses if form else COMMON),
        failure=tell(export.failure) if export.failure else "",
        is_abandoned=abandoned,
        is_overdue=may_ask and export.state == Export.State.WAITING,
        may_be_asked_again=may_ask,
        look=f"{export.state}{'-alone' if may_ask else ''}",
    )
