"""Pages of editors: articles that may be new texts of older ones, two texts side by side, and what was decided."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from articles.models import Offer, Revision
from articles.revising.comparing import compared, text_beside, texts_of, with_its_article
from articles.revising.joining import join, keep_apart, part
from newsdesk.errors import Conflict, Invalid
from newsdesk.roles import SignedInRequest, editors_only
from newsdesk.web.paging import LongList, is_id

ROWS = 25
RELATED = (
    *("article__publisher", "article__aggregator", "article__erasure"),
    *("older__publisher", "older__aggregator", "older__erasure", "batch", "decided_by"),
)


@editors_only
@require_GET
def offers(request: SignedInRequest) -> HttpResponse:
    """What waits for a decision, or what was decided; of one import, where its number is given."""
    is_decided, batch = request.GET.get("decided") == "1", request.GET.get("batch", "")
    rows = Offer.objects.exclude(decision="") if is_decided else Offer.objects.waiting()
    if is_id(batch):
        rows = rows.filter(batch=int(batch))
    page = LongList(rows.order_by("-pk").values_list("pk", flat=True), ROWS).get_page(request.GET.get("page"))
    page.object_list = Offer.objects.filter(pk__in=list(page)).select_related(*RELATED).order_by("-pk")
    context = {"page": page, "is_decided": is_decided, "batch": batch if is_id(batch) else ""}
    return render(request, "articles/offers.html", context)


@editors_only
@require_GET
def offer(request: SignedInRequest, pk: int) -> HttpResponse:
    """The two texts side by side, and what can be decided."""
    shown = get_object_or_404(Offer.objects.select_related(*RELATED), pk=pk)
    for article in (shown.older, shown.article):
        article.refuse_if_erased()
    older, newer = texts_of(shown)
    for text in (older, newer):
        text.refuse_if_erased()
    return render(request, "articles/offer.html", {"offer": shown, "comparison": compared(older, newer)})


@editors_only
@require_POST
def offer_joining(request: SignedInRequest, pk: int) -> HttpResponse:
    """The article is a new text of the older one."""
    decided = get_object_or_404(Offer, pk=pk)
    try:
        revision = join(decided, by=request.user, seen=_seen(request))
    except Conflict as error:
        messages.error(request, error.message)
        return redirect("offer", pk)
    told = _("Joined: its text is now text %(number)d of the older article.") % {"number": revision.number}
    _tell(request, revision.offer, told)
    return _onwards(decided, now=revision.offer)


@editors_only
@require_POST
def offer_parting(request: SignedInRequest, pk: int) -> HttpResponse:
    """They are two articles."""
    decided = get_object_or_404(Offer, pk=pk)
    try:
        keep_apart(decided, by=request.user, seen=_seen(request))
    except (Conflict, Invalid) as error:
        messages.error(request, error.message)
        return redirect("offer", pk)
    _tell(request, decided, _("Two articles: both stand by themselves."))
    return _onwards(decided)


@editors_only
@require_http_methods(["GET", "POST"])
def revision_parting(request: SignedInRequest, pk: int) -> HttpResponse:
    """Make an article of a text that was taken for one of another article."""
    revision = get_object_or_404(with_its_article(Revision.objects.all()), pk=pk)
    revision.refuse_if_erased()
    if request.method == "POST":
        return _parted(request, revision)
    context = {"revision": revision, "comparison": compared(text_beside(revision), revision)}
    return render(request, "articles/revision_parting.html", context)


def _parted(request: SignedInRequest, revision: Revision) -> HttpResponse:
    try:
        made = part(revision, by=request.user)
    except (Conflict, Invalid) as error:
        messages.error(request, error.message)
        return redirect("admin:articles_article_change", revision.article_id)
    messages.success(request, _("Parted: the text is an article of its own. Correct here what is known of it."))
    return redirect("admin:articles_article_change", made.pk)


def _tell(request: SignedInRequest, decided: Offer, what: str) -> None:
    url = reverse("offer", args=[decided.pk])
    messages.success(request, format_html('{} <a href="{}">{}</a>', what, url, _("Look again, or take it back")))


def _onwards(decided: Offer, *, now: Offer | None = None) -> HttpResponse:
    """From what waited to what waits next; whoever took a decision back sees what became of it."""
    return redirect("offer", (now or decided).pk) if decided.decision else redirect("offers")


def _seen(request: SignedInRequest) -> str:
    """The decision that stood on the page."""
    return request.POST.get("seen", "")
