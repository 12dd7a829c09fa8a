"""Pages of editors: a new article by pasting, many by uploading, and what became of each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db.models import BooleanField, Count, ExpressionWrapper, F, Max, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from articles.directions import direction_within, laid_within
from articles.drafts import Draft, DraftBlock
from articles.forms.intake import NameDecisionForm, PasteForm, UploadForm, prefilled
from articles.importing.batches import add_article, foreseen, import_files
from articles.importing.intake import looked_over
from articles.importing.proposals import MOST_SHOWN, count_names, decide, decide_as_before, name_publisher, proposed_in
from articles.importing.reports import Outcome, Result, newest_batches
from articles.importing.unfinished import was_interrupted
from articles.layout.reasons import REASONS
from articles.models import Article, Block, ImportBatch, ImportItem, Offer, Publisher
from articles.templatetags.newsdesk_texts import attributes, isolated
from newsdesk.errors import Invalid
from newsdesk.roles import SignedInRequest, editors_only
from newsdesk.web.paging import LongList, Size

MOST_SUGGESTIONS = 500
BLOCKS_SHOWN = 300
LONGEST_SHOWN = 2000
RECENT_BATCHES = 10
ROWS_PER_PAGE = 100


@editors_only
@require_http_methods(["GET", "POST"])
def new_article(request: SignedInRequest) -> HttpResponse:
    """Paste a text, see its blocks, save it."""
    if request.method == "GET":
        return _paste_page(request, PasteForm())
    if "save" not in request.POST:
        form = PasteForm(prefilled(request.POST.dict()), is_previewed=True)
        return _paste_page(request, form)
    form = PasteForm(request.POST, is_previewed=True)
    if not form.is_valid():
        return _paste_page(request, form)
    try:
        result = add_article(form.draft(), name=_("Pasted text"), by=request.user)
    except Invalid as error:
        form.add_error("text", error.message)
        return _paste_page(request, form)
    _tell(request, result)
    # Never on to reading it: whoever enters a text is not its analyst, and opening it would begin a reading.
    if result.flagged_blocks:
        return redirect("article_blocks", result.article)
    return redirect("admin:articles_article_change", result.article) if result.notices else redirect("articles")


def _paste_page(request: HttpRequest, form: PasteForm) -> HttpResponse:
    preview = _preview(form) if form.is_bound and form.is_valid() else {}
    context = {"form": form, "publishers": _suggestions()}
    return render(request, "articles/new_article.html", context | preview)


def _suggestions() -> QuerySet[Publisher, str]:
    publishers = Publisher.objects.exclude(kind=Publisher.Kind.NONE)
    return publishers.values_list("name", flat=True)[:MOST_SUGGESTIONS]


def _preview(form: PasteForm) -> dict[str, object]:
    draft = looked_over(form.draft())
    try:
        what_comes = foreseen(draft)
    except Invalid as error:
        form.add_error("text", error.message)
        return {}
    return {
        "blocks": [_shown(draft, block) for block in draft.blocks[:BLOCKS_SHOWN]],
        "block_count": len(draft.blocks),
        "more_blocks": max(len(draft.blocks) - BLOCKS_SHOWN, 0),
        "flagged_count": sum(block.flagged for block in draft.blocks),
        "text_language": draft.language,
        "direction": draft.direction,
        "notices": draft.said,
        "proposed": form.proposed(),
        "foreseen": what_comes,
    }


def _shown(draft: Draft, block: DraftBlock) -> dict[str, object]:
    words = draft.text[block.start : block.end]
    return {
        "kind": block.kind,
        "label": Block.Kind(block.kind).label,
        "percent": round(block.confidence * 100),
        "flagged": block.flagged,
        "reason": REASONS.get(block.reason, ""),
        "text": isolated(Truncator(words).chars(LONGEST_SHOWN), direction_within(words, draft.direction)),
        "laid": attributes(laid_within(words, draft.language, draft.direction)),
    }


def _tell(request: HttpRequest, result: Result) -> None:
    """Say what was stored, with a link to its page."""
    assert result.article is not None  # What was pasted is stored, or was there; a refusal comes earlier.
    article = Article.objects.get(pk=result.article)
    tell = messages.info if result.outcome == Outcome.UNCHANGED else messages.success
    url = reverse("admin:articles_article_change", args=[article.pk])
    tell(request, format_html('{} <a href="{}"><bdi>{}</bdi></a>', _told(result), url, article.headline))
    if found := Offer.objects.waiting().filter(article=article).first():
        messages.warning(request, _may_belong(found))
    if count := result.flagged_blocks:
        told = ngettext("%(count)d block is to be checked.", "%(count)d blocks are to be checked.", count)
        messages.warning(request, told % {"count": count})
    for notice in result.notices:
        messages.warning(request, str(notice))


def _may_belong(found: Offer) -> SafeString:
    url, what = reverse("offer", args=[found.pk]), _("It may be a new text of an older article.")
    return format_html('{} <a href="{}">{}</a>', what, url, _("Compare the two"))


def _told(result: Result) -> str:
    if result.outcome == Outcome.UNCHANGED:
        return _("This very text was here already; nothing has changed.")
    if result.outcome == Outcome.REVISED:
        return _("Saved as revision %(number)d of this article.") % {"number": result.revision}
    return _("The article is saved.")


@editors_only
@require_http_methods(["GET", "POST"])
def upload(request: SignedInRequest) -> HttpResponse:
    """Import many files; the report of the batch comes next."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_bound and form.is_valid():
        files = map(Uploaded, form.cleaned_data["texts"])
        report = import_files(files, kind=ImportBatch.Kind.UPLOAD, by=request.user, limited=True, keep=False)
        return redirect("import_batch", report.batch)
    return render(request, "articles/upload.html", {"form": form, "batches": newest_batches()[:RECENT_BATCHES]})


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A file that came with a request and is closed with it."""

    file: UploadedFile

    @property
    def name(self) -> str:
        return self.file.name or ""

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        self.file.seek(0)
        yield cast(BinaryIO, self.file.file)


@editors_only
@require_GET
def import_batch(request: HttpRequest, pk: int) -> HttpResponse:
    """What became of each text of an import, the refused ones first."""
    batch = get_object_or_404(ImportBatch.objects.select_related("by"), pk=pk)
    page = LongList(_refused_first(batch.items.values("pk")), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    shown = _with_flagged_blocks(ImportItem.objects.filter(pk__in=page.object_list))
    page.object_list = _refused_first(_with_offers(shown, batch))
    names = proposed_in(batch)
    context = {
        "batch": batch,
        "page": page,
        "totals": _totals(batch),
        "was_interrupted": was_interrupted(batch),
        "offer_count": Size.of(Offer.objects.waiting().filter(batch=batch)),
        "open_names": [one for one in names if one.is_open],
        "decided_names": [one for one in names if not one.is_open],
        "more_names": count_names(batch) - len(names) if len(names) == MOST_SHOWN else 0,
        "publishers": _suggestions() if names else [],
    }
    return render(request, "articles/import_batch.html", context)


@editors_only
@require_POST
def name_decisions(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say whose name it is that articles of an import seem to give."""
    batch = get_object_or_404(ImportBatch, pk=pk)
    form = NameDecisionForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(form.errors.get("publisher", [_("This cannot be decided. Look again.")])[0]))
        return redirect("import_batch", batch.pk)
    said = form.cleaned_data
    proposal = get_object_or_404(batch.proposals.exclude(digest=""), pk=said["proposal"])
    if said["decision"] == form.NOBODY:
        count = decide(proposal, None, seen=said["seen"], by=request.user)
    elif said["decision"] == form.BEFORE:
        count = decide_as_before(proposal, seen=said["seen"], by=request.user)
    else:
        name = said["publisher"] if said["decision"] == form.OTHER else proposal.name
        count = name_publisher(proposal, name, seen=said["seen"], by=request.user)
    told = ngettext("Decided, for %(count)d article.", "Decided, for %(count)d articles.", count)
    messages.success(request, told % {"count": count} if count else _("Decided, for the imports to come."))
    return redirect("import_batch", batch.pk)


def _refused_first(items: QuerySet[Any]) -> QuerySet[Any]:
    is_refused = ExpressionWrapper(Q(outcome=Outcome.FAILED), BooleanField())
    return items.order_by(is_refused.desc(), "pk")


def _with_flagged_blocks(items: QuerySet[ImportItem]) -> QuerySet[ImportItem]:
    ours = Q(article__revisions__batch=F("batch"), article__revisions__blocks__flagged=True)
    flagged = {"flagged_count": Count("pk", filter=ours), "flagged_revision": Max("article__revisions", filter=ours)}
    return items.select_related("article").annotate(**flagged)


def _with_offers(items: QuerySet[ImportItem], batch: ImportBatch) -> QuerySet[ImportItem]:
    """Each article with `offered`: what this import took it for."""
    offers = Offer.objects.filter(batch=batch).select_related("older__erasure").order_by("pk")
    return items.prefetch_related(Prefetch("article__offers", offers, to_attr="offered"))


def _totals(batch: ImportBatch) -> list[tuple[Outcome, int]]:
    counts = dict(batch.items.order_by().values_list("outcome").annotate(Count("pk")))
    return [(outcome, counts[outcome]) for outcome in Outcome if outcome in counts]
