import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.languages import Language, direction_of, language_of
from articles.layout.recognising import read
from tests.scoring import of_blocks
from tests.scoring.of_languages import OWN
from tests.scoring.score import foreign_fixtures

FIXTURES = foreign_fixtures()
ARABIC = "أعلنت بلدية المدينة اليوم أن أعمال صيانة الجسر القديم ستبدأ مطلع الشهر المقبل."
SENTENCES = [case for case in map(json.loads, OWN.read_text("utf-8").splitlines()) if case["kind"] == "sentence"]


@pytest.mark.parametrize("case", SENTENCES, ids=lambda case: f"{case['language']}: {case['text'][:30]}")
def test_a_sentence_is_known_by_its_letters_and_words(case):
    found = language_of(case["text"])
    assert (found.code, found.direction) == (case["language"], case["direction"])


ARTICLES = [
    (
        "fa",
        "rtl",
        """گشایش کتابخانه در محله بندر
        شهرداری امروز اعلام کرد که کتابخانهٔ تازه از هفتهٔ آینده باز می‌شود و ورود برای همه رایگان است.
        مدیر کتابخانه گفت که ده هزار جلد کتاب برای کودکان خریده‌اند.""",
    ),
    (
        "ckb",
        "rtl",
        """کردنەوەی کتێبخانە لە گەڕەکی بەندەر
        شارەوانی ئەمڕۆ ڕایگەیاند کە کتێبخانە نوێیەکە هەفتەی داهاتوو دەکرێتەوە و چوونەژوورەوە بەخۆڕاییە.
        بەڕێوەبەرەکە گوتی دە هەزار کتێبیان بۆ منداڵان کڕیوە.""",
    ),
    (
        "ur",
        "rtl",
        """بندرگاہ کے محلے میں کتب خانے کا افتتاح
        بلدیہ نے آج بتایا کہ نیا کتب خانہ اگلے ہفتے کھلے گا اور داخلہ سب کے لیے مفت ہوگا۔
        ناظم نے کہا کہ بچوں کے لیے دس ہزار کتابیں خریدی گئی ہیں۔""",
    ),
    (
        "ps",
        "rtl",
        """د بندر په سیمه کې د کتابتون پرانیستل
        ښاروالۍ نن وویل چې نوی کتابتون به راتلونکې اونۍ پرانیستل شي او ننوتل به د ټولو لپاره وړیا وي.
        مشر یې وویل چې د ماشومانو لپاره یې لس زره کتابونه اخیستي دي.""",
    ),
    (
        "ku",
        "ltr",
        """Vekirina pirtûkxaneyê li taxa benderê
        Şaredariyê îro got ku pirtûkxaneya nû wê hefteya bê were vekirin û ketin ji bo her kesî belaş e.
        Rêveberê wê got ku wan deh hezar pirtûk ji bo zarokan kirîne.""",
    ),
    (
        "fr",
        "ltr",
        """Ouverture d’une bibliothèque dans le quartier du port
        La mairie a annoncé aujourd’hui que la nouvelle bibliothèque ouvrira lundi et que l’entrée sera libre.
        Le directeur a dit que dix mille livres ont été achetés pour les enfants.""",
    ),
    (
        "tr",
        "ltr",
        """Liman mahallesinde kütüphane açılıyor
        Belediye bugün yeni kütüphanenin gelecek hafta açılacağını ve girişin herkes için ücretsiz olacağını duyurdu.
        Müdür, çocuklar için on bin kitap alındığını söyledi.""",
    ),
    (
        "en",
        "ltr",
        """A library opens in the harbour quarter
        The council said today that the new library will open next week and that entry will be free for all.
        Its director said that ten thousand books had been bought for children.""",
    ),
    (
        "ar",
        "rtl",
        """افتتاح مكتبة في حي الميناء
        أعلنت البلدية اليوم أن المكتبة الجديدة ستفتح أبوابها الأسبوع المقبل وأن الدخول مجاني.
        وقالت المديرة إن عشرة آلاف كتاب اشتريت للأطفال.""",
    ),
]


@pytest.mark.parametrize(("language", "direction", "text"), ARTICLES, ids=[article[0] for article in ARTICLES])
def test_the_language_of_an_article_is_recognised(language, direction, text):
    draft = read(text)
    assert (draft.language, draft.direction, draft.language_from) == (language, direction, "recognised")


def test_letters_in_the_shapes_of_print_are_arabic():
    draft = read("ﺍﻓﺘﺘﺎﺡ ﻣﻜﺘﺒﺔ ﻓﻲ ﺣﻲ ﺍﻟﻤﻴﻨﺎﺀ\nﺃﻋﻠﻨﺖ ﺍﻟﺒﻠﺪﻳﺔ ﺃﻥ ﺍﻟﺪﺧﻮﻝ ﻣﺠﺎﻧﻲ ﻟﻠﺠﻤﻴﻊ.")
    assert (draft.language, draft.direction) == ("ar", "rtl")


def test_every_arabic_article_of_ours_is_known_for_one():
    articles = [text for folder in of_blocks.FOLDERS for text in of_blocks.texts(folder)]
    arabic = [text for text in articles if sum("\u0621" <= sign <= "\u064a" for sign in text) * 2 > len(text)]
    assert len(arabic) > 100
    assert [text for text in arabic if language_of(text) != Language("ar", "rtl", True)] == []


@pytest.mark.skipif(FIXTURES is None, reason="the fixtures are not on this machine")
def test_the_trials_are_recognised():
    for line in (FIXTURES / "trials" / "languages.jsonl").read_text("utf-8").splitlines():
        case = json.loads(line)
        draft = read(case["text"])
        assert (draft.language, draft.direction) == (case["language"], case["direction"])
        assert draft.language_from == "recognised"
    draft = read((FIXTURES / "trials" / "presentation-forms.txt").read_text("utf-8"))
    assert (draft.language, draft.direction) == ("ar", "rtl")


@pytest.mark.parametrize(
    "text",
    [
        "أعلنت شركة Apple و Google و Microsoft و Meta Platforms عن هواتف iPhone و Pixel الجديدة",
        "الخبر: https://example.org/news/2021/09/12/the-whole-long-address-of-the-page-in-english.html?ref=home",
        "راسلونا desk.of.the.newspaper@example.org أو www.example.com/contact/us/here/and/there",
        '<p class="lead paragraph first big">نص قصير</p> <a href="/en/news/index.html">رابط</a> &nbsp;&quot;نعم&quot;',
        unicodedata.normalize("NFD", ARABIC),
        "وَأَعْلَنَتِ الْبَلَدِيَّةُ أَنَّ الْعَمَلَ يَبْدَأُ غَداً",
        "قـــــال المديـــــر كلاماً",
    ],
)
def test_it_is_arabic_whatever_stands_in_it(text):
    assert language_of(text) == Language("ar", "rtl", True)


def test_persian_is_known_however_it_is_typed():
    typed = "وزير خارجه ايران در ديدار با همتاي خود گفت كه گفتگوها ادامه خواهد يافت"
    assert language_of(typed).code == "fa"


def test_of_two_languages_most_words_decide_and_it_is_said():
    mixed = f"{ARABIC} The municipality said today that the works on the old bridge begin next month."
    assert not language_of(mixed).is_sure
    assert language_of(ARABIC * 5 + "It said so.") == Language("ar", "rtl", True)


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("", "rtl"),
        ("12/9/2021 - 10:30", "rtl"),
        ("Правительство сообщило о новом решении", "ltr"),
        ("Die Regierung hat heute mitgeteilt, dass die Brücke nicht repariert wird und der Verkehr", "ltr"),
    ],
)
def test_what_it_does_not_know_it_does_not_guess(text, direction):
    assert language_of(text) == Language("und", direction, False)


def test_hebrew_is_known_by_its_letters():
    assert language_of("התחלת התיקון של הגשר הישן") == Language("he", "rtl", True)


@pytest.mark.parametrize(
    ("language", "text", "direction"),
    [
        ("ar", "The text", "rtl"),
        ("ar-EG", "", "rtl"),
        ("en", "نص", "ltr"),
        ("ku", "Şaredariyê îro ragihand", "ltr"),
        ("ku", "شارەوانی ئەڤڕۆ ڕاگەهاند", "rtl"),
        ("und", "Правительство", "ltr"),
        ("und", "نص", "rtl"),
    ],
)
def test_a_language_of_one_script_has_a_direction_and_others_have_that_of_their_letters(language, text, direction):
    assert direction_of(language, text) == direction


def test_of_a_long_text_the_middle_and_the_end_are_looked_at_too():
    assert language_of("Breaking news. " + ARABIC * 100).code == "ar"


@given(st.text(st.sampled_from("ازرشدمينستبوة .،\n«»")))
def test_a_look_at_the_letters_finds_what_a_look_at_the_words_finds(text):
    # A stretched letter is no word, and lets the words be looked at one by one.
    assert language_of(text) == language_of(f"{text} ـ")
