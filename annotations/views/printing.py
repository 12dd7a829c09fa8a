"""A reading on paper: the article, and a footnote for each annotation."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from annotations.access import readings_visible_to
from annotations.readings.printing import printed
from newsdesk.roles import SignedInRequest

RELATED = (
    "revision__article__publisher",
    "revision__article__aggregator",
    "revision__article__erasure",
    "revision__erasure",
    "project",
    "analyst",
)


@require_safe
def printed_reading(request: SignedInRequest, pk: int) -> HttpResponse:
    """To be printed, or kept as a PDF, by the browser."""
    shown = get_object_or_404(readings_visible_to(request.user).select_related(*RELATED), pk=pk)
    article = shown.revision.article
    shown.revision.refuse_if_erased()
    return render(
        request, "annotations/printed.html", {"reading": shown, "article": article, "printed": printed(shown)}
    )
