from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from annotations.access import Visitor, articles_visible_to
from annotations.readings.listing import newest_first, readings_handed_in, readings_in_progress, unread_by
from articles.importing.reports import newest_batches
from articles.models import Offer
from newsdesk.roles import is_editor
from newsdesk.web.paging import Size

ROWS = 10
DESK_ROWS = 5
COUNTED = 1000  # What waits beyond so many need not be told apart, and the page is asked for all day.


@dataclass(frozen=True, slots=True)
class Beginning:
    """The first rows of a list and how many there are in all; where `is_longer`, there are more than that."""

    rows: list[Any]
    total: int
    is_longer: bool


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """One's work: what is begun, what is yet to read, what is handed in; for editors, what waits on the desk."""
    sections = {
        "in_progress": readings_in_progress(request.user),
        "unread": unread_by(request.user),
        "handed_in": readings_handed_in(request.user),
    }
    context: dict[str, Any] = {name: _first(rows, ROWS) for name, rows in sections.items()}
    if is_editor(request.user):
        context |= _desk(request.user)
    return render(request, "annotations/home.html", context)


def _desk(user: Visitor) -> dict[str, Any]:
    to_check = newest_first(articles_visible_to(user).standing().filter(needs_review=True))
    offers = Offer.objects.waiting().select_related("article", "older")
    return {
        "to_check": _first(to_check, DESK_ROWS),
        "offers": _first(offers, DESK_ROWS),
        "batches": newest_batches()[:DESK_ROWS],
    }


def _first(rows: Any, number: int) -> Beginning:
    shown = list(rows[: number + 1])
    size = Size(len(shown), is_longer=False) if len(shown) <= number else Size.of(rows, COUNTED)
    return Beginning(shown[:number], size.number, size.is_longer)
