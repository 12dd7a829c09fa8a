import re
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone, translation

from articles.importing.batches import import_files
from articles.importing.folders import Incoming
from articles.models import Article, ImportBatch, ImportItem, Publisher
from newsdesk.models import Event
from tests.factories import SEED, an_analyst, an_editor

pytestmark = pytest.mark.django_db

TEXT = SEED.read_text("utf-8")
UNCERTAIN = "سطر واحد لا يعرف أحد شكله"
HEADLINE = "ميليشيات عراقية: لا هدنة مع القوات الأميركية"
TYPED = {
    "text": "خبر قصير عن أمر ما.",
    "headline": "عنوان",
    "publisher": "",
    "aggregator": "",
    "published_on": "",
    "published_time": "",
    "language": "",
    "url": "",
}


@pytest.fixture
def editor(client):
    editor = an_editor(language="en")
    client.force_login(editor)
    return editor


def paste(client, button="save", **typed):
    return client.post(reverse("new_article"), TYPED | typed | {button: "1"})


def upload(client, *files):
    return client.post(reverse("upload"), {"texts": list(files)})


def a_file(content, name="خبر.txt"):
    return SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode())


def value(response, name) -> str:
    return str(response.context["form"][name].value() or "")


# Who may


@pytest.mark.parametrize("name", ["new_article", "upload"])
def test_these_pages_are_for_editors(client, name):
    assert client.get(reverse(name)).status_code == 302
    client.force_login(an_analyst())
    assert client.get(reverse(name)).status_code == 403
    client.force_login(an_editor())
    assert client.get(reverse(name)).status_code == 200


def test_a_report_is_for_editors(client):
    batch = ImportBatch.objects.create(kind="upload")
    client.force_login(an_analyst())
    assert client.get(reverse("import_batch", args=[batch.pk])).status_code == 403


# Pasting


def test_a_preview_shows_the_blocks_and_fills_what_is_empty(client, editor):
    response = paste(client, "preview", text=TEXT.replace("\n", "\r\n"), headline="")
    assert value(response, "headline") == HEADLINE
    assert value(response, "publisher") == "العربية"
    assert value(response, "aggregator") == "اخبار العراق الان"
    assert value(response, "published_on") == "2021-09-12"
    assert value(response, "published_time") == ""
    assert value(response, "language") == "ar"
    assert len(response.context["blocks"]) == 19
    page = response.content.decode()
    assert "Advertisement" in page
    assert "90% sure" in page
    assert not Article.objects.exists()
    assert not ImportBatch.objects.exists()


def test_a_preview_keeps_what_was_typed(client, editor):
    response = paste(client, "preview", text=TEXT, headline="غيره", published_on="2021-09-13")
    assert value(response, "headline") == "غيره"
    assert value(response, "published_on") == "2021-09-13"


def test_a_time_of_another_day_is_not_filled_in(client, editor):
    text = TEXT.replace("00:00:00", "10:20:30")
    assert value(paste(client, "preview", text=text), "published_time") == "10:20:30"
    response = paste(client, "preview", text=text, published_on="2021-09-13")
    assert value(response, "published_time") == ""


def test_a_preview_flags_what_is_uncertain(client, editor):
    response = paste(client, "preview", text=UNCERTAIN)
    assert response.context["flagged_count"] == 1
    assert "To check" in response.content.decode()


def test_a_preview_says_once_that_a_layout_is_not_known(client, editor):
    said = "Nothing in this text tells its day or its source"
    assert said in paste(client, "preview", text="أعلن الوزير ذلك أمام الصحفيين.").content.decode()
    assert said not in paste(client, "preview", text=TEXT).content.decode()


def test_the_zone_that_the_text_names_counts(client, editor):
    text = TEXT.replace("2021-09-12 00:00:00", "2021-09-12T10:20:30-05:00")
    assert value(paste(client, "preview", text=text), "published_time") == "10:20:30"
    paste(client, text=text, published_on="2021-09-12", published_time="10:20:30")
    assert Article.objects.get().published_at == datetime(2021, 9, 12, 15, 20, 30, tzinfo=UTC)


def test_a_time_that_was_typed_is_on_the_newsrooms_clock(client, editor):
    text = TEXT.replace("2021-09-12 00:00:00", "2021-09-12T10:20:30-05:00")
    paste(client, text=text, published_on="2021-09-12", published_time="10:20:31")
    typed = datetime(2021, 9, 12, 10, 20, 31, tzinfo=timezone.get_default_timezone())
    assert Article.objects.get().published_at == typed


def test_saving_makes_an_article_and_leads_to_it(client, editor):
    response = paste(
        client,
        text=TEXT.replace("\n", "\r\n"),
        headline=HEADLINE,
        publisher="العربية",
        published_on="2021-09-12",
        published_time="08:30",
        url="https://example.com/1",
        language="ar",
    )
    article = Article.objects.get()
    assert response.url == reverse("articles")
    assert article.current_revision.text == TEXT
    assert article.publisher.name == "العربية"
    assert article.published_at.isoformat() == "2021-09-12T05:30:00+00:00"
    assert (article.url, article.batch.kind, article.batch.by) == ("https://example.com/1", "paste", editor)
    assert article.current_revision.blocks.count() == 19
    assert Event.objects.filter(action="batch.imported", by=editor).count() == 1


def test_saving_what_has_blocks_to_check_leads_to_them(client, editor):
    response = paste(client, text=UNCERTAIN)
    assert response.url == reverse("article_blocks", args=[Article.objects.get().pk])
    page = client.get(response.url, follow=True).content.decode()
    assert "1 block is to be checked." in page


def test_saving_begins_no_reading_and_links_to_the_article(client, editor):
    response = paste(client, text=TEXT, headline="<b>عنوان")
    page = client.get(response.url).content.decode()
    article = Article.objects.get()
    url = reverse("admin:articles_article_change", args=[article.pk])
    assert f'The article is saved. <a href="{url}"><bdi>&lt;b&gt;عنوان</bdi></a>' in page
    assert not Event.objects.filter(stream__startswith="reading/").exists()


def test_a_line_of_digits_follows_the_articles_direction(client, editor):
    page = paste(client, "preview", text="خبر عن أمر وقع اليوم.\n\n1\n\nثم جاء غيره.").content.decode()
    texts = re.findall(r'<div ([^>]*)><p class="preview-text"([^>]*)>', page)
    assert set(texts) == {('lang="ar" dir="rtl"', "")}


def test_an_empty_paste_has_one_error(client, editor):
    response = paste(client, text="", headline="")
    assert list(response.context["form"].errors) == ["text"]


def test_pasting_the_same_again_says_so(client, editor):
    paste(client, text=TEXT)
    preview = paste(client, "preview", text=TEXT)
    assert "here already" in preview.content.decode()
    paste(client, text=TEXT)
    assert Article.objects.count() == 1


def test_a_preview_tells_of_a_new_revision(client, editor):
    first, second = ("خبر قصير عن أمر ما. وهذا آخر ما فيه.", "خبر قصير عن أمر ما. ثم جاء غيره.")
    paste(client, text=first, publisher="العربية", published_on="2021-09-12")
    changed = {"text": second, "publisher": "العربيّة", "published_on": "2021-09-12"}
    preview = paste(client, "preview", **changed)
    assert "will be a revision of it" in preview.content.decode()
    paste(client, **changed)
    assert Article.objects.get().revisions.count() == 2
    assert Publisher.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"text": ""}, "text", "Paste the text"),
        ({"text": " \n\u00a0"}, "text", "white space"),
        ({"text": "قال\0ذلك"}, "text", "NUL"),
        ({"text": "ا" * (2621440 + 1)}, "text", "5 MB"),
        ({"headline": ""}, "headline", "press Preview"),
        ({"headline": "ع" * 501}, "headline", "at most 500 characters; this one has 501"),
        ({"published_on": "2021-13-40"}, "published_on", "valid date"),
        ({"published_on": "0001-01-01"}, "published_on", "from 1900"),
        ({"published_on": "9999-12-31", "published_time": "10:00"}, "published_on", "from 1900"),
        ({"published_time": "25:00", "published_on": "2021-09-12"}, "published_time", "valid time"),
        ({"published_time": "10:00"}, "published_on", "day"),
        ({"url": "not an address"}, "url", "valid URL"),
        ({"language": "tlh"}, "language", "valid choice"),
    ],
)
def test_bad_input_is_explained_and_nothing_typed_is_lost(client, editor, typed, field, said):
    response = paste(client, **typed)
    form = response.context["form"]
    assert said in str(form.errors[field])
    for name, expected in (TYPED | typed).items():
        assert value(response, name) == expected
    assert not Article.objects.exists()


@pytest.mark.parametrize("button", ["preview", "save"])
def test_a_bad_field_does_not_break_the_preview(client, editor, button):
    response = paste(client, button, text=TEXT, published_on="gestern")
    assert response.status_code == 200
    assert value(response, "published_on") == "gestern"


def test_what_looks_like_markup_stays_text(client, editor):
    response = paste(client, "preview", text="<script>alert(1)</script> نص.", headline="<b>")
    assert b"<script>alert" not in response.content


def test_a_block_of_megabytes_is_shown_in_part(client, editor):
    response = paste(client, "preview", text="قال ذلك " * 100_000)
    assert len(response.context["blocks"][0]["text"]) == 2000
    assert value(response, "text") == "قال ذلك " * 100_000


@pytest.mark.parametrize(("language", "city"), [("ar", "بتوقيت بغداد"), ("en", "clock of Baghdad")])
def test_the_clock_is_named_after_its_city(client, language, city):
    client.force_login(an_editor(language=language))
    assert city in client.get(reverse("new_article")).content.decode()


def test_publishers_are_suggested(client, editor):
    Publisher.named("وكالة الأنباء")
    assert 'value="وكالة الأنباء"' in client.get(reverse("new_article")).content.decode()


# Uploading


def test_uploaded_files_become_articles_and_a_report(client, editor):
    response = upload(
        client,
        a_file(TEXT),
        a_file(b"", "empty.txt"),
        a_file(TEXT.encode("cp1256"), "old.txt"),
        a_file(b"%PDF-1.4", "paper.pdf"),
    )
    batch = ImportBatch.objects.get()
    assert (batch.kind, batch.by) == ("upload", editor)
    assert response.url == reverse("import_batch", args=[batch.pk])
    page = client.get(response.url).content.decode()
    assert HEADLINE in page
    assert "windows-1256" in page
    assert "0 bytes" in page
    assert "paper.pdf" in page
    assert Article.objects.count() == 1


def test_a_file_above_the_limit_is_refused_and_the_rest_goes_on(client, editor):
    upload(client, a_file(b"a" * (5 * 1024 * 1024 + 1), "large.txt"), a_file(TEXT))
    assert list(ImportItem.objects.values_list("code", flat=True)) == ["too_large", ""]


def test_no_file_at_all_is_explained(client, editor):
    response = upload(client)
    assert "Choose one file or more" in response.content.decode()
    assert not ImportBatch.objects.exists()


def test_more_than_a_hundred_files_are_refused(client, editor):
    response = upload(client, *(a_file(f"نص {number}", f"{number}.txt") for number in range(101)))
    assert "These are 101 files" in response.content.decode()
    assert not ImportBatch.objects.exists()


def test_the_upload_page_names_recent_imports(client, editor):
    upload(client, a_file(TEXT), a_file(b"", "empty.txt"))
    page = client.get(reverse("upload")).content.decode()
    assert "2 texts" in page
    assert "1 refused" in page


# The report


def an_import(files: int) -> ImportBatch:
    texts = [Incoming(f"{number}.txt", f"سطر رقم {number}".encode().__bytes__) for number in range(files)]
    report = import_files([*texts, Incoming("bad.txt", b"".__bytes__)], kind="command", by=None)
    return ImportBatch.objects.get(pk=report.batch)


def test_a_report_shows_the_refused_first_and_counts_what_is_to_check(client, editor):
    page = client.get(reverse("import_batch", args=[an_import(2).pk])).content.decode()
    assert page.index("bad.txt") < page.index("0.txt")
    assert page.count("1 to check") == 2
    revision = Article.objects.first().current_revision
    assert reverse("blocks", args=[revision.pk]) in page


def test_only_flags_of_the_import_itself_are_counted(client, editor):
    batch = an_import(1)
    again = an_import(1)
    assert "1 to check" in client.get(reverse("import_batch", args=[batch.pk])).content.decode()
    assert "to check" not in client.get(reverse("import_batch", args=[again.pk])).content.decode()


def test_a_long_report_has_pages(client, editor):
    batch = an_import(120)
    url = reverse("import_batch", args=[batch.pk])
    assert client.get(url).content.decode().count("import-name") == 100
    assert client.get(url, {"page": 2}).content.decode().count("import-name") == 21


@pytest.mark.parametrize("files", [3, 40])
def test_a_report_asks_the_database_no_more_for_more_files(client, editor, files, django_assert_num_queries):
    batch = an_import(files)
    with django_assert_num_queries(10):
        client.get(reverse("import_batch", args=[batch.pk]))


def test_a_file_of_many_texts_counts_as_many(client, editor):
    an_import(2)
    assert "3 texts" in client.get(reverse("upload")).content.decode()
    assert "3 texts" in client.get(reverse("home")).content.decode()


@pytest.mark.parametrize("batches", [2, 9])
def test_the_upload_page_asks_no_more_for_more_imports(client, editor, batches, django_assert_num_queries):
    for _number in range(batches):
        an_import(1)
    with django_assert_num_queries(3):
        client.get(reverse("upload"))


@pytest.mark.parametrize("language", ["ar", "en"])
def test_every_page_is_shown_in_both_languages(client, language):
    client.force_login(an_editor(language=language))
    with translation.override(language):
        assert paste(client, "preview", text=TEXT).status_code == 200
        assert upload(client, a_file(TEXT)).status_code == 302
        assert client.get(reverse("import_batch", args=[ImportBatch.objects.get().pk])).status_code == 200
        assert client.get(reverse("upload")).status_code == 200
