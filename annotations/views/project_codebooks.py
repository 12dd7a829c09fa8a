"""The newer version of a project's codebook: what it says otherwise, and letting new readings be made under it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from annotations.access import projects_edited_by
from annotations.codebook.differences import EXAMPLES, Difference
from annotations.codebook.spec import Name
from annotations.codebook_versions.offering import newer_than, take_newer
from annotations.models import Project
from newsdesk.roles import SignedInRequest
from newsdesk.web.paging import is_id

HEADINGS = {
    "added": gettext_lazy("New"),
    "removed": gettext_lazy("Gone"),
    "renamed": gettext_lazy("Called otherwise"),
    "redefined": gettext_lazy("Explained otherwise"),
    "changed": gettext_lazy("Works otherwise"),
}
TITLES = {"relation": gettext_lazy("Relations"), "article_label": gettext_lazy("The article as a whole")}


@dataclass
class Section:
    """What changes in one kind of annotation, of the relations, or of what is said of the article as a whole.

    `title` is the kind's name, or words of ours. Where a thing has other examples and is else as it was, its name is
    told alone, for it may be every one.
    """

    title: Name | Any
    lists: list[tuple[Any, list[Difference]]] = field(default_factory=list)
    illustrated: list[Difference] = field(default_factory=list)


def sections(found: Iterable[Difference]) -> list[Section]:
    """Differences by what holds them, in their order, and by what became of them."""
    return [_section(title, list(some)) for title, some in groupby(found, key=_title)]


def _title(difference: Difference) -> Name | Any:
    top = difference.within[0] if difference.within else difference.name
    return TITLES.get(_topmost(difference)) or top


def _topmost(difference: Difference) -> str:
    """The kind of thing that holds it all: a choice of the article's labels lies in one of these alone."""
    is_of_article = difference.thing == "choice" and len(difference.within) == 1
    return "article_label" if is_of_article else difference.thing


def _section(title: Name | Any, found: list[Difference]) -> Section:
    illustrated = [one for one in found if one.aspects and set(one.aspects) <= set(EXAMPLES)]
    told = [one for one in found if one not in illustrated]
    lists = [(heading, [one for one in told if one.sort == sort]) for sort, heading in HEADINGS.items()]
    return Section(title, [(heading, some) for heading, some in lists if some], illustrated)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def project_codebook(request: SignedInRequest, pk: int) -> HttpResponse:
    """What would change for the project; sent, its new readings are made under the newer version from then on."""
    project = get_object_or_404(projects_edited_by(request.user).select_related("codebook"), pk=pk)
    if request.method == "POST":
        return _take(request, project)
    newer = newer_than(project.codebook)
    found = sections(newer.differences_from(project.codebook)) if newer else []
    context = {"project": project, "newer": newer, "sections": found}
    return render(request, "annotations/project_codebook.html", context)


def _take(request: SignedInRequest, project: Project) -> HttpResponse:
    version = request.POST.get("version", "")
    taken = take_newer(project, int(version) if is_id(version) else 0, by=request.user)
    told = _("New readings are made under version %(version)d of the codebook.")
    messages.success(request, told % {"version": taken.version})
    return redirect("project", project.pk)
