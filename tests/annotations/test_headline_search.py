"""One search of headlines: the page, the API and the administration find the same."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Article
from articles.models.searching import MOST_WORDS
from tests.admin_desk import signed_in
from tests.factories import a_project, a_reading, an_article, an_editor

pytestmark = pytest.mark.django_db

TRUCE = "القوات العراقية تعلن هدنةً في الأنبار"
TALKS = "مُفاوضات الهدنة تبدأ في بغداد"
FUEL = "سعر الوقود ١٢٠ ديناراً"

WORDS: dict[str, set[str]] = {
    "": {TRUCE, TALKS, FUEL},
    "  ": {TRUCE, TALKS, FUEL},
    "القوات هدنة": {TRUCE},
    "هدنه القوات": {TRUCE},
    "الهدنة": {TALKS},
    "هدنة": {TRUCE, TALKS},
    "هدنة هدنة": {TRUCE, TALKS},
    "في  الانبار": {TRUCE},
    "120": {FUEL},
    "بغداد القوات": set(),
    "\u064b": set(),
    "هدنة \u064b": {TRUCE, TALKS},
    "%": set(),
    " ".join(["هدنة"] + ["القوات"] * 20): {TRUCE},
}


def on_the_page(client: Client, words: str) -> list[str]:
    return [article.headline for article in client.get("/articles/", {"q": words}).context["page"]]


def by_the_api(client: Client, words: str) -> list[str]:
    return [article["headline"] for article in client.get("/api/v1/articles", {"q": words}).json()["results"]]


def in_the_administration(client: Client, words: str) -> list[str]:
    return [article.headline for article in client.get("/admin/articles/article/", {"q": words}).context["cl"].queryset]


def of_readings(client: Client, words: str) -> list[str]:
    readings = client.get("/admin/annotations/reading/", {"q": words}).context["cl"].queryset
    return [reading.revision.article.headline for reading in readings]


@pytest.fixture
def client() -> Client:
    project = a_project()
    for headline in (TRUCE, TALKS, FUEL):
        a_reading(revision=an_article(project=project, headline=headline).current_revision, project=project)
    return signed_in(an_editor())


@pytest.mark.parametrize("found", [on_the_page, by_the_api, in_the_administration, of_readings])
@pytest.mark.parametrize("words", WORDS, ids=list(map(ascii, WORDS)))
def test_the_same_words_find_the_same_headlines_everywhere(
    client: Client, found: Callable[[Client, str], list[str]], words: str
) -> None:
    assert set(found(client, words)) == WORDS[words]


def test_more_words_than_anybody_types_are_refused_before_anything_is_searched(client: Client) -> None:
    with CaptureQueriesContext(connection) as asked:
        refused = client.get("/api/v1/articles", {"q": " ".join(f"كلمة{n}" for n in range(MOST_WORDS + 1))})
    assert refused.status_code == 422
    assert "too_many_words" in refused.content.decode()
    assert not any("LIKE" in query["sql"] for query in asked)


def test_the_same_order_as_without_words(client: Client) -> None:
    Article.objects.filter(headline=TRUCE).update(published_on="2026-01-02")
    Article.objects.filter(headline=TALKS).update(published_on="2026-01-01")
    assert on_the_page(client, "هدنة") == [TRUCE, TALKS]
    assert by_the_api(client, "هدنة") == [TALKS, TRUCE]
