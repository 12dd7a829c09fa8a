"""The house style of Arabic that `make lint` enforces: one fault of each kind, planted, and what is right beside it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django import forms
from django.core import validators
from django.db import models
from django.utils import translation
from django.utils.translation import gettext

from newsdesk.running.checks import arabic_rules
from newsdesk.running.places import ROOT
from newsdesk.running.translations import HEADER

PO = "newsdesk/locale/ar/LC_MESSAGES/django.po"
PLURAL = 'msgid "%(n)s file"\nmsgid_plural "%(n)s files"\n'


def write(root: Path, name: str, text: str) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text, encoding="utf-8")


def translated(msgid: str, *forms: str) -> str:
    """A translation file with one entry."""
    if len(forms) == 1:
        return f'msgid "{msgid}"\nmsgstr "{forms[0]}"\n'
    return HEADER + "\n" + PLURAL + "".join(f'msgstr[{index}] "{form}"\n' for index, form in enumerate(forms))


def test_our_own_arabic_is_in_house_style() -> None:
    assert arabic_rules.faults(ROOT) == []


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("رابطًا", "رابطاً"),
        ("في هذا المتصفح", "في هذا المتصفّح"),
        ("تعذر الوصول، ولم يُتحقق منه", "تعذّر الوصول، ولم يُتحقّق منه"),
        ("للمحررين والمحللين", "للمحرّرين والمحلّلين"),
        ("نصّ المقال كلّه", "نص المقال كله"),
        ("سجلّ المصادر", "سجل المصادر، سجّل الدخول"),
        ("ملاحظة سرية", "ملاحظة سرّية، وصلت سريعة"),
        ("لم يوسم شيء", "لم يُوسَّم شيء"),
        ("وُسم موضع", "وُسّم موضع"),
        ("الكلمات الموسومة", "الكلمات الموسَّمة، وبقيت وسوم برمجية"),
        ("ستسِم كلمات", "ستوسّم كلمات، وينقسم المقطع"),
        ("هذا لازم", "هذا مطلوب"),
        ("مصدر ضمني", "مصدر مستتر"),
        ("غير معلوم", "غير معروف"),
        ("الحال", "الحالة"),
        ("خاصية", "سمة"),
        ("قاموس", "كائن"),
        ("مرشّح", "تصفية"),
        ("السكربتات", "JavaScript"),
        ("رمز دخول", "رمز وصول"),
        ("رمز الواجهة البرمجية", "رمز وصول"),
        ("استُعيدت القراءة", "استُرجعت القراءة، ورموز الاسترداد"),
        ("لك أن تستردّها", "لك أن تسترجعها"),
        ("أول كسر", "أول خلل"),
        ("حاول مجدداً", "حاول من جديد"),
        ("بالإنكليزية", "بالإنجليزية"),
        ("تم حفظ الملف", "حُفظ الملف، تم."),
        ("الرجاء إدخال اسم", "أدخل اسماً"),
        ("القارئ والمحكّم", "المحلّل والمحكّم، وقارئ الشاشة، ومن تعليقات القرّاء"),
        ("مقال, ونص", "مقال، ونص"),
        ("هل قصدت هذا?", "هل قصدت هذا؟"),
        ("١,٠٠٠", "1,000"),
        ("12 حرفاً", "12 محرفاً، حرفاً حرفاً"),
        ("٥ مقالات", "5 مقالات"),
    ],
)
def test_a_word_out_of_style_is_a_fault(tmp_path: Path, wrong: str, right: str) -> None:
    write(tmp_path, PO, translated("Words", wrong))
    assert "'Words'" in "".join(arabic_rules.faults(tmp_path))
    write(tmp_path, PO, translated("Words", right))
    assert arabic_rules.faults(tmp_path) == []


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ("{most} مثالاً على الأكثر", "plural forms"),
        ("%(limit)d عملية في المرة", "plural forms"),
        ("عدد الأمثلة {most} على الأكثر", ""),
        ("أكثر من %(n)s مقال", ""),
        ("%(name)s حساباً", ""),
    ],
)
def test_a_number_before_what_it_counts_wants_plural_forms(tmp_path: Path, words: str, fault: str) -> None:
    write(tmp_path, PO, translated("Words", words))
    assert fault in "".join(arabic_rules.faults(tmp_path))
    assert bool(arabic_rules.faults(tmp_path)) is bool(fault)


@pytest.mark.parametrize(
    ("few", "many", "other", "fault"),
    [
        ("%(n)s ملفات", "%(n)s ملفاً", "%(n)s ملف", ""),
        ("%(n)s ملفاً", "%(n)s ملفاً", "%(n)s ملف", "no accusative"),
        ("%(n)s ملفات", "%(n)s ملف", "%(n)s ملف", "the accusative"),
        ("%(n)s نسخ", "%(n)s نسخة", "%(n)s نسخة", ""),
        ("رُفض %(n)s", "رُفض %(n)s", "رُفض %(n)s", ""),
    ],
)
def test_plural_forms_have_their_cases(tmp_path: Path, few: str, many: str, other: str, fault: str) -> None:
    write(tmp_path, PO, translated("", "لا ملفات", "ملف", "ملفان", few, many, other))
    assert fault in "".join(arabic_rules.faults(tmp_path))
    assert bool(arabic_rules.faults(tmp_path)) is bool(fault)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("newsdesk/templates/page.html", '<button class="x">{% icon "save" %}{% translate "Save" %}</button>'),
        ("newsdesk/templates/page.html", '<a class="button x" href="/">{% translate "Save" %}</a>'),
        (
            "newsdesk/templates/page.html",
            "<button>{% blocktranslate with name=x %}Save{% endblocktranslate %}</button>",
        ),
        ("newsdesk/static/x.js", 'button(gettext("Save"), save)'),
        ("newsdesk/forms.py", 'helper.add_input(Submit("", _("Save")))'),
        ("newsdesk/forms.py", 'class SaveForm:\n    button = _("Save")'),
    ],
)
def test_a_button_is_named_by_a_verbal_noun(tmp_path: Path, name: str, text: str) -> None:
    write(tmp_path, PO, translated("Save", "احفظ"))
    assert arabic_rules.faults(tmp_path) == []
    write(tmp_path, name, text)
    assert "a verbal noun" in "".join(arabic_rules.faults(tmp_path))
    write(tmp_path, PO, translated("Save", "حفظ"))
    assert arabic_rules.faults(tmp_path) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("annotations/templates/page.html", "<p>\n  المتصفح</p>"),
        ("annotations/static/annotations/review/state/x.js", 'x\nconst words = { ar: "المتصفح" };'),
        ("annotations/writing/x.py", 'x = 1\nWORDS = Name("المتصفح", "Browser")'),
        ("seeds/codebook.yaml", "a:\n  name: {ar: المتصفح, en: Browser}"),
        ("docs/guide.ar.md", "#\nالمتصفح"),
    ],
)
def test_arabic_is_looked_at_wherever_it_stands(tmp_path: Path, name: str, text: str) -> None:
    write(tmp_path, name, text)
    (fault,) = arabic_rules.faults(tmp_path)
    assert fault.startswith(f"{name}:2")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("annotations/templates/page.html", "{# المتصفح #}"),
        ("annotations/writing/x.py", '"""المتصفح"""\n# المتصفح'),
        ("articles/layout/words.py", 'WORDS = "المتصفح"'),
        ("docs/guide.ar.md", "`المتصفح`"),
    ],
)
def test_words_that_nobody_is_shown_are_left_alone(tmp_path: Path, name: str, text: str) -> None:
    write(tmp_path, name, text)
    assert arabic_rules.faults(tmp_path) == []


def test_the_words_of_articles_that_a_guide_quotes_are_left_alone(tmp_path: Path) -> None:
    write(tmp_path, "docs/guide.ar.md", "حدّد «هجمات متكررة».")
    assert arabic_rules.faults(tmp_path)
    write(tmp_path, "seeds/article.txt", "إثر هجمات متكررة على القاعدة")
    assert arabic_rules.faults(tmp_path) == []


def _kinds(base: type) -> list[type]:
    return [base, *(kind for child in base.__subclasses__() for kind in _kinds(child))]


def test_what_forms_say_of_their_own_accord_is_in_our_style_too() -> None:
    """Of the fields that our forms have; Django's own Arabic says much of it otherwise."""
    fields = (forms.CharField, forms.ChoiceField, forms.ModelChoiceField, forms.DateField, forms.IntegerField)
    fields += (forms.EmailField, forms.FileField, forms.URLField, forms.BooleanField, forms.DateTimeField)
    said = {message for field in fields for kind in field.__mro__ for message in _messages(kind)}
    said |= {message for kind in _kinds(validators.BaseValidator) for message in [kind.message]}
    said |= set(_messages(models.Field)) | {validators.URLValidator.message, validators.EmailValidator.message}
    with translation.override("ar"):
        faults = [fault for message in said for fault in arabic_rules.breaches(str(message))]
    assert faults == []


def _messages(kind: type) -> list[object]:
    return list(vars(kind).get("default_error_messages", {}).values())


@pytest.mark.parametrize("words", ["Delete", "Save and add another", "Incorrect code.", "0 of %(cnt)s selected"])
def test_words_of_others_are_ours_in_arabic(words: str) -> None:
    ours = {"حذف", "حفظ وإضافة المزيد", "الرمز غير صحيح.", "لم يُحدَّد شيء من %(cnt)s"}
    with translation.override("ar"):
        assert gettext(words) in ours
