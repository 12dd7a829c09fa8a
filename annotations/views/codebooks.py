"""A codebook to be read, and printed: what its kinds, labels and attributes mean."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from annotations.access import codebooks_visible_to
from newsdesk.roles import SignedInRequest


@require_safe
def codebook(request: SignedInRequest, pk: int) -> HttpResponse:
    """One published version."""
    shown = get_object_or_404(codebooks_visible_to(request.user), pk=pk)
    return render(request, "annotations/codebook.html", {"codebook": shown, "spec": shown.spec})
