"""The registry of sources: who is said to have said something, and where."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from annotations.access import may_add_sources, sources_visible_to
from annotations.models import Source, SourceAlias
from annotations.sources.changing import add_alias, change_source, create_source, remove_alias
from annotations.sources.confiding import notes_of
from annotations.sources.finding import find, likely_duplicates, other_names_of, same_names, uses_of
from annotations.sources.listing import Row, for_lists, history_of, kinds_said, said_of, told, with_uses
from annotations.sources.merging import SPLIT_LIMIT, merge_sources, separate_source, split_source
from annotations.views.source_forms import (
    ORDERS,
    ChangeSourceForm,
    NameForm,
    NewSourceForm,
    NoteForm,
    SaidFilter,
    SourceSearch,
    SplitForm,
)
from articles.models import Publisher
from newsdesk.errors import NotAllowed
from newsdesk.roles import SignedInRequest, editors, editors_only, is_administrator, is_editor
from newsdesk.web.paging import LongList, is_id

ROWS = 25
EVENTS = 20
DUPLICATES = 5
FOUND = 10
NOTES = 50
TO_ASK = 5


@require_GET
def sources(request: SignedInRequest) -> HttpResponse:
    """The entries that stand, found by any of their names; for editors, those that are there twice, too."""
    search = SourceSearch(request.GET)
    search.full_clean()
    wanted = {name: search.cleaned_data.get(name) or "" for name in ("q", "kind", "order")}
    visible = sources_visible_to(request.user).standing()
    found = visible.matching(wanted["q"])
    if wanted["kind"]:
        found = found.filter(kind=wanted["kind"])
    _name, order = ORDERS[wanted["order"] or "name"]
    listed = with_uses(found, request.user).select_related("publisher").order_by(*order)
    page = LongList(listed, ROWS).get_page(request.GET.get("page"))
    is_searching = bool(wanted["q"] or wanted["kind"])
    context = {
        "search": search,
        "page": page,
        "names": other_names_of(list(page.object_list)),
        "is_searching": is_searching,
        "may_add": may_add_sources(request.user),
    }
    if is_editor(request.user) and not is_searching and page.number == 1:
        context |= _duplicates()
    return render(request, "annotations/sources.html", _with_rows(context))


@require_GET
def source(request: SignedInRequest, pk: int) -> HttpResponse:
    """One entry: its names, what it is said to have said as far as one may see it, and its history."""
    shown = _visible(request, pk)
    if shown.merged_into_id:
        return redirect("source", shown.merged_into_id)
    return source_page(request, shown, NoteForm())


def source_page(request: SignedInRequest, shown: Source, note_form: NoteForm) -> HttpResponse:
    """The page of an entry that stands; the form of a note that was not taken comes with what was written."""
    may_change = is_editor(request.user) and not shown.is_built_in
    everything = said_of(shown, request.user)
    kinds = kinds_said(everything)
    articles = everything.order_by().values("reading__revision__article")
    publishers = Publisher.objects.filter(articles__in=articles).distinct()
    wanted = SaidFilter(request.GET, choices=[(key, name) for key, name, _n in kinds], publishers=publishers)
    said = _filtered(everything, wanted)
    page = LongList(for_lists(said), ROWS).get_page(request.GET.get("page"))
    history = LongList(history_of(shown), EVENTS).get_page(request.GET.get("events"))
    context = {
        "source": shown,
        "aliases": other_names_of([shown])[shown.pk],
        "merged": list(shown.merged.filter(erasure=None).order_by("name_key")),
        "kinds": kinds,
        "filter": wanted,
        "is_filtered": any(wanted.cleaned_data.values()),
        "page": page,
        "rows": [Row.of(annotation) for annotation in page.object_list],
        "history": history,
        "events": [told(event) for event in history.object_list],
        "twins": list(same_names(shown, among=sources_visible_to(request.user))[:FOUND]) if may_change else [],
        "name_form": NameForm(),
        "notes": list(notes_of(shown, request.user)[:NOTES]),
        "note_form": note_form,
        "may_add": may_add_sources(request.user) and not shown.is_built_in,
        "may_change": may_change,
        "to_ask": [] if is_editor(request.user) or shown.is_built_in else list(editors()[:TO_ASK]),
        "may_erase": is_administrator(request.user) and not shown.is_built_in,
    }
    return render(request, "annotations/source.html", context)


@require_http_methods(["GET", "POST"])
def new_source(request: SignedInRequest) -> HttpResponse:
    """Add an entry; a name that is there already leads to its entry."""
    if not may_add_sources(request.user):
        raise NotAllowed(_("Only analysts and editors add to the registry."), code="no_role")
    form = NewSourceForm(request.POST if request.method == "POST" else None, initial={"kind": Source.Kind.PERSON})
    if form.is_valid():
        made, created = create_source(**form.cleaned_data, by=request.user)
        said = _("Added to the registry.") if created else _("This name is in the registry already: here it is.")
        messages.success(request, said)
        return redirect("source", made.pk)
    return render(request, "annotations/source_edit.html", {"form": form, "title": _("New source")})


@require_POST
def source_aliases(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give an entry one more name."""
    named = _visible(request, pk)
    form = NameForm(request.POST)
    if form.is_valid():
        added = add_alias(named, form.cleaned_data["name"], by=request.user)
        messages.success(request, _("The name is added.") if added else _("The source has this name already."))
    else:
        messages.error(request, _("Type a name of at most 200 characters."))
    return redirect("source", named.pk)


@editors_only
@require_POST
def source_alias_removal(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a name away."""
    alias = get_object_or_404(SourceAlias.objects.select_related("source__merged_into"), pk=pk)
    remove_alias(alias, by=request.user)
    messages.success(request, _("The name is taken away. The history keeps it."))
    return redirect("source_change", alias.source.standing.pk)


@editors_only
@require_http_methods(["GET", "POST"])
@transaction.atomic
def source_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Another name, kind or publisher."""
    changed = _standing(request, pk)
    form = ChangeSourceForm(request.POST if request.method == "POST" else None, instance=changed)
    if form.is_valid():
        change_source(form.instance, by=request.user)
        messages.success(request, _("Saved."))
        return redirect("source", changed.pk)
    changed.refresh_from_db()
    aliases = SourceAlias.objects.filter(source__in=[changed, *changed.merged.all()]).order_by("name_key")
    context = {"form": form, "source": changed, "title": _("Change the source"), "aliases": aliases}
    return render(request, "annotations/source_edit.html", context)


@editors_only
@require_http_methods(["GET", "POST"])
def source_merger(request: SignedInRequest) -> HttpResponse:
    """Compare entries side by side, and let one stand for the others."""
    asked = request.POST if request.method == "POST" else request.GET
    pks = [int(pk) for pk in asked.getlist("source") if is_id(pk)]
    chosen = list(sources_visible_to(request.user).standing().filter(pk__in=pks, key=None).select_related("publisher"))
    if request.method == "POST":
        stays = next((one for one in chosen if str(one.pk) == request.POST.get("stays")), None)
        if stays and len(chosen) > 1:
            merge_sources(stays, chosen, by=request.user)
            messages.success(request, _("Merged. On this page each of them can be separated again."))
            return redirect("source", stays.pk)
        messages.error(request, _("Choose at least two sources, and the one that stays."))
    used, others = uses_of([one.pk for one in chosen]), other_names_of(chosen)
    q = request.GET.get("q", "").strip()[:200]
    context = {
        "chosen": [{"source": one, "aliases": others[one.pk], "uses": used.get(one.pk, 0)} for one in chosen],
        "most_used": max(chosen, key=lambda one: used.get(one.pk, 0), default=None),
        "q": q,
        "chosen_query": urlencode({"source": [one.pk for one in chosen]}, doseq=True),
    }
    return render(request, "annotations/source_merger.html", context | _addable(request, chosen, q))


@editors_only
@require_POST
def source_separation(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let a merged entry stand alone again."""
    merged = _visible(request, pk)
    separate_source(merged, by=request.user)
    messages.success(request, _("The source stands alone again, with its names and annotations."))
    return redirect("source", merged.pk)


@editors_only
@require_http_methods(["GET", "POST"])
def source_split(request: SignedInRequest, pk: int) -> HttpResponse:
    """Choose names and annotations that belong to another source."""
    whole = _standing(request, pk)
    listed = list(for_lists(said_of(whole, request.user))[:SPLIT_LIMIT])
    aliases = SourceAlias.objects.filter(source__in=[whole, *whole.merged.all()]).order_by("name_key")
    form = SplitForm(
        request.POST if request.method == "POST" else None,
        initial={"kind": whole.kind},
        aliases=[(alias.pk, alias.name) for alias in aliases],
        annotations=[str(annotation.pk) for annotation in listed],
    )
    if form.is_valid():
        goes = {name: form.cleaned_data[name] for name in ("aliases", "annotations")}
        new = split_source(whole, form.save(commit=False), **goes, by=request.user)
        messages.success(request, _("Split. To undo it, merge the two sources."))
        return redirect("source", new.pk)
    chosen = {name: set(form[name].value() or ()) for name in ("aliases", "annotations")}
    context = {
        "form": form,
        "source": whole,
        "aliases": [(alias, str(alias.pk) in chosen["aliases"]) for alias in aliases],
        "rows": [(Row.of(annotation), str(annotation.pk) in chosen["annotations"]) for annotation in listed],
    }
    return render(request, "annotations/source_split.html", context)


def _visible(request: SignedInRequest, pk: int) -> Source:
    """Raises `Erased` where it was."""
    found = get_object_or_404(sources_visible_to(request.user), pk=pk)
    found.refuse_if_erased()
    return found


def _standing(request: SignedInRequest, pk: int) -> Source:
    """An entry that may be changed. Raises `Http404` for one that was merged and `NotAllowed` for a built-in one."""
    found = _visible(request, pk)
    if found.merged_into_id:
        raise Http404
    if found.is_built_in:
        raise NotAllowed(_("This entry belongs to the house and stays as it is."), code="built_in")
    return found


def _filtered(everything: Any, wanted: SaidFilter) -> Any:
    wanted.full_clean()
    kind, _slash, label = (wanted.cleaned_data.get("said") or "").partition("/")
    if kind:
        everything = everything.filter(kind=kind, label=label)
    if publisher := wanted.cleaned_data.get("publisher"):
        everything = everything.filter(reading__revision__article__publisher=publisher)
    return everything


def _duplicates() -> dict[str, Any]:
    """A few groups of entries that look like one, each with the address where they are compared."""
    groups = likely_duplicates(Source.objects.standing())
    shown = groups[:DUPLICATES]
    found = Source.objects.in_bulk([pk for group in shown for pk in group])
    compare = reverse("source_merger")
    rows = [([found[pk] for pk in group], f"{compare}?{urlencode({'source': group}, doseq=True)}") for group in shown]
    return {"duplicates": rows, "duplicate_count": len(groups)}


def _with_rows(context: dict[str, Any]) -> dict[str, Any]:
    rows = [(one, context["names"][one.pk]) for one in context["page"].object_list]
    return context | {"rows": rows}


def _addable(request: SignedInRequest, chosen: list[Source], q: str) -> dict[str, Any]:
    """What may be compared as well: what was searched for, else entries with the same names."""
    visible = sources_visible_to(request.user).filter(key=None).exclude(pk__in=[one.pk for one in chosen])
    if q:
        return {"addable": [found.source for found in find(q, among=visible, limit=FOUND)]}
    twins: QuerySet[Source] | list[Source] = same_names(chosen[0], among=visible)[:FOUND] if chosen else []
    return {"addable": list(twins)}
