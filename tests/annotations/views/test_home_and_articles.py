"""The home page and the list of articles: what they show to whom, and in how many queries."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import translation

from annotations.access import publishers_visible_to
from annotations.models import Project, Reading
from annotations.readings.submitting import submit
from annotations.views import articles, home
from articles.models import Article, ImportBatch, ImportItem, Publisher
from newsdesk.models import User
from newsdesk.web import paging
from newsdesk.web.localization import shown_to
from tests.annotations.saying import call_all, say
from tests.factories import a_project, a_reading, an_analyst, an_article, an_editor

pytestmark = pytest.mark.django_db
PAGES = ("/", "/articles/")
NAMES = ("وكالة النور", "جريدة بعيدة", "بلا مقالات")


@pytest.fixture
def project() -> Project:
    return a_project()


def seen_by(user: User, path: str) -> str:
    response = browser_of(user).get(path)
    assert response.status_code == 200
    return response.content.decode()


def browser_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def submitted(reading: Reading) -> Reading:
    assert reading.analyst is not None
    submit(call_all(reading), by=reading.analyst)
    return reading


# Home


def test_a_reading_in_progress_shows_what_it_says_and_what_it_lacks(project: Project) -> None:
    reading = a_reading(project=project)
    say(reading)
    say(reading, problems=[{"code": "required"}, {"code": "required"}])
    page = seen_by(reading.analyst, "/")
    assert reading.revision.article.headline in page
    assert "توسيمان" in page
    assert "نقصان اثنان" in page
    assert reverse("reading", args=[reading.pk]) in page


def test_a_deleted_annotation_counts_no_more(project: Project) -> None:
    reading = a_reading(project=project)
    say(reading, problems=[{"code": "required"}], deleted_at=datetime.datetime.now(datetime.UTC))
    page = seen_by(reading.analyst, "/")
    assert "لا توسيمات" in page
    assert "نقص واحد" not in page


def test_a_reading_handed_in_moves_to_its_own_list(project: Project) -> None:
    reading = submitted(a_reading(project=project))
    page = seen_by(reading.analyst, "/")
    assert "لا قراءة قيد العمل" in page
    assert page.index("سُلّمت") < page.index(reading.revision.article.headline)


def test_an_article_not_begun_is_offered_until_one_begins(project: Project) -> None:
    analyst, article = an_analyst(), an_article(project=project)
    link = reverse("read_article", args=[article.pk])
    assert link in seen_by(analyst, "/")
    a_reading(project=project, revision=article.current_revision, analyst=analyst)
    assert link not in seen_by(analyst, "/")


def test_somebody_else_s_reading_is_not_on_one_s_home_page(project: Project) -> None:
    theirs = a_reading(project=project)
    for user in (an_analyst(), an_editor()):
        assert reverse("reading", args=[theirs.pk]) not in seen_by(user, "/")


def test_editors_see_what_is_to_check_and_what_was_imported(project: Project) -> None:
    article = an_article(project=project, headline="خبر عاجل")
    Article.objects.filter(pk=article.pk).update(needs_review=True)
    batch = ImportBatch.objects.create(kind="upload", by=an_editor())
    ImportItem.objects.create(batch=batch, name="a.txt", outcome="failed")
    page = seen_by(an_editor(), "/")
    assert reverse("article_blocks", args=[article.pk]) in page
    assert reverse("import_batch", args=[batch.pk]) in page
    assert "رُفض واحد" in page


def test_an_editors_desk_shows_the_latest_imports_the_newest_first() -> None:
    batches = [ImportBatch.objects.create(kind="upload", by=an_editor()) for _ in range(7)]
    page = seen_by(an_editor(), "/")
    places = [page.find(reverse("import_batch", args=[batch.pk])) for batch in reversed(batches)]
    assert places[5:] == [-1, -1]
    assert places[:5] == sorted(places[:5])
    assert places[0] > 0


def test_analysts_see_no_desk(project: Project) -> None:
    assert "على المكتب" not in seen_by(an_analyst(), "/")


# The list of articles


@pytest.mark.parametrize("query", ["المُوازَنَة", "الموازنه", "قانون الموازنة", "موازن"])
def test_a_headline_is_found_however_its_letters_are_written(project: Project, query: str) -> None:
    an_article(project=project, headline="مجلس النواب يؤجل قانون الموازنة")
    an_article(project=project, headline="ارتفاع أسعار الوقود")
    page = seen_by(an_analyst(), f"/articles/?q={query}")
    assert "مقال واحد" in page
    assert "ارتفاع" not in page


def test_every_word_of_a_search_has_to_be_there(project: Project) -> None:
    an_article(project=project, headline="قانون الموازنة")
    assert "لا مقال يوافق بحثك" in seen_by(an_analyst(), "/articles/?q=قانون الوقود")


def test_wildcards_of_the_database_are_plain_characters(project: Project) -> None:
    an_article(project=project)
    assert "لا مقالات" in seen_by(an_analyst(), "/articles/?q=%25")


def test_a_publisher_narrows_the_list(project: Project) -> None:
    an_article(project=project, publisher="رويترز", headline="الأول")
    an_article(project=project, publisher="العربية", headline="الثاني")
    for words in ("رويترز", "رُويتـ"):  # Any part of the name, however it is spelled.
        page = seen_by(an_analyst(), f"/articles/?publisher={words}")
        assert "الأول" in page
        assert "الثاني" not in page


def test_publishers_come_with_the_page_where_they_are_few(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    an_article(project=project, publisher="رويترز")
    an_article(project=project, publisher="العربية")
    offered = '<option value="العربية"></option><option value="رويترز"></option>'
    assert offered in seen_by(an_analyst(), "/articles/")
    monkeypatch.setattr(articles, "OFFERED", 1)
    page = seen_by(an_analyst(), "/articles/")
    assert "<option" not in page
    assert "<datalist" not in page


def test_words_that_no_publisher_has_find_nothing(project: Project) -> None:
    an_article(project=project, publisher="رويترز", headline="حصاد القمح")
    for words in ("لا أحد", "%25", "999"):
        page = seen_by(an_analyst(), f"/articles/?publisher={words}")
        assert "حصاد القمح" not in page
        assert "لا مقال" in page


def test_analysts_see_the_articles_of_projects_alone(project: Project) -> None:
    an_article(headline="خارج المشاريع")
    assert "لا مقالات بعد" in seen_by(an_analyst(), "/articles/")
    assert "خارج المشاريع" in seen_by(an_editor(), "/articles/")


def test_the_newest_come_first_and_the_undated_last(project: Project) -> None:
    an_article(project=project, headline="بلا")
    an_article(project=project, headline="القديم", published_on=datetime.date(2020, 1, 1))
    an_article(project=project, headline="الجديد", published_on=datetime.date(2021, 1, 1))
    page = seen_by(an_analyst(), "/articles/")
    assert page.index("الجديد") < page.index("القديم") < page.index(">بلا<")


def test_a_date_alone_shows_no_time(project: Project) -> None:
    an_article(project=project, published_on=datetime.date(2021, 9, 12))
    page = seen_by(an_analyst(), "/articles/")
    assert '<time datetime="2021-09-12">12 سبتمبر 2021</time>' in page


def test_pages_keep_the_search(project: Project) -> None:
    for _ in range(26):
        an_article(project=project)
    page = seen_by(an_analyst(), "/articles/?q=عنوان")
    assert "26 مقالاً" in page
    assert "?q=%D8%B9%D9%86%D9%88%D8%A7%D9%86&amp;page=2" in page


def test_a_headline_cannot_break_out_of_its_place(project: Project) -> None:
    an_article(project=project, headline="</bdi><script>\u202eشيء")
    page = seen_by(an_analyst(), "/articles/")
    assert '<bdi dir="rtl" lang="ar">&lt;/bdi&gt;&lt;script&gt;' in page


@pytest.mark.parametrize("path", PAGES)
def test_queries_do_not_grow_with_the_rows(project: Project, path: str, django_assert_max_num_queries: Any) -> None:
    editor = an_editor()
    client = browser_of(editor)
    counts = []
    for _ in range(2):
        for _ in range(11):  # More than any list on home shows.
            _one_of_everything(project, editor)
        with django_assert_max_num_queries(16) as queries:
            client.get(path)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def _one_of_everything(project: Project, editor: User) -> None:
    say(a_reading(project=project, analyst=editor))
    submitted(a_reading(project=project, analyst=editor))
    article = an_article(project=project)
    Article.objects.filter(pk=article.pk).update(needs_review=True)
    batch = ImportBatch.objects.create(kind="upload", by=editor)
    ImportItem.objects.create(batch=batch, name="a.txt", outcome="created")


def test_only_publishers_of_articles_that_one_may_see_are_offered(project: Project) -> None:
    theirs, hidden, _unused = (Publisher.named(name) for name in NAMES)
    analyst = an_analyst()
    an_article(project=project, publisher=NAMES[0])
    an_article(publisher=NAMES[1])
    assert publishers_visible_to(analyst, most=9) == [theirs]
    assert set(publishers_visible_to(an_editor(), most=9)) == {theirs, hidden}
    assert len(publishers_visible_to(an_editor(), most=1)) == 1


def test_home_counts_so_far_and_says_that_there_are_more(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(home, "COUNTED", 12)
    for _ in range(13):
        an_article(project=project)
    unread = browser_of(an_analyst()).get("/").context["unread"]
    assert (len(unread.rows), unread.total, unread.is_longer) == (10, 12, True)


def test_how_many_there_are_is_told_in_the_readers_digits() -> None:
    user = an_analyst(digits=User.Digits.ARABIC)
    with translation.override("ar"), shown_to(user):
        told = render_to_string("annotations/parts/shown.html", {"list": {"rows": [1], "total": 1000, "is_longer": 1}})
    assert told.strip() == "أول ١ من أكثر من ١٬٠٠٠"


@pytest.mark.django_db
def test_a_very_long_list_is_counted_so_far_and_leafed_through_to_its_end(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "COUNTED", 30)
    project = a_project()
    for _ in range(32):
        an_article(project=project)
    client.force_login(an_editor(language="en"))
    page = client.get(reverse("articles"), {"page": 99}).context["page"]
    assert (page.paginator.count, page.paginator.is_longer, len(page.object_list)) == (30, True, 7)
    Article.objects.filter(pk__in=[article.pk for article in page.object_list]).update(headline_key="السوق")
    found = client.get(reverse("articles"), {"q": "السوق"}).context["page"]
    assert (found.paginator.count, found.paginator.is_longer) == (7, False)
