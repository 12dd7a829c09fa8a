"""Pages of lists that may be very long."""

from __future__ import annotations

import json
from typing import Any

from django.core.paginator import Paginator
from django.utils.functional import cached_property

# Beyond so many, one searches: counting all of 100,000 would take longer than showing a page of them.
COUNTED = 10_000


def count_up_to(most: int, rows: Any) -> int:
    """How many rows of a queryset there are; `most` and one where there are more."""
    return int(rows.order_by().values("pk")[: most + 1].count())


class LongList(Paginator):
    """Pages of a queryset of which no more than the first COUNTED rows are counted and leafed through."""

    @cached_property
    def counted(self) -> int:
        return count_up_to(COUNTED, self.object_list)

    @cached_property
    def count(self) -> int:
        return min(self.counted, COUNTED)

    @property
    def is_longer(self) -> bool:
        return self.counted > COUNTED


EXACT_COUNT_LIMIT = 20_000


class EstimatingPaginator(Paginator):
    """Counts what is short exactly, and takes the planner's estimate for the rest: big tables are never counted."""

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        plan = json.loads(rows.order_by().explain(format="json"))
        estimate = int(plan[0]["Plan"]["Plan Rows"])
        return estimate if estimate > EXACT_COUNT_LIMIT else int(rows.count())


def is_id(text: str) -> bool:
    """Whether a text may be the number of a row: no longer than the numbers of the database."""
    return text.isdecimal() and len(text) < 19
