"""Searching by words, in one way for pages, the API and the administration."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.translation import ngettext

from articles.arabic import search_key
from newsdesk.errors import Invalid

MOST_WORDS = 100  # As many as fit into 200 letters, the most that pages take.

M = TypeVar("M", bound=Model)


def with_every_word(rows: QuerySet[M], words: str, *, has: Callable[[str], Q]) -> QuerySet[M]:
    """The rows of which `has` is true for every word, folded; all where nothing is asked, none for marks alone.

    Raises `Invalid` for more than MOST_WORDS different words.
    """
    if not words.strip():
        return rows
    wanted = list(dict.fromkeys(search_key(words).split()))
    if len(wanted) > MOST_WORDS:
        message = ngettext("Search for at most %d word.", "Search for at most %d words.", MOST_WORDS) % MOST_WORDS
        raise Invalid(message, code="too_many_words")
    return rows.filter(*map(has, wanted)) if wanted else rows.none()


def holding(rows: QuerySet[M], column: str, words: str) -> QuerySet[M]:
    """The rows whose folded column, such as `headline_key`, holds every word anywhere, in any order and spelling."""
    return with_every_word(rows, words, has=lambda word: Q(**{f"{column}__contains": word}))
