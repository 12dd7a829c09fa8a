"""Pages of lists that may be very long."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.utils.functional import cached_property

# Beyond so many, one searches: counting all of 100,000 would take longer than showing a page of them.
COUNTED = 10_000


class LongList(Paginator):
    """Pages of a queryset of which no more than the first COUNTED rows are counted and leafed through."""

    @cached_property
    def counted(self) -> int:
        rows: Any = self.object_list
        return int(rows.order_by()[: COUNTED + 1].count())

    @cached_property
    def count(self) -> int:
        return min(self.counted, COUNTED)

    @property
    def is_longer(self) -> bool:
        return self.counted > COUNTED
