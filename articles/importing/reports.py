"""What became of files: results, the report of a batch, and how both are kept."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from articles.drafts import Refusal
from articles.models import ImportBatch, ImportItem
from newsdesk.database.copying import copy_in
from newsdesk.errors import DomainError
from newsdesk.upkeep.outages import NoRoom, Unavailable, outage

Outcome = ImportItem.Outcome
LONGEST_FILE_NAME = 1000
ITEM_COLUMNS = ("batch_id", "name", "outcome", "article_id", "code", "message", "sha256")
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one text. `article` and `revision` (its number) are None where none is stored.

    `may_belong_to` is the older article of which it may be a new text: an editor decides.
    """

    name: str
    outcome: Outcome
    article: int | None = None
    revision: int | None = None
    code: str = ""
    message: str = ""
    flagged_blocks: int = 0
    sha256: str = ""
    revision_id: int | None = None
    may_belong_to: int | None = None

    def as_dict(self) -> dict[str, Any]:
        names = ("name", "outcome", "article", "revision", "code", "message", "flagged_blocks", "may_belong_to")
        return {name: getattr(self, name) for name in names}


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
    return Result(name, Outcome.FAILED, code=why.code, message=str(why.message))


def failure_of(name: str, error: Exception) -> Result:
    """What the report says of a file that is not at fault. Raises the error where nothing can be reported either."""
    found = outage(error)
    if isinstance(found, Unavailable):
        raise error
    if isinstance(found, NoRoom):
        return Result(name, Outcome.FAILED, code=found.code, message=str(found.message))
    logger.error("importing a file", exc_info=error)
    message = _("Something went wrong that is not the file's fault. The server's log tells more.")
    return Result(name, Outcome.FAILED, code="unexpected", message=message)


def keep_results(results: Iterable[Result], batch: ImportBatch) -> None:
    rows = (
        (batch.pk, _kept_name(one), one.outcome.value, one.article, one.code, one.message, one.sha256)
        for one in results
    )
    copy_in(ImportItem, ITEM_COLUMNS, rows)


def _kept_name(result: Result) -> str:
    return result.name.replace("\0", "")[-LONGEST_FILE_NAME:]


def rehearsed(result: Result, made: set[int]) -> Result:
    """As a dry run tells it: of articles that were `made` there, as of this one, no number means anything."""
    if result.outcome == Outcome.CREATED and result.article:
        made.add(result.article)
    named = result if result.may_belong_to not in made else replace(result, may_belong_to=None)
    is_there = result.outcome == Outcome.UNCHANGED and result.article not in made
    return named if is_there else replace(named, article=None, revision=None)
