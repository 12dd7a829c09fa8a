"""No text swallows another: what proves that it is a new text of an article, and what only looks so."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.drafts import Draft, DraftBlock
from articles.importing.batches import add_article, foreseen, import_files
from articles.importing.folders import Incoming
from articles.models import Article, ImportBatch, Offer, Publisher, Revision
from newsdesk.history import chain

pytestmark = pytest.mark.django_db

DAY = date(2021, 9, 12)
BODY = "بدأت أعمال الصيانة صباح الأحد. وتستمر ثلاثة أسابيع. وتتحول السير إلى الطريق الموازي."
OTHER = "أجلت لجنة المدارس الامتحانات. وتعلن المواعيد الجديدة غدا. وانقطع التيار عن القاعات."
UPDATED = "بدأت أعمال الصيانة صباح الأحد. وتأخرت المواد يومين. وقال المدير إن العمل مستمر."


def a_draft(body=BODY, **fields):
    """A text of one paragraph under its headline; what is said of it is read, unless `guessed` names it."""
    fields = {"headline": "صيانة الجسر", "publisher": "صدى الجسر", "published_on": DAY} | fields
    text = f"{fields['headline']}\n{body}"
    start = len(fields["headline"]) + 1
    blocks = [DraftBlock("title", 0, start - 1), DraftBlock("paragraph", start, len(text))]
    return Draft(text=text, blocks=blocks, **fields)


def added(*drafts: Draft) -> list[str]:
    return [add_article(draft, name="لصق", by=None).outcome.value for draft in drafts]


def imported(*texts: str, **options):
    files = [Incoming(f"{number}.txt", text.encode().__bytes__) for number, text in enumerate(texts)]
    return import_files(files, kind=ImportBatch.Kind.UPLOAD, by=None, **options)


def offers() -> list[tuple[str, str, str]]:
    rows = Offer.objects.order_by("pk").values_list("article__headline", "older__headline", "reason")
    return list(rows)


def test_publisher_headline_and_day_with_a_third_of_the_sentences_prove_it():
    assert added(a_draft(), a_draft(UPDATED)) == ["created", "revised"]
    assert Article.objects.get().revisions.count() == 2
    assert not Offer.objects.exists()


def test_a_morning_and_an_evening_bulletin_are_two_articles_and_an_editor_is_asked():
    assert added(a_draft(headline="نشرة الأخبار"), a_draft(OTHER, headline="نشرة الأخبار")) == ["created", "created"]
    assert offers() == [("نشرة الأخبار", "نشرة الأخبار", "same_name")]
    assert Offer.objects.get().share == 0


@pytest.mark.parametrize("guess", ["publisher", "headline", "published_on"])
def test_a_guess_proves_nothing(guess):
    drafts = [a_draft(text, guessed=frozenset({guess})) for text in (BODY, UPDATED)]
    assert added(*drafts) == ["created", "created"]
    assert offers() == [("صيانة الجسر", "صيانة الجسر", "same_headline")]


def test_guesses_that_agree_are_offered_only_where_the_texts_do():
    guessed = frozenset({"publisher", "headline", "published_on"})
    assert added(a_draft(guessed=guessed), a_draft(OTHER, guessed=guessed)) == ["created", "created"]
    assert offers() == []


@pytest.mark.parametrize("missing", ["publisher", "published_on"])
def test_what_is_not_there_proves_nothing_either(missing):
    drafts = [a_draft(text, **{missing: None if missing == "published_on" else ""}) for text in (BODY, UPDATED)]
    assert added(*drafts) == ["created", "created"]
    assert offers() == [("صيانة الجسر", "صيانة الجسر", "same_headline")]


def test_what_two_publishers_took_from_an_agency_is_theirs_each():
    assert added(a_draft(), a_draft(UPDATED, publisher="بريد الساحل")) == ["created", "created"]
    assert offers() == []


def test_an_aggregator_is_no_publisher():
    drafts = [a_draft(text, publisher="", aggregator="أخبار الآن") for text in (BODY, UPDATED)]
    assert added(*drafts) == ["created", "created"]


def test_the_address_of_an_article_proves_it_alone():
    first, second = "https://example.org/a/1", "http://www.example.org/a/1/?utm_source=feed"
    assert added(a_draft(url=first), a_draft(OTHER, headline="غيره", url=second)) == ["created", "revised"]


def test_a_guessed_address_is_offered():
    url, guessed = "https://example.org/a/1", frozenset({"url"})
    drafts = a_draft(url=url, publisher=""), a_draft(OTHER, headline="غيره", publisher="", url=url, guessed=guessed)
    assert added(*drafts) == ["created", "created"]
    assert offers() == [("غيره", "صيانة الجسر", "same_address")]


@pytest.mark.parametrize("url", ["https://example.org/", "https://example.org/politics", "https://example.org/ar"])
def test_the_address_of_a_site_or_section_swallows_no_story(url):
    drafts = [a_draft(url=url, publisher=""), a_draft(OTHER, headline="غيره", publisher="", url=url)]
    assert added(*drafts) == ["created", "created"]
    assert offers() == []


def test_the_address_of_a_section_proves_it_where_the_texts_agree():
    url = "https://example.org/politics"
    assert added(a_draft(url=url), a_draft(UPDATED, headline="غيره", url=url)) == ["created", "revised"]


def test_a_first_report_that_has_grown_is_offered():
    short, grown = "بدأت أعمال الصيانة صباح الأحد.", f"{BODY} {OTHER} وهذا تمام الخبر."
    assert added(a_draft(short), a_draft(grown)) == ["created", "created"]
    assert Offer.objects.get().reason == "same_name"


def test_the_likest_of_several_articles_takes_the_text():
    added(a_draft(), a_draft(OTHER))
    assert added(a_draft(OTHER.replace("غدا", "لاحقا"))) == ["revised"]
    second = Article.objects.latest("pk")
    assert second.revisions.count() == 2


@pytest.mark.parametrize("together", [True, False])
def test_pages_under_one_site_line_and_one_section_line_are_articles_of_their_own(together):
    page = "صدى الجسر نت\nأخبار المدينة والمحافظات اليوم\n{story}\n"
    stories = [
        f"قررت اللجنة رقم {number} تأجيل كل شيء بسبب انقطاع الكهرباء عن القاعات. وقالت إنها ستعود غدا."
        for number in range(3)
    ]
    stories += ["وصلت شحنة القمح إلى المرفأ صباح الخميس بعد تأخير دام أسبوعين بسبب الأحوال الجوية."]
    texts = [page.format(story=story) for story in stories]
    reports = [imported(*texts)] if together else [imported(text) for text in texts]
    assert [result.outcome.value for report in reports for result in report.results] == ["created"] * 4
    assert Article.objects.count() == 4


MARKUP = """<?xml version="1.0"?>
<!DOCTYPE Article SYSTEM "article.dtd">
<Article>
{story}
</Article>
"""


def test_texts_under_the_same_markup_are_two_articles_or_refused():
    report = imported(MARKUP.format(story=BODY), MARKUP.format(story=OTHER))
    assert {result.outcome.value for result in report.results} <= {"created", "failed"}
    assert Revision.objects.count() == Article.objects.count()
    assert not Offer.objects.exists()


PAGE = """عين على المدينة

نشرة الثامنة

نشرة الثامنة

2020-02-29 {time} - المصدر: صحيفة الضفة

{body}
"""


def test_a_batch_tells_of_what_it_offers_and_a_rehearsal_tells_the_same():
    texts = [PAGE.format(time="08:00:00", body=BODY), PAGE.format(time="20:00:00", body=OTHER)]
    imported(texts[0])
    rehearsal, real = imported(texts[1], dry_run=True), imported(texts[1])
    first = Article.objects.order_by("pk").first()
    assert rehearsal.results[0].may_belong_to == real.results[0].may_belong_to == first.pk
    assert real.results[0].as_dict()["may_belong_to"] == first.pk
    offer = Offer.objects.get()
    assert (offer.older, offer.batch_id, offer.decision) == (first, real.batch, "")
    again = imported(*(text.replace("الضفة", "النهر") for text in texts), dry_run=True)
    assert [result.may_belong_to for result in again.results] == [None, None]
    assert [result.outcome.value for result in again.results] == ["created", "created"]


def test_the_same_file_again_makes_no_second_offer():
    texts = [PAGE.format(time="08:00:00", body=BODY), PAGE.format(time="20:00:00", body=OTHER)]
    imported(*texts)
    assert [result.outcome.value for result in imported(*texts).results] == ["unchanged", "unchanged"]
    assert Offer.objects.count() == 1


def test_several_texts_of_one_article_in_one_batch_are_its_texts_in_their_order():
    bodies = [f"{BODY} وهذه النسخة رقم {number}." for number in range(4)]
    texts = [PAGE.format(time="08:00:00", body=body) for body in bodies]
    report = imported(*texts, texts[1])
    assert [(result.outcome.value, result.revision) for result in report.results] == [
        *[("created", 1), ("revised", 2), ("revised", 3), ("revised", 4)],
        ("unchanged", 2),
    ]
    assert [revision.text for revision in Article.objects.get().revisions.order_by("number")] == texts


def test_what_an_import_offers_is_vouched_for():
    imported(*(PAGE.format(time="08:00:00", body=body) for body in (BODY, OTHER)))
    assert chain.verify().breaks == []


def test_more_texts_under_one_headline_take_no_more_statements():
    def statements(count: int, day: int) -> int:
        bodies = [" ".join(f"قال المتحدث {part} عن الأمر {number}." for part in range(3)) for number in range(count)]
        pages = [PAGE.format(time="08:00:00", body=body).replace("02-29", f"02-{day:02}") for body in bodies]
        with CaptureQueriesContext(connection) as queries:
            assert imported(*pages).totals["created"] == count
        return len(queries)

    statements(2, 1)
    assert statements(40, 2) == statements(5, 3)


def test_a_preview_foresees_what_will_be_done():
    first = add_article(a_draft(), name="لصق", by=None)
    article = Article.objects.get(pk=first.article)
    assert foreseen(a_draft()) == ("unchanged", article, None)
    assert foreseen(a_draft(UPDATED)) == ("revised", article, None)
    assert foreseen(a_draft(OTHER)) == ("created", None, article)
    assert foreseen(a_draft(OTHER, headline="غيره")) == ("created", None, None)


def test_a_name_that_is_no_publisher_is_made_none_again():
    Publisher.objects.create(name="نص حر", kind=Publisher.Kind.NONE)
    added(a_draft(publisher="نصّ حر"))
    assert Article.objects.get().publisher is None
    assert Publisher.objects.count() == 1
