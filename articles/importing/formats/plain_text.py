"""Plain text of a news page, as an aggregator saves it: one article a file."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from articles.drafts import Draft, Refusal
from articles.importing.decoding import decode
from articles.importing.formats import Options
from articles.importing.sources import Source, by_name, refusal
from articles.layout import recognising
from newsdesk.errors import Invalid

label, extensions = _("Plain text of a news page"), (".txt",)


def recognise(head: bytes, name: str) -> float:
    """By the name alone: anything may be text, and of what is none `read` says why."""
    return by_name(name, extensions)


def read(source: Source, options: Options) -> Iterator[Draft | Refusal]:
    yield _article(source)


def _article(source: Source) -> Draft | Refusal:
    try:
        return recognising.read(decode(source.whole()))
    except Invalid as error:
        return refusal(error)
