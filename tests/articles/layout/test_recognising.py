import json
import re
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.drafts import Draft
from articles.layout import recognising
from articles.layout.reasons import REASONS
from articles.layout.recognising import read
from tests.covering import uncovered
from tests.reference.offsets import trimmed

LAYOUTS = sorted((Path(__file__).parent / "layouts").glob("*.txt"))
SEED = Path(__file__).parents[3] / "seeds" / "000_495832e6572bb9ff.txt"
HEADLINE = "ميليشيات عراقية: لا هدنة مع القوات الأميركية"
MEGABYTES = 5 * 1024 * 1024

# Lines that rules look at, in any order and company.
LINES = st.lists(
    st.one_of(
        st.text(max_size=30),
        st.sampled_from(
            [
                "",
                HEADLINE,
                "اخبار العراق الان",
                "2021-09-12 00:00:00 - المصدر: العربية",
                "٢٠٢١-١٣-٤٥ - المصدر:",
                "مادة اعلانية",
                "قاعدة عين الأسد",
                "قاعدة عين الأسد في العراق (أرشيفية- فرانس برس)",
                "وقال الوزير إن الأمر انتهى.",
                "ماذا بعد؟",
                "https://example.com/1",
                "اقرأ أيضا",
                "(رويترز)",
            ]
        ),
    ),
    max_size=20,
)


def as_pairs(draft: Draft) -> list[tuple[str, str]]:
    return [(block.kind, draft.text[block.start : block.end]) for block in draft.blocks]


def kinds(text: str) -> list[str]:
    return [block.kind for block in read(text).blocks]


def assert_lawful(draft: Draft) -> None:
    """Every visible character lies in exactly one block, and blocks begin and end with one."""
    assert uncovered(draft.text, [block.span for block in draft.blocks]) == []
    for block in draft.blocks:
        assert trimmed(draft.text, block.start, block.end) == block.span
        assert 0 <= block.confidence <= 1
        assert block.flagged == (block.confidence < 0.6)
        assert block.reason in REASONS


@pytest.mark.parametrize("path", LAYOUTS, ids=lambda path: path.stem)
def test_the_sister_files(path):
    expected = json.loads(path.with_suffix(".json").read_text("utf-8"))
    draft = read(path.read_text("utf-8"))
    assert draft.headline == expected["headline"]
    assert draft.publisher == expected["publisher"]
    assert draft.aggregator == expected["aggregator"]
    assert (draft.published_on and draft.published_on.isoformat()) == expected["published_on"]
    assert (draft.published_at and draft.published_at.isoformat()) == expected["published_at"]
    assert draft.language == expected["language"]
    found = [(*pair, block.flagged) for pair, block in zip(as_pairs(draft), draft.blocks, strict=True)]
    assert found == [(b["kind"], b["text"], b["flagged"]) for b in expected["blocks"]]
    assert_lawful(draft)


def test_there_are_six_sister_files():
    assert len(LAYOUTS) == 6


def test_the_seed_is_read_as_a_person_would():
    draft = read(SEED.read_text("utf-8"))
    pairs = as_pairs(draft)
    assert draft.headline == HEADLINE
    assert (draft.publisher, draft.aggregator) == ("العربية", "اخبار العراق الان")
    assert (draft.published_on, draft.published_at) == (date(2021, 9, 12), None)
    assert len(draft.text) == 2427
    assert pairs[:5] == [
        ("boilerplate", "اخبار العراق الان"),
        ("title", HEADLINE),
        ("boilerplate", HEADLINE),
        ("boilerplate", HEADLINE),
        ("dateline", "2021-09-12 00:00:00 - المصدر: العربية"),
    ]
    assert [text for kind, text in pairs if kind == "advertisement"] == ["مادة اعلانية"]
    assert [text for kind, text in pairs if kind == "caption"] == [
        "قاعدة عين الأسد",
        "قاعدة عين الأسد في العراق (أرشيفية- فرانس برس)",
        "بايدن والكاظمي في البيت الأبيض يوم 26 يوليو 2021 (فرانس برس)",
    ]
    assert [text for kind, text in pairs if kind == "subheading"] == ["تصفية حسابات أميركية إيرانية"]
    assert [kind for kind, _ in pairs].count("paragraph") == 9
    assert len(pairs) == 19
    assert draft.is_certain
    assert_lawful(draft)


def test_what_was_read_is_told_from_what_was_guessed():
    assert read(SEED.read_text("utf-8")).was_read("headline", "publisher", "published_on", "aggregator")
    dated = read("مرصد البادية\nاتفاق على تقاسم مياه نهر الوادي\n2021-09-12 - المصدر: العربية\nتوصلت المحافظات إليه.")
    assert dated.was_read("headline", "publisher", "published_on")
    assert not dated.was_read("aggregator")
    assert not dated.was_read("url")  # There is none.
    assert not read("اتفاق على تقاسم مياه نهر الوادي\nتوصلت المحافظات إلى اتفاق.").was_read("headline")
    assert not read("توصلت المحافظات إلى اتفاق.").was_read("headline")


def test_blank_lines_mean_nothing():
    text = SEED.read_text("utf-8")
    assert as_pairs(read(re.sub(r"\n+", "\n", text))) == as_pairs(read(text))


@given(st.text())
def test_any_text_is_covered(text):
    assert_lawful(read(text))


@given(LINES, st.sampled_from(["\n", "\n\n", "\n \t\u2028\n"]))
def test_any_lines_are_covered(lines, newline):
    assert_lawful(read(newline.join(lines)))


@pytest.mark.parametrize(
    "text",
    [
        "نص بلا ترويسة يتحدث فيه الكاتب عن أشياء كثيرة.\nثم يكمل حديثه في فقرة ثانية.",
        "An English note.\nWith two lines of it.",
    ],
)
def test_an_unknown_layout_yields_paragraphs(text):
    draft = read(text)
    assert [block.kind for block in draft.blocks] == ["paragraph", "paragraph"]
    assert draft.headline


def test_a_site_over_a_headline_is_guessed_without_a_date():
    draft = read("مرصد البادية\nاتفاق على تقاسم مياه نهر الوادي بين المحافظات\nتوصلت المحافظات إلى اتفاق.")
    assert [block.kind for block in draft.blocks] == ["boilerplate", "title", "paragraph"]
    assert draft.headline == "اتفاق على تقاسم مياه نهر الوادي بين المحافظات"
    assert draft.aggregator == "مرصد البادية"
    assert not draft.was_read("headline")
    assert not draft.was_read("aggregator")


def test_a_long_only_line_gives_a_headline_of_whole_words():
    draft = read("قال " * 200)
    assert draft.headline == "قال " * 36 + "قال…"


def test_a_paragraph_that_quotes_an_agency_is_no_caption():
    head = f"{HEADLINE}\n2021-09-12 - المصدر: العربية\n"
    told = "وصل الوزير. ونفى مكتبه الخبر، بحسب ما نقلت الوكالة. وأكد ذلك لاحقا (رويترز)"
    block = read(head + told).blocks[-1]
    assert (block.kind, block.flagged) == ("paragraph", True)


@pytest.mark.parametrize(
    ("line", "kind", "flagged"),
    [
        ("الوزير في مكتبه (العربية)", "caption", False),
        ("الوزير في مكتبه (إعلام الوزارة)", "caption", True),
        ("الوزير في مكتبه - رويترز", "caption", False),
        ("الصورة: الوزير في مكتبه", "caption", False),
        ("الوزير في مكتبه [AFP]", "caption", False),
        ("ترجمة: سامر الحداد", "byline", False),
        ("تابعونا على منصاتنا", "boilerplate", False),
        ("https://example.com/more", "boilerplate", False),
        ("المصدر: العربية", "dateline", False),
        ("(رويترز)", "byline", True),
    ],
)
def test_single_lines_of_a_body(line, kind, flagged):
    text = f"{HEADLINE}\n2021-09-12 - المصدر: العربية\nأعلن الوزير ذلك.\n{line}\nثم غادر.\n"
    block = read(text).blocks[-2]
    assert (block.kind, block.flagged) == (kind, flagged)


def test_a_short_line_beside_an_advertisement_is_left_to_an_editor():
    head = f"{HEADLINE}\n2021-09-12 - المصدر: العربية\n"
    draft = read(head + "أعلن الوزير ذلك.\nإعلان\nصورة ما هناك\nثم غادر.\n")
    assert as_pairs(draft)[-2] == ("subheading", "صورة ما هناك")
    assert draft.blocks[-2].flagged


def test_lines_after_the_two_thousandth_are_one_flagged_block():
    draft = read("سطر.\n" * 3000)
    assert len(draft.blocks) == 2001
    assert draft.blocks[-1].flagged
    assert_lawful(draft)


def test_every_rule_has_a_reason_to_show():
    sources = "".join(path.read_text("utf-8") for path in Path(recognising.__file__).parent.glob("*.py"))
    assert set(re.findall(r'"([a-z]+(?:-[a-z]+)+)"', sources)) <= set(REASONS)


@pytest.mark.parametrize(
    "unit",
    [
        *("a\n", "\n", " ", "ا", "(", "(" * 399 + "\n", "- " * 199 + "\n", "قال (رويترز)\n"),
        *("ا" + "\u064b" * 398 + "\n", "2021-09-12 " + "-" * 180 + "\n", "المصدر: " * 20 + "\n"),
    ],
    ids=range(11),
)
def test_five_megabytes_of_anything_take_little_time(unit):
    text = unit * (MEGABYTES // len(unit.encode()))
    started = time.process_time()
    read(text)
    assert time.process_time() - started < 2
