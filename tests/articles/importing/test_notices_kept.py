"""What is said of damaged and foreign texts, from the file to the article's page."""

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import translation

from articles.importing.batches import import_files
from articles.importing.folders import Incoming
from articles.models import Article, ImportBatch, ImportItem, Revision
from articles.notices import Notice
from newsdesk.history import chain, comparing
from tests.admin_desk import filled_form, signed_in
from tests.factories import a_project, an_analyst, an_editor

pytestmark = pytest.mark.django_db

SOURCE = "المصدر: الأناضول\n"
DAMAGED = (
    "بدء صيانة الجسر القديم\nأعلنت بلدية �لمدينة اليوم أن &quot;أعمال&quot; الصيانة ستبدأ مطلع الشهر المقبل.\n" + SOURCE
)
PAGE = "<!DOCTYPE html>\n<html><body><p>أعلنت البلدية</p></body></html>\n"
SOUND = "بدء صيانة الجسر القديم\nأعلنت بلدية المدينة اليوم أن أعمال الصيانة ستبدأ مطلع الشهر المقبل.\n" + SOURCE
MIXED = (
    "أعلنت بلدية المدينة اليوم أن أعمال صيانة الجسر القديم ستبدأ مطلع الشهر المقبل. "
    "The municipality said today that the works begin next month.\n"
)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def imported(*texts):
    files = [Incoming(f"{number}.txt", lambda text=text: text.encode()) for number, text in enumerate(texts, 1)]
    return import_files(files, kind=ImportBatch.Kind.UPLOAD, by=None)


def codes(notices):
    return [one.code for one in notices]


def test_a_damaged_text_is_taken_exactly_and_its_notices_stay_with_it():
    [result] = imported(DAMAGED).results
    revision = Revision.objects.get(pk=result.revision_id)
    assert revision.text == DAMAGED
    expected = [Notice("replacement", {"line": 2, "count": 1}), Notice("entities", {"line": 2, "count": 2})]
    assert list(result.notices) == revision.said == expected
    assert codes(ImportItem.objects.get().said) == ["replacement", "entities"]


def test_a_text_in_order_has_no_notices():
    [result] = imported(SOUND).results
    assert Revision.objects.get(pk=result.revision_id).notices is None
    assert (result.notices, Article.objects.get().language_from) == ((), "recognised")


def test_what_tells_neither_its_day_nor_its_source_is_said_once_and_flags_no_block():
    [result] = imported(SOUND.removesuffix(SOURCE)).results
    revision = Revision.objects.get(pk=result.revision_id)
    assert codes(revision.said) == codes(result.notices) == ["layout_unknown"]
    assert not revision.blocks.filter(flagged=True).exists()


def test_a_whole_page_is_refused_and_the_rest_goes_on():
    page, sound = imported(PAGE, SOUND).results
    assert (page.outcome, page.code) == ("failed", "markup")
    assert page.message == (
        "This is a whole HTML document (see line 1), not a text. Save it as text, without its markup."
    )
    assert sound.outcome == "created"


def test_a_language_that_is_not_sure_is_said_and_left_to_an_editor():
    [result] = imported(MIXED).results
    article = Article.objects.get()
    assert (article.language, article.language_from) == ("ar", "doubtful")
    assert "language_unsure" in codes(result.notices)
    assert codes(article.current_revision.said) == ["layout_unknown"]  # The other an editor settles: it does not stay.


def test_the_history_vouches_for_notices_and_for_how_a_language_is_known():
    imported(DAMAGED, MIXED)
    assert comparing.everything(5) == []
    Article.objects.filter(language_from="doubtful").update(language_from="recognised")
    assert {one.kind for one in comparing.everything(5)} == {"state"}
    assert chain.verify().breaks


def test_the_terminal_tells_line_and_kind(tmp_path, capsys):
    (tmp_path / "خبر.txt").write_text(DAMAGED, encoding="utf-8")
    call_command("import_articles", tmp_path)
    told = capsys.readouterr().out
    assert "Letters were replaced by the sign � (U+FFFD), first in line 2 (places: 1)" in told
    assert "[entities]" in told


def test_the_report_of_a_batch_tells_them():
    report = imported(DAMAGED, PAGE)
    page = signed_in(an_editor()).get(reverse("import_batch", args=[report.batch])).content.decode()
    assert "Letters were replaced by the sign �" in page
    assert "This is a whole HTML document" in page


def test_editors_find_them_on_the_article_s_pages_and_analysts_do_not():
    imported(DAMAGED)
    article = Article.objects.get()
    a_project().articles.add(article)
    for who, is_told in ((an_editor(), True), (an_analyst(), False)):
        page = signed_in(who).get(reverse("read_article", args=[article.pk]), follow=True).content.decode()
        assert ("Letters were replaced" in page) is is_told


def test_the_administration_shows_and_finds_them():
    imported(DAMAGED, SOUND)
    client, damaged = signed_in(an_editor()), Article.objects.get(revisions__notices__isnull=False)
    assert "Letters were replaced" in client.get(f"/admin/articles/article/{damaged.pk}/change/").content.decode()
    listed = client.get("/admin/articles/article/", {"notices": "1"}).context["cl"].queryset
    assert list(listed) == [damaged]
    revision = client.get(f"/admin/articles/revision/{damaged.current_revision.pk}/change/").content.decode()
    assert "Letters were replaced" in revision


@pytest.mark.parametrize(("stored", "value"), [("doubtful", "doubtful"), (None, "unchecked"), ("recognised", "known")])
def test_the_administration_finds_languages_that_nobody_is_sure_of(stored, value):
    imported(SOUND, DAMAGED)
    first, other = Article.objects.order_by("pk")
    Article.objects.filter(pk=first.pk).update(language_from=stored)
    Article.objects.filter(pk=other.pk).update(language_from="doubtful" if value != "doubtful" else "editor")
    listed = signed_in(an_editor()).get("/admin/articles/article/", {"language_from": value}).context["cl"].queryset
    assert list(listed) == [first]


def test_the_filter_of_languages_names_them():
    imported(SOUND)
    page = signed_in(an_editor()).get("/admin/articles/article/").content.decode()
    assert "?language=ar" in page
    assert ">Arabic<" in page


@pytest.mark.parametrize(
    ("changed", "language", "direction"),
    [
        ({"language_is_right": "on"}, "ar", "rtl"),
        ({"language": "fa"}, "fa", "rtl"),
        ({"direction": "ltr"}, "ar", "ltr"),
    ],
)
def test_an_editor_says_language_and_direction_on_record(changed, language, direction):
    imported(MIXED)
    article, client = Article.objects.get(), signed_in(an_editor())
    url = f"/admin/articles/article/{article.pk}/change/"
    assert "Recognised, but not surely" in client.get(url).content.decode()
    assert client.post(url, filled_form(client, url, **changed)).status_code == 302
    article.refresh_from_db()
    assert (article.language, article.direction, article.language_from) == (language, direction, "editor")
    event = article_events(article)[-1]
    assert (event.action, event.data["after"]["language_from"]) == ("article.changed", "editor")
    assert comparing.everything(5) == []


def test_another_change_says_nothing_of_the_language():
    imported(MIXED)
    article, client = Article.objects.get(), signed_in(an_editor())
    url = f"/admin/articles/article/{article.pk}/change/"
    assert client.post(url, filled_form(client, url, headline="غيره")).status_code == 302
    article.refresh_from_db()
    assert (article.headline, article.language_from) == ("غيره", "doubtful")


def test_many_languages_are_marked_as_right_at_once():
    imported(MIXED, DAMAGED)
    ids = list(Article.objects.values_list("pk", flat=True))
    sent = {"action": "mark_language_as_right", "_selected_action": ids}
    assert signed_in(an_editor()).post("/admin/articles/article/", sent).status_code == 302
    assert {article.language_from for article in Article.objects.all()} == {"editor"}
    assert comparing.everything(5) == []


def article_events(article):
    from newsdesk.history.recording import stream_of
    from newsdesk.models import Event

    return list(Event.objects.filter(stream=stream_of(article)).order_by("number"))


class TestPasting:
    TYPED = {
        **dict.fromkeys(("publisher", "aggregator", "published_on", "published_time", "language", "url"), ""),
        "headline": "عنوان",
    }

    def paste(self, button, **typed):
        return signed_in(an_editor()).post(reverse("new_article"), self.TYPED | typed | {button: "1"})

    def test_a_preview_tells_line_and_kind(self):
        page = self.paste("preview", text=DAMAGED).content.decode()
        assert "first in line 2 (places: 1): they are lost" in page
        assert "entities of HTML" in page

    def test_a_language_that_is_not_sure_is_left_to_be_chosen(self):
        response = self.paste("preview", text=MIXED)
        assert not response.context["form"]["language"].value()
        assert "It is not sure in which language" in response.content.decode()

    def test_what_is_chosen_is_an_editor_s_word(self):
        self.paste("save", text=MIXED, language="en")
        article = Article.objects.get()
        assert (article.language, article.direction, article.language_from) == ("en", "ltr", "editor")

    def test_saving_a_damaged_text_leads_to_its_page_with_the_reasons(self):
        response = self.paste("save", text=DAMAGED)
        article = Article.objects.get()
        assert response.url == reverse("admin:articles_article_change", args=[article.pk])

    def test_a_whole_page_is_refused_at_its_field(self):
        response = self.paste("save", text=PAGE)
        assert "This is a whole HTML document" in response.content.decode()
        assert not Article.objects.exists()

    def test_each_block_of_a_preview_has_its_own_direction(self):
        page = self.paste("preview", text="أعلنت البلدية اليوم أن العمل يبدأ غدا.\nThe minister said so today.\n")
        assert '<p class="preview-text" dir="ltr" lang="en">The minister' in page.content.decode()
