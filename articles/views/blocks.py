"""The page on which an editor corrects the blocks of a text, and the way from one article to check to the next."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.directions import direction_within
from articles.models import Article, Block, Revision
from articles.revising.blocks import blocks_of, state_of
from newsdesk.roles import SignedInRequest, editors_only
from newsdesk.web.paging import is_id

LONG = 20_000  # Code points: up to so many, a browser lays the whole text out at once in no time.


@editors_only
@require_safe
def blocks(request: SignedInRequest, pk: int) -> HttpResponse:
    """A text with its blocks drawn, to be split, joined, moved and named."""
    related = ("article__publisher", "article__aggregator", "article__erasure", "erasure")
    revision = get_object_or_404(Revision.objects.select_related(*related), pk=pk)
    article = revision.article
    revision.refuse_if_erased()
    context = {
        "revision": revision,
        "article": article,
        "is_newest": not Revision.objects.standing().filter(article=article, number__gt=revision.number).exists(),
        "has_next": _waiting().exclude(pk=article.pk).exists(),
        "is_long": len(revision.text) > LONG,
        "data": _data(revision, request.user.pk),
    }
    return render(request, "articles/blocks.html", context)


def _data(revision: Revision, user: int) -> dict[str, Any]:
    """What the page's modules begin with; each block with the direction in which its words are laid out."""
    text, direction = revision.text, revision.article.direction
    state = state_of(blocks_of(revision))
    laid = [
        block | {"direction": direction_within(text[block["start"] : block["end"]], direction)}
        for block in state["blocks"]
    ]
    return {
        "seen": state["seen"],
        "blocks": laid,
        "user": user,
        "revision": revision.pk,
        "text": text,
        "kinds": [[kind.value, str(kind.label)] for kind in Block.Kind],
        "urls": {"blocks": reverse("api-1:put_blocks", args=[revision.pk])},
    }


@editors_only
@require_safe
def article_blocks(request: HttpRequest, pk: int) -> HttpResponse:
    """To the blocks of an article's newest text."""
    article = get_object_or_404(Article.objects.select_related("erasure"), pk=pk)
    article.refuse_if_erased()
    newest = Revision.objects.standing().filter(article=article).order_by("-number").values_list("pk", flat=True)
    return redirect("blocks", newest[0])


@editors_only
@require_safe
def blocks_to_check(request: HttpRequest) -> HttpResponse:
    """To the next article with blocks to check, newest first; after the one that `after` names, round to the first."""
    after = request.GET.get("after", "")
    number = int(after) if is_id(after) else 0
    waiting = _waiting().exclude(pk=number).order_by("-pk")
    article = (waiting.filter(pk__lt=number).first() if number else None) or waiting.first()
    if article is None:
        messages.success(request, _("Every block of every article is certain or checked."))
        return redirect("articles")
    return redirect("article_blocks", article.pk)


def _waiting() -> QuerySet[Article]:
    return Article.objects.standing().filter(needs_review=True, erasure=None)
