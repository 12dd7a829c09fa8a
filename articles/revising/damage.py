"""What is damaged in texts that were stored before anybody looked: told, never kept, since a text never changes."""

from __future__ import annotations

from collections.abc import Iterator

from articles.importing.damage import damage_of, refuse_documents
from articles.importing.sources import notice_of
from articles.models import Revision
from articles.notices import Notice
from newsdesk.errors import Invalid

TOGETHER = 200


def damaged_texts() -> Iterator[tuple[Revision, list[Notice]]]:
    """The texts that articles have without a notice, and what an import would say of each: oldest first."""
    asked = Revision.objects.standing().filter(notices__isnull=True, erasure=None).order_by("pk")
    after = 0
    while some := list(asked.filter(pk__gt=after)[:TOGETHER]):
        for revision in some:
            if said := list(_said_of(revision.text)):
                yield revision, said
        after = some[-1].pk


def _said_of(text: str) -> Iterator[Notice]:
    try:
        refuse_documents(text)
    except Invalid as error:
        yield notice_of(error)
    yield from damage_of(text)
