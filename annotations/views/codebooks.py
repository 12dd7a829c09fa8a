"""A codebook to be read, and printed: what its kinds, labels and attributes mean."""

from __future__ import annotations

from functools import lru_cache

import orjson
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from annotations.access import codebooks_visible_to
from annotations.models.codebooks import published_spec
from newsdesk.roles import SignedInRequest
from newsdesk.web.data_modules import DataModule


@require_safe
def codebook_data(request: SignedInRequest, pk: int, digest: str) -> HttpResponse:
    """The module in whose place `codebook_data.js` stands on the review page."""
    shown = get_object_or_404(codebooks_visible_to(request.user).only("pk"), pk=pk)
    return _module(shown.pk).answer(digest, is_public=False)


def address_of_codebook(pk: int) -> str:
    """Of the data of a published codebook, for the import map of a page."""
    return reverse("codebook_data", args=[pk, _module(pk).digest])


@lru_cache(maxsize=64)
def _module(pk: int) -> DataModule:
    return DataModule.of("codebook", orjson.dumps(published_spec(pk).as_json()))


@require_safe
def codebook(request: SignedInRequest, pk: int) -> HttpResponse:
    """One published version."""
    shown = get_object_or_404(codebooks_visible_to(request.user), pk=pk)
    return render(request, "annotations/codebook.html", {"codebook": shown, "spec": shown.spec})
