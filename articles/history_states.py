"""What is kept of articles. See `newsdesk/history/states.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.db.models import Model

from articles.models import (
    Article,
    Block,
    ImportBatch,
    ImportItem,
    NameDecision,
    NameProposal,
    Offer,
    Publisher,
    Revision,
)
from newsdesk.database.plain_sql import asked
from newsdesk.history.states import Check, Found, Kind, Part

KINDS = (
    Kind(Publisher, ("id", "name", "name_key", "kind", "url")),
    Kind(
        Article,
        (
            *("id", "publisher_id", "aggregator_id", "headline", "headline_key", "url", "language", "direction"),
            *("published_on", "published_at", "batch_id", "needs_review", "created_at", "erasure_id"),
        ),
        later=("language_from",),
    ),
    Kind(
        Revision,
        (
            *("id", "article_id", "number", "sha256", "length", "created_at", "created_by_id", "batch_id"),
            "erasure_id",
        ),
        left_out={"text": "compared with its own digest: see `changed_texts`"},
        later=("notices",),
        parts=(
            Part(
                Block,
                by="revision_id",
                columns=("id", "revision_id", "kind", "start", "end", "confidence", "flagged", "reason"),
            ),
        ),
    ),
    Kind(
        Offer,
        (
            *("id", "article_id", "older_id", "batch_id", "reason", "share", "made_at"),
            *("decision", "decided_by_id", "decided_at", "revision_id"),
        ),
    ),
    Kind(
        ImportBatch,
        ("id", "kind", "by_id", "at"),
        parts=(
            Part(
                ImportItem,
                by="batch_id",
                columns=("id", "batch_id", "name", "outcome", "article_id", "code", "message", "sha256"),
                later=("notices",),
            ),
        ),
        # One whose importer is still at it, or died a moment ago: it has no event yet.
        unfinished="NOT EXISTS (SELECT FROM newsdesk_event WHERE stream = 'importbatch/' || this.id)",
    ),
    Kind(NameProposal, ("id", "batch_id", "article_id", "role", "name", "digest", "given_id")),
    Kind(NameDecision, ("id", "digest", "publisher_id", "by_id", "at")),
)
FILLINGS: tuple[Callable[[], None], ...] = ()
OF_THE_MOMENT: dict[type[Model], str] = {}

CHANGED_TEXTS = """
SELECT id, count(*) OVER () FROM articles_revision
WHERE CASE WHEN erasure_id IS NULL THEN sha256 <> encode(sha256(convert_to(text, 'UTF8')), 'hex') ELSE text <> '' END
ORDER BY id LIMIT %(limit)s
"""


def changed_texts(limit: int) -> Iterator[Found]:
    """Revisions whose text is not the one of which the digest was kept."""
    for pk, total in asked(CHANGED_TEXTS, {"limit": limit}):
        yield Found("text", f"revision/{pk}", total=total)


CHECKS: tuple[Check, ...] = (changed_texts,)
