"""The review page: an article, and what its analyst says of it."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from annotations.access import articles_visible_to, readings_moved_by, readings_visible_to
from annotations.models import Annotation, Reading, Source
from annotations.readings.listing import readings_in_progress, unread_by
from annotations.readings.opening import open_reading
from annotations.views.codebooks import address_of_codebook
from articles.models import Article, Block
from newsdesk.errors import NotAllowed
from newsdesk.models import User
from newsdesk.roles import SignedInRequest

API = "/api/v1"
CODEBOOK = "annotations/review/state/codebook_data.js"
SPACED = re.compile(r"[ \t]{2}|\t|^ | $|\n | \n")  # White space of which a browser would show less.
LONG = 20_000  # Code points: up to so many, a browser lays the whole text out at once in no time.
RELATED = (
    "revision__article__publisher",
    "revision__article__aggregator",
    "revision__article__erasure",
    "revision__erasure",
    "project",
    "analyst",
    "submission",
)


@require_safe
def read_article(request: SignedInRequest, pk: int) -> HttpResponse:
    """Open an article: go to one's own reading of its newest text, begun now if it was not.

    An article that was joined to another leads on to that.
    """
    article = get_object_or_404(articles_visible_to(request.user).select_related("erasure"), pk=pk)
    article.refuse_if_erased()
    if into := article.leads_on_to:
        return redirect("read_article", into)
    try:
        found, _created = open_reading(article.current_revision, by=request.user)
    except NotAllowed:
        return _article_text(request, article)
    return redirect("reading", found.pk)


@require_safe
def next_article(request: SignedInRequest) -> HttpResponse:
    """Go on with the newest article that one has not begun, else with what is not handed in, else home."""
    if (unread := unread_by(request.user).values_list("pk", flat=True).first()) is not None:
        return redirect("read_article", unread)
    if (begun := readings_in_progress(request.user).values_list("pk", flat=True).first()) is not None:
        return redirect("reading", begun)
    messages.info(request, _("You have handed in a reading of every article that there is for you."))
    return redirect("home")


def _article_text(request: SignedInRequest, article: Article) -> HttpResponse:
    """The text alone, for observers."""
    revision = article.current_revision
    shown = [(block.kind, revision.text[block.start : block.end]) for block in revision.blocks.order_by("start")]
    has_title = any(kind == Block.Kind.TITLE for kind, _words in shown)
    context = {"article": article, "revision": revision, "blocks": shown, "has_title": has_title}
    return render(request, "annotations/article_text.html", context)


@require_safe
def reading(request: SignedInRequest, pk: int) -> HttpResponse:
    readings = readings_visible_to(request.user).select_related(*RELATED)
    shown = get_object_or_404(readings, pk=pk)
    revision = shown.revision
    revision.refuse_if_erased()
    blocks = list(revision.blocks.order_by("start"))
    context = {
        "reading": shown,
        "article": revision.article,
        "is_own": shown.analyst_id == request.user.pk,
        "newer": not revision.is_newest,
        "may_move": _may_move(shown, request.user),
        "has_title": any(block.kind == Block.Kind.TITLE for block in blocks),
        "is_long": len(revision.text) > LONG,
        "blocks": [_block(revision.text, block) for block in blocks],
        "data_modules": {CODEBOOK: address_of_codebook(shown.codebook_id)},
        "data": _data(shown, request.user.pk) | {"between": _between(revision.text, blocks)},
    }
    return render(request, "annotations/reading.html", context)


def _may_move(shown: Reading, user: User) -> bool:
    """Whether the reader may move the reading to a newer codebook: of most, their ids tell that there is none."""
    return shown.codebook_id != shown.project.codebook_id and readings_moved_by(user).filter(pk=shown.pk).exists()


def _block(text: str, block: Block) -> dict[str, Any]:
    return {
        "id": block.pk,
        "kind": block.kind,
        "start": block.start,
        "end": block.end,
        "text": text[block.start : block.end],
        "is_spaced": bool(SPACED.search(text[block.start : block.end])),
    }


def _between(text: str, blocks: list[Block]) -> list[str]:
    """What stands before, between and after the blocks: with their text, which the page shows, it is the whole."""
    ends = [0, *(block.end for block in blocks)]
    starts = [*(block.start for block in blocks), len(text)]
    return [text[end:start] for end, start in zip(ends, starts, strict=True)]


def _data(shown: Reading, user: int) -> dict[str, Any]:
    """What the page's modules begin with, so that nothing need be asked for before work can start."""
    here = f"{API}/readings/{shown.pk}"
    unknown = Source.objects.unknown()
    return {
        "user": user,
        "first_use": not Annotation.objects.filter(reading__analyst=user).exists(),
        "reading": {
            "id": shown.pk,
            "analyst": shown.analyst.display_name if shown.analyst else "",
            "own": shown.analyst_id == user,
            "submitted": shown.is_submitted,
        },
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
            "next": reverse("next_article"),
        },
    }
