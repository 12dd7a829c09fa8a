"""Confidential notes: written on the page of their source, read one by one, taken away by administrators alone."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST

from annotations.access import sources_visible_to
from annotations.sources.confiding import confide, notes_visible_to, read_note, take_notes
from annotations.views.source_forms import NoteForm
from annotations.views.sources import source_page
from newsdesk.roles import SignedInRequest


@sensitive_post_parameters("text")
@sensitive_variables("form")
@require_POST
def confidential_notes(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep a note about a source."""
    source = get_object_or_404(sources_visible_to(request.user), pk=pk).standing
    form = NoteForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("The note was not kept: write up to 10,000 characters and choose from the list."))
        return source_page(request, source, form)
    confide(source, form.cleaned_data["text"], readers=form.cleaned_data["readers"], by=request.user)
    messages.success(request, _("The note is kept."))
    return redirect("source", source.pk)


@sensitive_variables("text")
@require_POST
@never_cache
def confidential_note(request: SignedInRequest, pk: int) -> HttpResponse:
    """The text of one note. A form leads here, no link: that it was read is put on record."""
    note = get_object_or_404(notes_visible_to(request.user).select_related("source__merged_into"), pk=pk)
    text = read_note(note, by=request.user)
    return render(request, "annotations/confidential_note.html", {"note": note, "text": text})


@require_POST
@never_cache
def notes_file(request: SignedInRequest) -> HttpResponse:
    """All notes that an administrator may read, as a file."""
    response = HttpResponse(take_notes(by=request.user), content_type="application/jsonl")
    response["Content-Disposition"] = 'attachment; filename="confidential-notes.jsonl"'
    return response
