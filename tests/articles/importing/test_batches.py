import contextlib
import errno
import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from articles.drafts import Draft, DraftBlock
from articles.importing import intake
from articles.importing.batches import add_article, import_files
from articles.importing.folders import Incoming
from articles.importing.formats import extensions, formats
from articles.layout.recognising import read
from articles.models import Article, Block, ImportBatch, ImportItem, Publisher, Revision
from articles.notices import notice
from newsdesk.models import Event
from tests.covering import uncovered
from tests.factories import SEED, an_editor

pytestmark = pytest.mark.django_db
NEWS = """عين على المدينة

بلدية النهرين تغلق سوق السمك القديم

بلدية النهرين تغلق سوق السمك القديم

2020-02-29 18:00:00 - المصدر: صحيفة الضفة

قررت بلدية النهرين إغلاق سوق السمك القديم مدة شهرين.

وذكر رئيس البلدية أن الباعة سينقلون إلى موقع مؤقت.
"""


def a_file(content: str | bytes, name: str = "خبر.txt") -> Incoming:
    data = content.encode() if isinstance(content, str) else content
    return Incoming(name, lambda: data)


def imported(*files: Incoming, **options):
    return import_files(files, kind=ImportBatch.Kind.UPLOAD, by=None, **options)


def outcomes(report) -> list[str]:
    return [result.outcome.value for result in report.results]


def test_the_seed_becomes_an_article():
    [result] = imported(a_file(SEED.read_bytes())).results
    article = Article.objects.get(pk=result.article)
    revision = article.current_revision
    assert article.publisher.name == "العربية"
    assert (article.aggregator.name, article.aggregator.kind) == ("اخبار العراق الان", "aggregator")
    assert article.headline == "ميليشيات عراقية: لا هدنة مع القوات الأميركية"
    assert (article.published_on, article.published_at) == (date(2021, 9, 12), None)
    assert (article.language, article.direction, article.needs_review) == ("ar", "rtl", False)
    assert revision.text.encode() == SEED.read_bytes()
    assert (revision.number, revision.length) == (1, 2427)
    assert revision.blocks.count() == 19
    assert uncovered(revision.text, [block.span for block in revision.blocks.all()]) == []


def test_a_time_is_kept_on_the_clock_of_the_newsroom(settings):
    settings.TIME_ZONE = "Asia/Baghdad"
    [result] = imported(a_file(NEWS)).results
    article = Article.objects.get(pk=result.article)
    assert article.published_at.isoformat() == "2020-02-29T15:00:00+00:00"
    assert article.published_on == date(2020, 2, 29)


def test_the_same_text_again_changes_nothing():
    imported(a_file(NEWS))
    report = imported(a_file(NEWS.replace("\n", "\r\n"), "other.txt"))
    assert outcomes(report) == ["unchanged"]
    assert report.results[0].article == Article.objects.get().pk
    assert Revision.objects.count() == 1


def test_another_text_under_the_same_headline_is_a_new_revision():
    imported(a_file(NEWS))
    changed = NEWS.replace("مدة شهرين", "مدة ثلاثة أشهر").replace("صحيفة الضفة", "صحيفة الضفّة")
    [result] = imported(a_file(changed)).results
    article = Article.objects.get()
    assert (result.outcome, result.revision) == ("revised", 2)
    assert article.current_revision.text == changed
    assert [revision.number for revision in article.revisions.all()] == [1, 2]
    assert Publisher.objects.filter(name__startswith="صحيفة").count() == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [("صحيفة الضفة", "صحيفة أخرى"), ("2020-02-29", "2020-03-01"), ("القديم\n", "الجديد\n")],
)
def test_another_publisher_day_or_headline_is_another_article(old, new):
    report = imported(a_file(NEWS), a_file(NEWS.replace(old, new)))
    assert outcomes(report) == ["created", "created"]


def test_equal_headlines_of_nobody_are_two_articles():
    report = imported(a_file("عاجل\nقال الوزير ذلك أمس."), a_file("عاجل\nقال الوزير شيئا آخر."))
    assert outcomes(report) == ["created", "created"]


def test_one_bad_file_never_stops_the_rest():
    report = imported(
        a_file(b"", "empty.txt"),
        a_file(NEWS.encode("cp1256"), "old.txt"),
        a_file(random.Random(3).randbytes(5000), "noise.txt"),
        a_file(NEWS + "\0", "nul.txt"),
        a_file("ا" * (3 * 1024 * 1024), "large.txt"),
        a_file(NEWS, "page.html"),
        a_file(NEWS),
    )
    codes = [result.code for result in report.results]
    assert codes == ["empty", "not_utf8", "binary", "nul", "too_large", "unknown_format", ""]
    assert all(result.message for result in report.results[:-1])
    assert Article.objects.count() == 1
    assert list(ImportItem.objects.values_list("code", flat=True)) == codes


@pytest.mark.parametrize(("language", "told"), [("ar", "الملف فارغ"), ("en", "The file is empty")])
def test_refusals_speak_the_language_of_whoever_imports(language, told):
    with translation.override(language):
        assert imported(a_file(b"")).results[0].message.startswith(told)


def test_a_report_speaks_the_language_of_whoever_reads_it():
    with translation.override("ar"):
        imported(a_file(NEWS.encode("cp1256"), "old.txt"))
    [item] = ImportItem.objects.all()
    assert item.notices == [{"code": "not_utf8", "values": {"byte": 0, "encoding": "windows-1256"}}]
    with translation.override("en"):
        assert [str(one).partition(":")[0] for one in item.said] == [
            "The file is not UTF-8 (see byte 0). It looks like windows-1256"
        ]
    with translation.override("ar"):
        assert "يبدو أنه بترميز windows-1256" in str(item.said[0])


def test_what_is_odd_about_a_text_is_reported_beside_it():
    draft = replace(read(NEWS), notices=[notice("nul", line=3, place=7)])
    result = add_article(draft, name="لصق", by=None)
    assert (result.outcome, result.code, result.notices) == ("created", "", (notice("nul", line=3, place=7),))
    assert ImportItem.objects.get().notices == [{"code": "nul", "values": {"line": 3, "place": 7}}]


def test_names_that_no_database_takes_are_reported_as_they_can_be():
    draft = replace(read(NEWS), notices=[notice("broken_off", last="a\0\ud800.txt")])
    assert add_article(draft, name="b\0\ud800.txt", by=None).outcome == "created"
    [item] = ImportItem.objects.all()
    assert (item.name, item.notices[0]["values"]) == ("b?.txt", {"last": "a?.txt"})


def test_an_unexpected_failure_is_reported_and_leaves_nothing(monkeypatch, caplog):
    def fail(*_args, **_kwargs):
        raise RuntimeError("lost")

    monkeypatch.setattr(Revision.objects, "add", fail)
    [result] = imported(a_file(NEWS)).results
    assert (result.outcome, result.code) == ("failed", "unexpected")
    assert "lost" not in result.message
    assert "lost" in caplog.text
    assert Article.objects.count() == 0


def test_a_batch_is_one_event():
    editor = an_editor()
    report = import_files([a_file(NEWS), a_file(b"")], kind=ImportBatch.Kind.UPLOAD, by=editor)
    event = Event.objects.get(stream=f"importbatch/{report.batch}")
    assert (event.action, event.by) == ("batch.imported", editor)
    assert event.data["totals"] == {"created": 1, "revised": 0, "unchanged": 0, "failed": 1, "left_out": 0}
    assert Revision.objects.get().created_by == editor


def test_a_dry_run_tells_the_same_and_stores_nothing():
    files = [a_file(NEWS), a_file(NEWS), a_file(b"")]
    rehearsal = imported(*files, dry_run=True)
    for model in (Article, Revision, Block, Publisher, ImportBatch, ImportItem):
        assert not model.objects.exists()
    assert not Event.objects.filter(action="batch.imported").exists()
    assert rehearsal.batch is None
    assert rehearsal.results[0].article is None
    assert outcomes(rehearsal) == outcomes(imported(*files)) == ["created", "unchanged", "failed"]


def test_results_are_told_one_by_one():
    told = []
    imported(a_file(NEWS), a_file(b""), tell=told.append)
    assert [result.outcome for result in told] == ["created", "failed"]


def test_flagged_blocks_are_counted_and_wait_for_an_editor():
    [result] = imported(a_file("سطر واحد لا يعرف أحد شكله")).results
    assert result.flagged_blocks == 1
    assert Article.objects.get().needs_review


def test_names_longer_than_their_columns_are_shortened():
    draft = Draft(text="نص", headline="عنوان " * 400, publisher="ناشر " * 100, aggregator="\u200f")
    add_article(draft, name="لصق", by=None)
    article = Article.objects.get()
    assert len(article.headline) <= 500
    assert article.headline.endswith("عنوان…")
    assert len(article.publisher.name) == 200
    assert article.aggregator is None


def test_a_text_whose_headline_is_too_long_is_the_same_article_the_next_time():
    for text in ("قال ذلك. وهذا أول.", "قال ذلك. وهذا ثان."):
        blocks = [DraftBlock("paragraph", 0, len(text))]
        named = {"headline": "ا" * 5000, "publisher": "العربية", "published_on": date(2021, 9, 12)}
        add_article(Draft(text=text, blocks=blocks, **named), name="لصق", by=None)
    assert len(Article.objects.get().headline) == 500
    assert Article.objects.get().revisions.count() == 2


def test_a_file_of_one_endless_word_is_imported():
    [result] = imported(a_file("ع" * 5000)).results
    assert result.outcome == "created"
    assert len(Article.objects.get().headline) <= 500


@pytest.mark.parametrize("year", [1899, date.today().year + 2, 9999])
def test_a_day_of_no_news_is_no_dateline(year):
    imported(a_file(NEWS.replace("2020-02-29", f"{year}-03-01")))
    assert Article.objects.get().published_on is None


def test_pasting_follows_the_same_rules():
    editor = an_editor()
    first = add_article(read(NEWS), name="لصق", by=editor)
    second = add_article(read(NEWS), name="لصق", by=editor)
    assert (first.outcome, second.outcome) == ("created", "unchanged")
    assert first.article == second.article
    assert set(ImportBatch.objects.values_list("kind", flat=True)) == {"paste"}
    assert Event.objects.filter(action="batch.imported", by=editor).count() == 2


def test_a_left_to_right_language_turns_the_article():
    add_article(Draft(text="A note.", headline="Note", language="en-GB"), name="paste", by=None)
    assert Article.objects.get().direction == "ltr"


def test_formats_are_found_by_being_there():
    assert extensions() == [".txt"]
    assert [str(each.label) for each in formats()]


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_store_a_text_once():
    def run(_number: int) -> list[str]:
        try:
            return outcomes(imported(a_file(NEWS)))
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=4) as pool:
        told = sorted(outcome for result in pool.map(run, range(4)) for outcome in result)
    assert told == ["created", "unchanged", "unchanged", "unchanged"]
    assert Publisher.objects.count() == 2


def test_a_full_disk_is_told_of_each_file_that_it_meets_and_the_rest_goes_on():
    def full():
        raise OSError(errno.ENOSPC, "No space left on device")

    files = [Incoming("1.txt", full), Incoming("2.txt", lambda: NEWS.encode())]
    report = import_files(files, kind=ImportBatch.Kind.UPLOAD, by=None)
    assert [result.code for result in report.results] == ["no_room", ""]


def a_mixed_lot() -> list[Incoming]:
    """New texts, the same again, other texts of the same articles, files that are refused."""
    versions = [NEWS, NEWS.replace("شهرين", "ثلاثة أشهر"), NEWS.replace("السمك", "الخضار"), "", "نص بلا رأس"]
    order = random.Random(7).choices(range(len(versions)), k=40)
    lot = [a_file(versions[number], f"{place}.txt") for place, number in enumerate(order)]
    return [*lot, a_file("news", "news.pdf"), a_file(NEWS.replace("الضفة", "الشاطئ"), "other.txt")]


@pytest.mark.parametrize("apart", [False, True])
@pytest.mark.parametrize("together", [2, 7, 200])
def test_files_stored_together_become_what_they_become_one_by_one(together, apart, monkeypatch):
    def told(**options) -> list[object]:
        """The report of an import that is undone, with articles counted from its first."""
        found = []
        with contextlib.suppress(Undone), transaction.atomic():
            results = imported(*a_mixed_lot(), **options).results
            first = min(result.article for result in results if result.article)
            found += [(one.name, one.outcome, one.article and one.article - first, one.revision) for one in results]
            found += ImportItem.objects.order_by("pk").values_list("name", "outcome", "code", "sha256")
            blocks = Block.objects.order_by("revision__article", "revision__number", "pk")
            found += blocks.values_list("kind", "start", "end", "flagged", "revision__number")
            found += Article.objects.order_by("pk").values_list("headline", "publisher__name", "needs_review")
            raise Undone
        return found

    monkeypatch.setattr(intake, "TEXTS_TOGETHER", 1)
    one_by_one = told()
    monkeypatch.setattr(intake, "TEXTS_TOGETHER", together)
    assert told(apart=apart) == one_by_one


def test_a_bad_one_among_many_is_found_and_the_others_are_stored(monkeypatch):
    add = Revision.objects.add

    def fail(drafts, **options):
        if any("ثلاثة" in draft.text for _article, draft in drafts):
            raise RuntimeError("lost")
        return add(drafts, **options)

    monkeypatch.setattr(Revision.objects, "add", fail)
    texts = [NEWS, NEWS.replace("شهرين", "ثلاثة أشهر"), NEWS.replace("السمك", "الخضار")]
    report = imported(*(a_file(text, f"{number}.txt") for number, text in enumerate(texts)))
    assert outcomes(report) == ["created", "failed", "created"]
    assert list(ImportItem.objects.values_list("outcome", flat=True)) == ["created", "failed", "created"]


def test_more_files_take_no_more_statements():
    def statements(count: int) -> int:
        files = [a_file(NEWS.replace("السمك", f"السمك {count} {number}"), f"{number}.txt") for number in range(count)]
        with CaptureQueriesContext(connection) as queries:
            assert imported(*files).totals["created"] == count
        return len(queries)

    statements(1)  # The publishers are there from now on.
    assert statements(40) == statements(5)


class Undone(Exception):
    pass
