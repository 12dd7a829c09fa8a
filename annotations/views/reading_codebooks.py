"""A reading moved to the codebook that its project uses by now: what would become of it, and doing it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from annotations.access import own_readings_of, readings_moved_by
from annotations.models import Reading
from annotations.readings.moving import move_reading, planned_move
from newsdesk.roles import SignedInRequest
from newsdesk.web.paging import is_id


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def reading_codebook(request: SignedInRequest, pk: int) -> HttpResponse:
    """What is carried over, said otherwise and kept in notes; sent, it is done. Where there is nothing to do, back."""
    own = own_readings_of(request.user).select_related("project__codebook", "codebook", "revision__article")
    reading = get_object_or_404(own, pk=pk)
    reading.revision.refuse_if_erased()
    if request.method == "POST":
        return _move(request, reading)
    if not readings_moved_by(request.user).filter(pk=pk).exists():
        return redirect("reading", pk)
    return render(request, "annotations/reading_codebook.html", {"reading": reading, "move": planned_move(reading)})


def _move(request: SignedInRequest, reading: Reading) -> HttpResponse:
    to = request.POST.get("codebook", "")
    move = move_reading(reading, to=int(to) if is_id(to) else 0, by=request.user)
    if move.incomplete or move.unsaid:
        messages.info(request, _("The reading is moved. What wants an answer is listed beside the article."))
    return redirect("reading", reading.pk)
