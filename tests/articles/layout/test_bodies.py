"""What stands in and around the text: links, tags, captions, lists, lines that hold a date."""

import pytest

from articles.layout.recognising import read
from tests.articles.layout.test_headers import HEADLINE, PARAGRAPH, SECOND

HEAD = f"{HEADLINE}\n2021-09-12\n"


def judged(text):
    """Kind and flag of each line after headline and date."""
    draft = read(HEAD + text)
    return [(block.kind, block.flagged) for block in draft.blocks][2:]


@pytest.mark.parametrize(
    "line",
    [
        *("حجم الخط", "A+ A-", "T+ T-", "ع+ ع-", "طباعة", "إرسال لصديق", "نسخ الرابط", "شارك", "فيسبوك", "Facebook"),
        *(
            "عدد المشاهدات: 412",
            "المشاهدات : 1,204",
            "412 مشاهدة",
            "مدة القراءة: 3 دقائق",
            "3 دقائق قراءة",
            "2 min read",
        ),
        *("الوسوم: الجسر، البلدية", "كلمات مفتاحية: جسر", "Tags: bridge, council", "#الجسر #البلدية", "التعليقات (0)"),
        *(
            "أضف تعليقا",
            "جميع الحقوق محفوظة",
            "© صدى الجسر",
            "تابعونا على فيسبوك",
            "https://example.org/1",
            "***",
            "1/2",
        ),
        *("اشترك في النشرة البريدية", "الرئيسية / أخبار / محليات", "اقرأ أيضا: افتتاح سوق الميناء", "www.example.org"),
    ],
)
@pytest.mark.parametrize("where", ["above", "below"])
def test_the_page_around_an_article_is_boilerplate(line, where):
    found = judged(f"{line}\n{PARAGRAPH}\n{SECOND}" if where == "above" else f"{PARAGRAPH}\n{SECOND}\n{line}")
    assert found[0 if where == "above" else -1] == ("boilerplate", False)


@pytest.mark.parametrize(
    "headline", ["شارك آلاف العمال في المسيرة", "العودة إلى المدارس الأحد", "تقرير: الجسر القديم في خطر"]
)
def test_a_headline_is_no_furniture(headline):
    assert read(f"{headline}\n{PARAGRAPH}\n{SECOND}").headline == headline


@pytest.mark.parametrize(
    "heading",
    ["اقرأ أيضا", "اقرأ أيضاً:", "مواضيع ذات صلة", "الأكثر قراءة", "أخبار قد تهمك", "قصص مقترحة", "Related stories"],
)
def test_what_stands_under_a_heading_of_links_is_boilerplate_up_to_the_next_paragraph(heading):
    links = "افتتاح سوق الميناء الجديد\nلماذا تتأخر القطارات؟"
    assert judged(f"{PARAGRAPH}\n{heading}\n{links}\n{SECOND}") == [
        ("paragraph", False),
        *[("boilerplate", False)] * 3,
        ("paragraph", False),
    ]
    assert judged(f"{PARAGRAPH}\n{SECOND}\n{heading}\n{links}")[2:] == [("boilerplate", False)] * 3


def test_readers_comments_are_not_the_article():
    found = judged(f"{PARAGRAPH}\n{SECOND}\nالتعليقات (2)\nسامي\nأحسنتم\n{SECOND}")
    assert [kind for kind, _flagged in found[2:]] == ["boilerplate"] * 4


@pytest.mark.parametrize(
    "lines",
    [
        ["صدر الصورة، صدى الجسر", "التعليق على الصورة،", "عمال قرب الجسر القديم في صباح الأحد"],
        ["مصدر الصورة: رويترز", "تعليق الصورة: عمال قرب الجسر القديم"],
        ["مصدر الصورة", "Getty Images", "تعليق الصورة", "عمال قرب الجسر القديم"],
        ["التعليق على الصورة:", "عمال قرب الجسر القديم في صباح الأحد"],
        ["Image source, Getty Images", "Image caption, Workers near the bridge"],
        ["عمال قرب الجسر القديم - تصوير: سامي ناجي"],
        ["عمال قرب الجسر القديم (عدسة: سامي ناجي)"],
        ["عمال قرب الجسر القديم (رويترز)"],
        ["Workers near the bridge. Photo: Sami Naji"],
    ],
)
@pytest.mark.parametrize("where", ["above", "within"])
def test_captions_and_credits(lines, where):
    text = "\n".join(lines)
    found = judged(f"{text}\n{PARAGRAPH}\n{SECOND}" if where == "above" else f"{PARAGRAPH}\n{text}\n{SECOND}")
    start = 0 if where == "above" else 1
    assert found[start : start + len(lines)] == [("caption", False)] * len(lines)


@pytest.mark.parametrize("credit", ["(رويترز)", "Getty Images", "غيتي إيماجز"])
def test_a_credit_alone_and_the_line_under_it_are_left_to_an_editor(credit):
    found = judged(f"{credit}\nعمال قرب الجسر القديم في صباح الأحد\n{PARAGRAPH}\n{SECOND}")
    assert [flagged for _kind, flagged in found[:2]] == [True, True]
    assert found[1][0] == "caption"


def test_what_stands_under_a_credit_may_be_the_caption():
    found = judged(f"{PARAGRAPH}\nتصوير: سامي ناجي\nعمال قرب الجسر القديم في صباح الأحد\n{SECOND}")
    assert found[1:3] == [("caption", False), ("caption", True)]


@pytest.mark.parametrize(
    "line",
    ["حصاد عام 2021", "أواخر أيلول 2021", "الرابع من حزيران", "في انتظار أيلول", "رؤية 2030", "شهر رمضان 1443 هـ"],
)
def test_a_line_with_a_year_or_a_month_that_is_not_understood_is_flagged(line):
    assert judged(f"{PARAGRAPH}\n{line}\n{SECOND}")[1][1]
    assert judged(f"{line}\n{PARAGRAPH}\n{SECOND}")[0][1]


def test_a_short_line_between_paragraphs_is_a_subheading():
    assert judged(f"{PARAGRAPH}\nطريق بديل\n{SECOND}")[1] == ("subheading", False)
    assert judged(f"{PARAGRAPH}\nمتى يعود السير إلى الجسر؟\n{SECOND}")[1] == ("subheading", False)
    assert judged(f"{PARAGRAPH}\n1. الطريق البديل\n{SECOND}")[1] == ("subheading", False)


@pytest.mark.parametrize("bullet", ["- ", "• ", "▪️ ", "1- ", "1. "])
def test_a_list_is_paragraphs(bullet):
    items = "\n".join(f"{bullet}{item}" for item in ("صورة البطاقة الشخصية", "سند ملكية الأرض", "كتاب من الجمعية"))
    found = judged(f"{PARAGRAPH}\n{items}\n{SECOND}")
    assert found[1:4] == [("paragraph", False)] * 3


@pytest.mark.parametrize(
    "line", ["بغداد – سامي ناجي", "صدى الأطلس - الرباط", "بقلم: سامي ناجي", "By Sami Naji", "Sami Naji | Harbour Echo"]
)
def test_bylines_over_the_text(line):
    assert judged(f"{line}\n{PARAGRAPH}\n{SECOND}")[0] == ("byline", False)


def test_the_hours_of_a_page_of_events_are_datelines():
    found = judged(f"22:10\n{PARAGRAPH}\n21:35\n{SECOND}")
    assert found == [("dateline", False), ("paragraph", False)] * 2


@pytest.mark.parametrize(
    "paragraphs", [[PARAGRAPH, SECOND], [SECOND, "وانتهى الأمر."], ["بدأ العمل.", PARAGRAPH, SECOND]]
)
@pytest.mark.parametrize("head", ["", f"{HEADLINE}\n", HEAD])
def test_a_paragraph_of_sentences_is_one_in_any_layout(head, paragraphs):
    draft = read(head + "\n\n".join(paragraphs))
    found = [(block.kind, block.flagged) for block in draft.blocks][-len(paragraphs) :]
    assert found == [("paragraph", False)] * len(paragraphs)


@pytest.mark.parametrize(
    "line",
    [
        *(
            "إمكانية الوصول",
            "البث الحي",
            "النشرة الإخبارية",
            "A-",
            "+A",
            "+ الخط -",
            "@jisr_channel",
            "Article information",
        ),
        *(
            "رد مع اقتباس",
            "عدد الردود: 14",
            "فيسبوك تويتر واتساب",
            "إعلان اقرأ المزيد",
            "2 دقائق",
            "المواضيع ذات الصلة",
            "الموضوعات المتعلقة",
        ),
        *("اليوم السابعة - العدد: 15987", "علوم وصحة", "تابعوا آخر أخبار الجسر على واتساب", "تابعوا الجسر على"),
        "اشترك الآن في النشرة البريدية، لتصلك الأخبار يوميا",
        "إذا كنت تعتقد أن المقال يحوي معلومات خاطئة أو لديك تفاصيل إضافية أرسل تصحيحا",
        "المقالة تعبر عن رأي كاتبتها ولا تعبر بالضرورة عن رأي الموقع",
    ],
)
@pytest.mark.parametrize("where", ["above", "below"])
def test_what_pasted_pages_bring_along_is_boilerplate(line, where):
    found = judged(f"{line}\n{PARAGRAPH}\n{SECOND}" if where == "above" else f"{PARAGRAPH}\n{SECOND}\n{line}")
    assert found[0 if where == "above" else -1] == ("boilerplate", False)


@pytest.mark.parametrize(
    "rows",
    [
        ["الجيش 78 - 71 الطليعة", "الاتحاد 90 - 64 النواعير", "الثورة 59 - 60 الجلاء"],
        ["عمان: 9 - 3", "إربد: 11 - 5", "العقبة: 19 - 10"],
        ["الملعب: الجلاء", "الحكم: مسعود طفيلية"],
    ],
)
def test_rows_of_figures_and_names_are_the_text(rows):
    listed = "\n".join(rows)
    assert judged(f"{PARAGRAPH}\n{listed}\n{SECOND}") == [("paragraph", False)] * (2 + len(rows))


@pytest.mark.parametrize(
    "line", ["وجاءت أسعار الذهب كالتالي:", "ونطالب بما يلي:", "كما قرر المجلس:", "وقال رئيس البلدية:", "والشروط هي:"]
)
def test_what_leads_to_a_list_or_to_speech_is_no_subheading(line):
    assert judged(f"{PARAGRAPH}\n{line}\n- الذهب\n- الفضة\n{SECOND}")[1] == ("paragraph", False)


def test_items_may_begin_with_figures():
    items = "• 1.1 مليون برميل على متن الناقلة\n• 144 مليون دولار كلفة العملية"
    assert judged(f"{PARAGRAPH}\n{items}\n{SECOND}")[1:3] == [("paragraph", False)] * 2


def test_several_short_lines_in_the_text_are_left_to_an_editor():
    found = judged(f"{PARAGRAPH}\nيا بحر خذ مني السفينة كلها\nودع الشراع لكي أراه مسافرا\n{SECOND}")
    assert [flagged for _kind, flagged in found] == [False, True, True, False]


def test_a_credit_follows_its_caption():
    lines = "عمال قرب الجسر القديم في الصباح\nصورة من: سامي ناصر"
    assert [kind for kind, _flagged in judged(f"{PARAGRAPH}\n{lines}\n{SECOND}")][1:3] == ["caption", "caption"]
    ends = "سوق المدينة بعد أيام من السيول. © أ ف ب/أرشيف"
    assert judged(f"{ends}\n{PARAGRAPH}")[0] == ("caption", False)


def test_the_writer_may_sign_over_the_end_of_the_page():
    found = judged(f"{PARAGRAPH}\n{SECOND}\nسامر حسن\nفيسبوك تويتر")
    assert found[2:] == [("byline", False), ("boilerplate", False)]


@pytest.mark.parametrize("line", ["صورة متداولة لانهيار الجسر", "لقطة شاشة من الفيديو", "جانب من الحفل"])
def test_a_line_that_says_that_it_is_a_picture_is_a_caption(line):
    assert judged(f"{PARAGRAPH}\n{line}\nGetty\n{SECOND}")[1:3] == [("caption", False)] * 2


def test_reporters_of_a_wire_stand_over_the_text():
    assert judged(f"من عمر فهمي وأيدن لويس\n{PARAGRAPH}\n{SECOND}")[0] == ("byline", False)


def test_an_agency_closes_its_stories_by_its_name():
    assert judged(f"{PARAGRAPH}\n{SECOND}\n/العمانية/")[2] == ("boilerplate", False)
