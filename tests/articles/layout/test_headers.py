"""Which of the first lines is the headline, and what is known of site, source, day and address."""

from datetime import date, datetime
from pathlib import Path

import pytest

from articles.layout.recognising import read

TRIALS = Path(__file__).parent / "trials"
HEADLINE = "بدء صيانة الجسر القديم الشهر المقبل"
PARAGRAPH = "أعلنت بلدية المدينة اليوم أن أعمال صيانة الجسر القديم ستبدأ مطلع الشهر المقبل وتستمر ثلاثة أسابيع."
SECOND = "وقال مدير الأشغال إن حركة السير ستحوّل إلى الطريق الموازي في هذه المدة."


def lines_of(text):
    draft = read(text)
    return [(block.kind, draft.text[block.start : block.end]) for block in draft.blocks]


def kinds(text):
    return [kind for kind, _line in lines_of(text)]


def trial(name):
    return read((TRIALS / f"{name}.txt").read_text("utf-8"))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("source_at_end", ["title", "paragraph", "paragraph", "paragraph", "dateline"]),
        ("question_title", ["title", "paragraph", "paragraph"]),
        ("plain_prose", ["paragraph"] * 3),
        ("picture_credit_first", ["title", "dateline", "caption", "caption", "caption", "paragraph", "paragraph"]),
        (
            "page_furniture",
            ["boilerplate", "title", "dateline", *["boilerplate"] * 3, "paragraph", "paragraph", *["boilerplate"] * 3],
        ),
        (
            "named_fields",
            ["title", "dateline", "dateline", "boilerplate", "boilerplate", "paragraph", "paragraph"],
        ),
    ],
)
def test_the_trials_are_read_and_nothing_in_them_is_doubtful(name, expected):
    draft = trial(name)
    assert [block.kind for block in draft.blocks] == expected
    assert draft.is_certain
    assert not draft.aggregator


def test_facts_that_are_named_are_read():
    draft = trial("named_fields")
    assert draft.headline == HEADLINE
    assert (draft.publisher, draft.published_on) == ("صدى الجسر", date(2021, 9, 12))
    assert draft.url == "https://example.org/a/1"
    assert draft.was_read("headline", "publisher", "published_on", "url")


@pytest.mark.parametrize(
    "head",
    [
        "المصدر: صدى الجسر\nتاريخ النشر: 12 أيلول 2021\nعنوان الخبر: {}\nرابط الخبر: https://example.org/a/1",
        "العنوان : {}\nالصحيفة : صدى الجسر\nالتاريخ : الأحد 12 سبتمبر 2021\nالقسم: فن\nالرابط : https://example.org/a/1",
        "العنوان:\n{}\nالتاريخ: 2021/9/12\nالناشر: صدى الجسر\nالكاتب: سامي ناجي\nالرابط: https://example.org/a/1",
        "**العنوان:** {}\n**التاريخ:** 2021-09-12\n**المصدر:** صدى الجسر\n**الرابط:** https://example.org/a/1",
        "---\ntitle: {}\ndate: 2021-09-12\nsource: صدى الجسر\nurl: https://example.org/a/1\n---",
        "الموضوع: {}\nالتاريخ: 2021-09-12\nالجهة: صدى الجسر\nالرابط: https://example.org/a/1",
        "Title: {}\nDate: 12 September 2021\nSource: صدى الجسر\nURL: https://example.org/a/1\nText:",
        "Headline: {}\nPublished: 2021-09-12\nPublisher: صدى الجسر\nLink: https://example.org/a/1\nLanguage: ar",
    ],
)
def test_facts_are_read_by_any_of_their_names(head):
    draft = read(f"{head.format(HEADLINE)}\n{PARAGRAPH}\n{SECOND}")
    assert draft.headline == HEADLINE
    assert (draft.publisher, draft.published_on) == ("صدى الجسر", date(2021, 9, 12))
    assert draft.url == "https://example.org/a/1"
    assert draft.was_read("headline", "publisher", "published_on", "url")
    assert [block.kind for block in draft.blocks][-2:] == ["paragraph", "paragraph"]
    assert draft.is_certain


def test_a_site_that_is_named_by_its_address_is_no_publisher():
    draft = read(f"العنوان: {HEADLINE}\nالموقع: https://example.org/\nالتاريخ: 2021-09-12\n{PARAGRAPH}")
    assert (draft.publisher, draft.url) == ("", "")


@pytest.mark.parametrize("headline", ["عودة السير", "Bridge to close"])
def test_a_short_headline_over_a_date_and_nothing_but_text_is_one(headline):
    draft = read(f"{headline}\n12 أيلول 2021\n{PARAGRAPH}\n{SECOND}")
    assert draft.was_read("headline")
    assert draft.is_certain


def test_a_headline_with_a_colon_is_no_fact():
    draft = read(f"الصحيفة: لن نغلق أبوابنا\n{PARAGRAPH}\n{SECOND}")
    assert draft.headline == "الصحيفة: لن نغلق أبوابنا"
    assert not draft.publisher


@pytest.mark.parametrize("end", ["؟", "!", "…", "..", "؟!"])
def test_a_headline_may_end_as_a_call_does(end):
    draft = read(f"هل تبدأ صيانة الجسر القديم{end}\n{PARAGRAPH}\n{SECOND}")
    assert draft.headline == f"هل تبدأ صيانة الجسر القديم{end}"
    assert draft.blocks[0].kind == "title"


@pytest.mark.parametrize("end", [".", "؟", "!", "…"])
def test_over_a_date_it_may_end_in_anything(end):
    headline = f"بلدية المدينة تقول إن صيانة الجسر القديم ستبدأ الشهر المقبل{end}"
    draft = read(f"{headline}\n12 أيلول 2021\n{PARAGRAPH}\n{SECOND}")
    assert (draft.headline, draft.blocks[0].kind) == (headline, "title")
    assert draft.was_read("headline", "published_on")


def test_a_short_sentence_over_a_long_paragraph_may_be_a_headline_and_is_flagged():
    draft = read(f"تبدأ صيانة الجسر القريب غدا.\n{PARAGRAPH}\n{SECOND}")
    assert (draft.blocks[0].kind, draft.blocks[0].flagged) == ("title", True)


@pytest.mark.parametrize("headline", ["انهيار الجسر", "بدء صيانة الجسر القديم", "تأجيل امتحانات الشهادة أسبوعا كاملا"])
def test_a_short_headline_is_no_site(headline):
    draft = read(f"{headline}\n{PARAGRAPH}\n{SECOND}")
    assert (draft.headline, draft.aggregator) == (headline, "")
    assert kinds(draft.text) == ["title", "paragraph", "paragraph"]


@pytest.mark.parametrize(
    "above",
    [
        "الرئيسية / سياسة / محليات",
        "الرئيسية » أخبار » العراق",
        "أنت هنا: الرئيسية > اقتصاد",
        "Home › News › Local",
        "الدوري | المنتخبات | الانتقالات | فيديو",
        "محليات",
        '<?xml version="1.0"?>',
        "www.example.org",
        "https://example.org/",
        "12,304 مشاهدة",
    ],
)
@pytest.mark.parametrize("date_line", ["", "12 أيلول 2021\n"])
def test_menus_addresses_and_markup_are_no_aggregator(above, date_line):
    draft = read(f"{above}\n{HEADLINE}\n{date_line}{PARAGRAPH}\n{SECOND}")
    assert (draft.headline, draft.aggregator, draft.url) == (HEADLINE, "", "")
    assert draft.blocks[0].kind == "boilerplate"


@pytest.mark.parametrize(
    "line",
    ["المصدر: وكالات", "المصدر: صدى الجسر", "12 أيلول 2021", "نقلا عن: صدى الجسر", "(المصدر: صدى الجسر)", "2021-09-12"],
)
@pytest.mark.parametrize("texts", [[PARAGRAPH, SECOND], ["تبدأ الصيانة غدا.", "وتنتهي بعد شهر."]])
def test_a_source_or_a_date_at_the_end_makes_no_header_of_the_text(line, texts):
    text = "\n".join([HEADLINE, *texts, line])
    draft = read(text)
    assert kinds(text) == ["title", "paragraph", "paragraph", "dateline"]
    assert draft.headline == HEADLINE
    assert not draft.aggregator


def test_source_and_day_are_taken_from_the_end():
    draft = read(
        f"{HEADLINE}\n{PARAGRAPH}\n{SECOND}\nالمصدر: صدى الجسر\n12 أيلول 2021\nالرابط: https://example.org/a/1"
    )
    assert (draft.publisher, draft.published_on) == ("صدى الجسر", date(2021, 9, 12))
    assert draft.was_read("publisher", "published_on", "url")
    assert draft.is_layout_known


def test_a_source_before_the_date_is_not_the_whole_line():
    draft = read(f"{HEADLINE}\nصدى الجسر | الأحد 12 أيلول 2021 | 10:35\n{PARAGRAPH}")
    assert (draft.publisher, draft.published_at) == ("صدى الجسر", datetime(2021, 9, 12, 10, 35))
    assert not draft.was_read("publisher")


def test_a_standfirst_under_a_short_headline_is_left_to_an_editor():
    draft = read(f"فتح الطريق الدولي\nالمحافظة تعيد السير بعد ثلاثة أيام من الثلوج\n12 أيلول 2021\n{PARAGRAPH}")
    assert [block.flagged for block in draft.blocks] == [True, True, False, False]
    assert not draft.was_read("headline")


def test_an_address_alone_is_a_guess_and_a_front_page_none():
    assert read(f"https://example.org/a/1\n{HEADLINE}\n2021-09-12\n{PARAGRAPH}").url == "https://example.org/a/1"
    assert not read(f"https://example.org/a/1\n{HEADLINE}\n2021-09-12\n{PARAGRAPH}").was_read("url")
    assert read(f"https://example.org\n{HEADLINE}\n2021-09-12\n{PARAGRAPH}").url == ""


@pytest.mark.parametrize(
    "text", [f"{PARAGRAPH}\n{SECOND}", f"{HEADLINE}\n{PARAGRAPH}", "An English note.\nWith two lines."]
)
def test_a_layout_that_is_not_known_is_said_once_of_the_draft(text):
    draft = read(text)
    assert not draft.is_layout_known
    assert draft.is_certain


@pytest.mark.parametrize("line", ["12 أيلول 2021", "المصدر: صدى الجسر", HEADLINE])
def test_a_date_a_source_or_a_repetition_makes_a_layout_known(line):
    assert read(f"{HEADLINE}\n{line}\n{PARAGRAPH}").is_layout_known


MENU = ["المنبر نيوز", "القائمة", "سوريا", "لبنان", "العراق", "اقتصاد", "رياضة", "ثقافة", "منوعات", "فيديو", "صور"]


@pytest.mark.parametrize("menu", [MENU[:3], MENU, [*MENU, *MENU[2:8]]])
@pytest.mark.parametrize("below", ["", "\n12 أيلول 2021"])
def test_a_menu_of_any_length_stands_over_the_headline(menu, below):
    draft = read("\n".join(menu) + f"\n{HEADLINE} أمام الزوار{below}\n{PARAGRAPH}\n{SECOND}")
    assert draft.headline == f"{HEADLINE} أمام الزوار"
    assert draft.aggregator == "المنبر نيوز"
    assert {block.kind for block in draft.blocks[: len(menu)]} == {"boilerplate"}


@pytest.mark.parametrize(
    "line",
    [
        *("ليلى سمير", "عبد الله الكردي", "أحمد عبدالعال وسارة فوزي", "Mehmet Kara, ليلى حداد"),
        *("دمشق - سانا", "إسطنبول / الأناضول / ليلى سمير", "دبي ـ نورة المهيري", "الرياض: عبد الهادي الحربي"),
        *("صنعاء: «الشرق»", "تقديم: لينا بركات", "تصوير - كريم ناصر", "(صدى الجسر) خاص", "خاص - صدى الجسر"),
        "كاتب وإعلامي سعودي",
    ],
)
def test_who_wrote_stands_under_a_headline_and_is_known_by_the_name(line):
    draft = read(f"{HEADLINE} أمام الزوار\n{line}\n12 أيلول 2021\n{PARAGRAPH}\n{SECOND}")
    assert (draft.blocks[1].kind, draft.blocks[1].flagged) == ("byline", False)


@pytest.mark.parametrize("line", ["جولة المحافظ", "مقر وزارة الخارجية", "بيان صحفي", "سوق المدينة"])
def test_other_words_under_a_headline_are_no_name_for_sure(line):
    draft = read(f"{HEADLINE} أمام الزوار\n12 أيلول 2021\n{line}\n13 أيلول 2021\n{PARAGRAPH}\n{SECOND}")
    assert draft.blocks[2].flagged


def test_a_writer_may_stand_over_the_headline():
    draft = read(f"د. منير الخطيب\nالضريبة الجديدة: من يدفعها حقا؟\n{PARAGRAPH}\n{SECOND}")
    assert [block.kind for block in draft.blocks[:2]] == ["byline", "title"]


def test_a_long_line_between_headline_and_names_is_its_deck():
    deck = "التوصية تنتظر تصويت المجلس الأسبوع المقبل"
    draft = read(f"{HEADLINE} أمام الزوار\n{deck}\n12 أيلول 2021\n{PARAGRAPH}\n{SECOND}")
    assert (draft.blocks[1].kind, draft.blocks[1].flagged) == ("subheading", False)
    bullets = "• الكلفة 12 مليون درهم\n• الافتتاح في الربيع"
    draft = read(f"{HEADLINE} أمام الزوار\n{bullets}\nدبي ـ نورة المهيري\n{PARAGRAPH}\n{SECOND}")
    assert [block.kind for block in draft.blocks] == ["title", *["subheading"] * 2, "byline", *["paragraph"] * 2]


@pytest.mark.parametrize(
    "facts",
    [
        f"العنوان - {HEADLINE}\nالتاريخ - 12 أيلول 2021\nالمصدر - صدى الجسر\n",
        f"العنوان:\n{HEADLINE}\nالتاريخ:\n12 أيلول 2021\nالمصدر:\nصدى الجسر\nالنص:\n",
        f"المصدر:\nصدى الجسر\nالعنوان:\n{HEADLINE}\nتاريخ النشر:\n2021-09-12\n",
    ],
)
def test_facts_stand_behind_a_dash_or_under_their_names(facts):
    draft = read(f"{facts}{PARAGRAPH}\n{SECOND}")
    assert (draft.headline, draft.publisher, str(draft.published_on)) == (HEADLINE, "صدى الجسر", "2021-09-12")
    assert not any(block.flagged for block in draft.blocks)
    assert [block.kind for block in draft.blocks[-2:]] == ["paragraph"] * 2


def test_facts_under_a_short_text_make_no_headline_of_it():
    draft = read(f"{HEADLINE}\nافتتح المحافظ الجسر صباح اليوم.\nالمصدر: صدى الجسر\nالتاريخ: 12 أيلول 2021")
    assert (draft.headline, draft.publisher, draft.aggregator) == (HEADLINE, "صدى الجسر", "")
    assert [block.kind for block in draft.blocks] == ["title", "paragraph", "dateline", "dateline"]


def test_the_long_name_of_an_outlet_over_a_section_is_no_headline():
    draft = read(
        f"وكالة أنباء الجسر الوطنية\nالأخبار المحلية\n{HEADLINE} أمام الزوار\n12 أيلول 2021\n{PARAGRAPH}\n{SECOND}"
    )
    assert (draft.headline, draft.aggregator) == (f"{HEADLINE} أمام الزوار", "وكالة أنباء الجسر الوطنية")
