import pytest
from django.urls import reverse

from articles.admin.articles import ArticleAdmin
from articles.models import Article, Block, ImportBatch, ImportItem, Publisher, Revision
from articles.revising.blocks import Correction, correct_blocks
from newsdesk.history.recording import stream_of
from newsdesk.models import Event
from tests.admin_desk import filled_form, grows, signed_in
from tests.factories import TEXT, a_revision, an_article, an_editor

pytestmark = pytest.mark.django_db

ARTICLES = "/admin/articles/article/"
TWO_LINES = "العنوان\nالفقرة الأولى من الخبر."


@pytest.fixture
def editor():
    return an_editor()


@pytest.fixture
def client(editor):
    return signed_in(editor)


def article_url(article):
    return reverse("admin:articles_article_change", args=[article.pk])


def blocks_url(revision):
    return reverse("blocks", args=[revision.pk])


def found(client, **query):
    return {article.headline for article in client.get(ARTICLES, query).context["cl"].queryset}


# The list


def test_the_search_finds_other_spellings(client):
    an_article(headline="مُفاوضاتٌ في الأنبار")
    an_article(headline="هدنة")
    assert found(client, q="الانبار مفاوضات") == {"مُفاوضاتٌ في الأنبار"}


def test_a_search_for_marks_alone_finds_nothing(client):
    an_article()
    assert found(client, q="\u064b") == set()


def test_a_date_alone_shows_no_hour():
    article = an_article(published_on="2021-09-12")
    article.refresh_from_db()
    assert ":" not in ArticleAdmin(Article, None).published(article)


def test_a_known_moment_shows_its_hour():
    article = an_article(published_on="2021-09-12", published_at="2021-09-12T10:30:00Z")
    article.refresh_from_db()
    assert ":30" in ArticleAdmin(Article, None).published(article)


def test_the_publisher_is_told_with_its_aggregator(client):
    an_article(publisher="العربية", aggregator=Publisher.named("اخبار العراق الان", kind="aggregator"))
    page = client.get(ARTICLES).content.decode()
    assert "<bdi>العربية</bdi> via <bdi>اخبار العراق الان</bdi>" in page


def test_articles_are_filtered_by_what_is_to_check_publisher_and_import(client):
    batch = ImportBatch.objects.create(kind="upload")
    an_article(headline="أول", publisher="رووداو")
    second = an_article(headline="ثان", publisher="العربية", batch=batch)
    Article.objects.filter(pk=second.pk).update(needs_review=True)
    assert found(client, needs_review="1") == {"ثان"}
    assert found(client, needs_review="0") == {"أول"}
    assert found(client, publisher=Publisher.objects.get(name="رووداو").pk) == {"أول"}
    assert found(client, batch=batch.pk) == {"ثان"}


@pytest.mark.parametrize("query", [{"publisher": "x"}, {"batch": "0"}, {"needs_review": "9"}, {"projects": "-1"}])
def test_a_filter_that_means_nothing_breaks_nothing(client, query):
    an_article()
    assert client.get(ARTICLES, query).status_code in (200, 302)


def test_the_list_takes_the_same_queries_for_many(client):
    few, many = grows(client, ARTICLES, lambda n: [an_article() for _ in range(n)])
    assert few == many


@pytest.mark.parametrize("page", ["revision", "publisher"])
def test_lists_about_articles_take_the_same_queries_for_many(client, page):
    few, many = grows(client, f"/admin/articles/{page}/", lambda n: [an_article(publisher=f"{n}{i}") for i in range(n)])
    assert few == many


@pytest.mark.parametrize("page", ["importbatch", "importitem"])
def test_lists_of_imports_take_the_same_queries_for_many(client, page):
    def add(number):
        for _ in range(number):
            batch = ImportBatch.objects.create(kind="upload", by=an_editor())
            ImportItem.objects.create(batch=batch, name="a.txt", outcome="created", article=an_article())

    few, many = grows(client, f"/admin/articles/{page}/", add)
    assert few == many


def test_what_is_said_of_a_file_is_shown_in_words(client):
    batch = ImportBatch.objects.create(kind="upload", by=an_editor())
    said = [{"code": "layout_unknown", "values": {}}]
    item = ImportItem.objects.create(batch=batch, name="a.txt", outcome="created", article=an_article(), notices=said)
    item_url = reverse("admin:articles_importitem_change", args=[item.pk])
    for page in (client.get("/admin/articles/importitem/").text, client.get(item_url).text):
        assert "Nothing in this text tells its day" in page
        assert "layout_unknown" not in page
        assert "Sha256" not in page


# One article


def test_its_page_shows_the_blocks_with_their_words_and_links_to_its_texts(client):
    article = an_article(TWO_LINES)
    page = client.get(article_url(article)).content.decode()
    assert "الفقرة الأولى من الخبر." in page
    assert blocks_url(article.current_revision) in page
    assert reverse("admin:articles_revision_change", args=[article.current_revision.pk]) in page


def test_correcting_its_headline_is_one_event(client, editor):
    article = an_article(headline="عنون")
    client.post(article_url(article), filled_form(client, article_url(article), headline="عنوان"))
    event = Event.objects.get(stream=stream_of(article))
    assert (event.action, event.by) == ("article.changed", editor)
    assert event.data == {"before": {"headline": "عنون"}, "after": {"headline": "عنوان"}}
    assert Article.objects.get().headline_key == "عنوان"


def test_a_moment_brings_its_day(client):
    article = an_article()
    moment = {"published_at_0": "2021-09-12", "published_at_1": "23:30:00"}
    client.post(article_url(article), filled_form(client, article_url(article), **moment))
    assert str(Article.objects.get().published_on) == "2021-09-12"


def test_a_day_that_is_not_the_moments_is_refused(client):
    article = an_article()
    moment = {"published_on": "2021-09-13", "published_at_0": "2021-09-12", "published_at_1": "23:30:00"}
    page = client.post(article_url(article), filled_form(client, article_url(article), **moment))
    assert "not the day of that moment" in page.content.decode()
    assert Article.objects.get().published_at is None


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"headline": "ع" * 501}, "at most 500"),
        ({"published_on": "0001-01-01"}, "from 1900"),
        ({"published_at_0": "9999-12-31", "published_at_1": "23:59"}, "from 1900"),
        ({"published_at_0": "0001-01-01", "published_at_1": "00:00"}, "from 1900"),
    ],
)
def test_what_no_article_has_is_refused_with_what_is_allowed(client, typed, said):
    url = article_url(an_article())
    response = client.post(url, filled_form(client, url, **typed))
    assert response.status_code == 200
    assert said in str(response.context["adminform"].form.errors)


def test_its_language_is_chosen_by_name_and_an_unknown_one_is_kept(client):
    article = an_article(language="syr")
    page = client.get(article_url(article)).content.decode()
    assert '<option value="ar">Arabic</option>' in page
    assert '<option value="syr" selected>syr</option>' in page
    client.post(article_url(article), filled_form(client, article_url(article), language="ckb"))
    assert Article.objects.get().language == "ckb"


def test_an_article_is_not_made_here(client):
    assert client.get(f"{ARTICLES}add/").status_code == 403


def test_its_history_tells_of_its_texts_too(client, editor):
    article = an_article(TWO_LINES)
    revision = article.current_revision
    correct_blocks(revision, [Correction("title", 0, 7), Correction("paragraph", 8, 31)], by=editor)
    page = client.get(reverse("admin:articles_article_history", args=[article.pk])).content.decode()
    assert "Blocks corrected" in page


def test_marking_as_checked_clears_the_flags_with_an_event(client, editor):
    article = an_article(TWO_LINES)
    Block.objects.filter(start=0).update(flagged=True)
    Article.objects.update(needs_review=True)
    client.post(ARTICLES, {"action": "mark_as_checked", "_selected_action": [article.pk]})
    assert not Article.objects.get().needs_review
    assert not Block.objects.filter(flagged=True).exists()
    assert Event.objects.get(stream=stream_of(article.current_revision)).by == editor


def test_a_text_is_read_only(client):
    revision = a_revision()
    url = reverse("admin:articles_revision_change", args=[revision.pk])
    assert reverse("admin:articles_article_change", args=[revision.article_id]) in client.get(url).content.decode()
    assert client.post(url, {"text": "x"}).status_code == 403
    assert Revision.objects.get().text == TEXT


def test_a_second_spelling_of_a_publisher_is_refused_at_its_field(client):
    Publisher.objects.create(name="الأنبار")
    url = reverse("admin:articles_publisher_add")
    page = client.post(url, filled_form(client, url, name="الانبار"))
    assert "is there already" in page.content.decode()
