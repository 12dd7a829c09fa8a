"""The review page: an article, and what its analyst says of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from annotations.access import articles_visible_to, readings_visible_to
from annotations.models import Reading, Source
from annotations.opening import open_reading
from articles.models import Block, Revision
from newsdesk.accounts import SignedInRequest

API = "/api/v1"
RELATED = (
    "revision__article__publisher",
    "revision__article__aggregator",
    "project",
    "codebook",
    "analyst",
    "submission",
)


@require_safe
def read_article(request: SignedInRequest, pk: int) -> HttpResponse:
    """Open an article: go to one's own reading of its newest text, begun now if it was not."""
    article = get_object_or_404(articles_visible_to(request.user), pk=pk)
    found, _created = open_reading(article.current_revision, by=request.user)
    return redirect("reading", found.pk)


@require_safe
def reading(request: SignedInRequest, pk: int) -> HttpResponse:
    readings = readings_visible_to(request.user).select_related(*RELATED)
    shown = get_object_or_404(readings.defer("codebook__source", "codebook__data"), pk=pk)
    revision = shown.revision
    context = {
        "reading": shown,
        "article": revision.article,
        "is_own": shown.analyst_id == request.user.pk,
        "newer": Revision.objects.filter(article=revision.article_id, number__gt=revision.number).exists(),
        "blocks": [_block(revision.text, block) for block in revision.blocks.order_by("start")],
        "data": _data(shown, request.user.pk),
    }
    return render(request, "annotations/reading.html", context)


def _block(text: str, block: Block) -> dict[str, Any]:
    return {
        "id": block.pk,
        "kind": block.kind,
        "name": block.get_kind_display(),
        "start": block.start,
        "end": block.end,
        "text": text[block.start : block.end],
    }


def _data(shown: Reading, user: int) -> dict[str, Any]:
    """What the page's modules begin with, so that nothing need be asked for before work can start."""
    here = f"{API}/readings/{shown.pk}"
    unknown = Source.objects.unknown()
    return {
        "user": user,
        "reading": {
            "id": shown.pk,
            "analyst": shown.analyst.display_name if shown.analyst else "",
            "own": shown.analyst_id == user,
            "submitted": shown.is_submitted,
        },
        "text": shown.revision.text,
        "codebook": shown.codebook.spec.as_json(),
        "content": shown.content(),
        "unknown": unknown.as_dict(),
        "urls": {
            "operations": f"{here}/operations",
            "events": f"{here}/events",
            "annotations": f"{here}/annotations",
            "submission": f"{here}/submission",
            "sources": f"{API}/sources",
            "proposals": f"{API}/sources/proposals",
            "self": reverse("reading", args=[shown.pk]),
        },
    }
