"""How many there are, as pages and lists say it: counted so far and no further, in as many queries for more rows."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from annotations.models import Project, Source
from articles.importing.reports import newest_batches
from articles.models import Article, ImportBatch, ImportItem, Offer, Publisher
from newsdesk.models import User
from newsdesk.web import paging
from tests.admin_desk import grows, signed_in
from tests.annotations.saying import say
from tests.factories import a_project, a_reading, an_article, an_editor

pytestmark = pytest.mark.django_db

COUNTED = 3
Doubtful = Article.LanguageFrom.DOUBTFUL


@pytest.fixture(autouse=True)
def _counted_to_three(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "COUNTED", COUNTED)


@pytest.fixture
def editor() -> User:
    return an_editor()


@pytest.fixture
def client(editor: User) -> Client:
    return signed_in(editor)


@pytest.fixture
def batch(editor: User) -> ImportBatch:
    return ImportBatch.objects.create(kind="upload", by=editor)


def waiting(number: int, batch: ImportBatch | None = None) -> None:
    """Articles that an editor has to look at for every reason that there is."""
    for _ in range(number):
        older, article = an_article(), an_article()
        Article.objects.filter(pk=article.pk).update(needs_review=True, language_from=Doubtful)
        Offer.objects.create(article=article, older=older, batch=batch, reason=Offer.Reason.SAME_NAME, share=0.5)


def items(batch: ImportBatch, number: int, outcome: str) -> None:
    for one in range(number):
        ImportItem.objects.create(batch=batch, name=f"{one}.txt", outcome=outcome)


@pytest.mark.parametrize("articles", [COUNTED, COUNTED + 1, COUNTED + 9])
def test_the_front_page_of_the_administration_says_that_more_wait(client: Client, articles: int) -> None:
    waiting(articles)
    told = [words for _url, words in client.get("/admin/").context["to_do"]]
    more = "More than 3" if articles > COUNTED else "3"
    assert f"{more} articles have blocks to check" in told
    assert f"{more} articles may be new texts of others" in told
    assert f"{more} articles are in languages that are not sure" in told


def test_in_arabic_too(editor: User, client: Client) -> None:
    waiting(COUNTED + 1)
    User.objects.filter(pk=editor.pk).update(language="ar")
    with translation.override("ar"):
        page = client.get("/admin/").text
    assert "أكثر من 3 مقال فيها مقاطع تنتظر المراجعة" in page


@pytest.mark.parametrize(("offers", "told"), [(COUNTED, "3 articles may"), (COUNTED + 1, "More than 3 articles may")])
def test_the_report_of_an_import_says_that_more_may_be_new_texts(
    client: Client, batch: ImportBatch, offers: int, told: str
) -> None:
    waiting(offers, batch)
    assert f"<span>{told} be new texts" in client.get(reverse("import_batch", args=[batch.pk])).text


@pytest.mark.parametrize(("texts", "told"), [(COUNTED, "3"), (COUNTED + 5, "More than 3")])
@pytest.mark.parametrize("page", ["home", "upload"])
def test_lists_of_imports_say_that_there_are_more_texts(
    client: Client, batch: ImportBatch, page: str, texts: int, told: str
) -> None:
    items(batch, texts, "failed")
    shown = client.get(reverse(page)).text
    assert f"<span>{told} texts</span>" in shown
    assert f"{told} refused</span>" in shown


def test_nothing_is_counted_further_than_one_beyond(batch: ImportBatch) -> None:
    items(batch, COUNTED + 5, "created")
    counted: Any = newest_batches().get()
    assert (counted.text_count, counted.refused_count) == (COUNTED + 1, 0)


@pytest.mark.parametrize(("articles", "told"), [(1, "1 article"), (COUNTED, "3 articles"), (9, "More than 3 articles")])
@pytest.mark.parametrize("is_list", [True, False])
def test_a_project_says_how_many_articles_it_has(client: Client, articles: int, told: str, is_list: bool) -> None:
    project = a_project()
    for _ in range(articles):
        an_article(project=project)
    page = reverse("projects") if is_list else reverse("project", args=[project.pk])
    assert f"<span>{told}</span>" in "".join(line.strip() for line in client.get(page).text.splitlines())


def test_the_registry_says_that_more_annotations_point_to_an_entry(client: Client) -> None:
    source, project = Source.objects.create(name_ar="كاظم", kind="person"), a_project()
    for _ in range(COUNTED + 1):
        say(a_reading(project=project), source=source)
    assert "More than 3 annotations" in client.get(reverse("sources")).text
    assert ">more than 3</bdi>" in client.get("/admin/annotations/source/").text


@pytest.mark.parametrize("model", ["articles/publisher", "annotations/project", "articles/importbatch"])
def test_lists_of_the_administration_say_that_there_are_more(client: Client, batch: ImportBatch, model: str) -> None:
    project = a_project()
    for _ in range(COUNTED + 1):
        a_reading(project=project)
    items(batch, COUNTED + 1, "failed")
    page = client.get(f"/admin/{model}/").text
    assert ">more than 3</bdi>" in page
    assert f">{COUNTED + 1}</bdi>" not in page


def test_lists_begin_with_those_of_which_there_are_most(client: Client) -> None:
    for number, name in enumerate(("بلا مقالات", "وكالة النور", "جريدة بعيدة")):
        Publisher.named(name)
        for _ in range(number):
            an_article(publisher=name)
    shown = client.get("/admin/articles/publisher/?o=-3").context["cl"].result_list
    assert [one.size for one in shown] == [2, 1, 0]


def test_the_pages_ask_no_more_where_more_is_counted(client: Client, batch: ImportBatch) -> None:
    project: Project = a_project()

    def add(number: int) -> None:
        waiting(number, batch)
        for _ in range(number):
            an_article(project=project)

    for url in ("/admin/", reverse("projects"), reverse("project", args=[project.pk])):
        few, many = grows(client, url, add)
        assert few == many, url
