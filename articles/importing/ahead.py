"""Working ahead: what comes next is made while what is there is used."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from itertools import islice
from typing import TypeVar

from django.utils.translation import get_language, override

T = TypeVar("T")


def ahead(things: Iterator[T]) -> Iterator[T]:
    """The same things in the same order, each made in a thread while the one before it is used: never more than one.

    What fails there fails here, in its turn. Messages are in the language that is in force here, and
    lines of the log name the request that is served here.

    A thread, not processes: who uses the things mostly waits for the database, and the thread works meanwhile. It costs
    next to nothing to begin, carries nothing over and cannot be killed alone, so that the web server has it as well.
    """
    # Django's language is bound to its thread, whatever the context.
    context, language = copy_context(), get_language()
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="ahead") as maker:
        coming = maker.submit(context.run, _next, things, language)
        while one := coming.result():
            coming = maker.submit(context.run, _next, things, language)
            yield from one


def _next(things: Iterator[T], language: str | None) -> list[T]:
    """One thing, or none at the end."""
    with override(language):
        return list(islice(things, 1))
