"""What stands in pages that no rule was made for is known by what it says, or left to an editor."""

import pytest

from articles.drafts import SURE
from articles.layout.recognising import read

SENTENCE = "وقال رئيس البلدية إن الأعمال المتبقية لن تحتاج إلى إغلاق جديد قبل نهاية العام."
TITLE = "بلدية صور تعيد فتح الكورنيش الجنوبي أمام المشاة"


def blocks(*lines):
    return read("\n".join(lines)).blocks


def kinds(*lines):
    return [block.kind for block in blocks(*lines)]


@pytest.mark.parametrize(
    "line",
    [
        "الرئيسية أخبار اقتصاد رياضة ثقافة منوعات",
        "World Business Opinion Sport Climate Weather",
        "دولار/دينار",
        "00:00",
        "0:00 / 3:12",
        "1,320.00",
        "Beta V.2 - Powered by automated translation",
    ],
)
def test_what_menus_and_widgets_leave_is_no_title(line):
    assert kinds(line, TITLE, "14/03/2021", SENTENCE) == ["boilerplate", "title", "dateline", "paragraph"]


def test_how_long_a_player_plays_is_no_date():
    assert kinds(TITLE, "00:00", "02:31", "14/03/2021", SENTENCE)[1:3] == ["boilerplate", "boilerplate"]


@pytest.mark.parametrize("line", ["س: والرقابة؟", "سؤال: لو عاد الزمن؟", "Q: Are you afraid?"])
def test_a_question_of_an_interview_is_a_paragraph(line):
    found = blocks(TITLE, SENTENCE, line, SENTENCE)[2]
    assert (found.kind, found.flagged) == ("paragraph", False)


@pytest.mark.parametrize("line", ["كتب ـ حسام الشاذلي:", "منى الكعبي - عجمان", "سالم الحارثي - نزوى"])
def test_who_wrote_is_known_with_a_dash(line):
    assert kinds(TITLE, line, SENTENCE, SENTENCE)[1] == "byline"


def test_a_sentence_that_begins_like_a_byline_is_a_paragraph():
    assert (
        kinds(TITLE, SENTENCE, "كتب الوزير إلى رئيس البلدية يطلب منه إيضاحات عن الميزانية.", SENTENCE)[2] == "paragraph"
    )


def test_lines_that_were_broken_in_a_column_are_paragraphs():
    column = [
        "بدأت هيئة الآثار أعمال ترميم الجامع العتيق بمدينة رشيد",
        "بعد أن ظهرت شروخ في مئذنته الشرقية خلال الشتاء الماضى",
        "وقال مدير المشروع إن الخشب القديم سيعالج في الموقع ولن",
        "ينقل منه شيء إلى القاهرة ، وإن سقف المصلى سيرفع على",
        "دعامات من الحديد حتى تنتهي أعمال الأساس في الخريف.",
    ]
    found = blocks("بدء ترميم الجامع العتيق في رشيد", "4 مايو 1999", *column)
    assert {(block.kind, block.flagged) for block in found[2:]} == {("paragraph", False)}


def test_the_second_of_two_lines_over_a_byline_is_the_title_where_the_first_leads_up_to_it():
    found = blocks("بعد انتظار عشر سنوات من السكان", TITLE, "كتب ـ حسام الشاذلي:", SENTENCE)
    assert [block.kind for block in found[:3]] == ["subheading", "title", "byline"]
    assert found[1].flagged


def test_a_line_much_longer_than_the_other_subheadings_is_doubted():
    texts = [SENTENCE, "أرشيف بلا كهرباء", SENTENCE, "علب كتب عليها الطيب أسماء المغنين بخط يده", SENTENCE]
    found = blocks(TITLE, "14/03/2021", *texts)
    assert [block.confidence < SURE for block in found[2:]] == [False, False, False, True, False]


def test_a_sentence_over_the_address_of_the_page_may_be_a_deck():
    found = blocks(TITLE, "14/03/2021", SENTENCE, "https://p.example.com/p/3TQxy", SENTENCE)
    assert [block.flagged for block in found[2::2]] == [True, False]


@pytest.mark.parametrize(
    "line",
    ["شاحنات عالقة على الطريق الساحلي – أرشيف راديو السهل", "Boats return to the port at dawn on Friday. Reuters"],
)
def test_a_caption_is_known_by_the_credit_at_its_end(line):
    assert kinds(TITLE, "14/03/2021", line, SENTENCE, SENTENCE)[2] == "caption"
