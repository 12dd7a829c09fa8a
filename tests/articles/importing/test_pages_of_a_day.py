"""Pages as they lie in folders of a newsroom: what is one article, what two, and what an editor is asked."""

from __future__ import annotations

import pytest

from articles.importing.batches import import_files
from articles.importing.folders import Incoming
from articles.models import Article, ImportBatch, Offer, Revision

pytestmark = pytest.mark.django_db

PAGE = """مرآة الساحل

{headline}

{headline}

{when} - المصدر: جريدة الميناء

{body}
"""
FIELDS = """العنوان: {headline}
المصدر: {source}
التاريخ: {day}
الرابط: {url}

{body}
"""
HARBOUR = (
    "رست ثلاث سفن محملة بالأسمدة في المرفأ الشرقي فجر الأربعاء.",
    "وقال مدير المرفأ إن التفريغ يستغرق أربعة أيام.",
    "وتنقل الشاحنات الحمولة إلى مخازن الوزارة في الضاحية.",
)
SCHOOLS = (
    "علقت مديرية التربية الدوام في سبع مدارس بسبب تسرب المياه.",
    "وتعهد المقاول بإصلاح الأسقف قبل نهاية الشهر.",
    "وسيعوض التلاميذ ما فاتهم أيام السبت.",
)
FRAME = ("أهلا بكم مستمعينا الكرام في هذه النشرة.", "كانت هذه نشرتنا ونلقاكم في الموعد المقبل.")


def a_page(*sentences: str, headline: str = "ثلاث سفن في المرفأ الشرقي", when: str = "2021-11-03 10:20:00") -> str:
    return PAGE.format(headline=headline, when=when, body="\n\n".join(sentences))


def with_fields(*sentences: str, url: str, headline: str = "ثلاث سفن", source: str = "الميناء") -> str:
    body = "\n\n".join(sentences)
    return FIELDS.format(headline=headline, source=source, day="3 تشرين الثاني 2021", url=url, body=body)


def outcomes(*texts: str | bytes, together: bool = True) -> list[str]:
    """What becomes of these files, in one import or one after the other; no text may be lost."""
    data = [text if isinstance(text, bytes) else text.encode() for text in texts]
    files = [Incoming(f"{number}.txt", one.__bytes__) for number, one in enumerate(data)]
    batches = [files] if together else [[file] for file in files]
    reports = [import_files(some, kind=ImportBatch.Kind.UPLOAD, by=None) for some in batches]
    told = [result.outcome.value for report in reports for result in report.results]
    assert Revision.objects.count() == told.count("created") + told.count("revised")
    assert Article.objects.standing().count() == told.count("created")
    return told


def offered() -> list[str]:
    return list(Offer.objects.order_by("pk").values_list("reason", flat=True))


@pytest.mark.parametrize("together", [True, False])
def test_two_stories_of_a_day_under_one_site_line_and_one_section_line(together):
    page = "مرآة الساحل\nأخبار المحافظات\n2021-11-03 - المصدر: جريدة الميناء\n{}\n"
    texts = (page.format("\n".join(story)) for story in (HARBOUR, SCHOOLS))
    assert outcomes(*texts, together=together) == ["created", "created"]


@pytest.mark.parametrize("together", [True, False])
def test_a_morning_and_an_evening_edition_that_greet_and_part_alike(together):
    texts = [
        a_page(FRAME[0], *story, *SCHOOLS[:extra], FRAME[1], headline="نشرة الميناء", when=f"2021-11-03 {hour}:00:00")
        for story, extra, hour in ((HARBOUR, 0, "08"), (SCHOOLS, 0, "20"))
    ]
    assert outcomes(*texts, together=together) == ["created", "created"]
    assert offered() == ["same_name"]


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize(
    ("kept", "outcome", "offers"), [(1, "created", ["same_name"]), (2, "revised", []), (0, "created", ["same_name"])]
)
def test_a_third_of_the_sentences_makes_the_difference(together, kept, outcome, offers):
    """Of five sentences in the longer text: one is less than a third, two are more."""
    second = (*HARBOUR[:kept], *SCHOOLS, *FRAME[: 2 - kept])
    assert len(second) == 5
    assert outcomes(a_page(*HARBOUR), a_page(*second), together=together) == ["created", outcome]
    assert offered() == offers


@pytest.mark.parametrize("together", [True, False])
def test_a_corrected_text_with_a_new_time(together):
    corrected = (*HARBOUR[:1], HARBOUR[1].replace("أربعة", "خمسة"), HARBOUR[2])
    texts = a_page(*HARBOUR), a_page(*corrected, when="2021-11-03 13:45:00")
    assert outcomes(*texts, together=together) == ["created", "revised"]
    assert "خمسة" in Article.objects.get().current_revision.text


def test_a_live_page_that_grows_at_its_top_is_one_article_by_its_address():
    url, told = "https://almina.example/live/883", [*HARBOUR, *SCHOOLS]
    texts = [with_fields(*reversed(told[:count]), url=url, headline=f"مباشر: {count} أنباء") for count in (1, 4, 6)]
    assert outcomes(*texts) == ["created", "revised", "revised"]


def test_a_live_page_without_address_is_offered_where_it_has_grown_threefold():
    told = [*HARBOUR, *SCHOOLS]
    texts = [a_page(*reversed(told[:count]), headline="مباشر من الساحل") for count in (1, 4, 6)]
    assert outcomes(*texts) == ["created", "created", "revised"]
    assert offered() == ["same_name"]


@pytest.mark.parametrize("together", [True, False])
def test_one_report_of_an_agency_in_two_papers(together):
    url = "https://{}.example/a/51"
    texts = [
        with_fields(*HARBOUR, source=name, url=url.format(host)) for name, host in (("الميناء", "a"), ("البر", "b"))
    ]
    assert outcomes(*texts, together=together) == ["created", "created"]
    assert offered() == []


def test_one_text_in_several_encodings_and_line_ends():
    text = a_page(*HARBOUR)
    written = [text.encode(), text.encode("utf-8-sig"), text.encode("utf-16"), text.replace("\n", "\r\n").encode()]
    assert outcomes(*written) == ["created", "unchanged", "unchanged", "unchanged"]


ADDRESS = "https://almina.example/news/4711/ships?lang=ar"


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize("turned", [True, False])
@pytest.mark.parametrize(
    "other",
    [
        "http://www.almina.example/news/4711/ships/?lang=ar",
        "https://Almina.example:443/news/4711/ships?lang=ar#comments",
        "https://almina.example/news/4711/ships?utm_source=feed&lang=ar&fbclid=IwAR0",
        "https://almina.example/news/4711/ships?lang=ar&at_medium=social&xtor=AL-73",
    ],
)
def test_an_address_however_it_is_written_whichever_comes_first(together, turned, other):
    urls = (other, ADDRESS) if turned else (ADDRESS, other)
    texts = with_fields(*HARBOUR, url=urls[0]), with_fields(*SCHOOLS, url=urls[1], headline="مدارس تغلق")
    assert outcomes(*texts, together=together) == ["created", "revised"]


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize("turned", [True, False])
@pytest.mark.parametrize(
    "other",
    [
        "https://m.almina.example/news/4711/ships?lang=ar",
        "http://mobile.almina.example/news/4711/ships?lang=ar",
        "https://almina.example/news/4711/ships/amp/?lang=ar",
        "https://www.almina.example/news/4711/ships?lang=ar&outputType=amp",
    ],
)
def test_a_page_for_phones_is_the_same_where_its_sentences_are(together, turned, other):
    urls = (other, ADDRESS) if turned else (ADDRESS, other)
    same = [with_fields(*HARBOUR[:count], url=url) for count, url in zip((3, 2), urls, strict=True)]
    assert outcomes(*same, together=together) == ["created", "revised"]


@pytest.mark.parametrize("together", [True, False])
def test_a_page_for_phones_is_found_whatever_its_headline(together):
    phone = ADDRESS.replace("//", "//m.").replace("/ships", "/ships/amp")
    texts = with_fields(*HARBOUR, url=ADDRESS), with_fields(*HARBOUR[:2], url=phone, headline="سفن في المرفأ")
    assert outcomes(*texts, together=together) == ["created", "revised"]


@pytest.mark.parametrize("together", [True, False])
def test_a_page_for_phones_that_says_something_else_is_offered(together):
    texts = (
        with_fields(*HARBOUR, url=ADDRESS),
        with_fields(*SCHOOLS, url=ADDRESS.replace("//", "//m."), headline="مدارس تغلق"),
    )
    assert outcomes(*texts, together=together) == ["created", "created"]
    assert offered() == ["same_address"]


@pytest.mark.parametrize("together", [True, False])
def test_what_a_text_only_leads_on_to_is_not_its_own_address(together):
    leading = a_page("https://almina.example/news/4712", *HARBOUR)
    texts = leading, with_fields(*SCHOOLS, url="https://almina.example/news/4712", headline="مدارس تغلق")
    assert outcomes(*texts, together=together) == ["created", "created"]
    assert offered() == ["same_address"]


@pytest.mark.parametrize("path", ["2021/11/03", "archive/2021-11-03", "category/12", "tags/7", "list.php?cat=5"])
def test_the_address_of_a_days_list_or_of_a_numbered_section(path):
    url = f"https://almina.example/{path}"
    texts = with_fields(*HARBOUR, url=url), with_fields(*SCHOOLS, url=url, headline="مدارس تغلق")
    assert outcomes(*texts) == ["created", "created"]
