from contextlib import suppress
from time import process_time

import pytest

from articles.directions import direction_within
from articles.importing.damage import damage_of, refuse_documents
from articles.importing.decoding import clean
from articles.languages import language_of
from newsdesk.errors import Invalid
from tests.scoring import of_blocks
from tests.scoring.of_languages import OWN, cases
from tests.scoring.score import foreign_fixtures

FIXTURES = foreign_fixtures()
FIRST = "سطر أول سليم.\n"
SENTENCES = [
    "قال الوزير إن الاجتماع سيعقد غدا",
    "أعلنت البلدية أن أعمال الصيانة ستبدأ",
    "هل تنجح المحادثات؟ «نعم»، قال المدير",
]
# Bytes of the first encoding, read in the second.
MISREAD = [
    ("utf-8", "cp1252"),
    ("utf-8", "latin-1"),
    ("utf-8", "cp1256"),
    ("utf-8", "cp437"),
    ("utf-8", "mac_roman"),
    ("utf-8", "cp720"),
    ("cp1256", "cp1252"),
    ("cp1256", "latin-1"),
    ("iso8859_6", "latin-1"),
]


def found(text):
    return {one.code: dict(one.values) for one in damage_of(text)}


def misread(text, meant, read_as):
    """As browsers do: a byte that the encoding leaves empty becomes the control character of its number."""
    data = text.encode(meant, "ignore")
    return "".join(bytes([byte]).decode(read_as, "ignore") or chr(byte) for byte in data)


@pytest.mark.parametrize("text", SENTENCES)
@pytest.mark.parametrize(("meant", "read_as"), MISREAD)
def test_garbled_letters_are_told_with_their_line(text, meant, read_as):
    assert found(FIRST + misread(text, meant, read_as))["mojibake"]["line"] == 2


@pytest.mark.parametrize("text", SENTENCES)
def test_what_was_garbled_twice_is_told_as_well(text):
    assert "mojibake" in found(misread(misread(text, "utf-8", "cp1252"), "utf-8", "cp1252"))


@pytest.mark.parametrize("text", ["it donâ€™t work", "Ã©tÃ© Ã\xa0 Paris", "GÃ¼neÅŸli bir gÃ¼n"])
def test_so_are_other_languages(text):
    assert found(text)["mojibake"]["encoding"] == "windows-1252"


@pytest.mark.parametrize(
    ("text", "code", "line", "count"),
    [
        ("???? ??????? ???? ?????", "question_marks", 1, 4),
        (f"{FIRST}أعم?ل صي?نة الجسر", "question_marks", 2, 2),
        (f"{FIRST}أعلنت �لمدينة �ليوم", "replacement", 2, 2),
        (f"{FIRST}السعر <b>مرتفع</b> اليوم", "markup_left", 2, 2),
        ("[[ملف:صورة.jpg]] نص", "markup_left", 1, 1),
        ("نص [caption id=3]صورة[/caption] نص", "markup_left", 1, 2),
        (f"{FIRST}قال: &quot;نعم&quot; &#1588;&nbsp;&amp; انصرف", "entities", 2, 5),
        ("a &nbsp b", "entities", 1, 1),
        (f"{FIRST}نص\x0cآخر\x07", "control", 2, 2),
        (f"{FIRST}\ufeffنص", "second_bom", 2, 1),
        ("نص \ue000\ue001 نص", "private_use", 1, 1),
        ("ﺑﺪﺀ ﺻﻴﺎﻧﺔ ﺍﻟﺠﺴﺮ", "presentation_forms", 1, 3),
    ],
)
def test_damage_is_told_with_its_first_line_and_how_often(text, code, line, count):
    assert found(text) == {code: {"line": line, "count": count}}


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(f"{word}\tNOUN\t{number}" for number, word in enumerate(SENTENCES[0].split() * 2)),
        "\n".join(
            f"{word} {tag}"
            for word, tag in zip(SENTENCES[0].split() * 2, ["B-PER", "I-PER", "O", "O"] * 3, strict=True)
        ),
        "\n".join(SENTENCES[0].split() * 6),
        " ".join(f"{word}/NN" for word in SENTENCES[0].split() * 2),
    ],
)
def test_a_table_of_tokens_is_told(text):
    assert found(text) == {"tokens": {"line": 1}}


@pytest.mark.parametrize(
    "text",
    [
        "هل هذا صحيح ??? قال الرجل",
        "What??? he said. Really?",
        "قال «ماذا؟» http://a.example/c?x=1&y=2 و http://a.example/d?z",
        "<BBC> قالت: x < y و y > z",
        "AT&T و R&D و «أ & ب»;",
        "L’été à Paris déjà là, été; Ça ira où ?",
        "Şaredariyê îro ragihand ku karê nûkirina pira kevn",
        "Soğuk hava nedeniyle kentteki bütün okullar tatil",
        "Über die Brücke, größer und schöner",
        "ﷺ قال ﷲ ﴿نص﴾",
        "حافظ، فقط. حفظ» و ضغط… وسط؛ ملاحظ: «غلط»",
        "أ، ب، ج، د، ط، ظ.",
        "بغداد/أ ف ب - 12/9 [1] {ملاحظة} [صورة: رويترز] [فيديو]",
        "المادة § 12 والفقرة „ب“",
        "أ\nب\nت\u0085ث\u2028ج\u2029ح\tخ",
        "\u200fنص \u200eABC\u202b نص\u202c",
        "العنوان\nفقرة أولى\nفقرة ثانية\nفقرة ثالثة\nفقرة رابعة\nفقرة خامسة\nفقرة سادسة",
    ],
)
def test_what_is_in_order_is_left_alone(text):
    assert found(text) == {}


def test_no_text_of_ours_is_taken_for_damaged():
    assert [case for case in cases(OWN) if found(case["text"])] == []


def test_no_article_of_ours_is_taken_for_damaged():
    articles = [text for folder in of_blocks.FOLDERS for text in of_blocks.texts(folder)]
    assert len(articles) > 100
    assert [text for text in articles if found(text)] == []


@pytest.mark.skipif(FIXTURES is None, reason="the fixtures are not on this machine")
def test_no_sentence_of_newspapers_is_taken_for_damaged():
    lines = (FIXTURES / "data" / "ud-arabic-pud" / "first500.conllu").read_text("utf-8").splitlines()
    texts = [line.removeprefix("# text = ") for line in lines if line.startswith("# text = ")]
    assert len(texts) == 500
    assert [text for text in texts if found(text)] == []


@pytest.mark.parametrize(
    ("text", "name", "line"),
    [
        ("<!DOCTYPE html>\n<html><body><p>نص</p></body></html>", "HTML", 1),
        ('\n\n<?xml version="1.0"?>\n<Article>\nنص\n</Article>', "XML", 3),
        ("<Article>\nنص\n</Article>\n", "XML", 1),
        ("<!-- saved -->\n<html>\nنص", "HTML", 1),
        ("<p>نص</p>\n<p>نص ثان</p>", "HTML", 1),
        ("<rss version='2.0'>\nنص", "XML", 1),
        ('{"title": "عنوان", "text": "نص"}', "JSON", 1),
        ('[{"text": "نص"}]', "JSON", 1),
    ],
)
def test_a_whole_document_is_refused_with_the_reason(text, name, line):
    with pytest.raises(Invalid) as refused:
        clean(text)
    assert (refused.value.code, refused.value.extra) == ("markup", {"name": name, "line": line})


@pytest.mark.parametrize(
    "text",
    ["السعر <b>مرتفع</b> اليوم\nسطر", "[صورة]\nنص", "{}", "[1]", "<BBC> قالت\nنص", "عنوان <br> نص\nسطر\nسطر", "< نص"],
)
def test_what_only_has_some_markup_is_a_text(text):
    refuse_documents(text)


@pytest.mark.parametrize(
    "text",
    [
        "<!--a-->" * 200 + "x",
        "a" * 300_000 + "?" + "ط§" * 300_000,
        "?" * 300_000,
        "<a " * 100_000,
        "[[" * 100_000,
        ("ط§" * 300 + "\n") * 2000,
        "&" * 300_000,
        "a@" * 50_000,
    ],
    ids=range(8),
)
def test_no_text_takes_long(text):
    began = process_time()
    with suppress(Invalid):
        refuse_documents(text)
    list(damage_of(text))
    language_of(text)
    direction_within(text, "rtl")
    assert process_time() - began < 5


ARTICLE = "افتتاح مكتبة في حي الميناء\n{line}\nوحضر الافتتاح مئات من أهالي الحي، ووزعت الكتب على التلاميذ.\n"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("قال مدير �لمكتبة إن �� ألف كتا� وصلت.", {"replacement": {"line": 2, "count": 3}}),
        (
            "قالت المديرة: &ldquo;الدخول مجاني&rdquo; &ndash; &#1606;&#1593;&#1605;.",
            {"entities": {"line": 2, "count": 6}},
        ),
        ("قالت المديرة إن الدخول مجاني، وإن القاعة تتسع لمئة قارئ.", {}),
        ("قالت المديرة إن الدخول <em>مجاني</em> للجميع.", {"markup_left": {"line": 2, "count": 2}}),
        ("قالت ?????? إن الدخول ????? للجميع.", {"question_marks": {"line": 2, "count": 2}}),
    ],
)
def test_an_article_is_taken_with_what_is_wrong_in_it(line, expected):
    assert found(ARTICLE.format(line=line)) == expected
    assert clean(ARTICLE.format(line=line)) == ARTICLE.format(line=line)


@pytest.mark.parametrize(
    ("head", "foot"),
    [
        (
            '<!DOCTYPE html>\n<html lang="ar" dir="rtl"><head><title>افتتاح مكتبة</title></head>\n<body>',
            "</body></html>",
        ),
        ('<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE News SYSTEM "news.dtd">\n<News>', "</News>"),
        ('<?xml version="1.0"?>\n<News>', ""),
        ("<NewsItem>\n<Headline>افتتاح مكتبة</Headline>", "</NewsItem>"),
    ],
)
def test_an_article_in_markup_is_refused(head, foot):
    with pytest.raises(Invalid, match="markup"):
        clean(f"{head}\n{ARTICLE.format(line='قالت المديرة إن الدخول مجاني.')}{foot}\n")


@pytest.mark.skipif(FIXTURES is None, reason="the fixtures are not on this machine")
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("replacement-characters.txt", {"replacement": {"line": 2, "count": 11}}),
        ("entities.txt", {"entities": {"line": 2, "count": 8}}),
        ("plain-prose.txt", {}),
    ],
)
def test_the_trials_are_told(name, expected):
    assert found((FIXTURES / "trials" / name).read_text("utf-8")) == expected


@pytest.mark.skipif(FIXTURES is None, reason="the fixtures are not on this machine")
@pytest.mark.parametrize("name", ["html-as-text.txt", "markup-head-a.txt", "markup-head-b.txt"])
def test_the_trials_of_markup_are_refused(name):
    with pytest.raises(Invalid, match="markup"):
        clean((FIXTURES / "trials" / name).read_text("utf-8"))
