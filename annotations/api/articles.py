"""Articles and their texts, which never change; the blocks of a text are corrected."""

from __future__ import annotations

from typing import Any, cast

from django.db.models import OuterRef, Subquery
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router

from annotations.access import articles_visible_to, revisions_visible_to
from annotations.api import schemas
from articles.directions import direction_within
from articles.models import Article, Block, Revision
from articles.revising.blocks import Correction, blocks_of, correct_blocks, state_of
from newsdesk.models import User
from newsdesk.roles import refuse_but_editors
from newsdesk.web.paging import Size

router = Router(tags=["articles"])
PAGE = 100


@router.get("articles", response=schemas.ArticlePage)
def list_articles(
    request: HttpRequest, q: str = "", limit: int = Query(30, ge=1, le=PAGE), offset: int = Query(0, ge=0, le=10**7)
) -> dict[str, Any]:
    """Articles, newest first; `q` searches headlines for every word, whatever the spelling of its letters.

    `count` goes up to 10,000; `more` says whether there are others after these. Articles that were joined to another
    are not among them.
    """
    articles = articles_visible_to(request.user).standing().matching(q)
    newest = Revision.objects.standing().filter(article=OuterRef("pk")).order_by("-number")
    page = articles.select_related("publisher", "aggregator", "erasure").annotate(
        revision=Subquery(newest.values("pk")[:1])
    )
    found = list(page[offset : offset + limit + 1])
    return {
        "count": Size.of(articles).number,
        "results": [_summary(article) for article in found[:limit]],
        "more": len(found) > limit,
    }


@router.get("articles/{int:id}", response=schemas.Article)
def get_article(request: HttpRequest, id: int) -> dict[str, Any]:
    """One article with its texts, oldest first; where it was joined to another, `joined_to` is that one's id."""
    visible = articles_visible_to(request.user).select_related("publisher", "aggregator", "erasure")
    article: Any = get_object_or_404(visible, pk=id)
    article.refuse_if_erased()
    revisions = list(article.revisions.standing().defer("text").order_by("number"))
    article.revision = revisions[-1].pk
    return _summary(article) | {"revisions": revisions, "joined_to": article.leads_on_to}


@router.get("revisions/{int:id}", response=schemas.Revision)
def get_revision(request: HttpRequest, id: int) -> dict[str, Any]:
    """One immutable text with its blocks. Offsets count its code points."""
    revision = get_object_or_404(
        revisions_visible_to(request.user).select_related("article__erasure", "erasure"), pk=id
    )
    revision.refuse_if_erased()
    return {
        "id": revision.pk,
        "article": revision.article_id,
        "number": revision.number,
        "sha256": revision.sha256,
        "length": revision.length,
        "created_at": revision.created_at,
        "text": revision.text,
        "blocks": [_block(revision, block) for block in revision.blocks.order_by("start")],
    }


@router.put("revisions/{int:id}/blocks", response=schemas.Blocks)
def put_blocks(request: HttpRequest, id: int, body: schemas.CorrectedBlocks) -> dict[str, Any]:
    """Say what the blocks of a text are: all of them. Every character but white space lies in exactly one.

    `seen` is the version that they were made against: 409 `blocks_changed` has what is stored instead, as `current`.
    The same blocks again change nothing, whatever `seen` is. For editors of the house.
    """
    revision = get_object_or_404(
        revisions_visible_to(request.user).select_related("article__erasure", "erasure"), pk=id
    )
    refuse_but_editors(request.user)
    revision.refuse_if_erased()
    corrections = [Correction(one.kind, one.start, one.end, one.flagged) for one in body.blocks]
    correct_blocks(revision, corrections, by=cast(User, request.user), seen=body.seen)
    return state_of(blocks_of(revision))


def _block(revision: Revision, block: Block) -> dict[str, Any]:
    own = {name: getattr(block, name) for name in ("id", "kind", "start", "end")}
    words = revision.text[block.start : block.end]
    return own | {"direction": direction_within(words, revision.article.direction)}


def _summary(article: Article) -> dict[str, Any]:
    names: dict[str, Any] = {
        "publisher": article.publisher.name if article.publisher else None,
        "aggregator": article.aggregator.name if article.aggregator else None,
    }
    own = ("headline", "published_on", "published_at", "language", "direction", "url", "revision")
    names |= {"erased_at": article.erasure.at if article.erasure else None}
    return {"id": article.pk} | names | {name: getattr(article, name) for name in own}
