import pytest

from articles.directions import direction_within, laid_within, quotations_apart

IN_ARABIC = [
    ("أعلنت البلدية أن العمل يبدأ غدا.", "rtl"),
    ("The committee met on Tuesday.", "ltr"),
    ("BREAKING NEWS FROM BAGHDAD", "ltr"),
    ("iPhone 15 Pro Max: سعر الهاتف الجديد", "rtl"),
    ("BBC: وزير الصحة ينفي", "rtl"),
    ("أعلنت Apple و Google و Microsoft و Amazon Web Services و Meta Platforms Inc عن شراكة", "rtl"),
    ("Manchester United يفوز على Real Madrid و Bayern Munich", "rtl"),
    ('وقال: "We will not accept this decision, whatever happens to us and to our friends."', "rtl"),
    ('"We will not accept this decision, whatever happens to us." قال الوزير', "rtl"),
    ("The minister said «لا تعليق لدينا» before he left the room.", "ltr"),
    ("«The committee will meet again on Tuesday»", "ltr"),
    ("أطلقت الشركة حملة بعنوان think different and change the way you work every day في المدينة", "rtl"),
    ("(رويترز) - The minister said today that the talks had failed", "ltr"),
    ("The talks had failed, the minister said (رويترز)", "ltr"),
    ("BAGHDAD (AFP) - قال وزير الصحة العراقي إن عدد المصابين ارتفع", "rtl"),
    ("GPT-4 vs Claude vs Gemini: أيها أفضل؟", "rtl"),
    ("https://example.org/a?b=1", "ltr"),
    ("الرابط: https://example.org/this/is/a/very/long/path/of/words.html", "rtl"),
    ("للتواصل: desk@example.org", "rtl"),
    ("12/9/2021 - 10:30", "rtl"),
    ("***", "rtl"),
    ("", "rtl"),
    ("ﺑﺪﺀ ﺻﻴﺎﻧﺔ ﺍﻟﺠﺴﺮ", "rtl"),
    ("Правительство сообщило о решении", "ltr"),
    ("התחלת התיקון", "rtl"),
]
IN_ENGLISH = [
    ("The committee met on Tuesday.", "ltr"),
    ("أعلنت البلدية أن العمل يبدأ غدا.", "rtl"),
    ("The book الأيام by طه حسين was reprinted in Cairo.", "ltr"),
    ("وقال Smith إن العمل يبدأ غدا في المدينة القديمة", "rtl"),
    ("12/9/2021", "ltr"),
    ("He shouted «لن نقبل هذا القرار مهما حدث لنا ولأصدقائنا» at the guards.", "ltr"),
]


@pytest.mark.parametrize(("words", "direction"), IN_ARABIC)
def test_words_of_an_arabic_article(words, direction):
    assert direction_within(words, "rtl") == direction


@pytest.mark.parametrize(("words", "direction"), IN_ENGLISH)
def test_words_of_an_english_article(words, direction):
    assert direction_within(words, "ltr") == direction


def test_what_is_laid_the_other_way_names_its_language():
    assert laid_within("The committee said that it will meet on Tuesday.", "ar", "rtl") == ("ltr", "en")
    assert laid_within("Le ministre a déclaré que les prix ne changeront pas.", "ar", "rtl") == ("ltr", "fr")
    assert laid_within("أعلنت البلدية أن العمل يبدأ غدا.", "en", "ltr") == ("rtl", "ar")
    assert laid_within("http://example.org", "ar", "rtl") == ("ltr", "")


def test_what_is_laid_as_the_article_is_names_nothing():
    assert laid_within("أعلنت Apple عن هاتف", "ar", "rtl") is None


@pytest.mark.parametrize(
    ("words", "direction", "apart"),
    [
        ('قال: "We will not stop." ثم غادر', "rtl", ['"We will not stop."']),
        ("قال: “We will not stop!” ثم «لن نقف.» ثم “No.”", "rtl", ["“We will not stop!”", "“No.”"]),
        ("قال: «We will not stop.» ثم غادر", "rtl", ["We will not stop."]),
        ("قال: «لن نقف (never).» ثم غادر", "rtl", []),
        ('قال: "2021." ثم غادر', "rtl", []),
        ("He said: «لن نقف.» and left", "ltr", ["لن نقف."]),
        ('He said: "We will not stop."', "ltr", []),
        ("قال: “We will", "rtl", []),
        ("", "rtl", []),
    ],
)
def test_quotations_in_the_other_direction_stand_apart(words, direction, apart):
    pieces = list(quotations_apart(words, direction))
    assert "".join(piece for piece, _turned in pieces) == words
    assert [piece for piece, turned in pieces if turned] == apart
    assert {turned for _piece, turned in pieces} <= {"", "ltr" if direction == "rtl" else "rtl"}
