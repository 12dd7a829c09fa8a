"""The page on which blocks are corrected, and the way from one article to check to the next."""

import json

import pytest
from django.urls import reverse

from annotations.readings.erasing import erase_article
from articles.models import Article
from articles.revising.blocks import blocks_of, state_of
from articles.revising.joining import part
from tests.admin_desk import queries_of, signed_in
from tests.factories import a_draft, a_revision, an_administrator, an_analyst, an_article, an_editor, revise

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return an_editor()


@pytest.fixture
def client(editor):
    return signed_in(editor)


def waiting(headline="خبر"):
    article = an_article(headline=headline)
    Article.objects.filter(pk=article.pk).update(needs_review=True)
    return article


def data_of(client, revision):
    page = client.get(reverse("blocks", args=[revision.pk])).content.decode()
    return json.loads(page.partition('id="blocks">')[2].partition("</script>")[0])


def test_the_page_carries_the_text_and_its_blocks(client, editor):
    revision = a_revision("نص </script> فيه\nسطران")
    data = data_of(client, revision)
    assert data["text"] == revision.text
    directions = [block.pop("direction") for block in data["blocks"]]
    assert {name: data[name] for name in ("seen", "blocks")} == state_of(blocks_of(revision))
    assert directions == ["rtl", "rtl"]
    assert (data["user"], data["revision"]) == (editor.pk, revision.pk)
    assert ["paragraph", "Paragraph"] in data["kinds"]
    assert data["urls"]["blocks"] == f"/api/v1/revisions/{revision.pk}/blocks"


def test_the_page_takes_as_many_queries_for_a_long_text(client):
    few = queries_of(client, reverse("blocks", args=[a_revision("سطر\nسطر").pk]))
    assert few == queries_of(client, reverse("blocks", args=[a_revision("\n".join(["سطر"] * 300)).pk]))


def test_an_article_leads_to_its_newest_text_and_an_older_one_says_so(client, editor):
    article = an_article("نص أول.")
    older = article.current_revision
    newer = revise(article, a_draft("نص آخر."), by=editor)
    answer = client.get(reverse("article_blocks", args=[article.pk]))
    assert answer.headers["Location"] == reverse("blocks", args=[newer.pk])
    assert "There is a newer text" in client.get(reverse("blocks", args=[older.pk])).content.decode()
    assert "There is a newer text" not in client.get(reverse("blocks", args=[newer.pk])).content.decode()


def test_one_goes_from_each_article_to_check_to_the_next_and_round(client):
    first, second, third = waiting(), waiting(), waiting()
    an_article()
    to_check = reverse("blocks_to_check")

    def after(article):
        return client.get(to_check, {"after": article.pk}).headers["Location"]

    def page(article):
        return reverse("article_blocks", args=[article.pk])

    assert client.get(to_check).headers["Location"] == page(third)
    assert [after(third), after(second), after(first)] == [page(second), page(first), page(third)]


def test_where_nothing_is_to_be_checked_that_is_said(client):
    only = waiting()
    answer = client.get(reverse("blocks_to_check"), {"after": only.pk}, follow=True)
    assert "certain or checked" in answer.content.decode()
    assert (
        'data-blocks="next-article"'
        not in client.get(reverse("blocks", args=[only.current_revision.pk])).content.decode()
    )


@pytest.mark.parametrize("after", ["x", "-1", "9" * 30, ""])
def test_an_article_that_is_none_is_passed_over(client, after):
    article = waiting()
    answer = client.get(reverse("blocks_to_check"), {"after": after})
    assert answer.headers["Location"] == reverse("article_blocks", args=[article.pk])


def test_an_erased_text_is_gone(client):
    article = waiting()
    revision = article.current_revision
    erase_article(article, by=an_administrator(), reason="حكم محكمة نهائي بحذف المقال كلّه")
    assert client.get(reverse("blocks", args=[revision.pk])).status_code == 410
    assert client.get(reverse("article_blocks", args=[article.pk])).status_code == 410


def test_so_is_one_that_was_erased_with_another_article(client, editor):
    copy = revise(waiting(), a_draft("نص آخر."), by=None)
    erase_article(part(copy, by=editor), by=an_administrator(), reason="حكم محكمة نهائي بحذف المقال كلّه")
    assert client.get(reverse("blocks", args=[copy.pk])).status_code == 410
    answer = client.put(
        f"/api/v1/revisions/{copy.pk}/blocks", {"seen": "", "blocks": []}, content_type="application/json"
    )
    assert answer.status_code == 410


def test_what_waits_leads_straight_there(client):
    article = waiting()
    page = reverse("article_blocks", args=[article.pk])
    assert page in client.get("/").content.decode()
    assert page in client.get("/articles/").content.decode()
    assert page in client.get("/admin/articles/article/").content.decode()
    assert reverse("blocks_to_check") in client.get("/admin/").content.decode()


def test_it_is_for_editors_alone():
    revision = a_revision()
    assert signed_in(an_analyst()).get(reverse("blocks", args=[revision.pk])).status_code == 403
