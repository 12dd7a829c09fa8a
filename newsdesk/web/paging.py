"""Pages of lists that may be very long: the one way in which lists are counted and leafed through."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Any

from django.core.paginator import EmptyPage, Page, PageNotAnInteger, Paginator
from django.db.models import IntegerField, Subquery
from django.utils.functional import cached_property

# Beyond so many, one searches: counting all of 100,000 would take longer than showing a page of them.
COUNTED = 10_000
# More rows than a table can have, and no more than the database can count to.
ENDLESS = 2**62


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

    @classmethod
    def counted(cls, number: int) -> Size:
        """Of what `Counted` has counted."""
        return cls(min(number, COUNTED), number > COUNTED)


class Counted(Subquery):
    """How many rows of a queryset with an `OuterRef` belong to each row that is annotated, for `Size.counted`.

    Counted is one beyond COUNTED and no further, so that a row costs no more where more belong to it.
    """

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"

    def __init__(self, rows: Any) -> None:
        super().__init__(rows.order_by().values("pk")[: COUNTED + 1], output_field=IntegerField())


class LongList(Paginator):
    """Pages of a queryset of which no more than the first COUNTED rows are counted, but all are leafed through.

    `num_pages` counts the pages that are known of: where `goes_on`, there is at least one beyond what was counted.
    Only a page that lies further on makes the counting reach as far as itself, and `LAST` to the end; what is told of
    the size stays the same on every page.
    """

    LAST = "last"  # In the place of a page's number: the page at the end.

    @cached_property
    def size(self) -> Size:
        """As it is told."""
        return Size.of(self.object_list)

    @property
    def count(self) -> int:
        return self.size.number

    @property
    def is_longer(self) -> bool:
        return self.size.is_longer

    @cached_property
    def reached(self) -> Size:
        """How far the pages were counted."""
        return self.size

    @property
    def goes_on(self) -> bool:
        """Whether there may be pages beyond `num_pages`."""
        return self.reached.is_longer

    @property
    def num_pages(self) -> int:
        known = self.reached.number + self.goes_on
        return max(ceil(known / self.per_page), 1)

    def get_page(self, number: Any) -> Page:
        """As Django's: page 1 for what is no number, the last one for what lies beyond it and for `LAST`."""
        if number == self.LAST:
            self._reach(ENDLESS)
            number = self.num_pages
        return super().get_page(number)

    def validate_number(self, number: Any) -> int:
        try:
            return super().validate_number(number)
        except EmptyPage as empty:
            if int(number) < 1:
                raise PageNotAnInteger(*empty.args) from empty  # Of a number below 1 Django makes the last page.
            if not self.goes_on:
                raise
        self._reach(int(number))
        return super().validate_number(number)

    def page(self, number: Any) -> Page:
        number = self.validate_number(number)
        if number == self.num_pages and self.goes_on:
            self._reach(number)  # Else nobody knows whether there is a next one.
        start = (number - 1) * self.per_page
        return Page(self.object_list[start : start + self.per_page], number, self)

    def _reach(self, number: int) -> None:
        self.reached = Size.of(self.object_list, min(number * self.per_page, ENDLESS))


def is_id(text: str) -> bool:
    """Whether a text may be the number of a row: no longer than the numbers of the database."""
    return text.isdecimal() and len(text) < 19
