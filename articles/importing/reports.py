"""What became of texts: results, the report of a batch, and how both are kept."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import OuterRef, QuerySet
from psycopg.types.json import Jsonb

from articles.drafts import Refusal
from articles.importing.sources import notice_of
from articles.models import ImportBatch, ImportItem
from articles.notices import Notice, in_words, notice, storable
from newsdesk.database.copying import copy_in
from newsdesk.errors import DomainError
from newsdesk.upkeep.outages import NoRoom, Unavailable, outage
from newsdesk.web.paging import Counted

Outcome = ImportItem.Outcome
NOT_TAKEN = (Outcome.FAILED, Outcome.LEFT_OUT)
LONGEST_FILE_NAME = 1000
ITEM_COLUMNS = ("batch_id", "name", "outcome", "article_id", "code", "message", "notices", "sha256")
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one text. `article` and `revision` (its number) are None where none is stored.

    `notices` say why, or what is odd about a text that was taken all the same. `may_belong_to` is the older article of
    which it may be a new text: an editor decides.
    """

    name: str
    outcome: Outcome
    article: int | None = None
    revision: int | None = None
    notices: tuple[Notice, ...] = ()
    flagged_blocks: int = 0
    sha256: str = ""
    revision_id: int | None = None
    may_belong_to: int | None = None

    @property
    def code(self) -> str:
        """Of why it is not taken; empty for what is."""
        return self.notices[0].code if self.notices and self.outcome in NOT_TAKEN else ""

    @property
    def message(self) -> str:
        """All that is said of it, in the language in force."""
        return in_words(self.notices)

    def as_dict(self) -> dict[str, Any]:
        names = ("name", "outcome", "article", "revision", "code", "message", "flagged_blocks", "may_belong_to")
        said = {"notices": [one.as_json() for one in self.notices]}
        return {name: getattr(self, name) for name in names} | said


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a batch; `batch` is None after a rehearsal, which stores nothing.

    `totals` counts by outcome; `results` has nothing where nobody wanted them kept.
    """

    batch: int | None
    totals: dict[str, int]
    results: list[Result]

    @property
    def has_failures(self) -> bool:
        return bool(self.totals[Outcome.FAILED])

    def as_dict(self) -> dict[str, Any]:
        files = [result.as_dict() for result in self.results]
        return {"batch": self.batch, "files": files, "totals": self.totals}


def no_totals() -> dict[str, int]:
    """A count of nothing yet, for each outcome."""
    return {outcome.value: 0 for outcome in Outcome}


def refused(name: str, why: DomainError | Refusal) -> Result:
    said = why.notice if isinstance(why, Refusal) else notice_of(why)
    return Result(name, Outcome.FAILED, notices=(said,))


def left_out(name: str) -> Result:
    """A file of a folder that is of no kind that is imported."""
    return Result(name, Outcome.LEFT_OUT, notices=(notice("other_kind"),))


def failure_of(name: str, error: Exception) -> Result:
    """What the report says of a file that is not at fault. Raises the error where nothing can be reported either."""
    found = outage(error)
    if isinstance(found, Unavailable):
        raise error
    if isinstance(found, NoRoom):
        return refused(name, found)
    logger.error("importing a file", exc_info=error)
    return Result(name, Outcome.FAILED, notices=(notice("unexpected"),))


def keep_results(results: Iterable[Result], batch: ImportBatch) -> None:
    rows = (
        (batch.pk, _kept_name(one), one.outcome.value, one.article, one.code, "", _kept_notices(one), one.sha256)
        for one in results
    )
    copy_in(ImportItem, ITEM_COLUMNS, rows)


def _kept_name(result: Result) -> str:
    return storable(result.name)[-LONGEST_FILE_NAME:]


def _kept_notices(result: Result) -> Jsonb | None:
    return Jsonb([one.as_json() for one in result.notices]) if result.notices else None


def rehearsed(result: Result, made: set[int]) -> Result:
    """As a dry run tells it: of articles that were `made` there, as of this one, no number means anything."""
    if result.outcome == Outcome.CREATED and result.article:
        made.add(result.article)
    named = result if result.may_belong_to not in made else replace(result, may_belong_to=None)
    is_there = result.outcome == Outcome.UNCHANGED and result.article not in made
    return named if is_there else replace(named, article=None, revision=None)


def newest_batches() -> QuerySet[ImportBatch]:
    """For a list of the newest imports, as `with_counts` tells them."""
    return with_counts(ImportBatch.objects.select_related("by")).order_by("-pk")


def with_counts(batches: QuerySet[ImportBatch]) -> QuerySet[ImportBatch]:
    """Each with `text_count` and `refused_count`, of its texts and of those that were refused, as `Counted` counts."""
    items = ImportItem.objects.filter(batch=OuterRef("pk"))
    return batches.annotate(text_count=Counted(items), refused_count=Counted(items.filter(outcome=Outcome.FAILED)))
