"""Long lists: told as so long, and leafed through to their end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.paginator import EmptyPage
from django.urls import reverse

from newsdesk.history.recording import Entry, record_all
from newsdesk.models import Event
from newsdesk.web import paging
from newsdesk.web.paging import LongList
from tests.admin_desk import signed_in
from tests.factories import an_article, an_editor

pytestmark = pytest.mark.django_db

ROWS, PER_PAGE = 47, 5


@pytest.fixture(autouse=True)
def _counted_to_twenty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "COUNTED", 21)


@pytest.fixture
def events() -> Any:
    article = an_article()
    record_all(article, [Entry("article.looked_at")] * ROWS, by=None)
    return Event.objects.filter(action="article.looked_at").order_by("-number")


def leafed(rows: Any) -> Iterator[list[int]]:
    """As somebody does who goes from page to page, each a request of its own."""
    number, goes_on = 1, True
    while goes_on:
        page = LongList(rows, PER_PAGE).page(number)
        yield [row.pk for row in page]
        number, goes_on = number + 1, page.has_next()


def test_every_row_is_on_one_page(events: Any) -> None:
    assert [pk for page in leafed(events) for pk in page] == [event.pk for event in events]


@pytest.mark.parametrize("rows", [20, 21, 22, 25, 26, 45])
def test_no_page_is_empty_at_the_border(events: Any, rows: int) -> None:
    few = Event.objects.filter(pk__in=list(events.values_list("pk", flat=True)[:rows])).order_by("-number")
    pages = list(leafed(few))
    assert all(pages)
    assert sum(map(len, pages)) == rows


def test_what_is_told_of_the_size_is_the_same_on_every_page(events: Any) -> None:
    for number in (1, 4, 5, 9, 10):
        pages = LongList(events, PER_PAGE)
        assert len(pages.page(number)) > 0
        assert (pages.count, pages.is_longer) == (21, True)


def test_the_last_page_is_found(events: Any) -> None:
    page = LongList(events, PER_PAGE).get_page(LongList.LAST)
    assert (page.number, len(page), page.has_next()) == (10, 2, False)
    assert LongList(events.none(), PER_PAGE).get_page(LongList.LAST).number == 1


@pytest.mark.parametrize("number", ["11", "99", "9" * 30])
def test_beyond_the_end_is_the_last_page(events: Any, number: str) -> None:
    assert LongList(events, PER_PAGE).get_page(number).number == 10
    with pytest.raises(EmptyPage):
        LongList(events, PER_PAGE).page(number)


@pytest.mark.parametrize("number", ["0", "-1", "x", "9" * 5000, None])
def test_what_is_no_page_is_the_first(events: Any, number: str | None) -> None:
    assert LongList(events, PER_PAGE).get_page(number).number == 1


def test_the_first_pages_count_no_further_than_ever(events: Any, django_assert_num_queries: Any) -> None:
    for number, queries in ((1, 2), (4, 2), (5, 3), (9, 3)):
        with django_assert_num_queries(queries):
            page = LongList(events, PER_PAGE).get_page(number)
            assert list(page)
            page.has_next()


def test_the_history_of_a_thing_is_shown_to_its_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsdesk.admin.pages.HISTORY_LENGTH", PER_PAGE)
    article = an_article()
    record_all(article, [Entry("article.looked_at")] * ROWS, by=None)
    client, url = signed_in(an_editor()), reverse("admin:articles_article_history", args=[article.pk])
    first = client.get(url)
    assert "More than 21 in all" in first.content.decode()
    oldest = client.get(url, {"p": "last"})
    assert '<a href="?p=last">' in first.content.decode()
    assert '<a href="?p=last">' not in oldest.content.decode()
    assert [event.number for event in oldest.context["page"]][-1] == 1


def test_pages_of_the_site_say_that_there_are_more_and_lead_to_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotations.views.articles.ROWS", PER_PAGE)
    for _ in range(23):
        an_article()
    client = signed_in(an_editor())
    first = client.get(reverse("articles")).content.decode()
    assert "More than 21 in all" in first
    assert '<a href="?page=last">Last</a>' in first
    last = client.get(reverse("articles"), {"page": "last"})
    assert (last.context["page"].number, len(last.context["page"].object_list)) == (5, 3)
    assert ">Last</a>" not in last.content.decode()
