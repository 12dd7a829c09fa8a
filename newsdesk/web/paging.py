"""Pages of lists that may be very long: the one way in which lists are counted and leafed through."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.utils.functional import cached_property

# Beyond so many, one searches: counting all of 100,000 would take longer than showing a page of them.
COUNTED = 10_000


@dataclass(frozen=True, slots=True)
class Size:
    """How many there are; where `is_longer`, there are more than that."""

    number: int
    is_longer: bool

    @classmethod
    def of(cls, rows: Any, most: int | None = None) -> Size:
        """Of a queryset, counted up to `most`, else COUNTED: in one query that costs no more for more rows."""
        most = COUNTED if most is None else most
        found = int(rows.order_by().values("pk")[: most + 1].count())
        return cls(min(found, most), found > most)


class LongList(Paginator):
    """Pages of a queryset of which no more than the first COUNTED rows are counted and leafed through."""

    @cached_property
    def size(self) -> Size:
        return Size.of(self.object_list)

    @property
    def count(self) -> int:
        return self.size.number

    @property
    def is_longer(self) -> bool:
        return self.size.is_longer


def is_id(text: str) -> bool:
    """Whether a text may be the number of a row: no longer than the numbers of the database."""
    return text.isdecimal() and len(text) < 19
